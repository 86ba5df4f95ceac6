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
        let (left, right) =
            (store::number(&from, &count).await?, store::number(&to, &count).await?);
        ensure!(left == right && left > 0, "{table}: {left} there, {right} here");
    }
    to.verify_audit().await?;
    let report: Value = serde_json::from_str(printed.lines().last().unwrap_or_default())?;
    let tables = report["tables"].as_array().map_or(0, Vec::len);
    ensure!(tables > 20, "{report}");
    Ok(format!(
        "{thousands} thousand inquiries made in {made} s; {} rows of {tables} tables moved in {took} s, and both databases \
         have the same digest of each",
        report["rows"]
    ))
}
