//! The example and many inquiries move from the embedded database to PostgreSQL.

use std::path::Path;
use std::time::Instant;

use anyhow::ensure;
use serde_json::Value;
use tempfile::TempDir;

use crate::cluster::Cluster;
use crate::server::{Database, Installation};
use crate::{example, store};

pub async fn run(binary: &Path, thousands: u32) -> anyhow::Result<String> {
    let folder = TempDir::new()?;
    let began = Instant::now();
    let from = example::make(binary, &folder.path().join("demo"), thousands * 1_000).await?;
    let made = began.elapsed().as_secs();
    let cluster = Cluster::start().await?;
    cluster.create_database("moved").await?;
    let url = cluster.url("moved");
    let began = Instant::now();
    let printed = from.run(&["migrate-store", "--json", "--to", &url]).await?;
    let took = began.elapsed().as_secs();
    let to = Installation { binary: binary.to_owned(), database: Database::Postgres { url } };
    for table in ["inquiries", "runs", "events", "list_items", "audit_entries"] {
        let count = format!("SELECT count(*) FROM {table}");
        let (left, right) = (store::number(&from, &count).await?, store::number(&to, &count).await?);
        ensure!(left == right && left > 0, "{table}: {left} there, {right} here");
    }
    to.verify_audit().await?;
    let report: Value = serde_json::from_str(printed.lines().last().unwrap_or_default())?;
    Ok(format!("{thousands},000 inquiries made in {made} s and moved in {took} s; every table has the same digest: {report}"))
}
