//! The example workspace, made by the binary as a newcomer makes it.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

use crate::server::{Database, Installation};

/// Far more than a million inquiries take.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// Makes the example with so many inquiries in an empty folder.
pub async fn make(binary: &Path, folder: &Path, inquiries: u32) -> anyhow::Result<Installation> {
    let mut child = Command::new(binary)
        .args(["demo", "--listen", "127.0.0.1:0", "--inquiries", &inquiries.to_string(), "--data"])
        .arg(folder)
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(child.stderr.take().context("what it prints")?).lines();
    let made = tokio::time::timeout(PATIENCE, async {
        while let Some(line) = lines.next_line().await? {
            if line.contains("Pointsman is at") {
                return Ok(());
            }
        }
        bail!("the example was not made")
    });
    made.await.context("making the example takes too long")??;
    child.kill().await?;
    let database = Database::Sqlite { folder: folder.to_owned() };
    Ok(Installation { binary: binary.to_owned(), database })
}

/// Moves everything to an empty PostgreSQL; the command compares every table and fails if one differs. Gives what it
/// printed.
pub async fn move_to(installation: &Installation, url: &str) -> anyhow::Result<String> {
    installation.run(&["migrate-store", "--to", url]).await
}
