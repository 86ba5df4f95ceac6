//! PostgreSQL servers for a while: started, stopped, killed, and followed by a standby.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;
use tokio::process::Command;

const INSTALLED_IN: &str = "/usr/lib/postgresql";

/// A server with a folder of its own; `pg_ctl` runs it, as an account that is not root.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    account: Option<String>,
    port: u16,
}

impl Cluster {
    /// A new one, running. What the machine itself loses is not the subject, so nothing is flushed to the disk.
    pub async fn start() -> anyhow::Result<Self> {
        let cluster = Self::empty().await?;
        let data = cluster.data();
        let words = ["--no-sync", "--auth=trust", "--username=pointsman", "--encoding=UTF8"];
        let mut initdb = cluster.program("initdb");
        succeed(initdb.args(words).args(["--locale=C.UTF-8", "-D"]).arg(&data)).await?;
        cluster.write_settings()?;
        cluster.resume().await?;
        Ok(cluster)
    }

    /// A standby of this one, synchronous from now on: no commit is answered before the standby has it.
    pub async fn standby(&self) -> anyhow::Result<Self> {
        let standby = Self::empty().await?;
        let primary = format!(
            "host={} port={} user=pointsman application_name=standby",
            self.folder.path().display(),
            self.port
        );
        let mut copy = standby.program("pg_basebackup");
        let copy = copy.args(["-R", "--no-sync", "-c", "fast", "-d", &primary, "-D"]);
        succeed(copy.arg(standby.data())).await?;
        standby.write_settings()?;
        standby.resume().await?;
        self.sql("ALTER SYSTEM SET synchronous_standby_names = 'standby'").await?;
        self.sql("SELECT pg_reload_conf()").await?;
        for _ in 0..200 {
            if self.sql("SELECT sync_state FROM pg_stat_replication").await? == "sync" {
                return Ok(standby);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        bail!("the standby did not become synchronous")
    }

    /// Makes an empty database.
    pub async fn create_database(&self, name: &str) -> anyhow::Result<()> {
        self.sql(&format!("CREATE DATABASE {name} TEMPLATE template0")).await.map(drop)
    }

    /// Its address, over TCP.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://pointsman@127.0.0.1:{}/{database}", self.port)
    }

    /// Where it listens.
    pub fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Starts it (again) and waits until it takes connections.
    pub async fn resume(&self) -> anyhow::Result<()> {
        self.control(&["start", "-w", "-t", "60", "-l"], Some(&self.folder.path().join("log")))
            .await
    }

    /// Stops it without finishing anything.
    pub async fn stop_at_once(&self) -> anyhow::Result<()> {
        self.control(&["stop", "-m", "immediate"], None).await
    }

    /// Makes the standby the primary.
    pub async fn promote(&self) -> anyhow::Result<()> {
        self.control(&["promote", "-w"], None).await
    }

    /// `kill -9` of the server's first process; the others end when they notice.
    pub async fn kill(&self) -> anyhow::Result<()> {
        let file = fs::read_to_string(self.data().join("postmaster.pid"))?;
        let process = file.lines().next().context("the number of the process")?.to_owned();
        succeed(Command::new("kill").args(["-9", &process])).await
    }

    async fn empty() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("torture-pg-").tempdir()?;
        let account = account().await?;
        if let Some(account) = &account {
            succeed(Command::new("chown").arg(account).arg(folder.path())).await?;
        }
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        Ok(Self { folder, programs: programs()?, account, port })
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn write_settings(&self) -> anyhow::Result<()> {
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {}\nunix_socket_directories = '{}'\nfsync = off\n\
             max_connections = 200\nwal_keep_size = '512MB'\n",
            self.port,
            self.folder.path().display()
        );
        // The last one of two equal settings counts.
        let path = self.data().join("postgresql.conf");
        let before = fs::read_to_string(&path)?;
        Ok(fs::write(path, format!("{before}\n{settings}"))?)
    }

    async fn sql(&self, statement: &str) -> anyhow::Result<String> {
        let mut psql = self.program("psql");
        psql.args(["-X", "-q", "-A", "-t", "-U", "pointsman", "-d", "postgres", "-h"]);
        psql.arg(self.folder.path()).args(["-p", &self.port.to_string(), "-c", statement]);
        let output = psql.output().await?;
        ensure!(
            output.status.success(),
            "{statement}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
    }

    async fn control(&self, words: &[&str], log: Option<&Path>) -> anyhow::Result<()> {
        let mut command = self.program("pg_ctl");
        command.args(words).args(log).arg("-D").arg(self.data());
        // The server inherits what it writes to, and would keep a pipe open.
        let quiet = std::process::Stdio::null;
        let status = command.stdout(quiet()).stderr(quiet()).status().await?;
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        ensure!(status.success(), "pg_ctl {words:?} failed:\n{log}");
        Ok(())
    }

    fn program(&self, name: &str) -> Command {
        let path = self.programs.join(name);
        let mut command = match &self.account {
            Some(account) => {
                let mut command = Command::new("setpriv");
                command.args([&format!("--reuid={account}"), "--clear-groups"]).arg(path);
                command
            }
            None => Command::new(path),
        };
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut command = std::process::Command::from(self.program("pg_ctl").into_std());
        command.args(["stop", "-m", "immediate", "-D"]).arg(self.data());
        // It may have been stopped or killed already; the folder goes away anyway.
        let quiet = std::process::Stdio::null;
        drop(command.stdout(quiet()).stderr(quiet()).status());
    }
}

/// The newest installed server's programs.
fn programs() -> anyhow::Result<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(INSTALLED_IN)
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    found.retain(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    found.sort();
    found
        .pop()
        .with_context(|| format!("no PostgreSQL in {INSTALLED_IN}; `make needs` installs it"))
}

/// PostgreSQL refuses to run as root; then it runs as its own account.
async fn account() -> anyhow::Result<Option<String>> {
    let output = Command::new("id").arg("-u").output().await?;
    let root = String::from_utf8_lossy(&output.stdout).trim() == "0";
    Ok(root.then(|| "postgres".to_owned()))
}

async fn succeed(command: &mut Command) -> anyhow::Result<()> {
    let output = command.output().await.with_context(|| format!("{command:?}"))?;
    ensure!(
        output.status.success(),
        "{command:?} failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
