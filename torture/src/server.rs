//! The release binary, started as an operator starts it and killed as nobody should.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;

use crate::client::Client;

/// Far more than a start takes.
const PATIENCE: Duration = Duration::from_secs(60);
/// Lines of the log that an explanation shows.
const LINES: usize = 30;
/// So that no limit stands between the load and the database.
const REQUESTS_PER_MINUTE: &str = "100000000";

/// Which binary on which database.
#[derive(Clone)]
pub struct Installation {
    pub binary: PathBuf,
    pub database: Database,
}

/// Where it keeps what it knows.
#[derive(Clone)]
pub enum Database {
    Sqlite { folder: PathBuf },
    Postgres { url: String },
}

/// A running server; it is killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Installation {
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(words).stdin(Stdio::null()).kill_on_drop(true);
        match &self.database {
            Database::Sqlite { folder } => command.arg("--data").arg(folder),
            Database::Postgres { url } => command.arg("--database").arg(url),
        };
        command
    }

    /// Runs a command to its end; gives what it printed, or fails with what it said.
    pub async fn run(&self, words: &[&str]) -> anyhow::Result<String> {
        let output = self.command(words).output().await.with_context(|| {
            format!("cannot run `{}`; `make release` builds it", self.binary.display())
        })?;
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        if !output.status.success() {
            bail!("`{}` failed: {}{}", words.join(" "), said(&output.stdout), said(&output.stderr));
        }
        Ok(said(&output.stdout))
    }

    /// A new administrator's key.
    pub async fn key(&self) -> anyhow::Result<String> {
        let words = ["key", "create", "--name", "Torture", "--role", "administrator"];
        Ok(self.run(&words).await?.trim().to_owned())
    }

    /// The record of changes must hold.
    pub async fn verify_audit(&self) -> anyhow::Result<()> {
        self.run(&["audit", "verify"]).await.map(drop).context("the record of changes is broken")
    }

    /// Starts the server and waits until it says where it is.
    pub async fn start(&self) -> anyhow::Result<Server> {
        let words =
            ["serve", "--listen", "127.0.0.1:0", "--requests-per-minute", REQUESTS_PER_MINUTE];
        let mut child =
            self.command(&words).stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let stderr = child.stderr.take().context("the log is piped")?;
        let log = Arc::new(Mutex::new(Vec::new()));
        let (found, address) = oneshot::channel();
        tokio::spawn(follow(stderr, Arc::clone(&log), found));
        let address = tokio::time::timeout(PATIENCE, address).await;
        let Ok(Ok(address)) = address else {
            bail!("the server did not start:\n{}", last_lines(&log));
        };
        Ok(Server { child, address, log })
    }
}

impl Server {
    /// A client of this node.
    pub fn client(&self, secret: &str) -> anyhow::Result<Client> {
        Client::new(&self.address, secret)
    }

    /// `kill -9`.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("cannot kill the server")
    }

    /// What it logged last.
    pub fn log(&self) -> String {
        last_lines(&self.log)
    }
}

async fn follow(
    stderr: tokio::process::ChildStderr,
    log: Arc<Mutex<Vec<String>>>,
    found: oneshot::Sender<String>,
) {
    let mut found = Some(found);
    let mut lines = BufReader::new(stderr).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        if let Some((_, rest)) = line.split_once("Pointsman is at http://")
            && let Some(found) = found.take()
        {
            // Whoever waited may have gone away.
            drop(found.send(rest.split_whitespace().next().unwrap_or_default().to_owned()));
        }
        let mut log = log.lock().unwrap_or_else(PoisonError::into_inner);
        if log.len() >= LINES {
            log.remove(0);
        }
        log.push(line);
    }
}

fn last_lines(log: &Mutex<Vec<String>>) -> String {
    log.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
}

impl Database {
    /// The embedded database's file.
    pub fn file(folder: &Path) -> PathBuf {
        folder.join("pointsman.sqlite3")
    }
}
