//! Servers in processes of their own.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::client::{Connection, request, request_as};

/// A running server; it is killed when it is dropped.
pub struct Server {
    child: Child,
    pub address: String,
    pub key: String,
}

impl Server {
    pub async fn constant() -> anyhow::Result<Self> {
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("constant");
        Self::start(command, String::new()).await
    }

    pub async fn on_sqlite(binary: &Path, data: &Path) -> anyhow::Result<Self> {
        let data = data.to_str().context("a readable path")?;
        Self::pointsman(binary, &["--data", data]).await
    }

    pub async fn on_postgres(binary: &Path, url: &str) -> anyhow::Result<Self> {
        Self::pointsman(binary, &["--database", url]).await
    }

    async fn pointsman(binary: &Path, database: &[&str]) -> anyhow::Result<Self> {
        let words = ["key", "create", "--name", "Bench", "--role", "administrator"];
        let output = Command::new(binary).args(words).args(database).output().await?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let key = String::from_utf8(output.stdout)?.trim().to_owned();
        Self::serving(binary, database, key).await
    }

    /// Of a folder that had one, whose key still counts.
    pub async fn again_on_sqlite(binary: &Path, data: &Path, key: &str) -> anyhow::Result<Self> {
        let data = data.to_str().context("a readable path")?;
        Self::serving(binary, &["--data", data], key.to_owned()).await
    }

    async fn serving(binary: &Path, database: &[&str], key: String) -> anyhow::Result<Self> {
        let mut command = Command::new(binary);
        let words = ["serve", "--listen", "127.0.0.1:0", "--requests-per-minute", "100000000"];
        command.args(words).args(database);
        Self::start(command, key).await
    }

    /// Ends it as whoever runs it would.
    pub async fn stop(mut self) -> anyhow::Result<()> {
        let process = self.child.id().context("it has ended")?;
        run(Command::new("kill").args(["-TERM", &process.to_string()])).await?;
        self.child.wait().await?;
        Ok(())
    }

    /// What its process has in memory, in bytes.
    pub fn memory(&self) -> anyhow::Result<f64> {
        let process = self.child.id().context("it has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")).context("VmRSS")?;
        Ok(kibibytes.parse::<f64>()? * 1_024.0)
    }

    async fn start(mut command: Command, key: String) -> anyhow::Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let mut lines = BufReader::new(child.stderr.take().context("piped")?).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some((_, address)) = line.split_once("at ") {
                let address = address.trim().trim_start_matches("http://").to_owned();
                // So that the server never waits for somebody to read its log.
                tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
                return Ok(Self { child, address, key });
            }
        }
        bail!("the server did not start")
    }

    /// How long its process has worked, on all processors together.
    pub fn worked(&self) -> anyhow::Result<Duration> {
        let process = self.child.id().context("it has ended")?;
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
        let (_, fields) = stat.rsplit_once(") ").context("the name is in brackets")?;
        let ticks: u64 =
            fields.split(' ').skip(11).take(2).filter_map(|t| t.parse::<u64>().ok()).sum();
        // A tick is a hundredth of a second wherever Linux runs.
        Ok(Duration::from_millis(ticks * 10))
    }

    /// A list, whose id it answers, and a workflow of eight routes that runs.
    pub async fn make_workflow(&self) -> anyhow::Result<String> {
        let list = json!({"name": "Blocked", "key": "blocked", "type": "ip_address"});
        let list = self.call("POST", "/v1/lists", "", &list).await?;
        let mut routes = vec![json!({
            "id": "rt_blocked", "name": "Blocked", "then": [{"action": "decline"}],
            "if": {"all": [{"attribute": "list_matches", "operator": "contains", "value": "blocked"}]},
        })];
        for n in 0..7 {
            routes.push(json!({
                "id": format!("rt_{n}"), "name": format!("Age {n}"), "then": [{"action": "mark_for_review"}],
                "if": {"all": [
                    {"attribute": "age", "operator": "less_than", "value": 18 + n},
                    {"attribute": "failed_verification_attempts", "operator": "greater_than", "value": 2},
                ]},
            }));
        }
        let document = json!({
            "format": 1, "name": "Bench", "event": "inquiry.completed", "routes": routes,
            "everything_else": [{"action": "approve"}],
        });
        let new = json!({"name": "Bench", "event": "inquiry.completed"});
        let made = self.call("POST", "/v1/workflows", "", &new).await?;
        let id = made["id"].as_str().context("an id")?;
        let draft = format!("/v1/workflows/{id}/draft");
        let present = self.call("GET", &draft, "", &Value::Null).await?;
        let etag = |draft: &Value| draft["etag"].as_str().map(str::to_owned);
        let tag = etag(&present).context("an etag")?;
        let saved =
            self.call("PUT", &draft, &format!("if-match: \"{tag}\"\r\n"), &document).await?;
        let tag = etag(&saved).context("an etag")?;
        let publish = format!("/v1/workflows/{id}/publish");
        let header = format!("if-match: \"{tag}\"\r\n");
        self.call("POST", &publish, &header, &json!({"note": "bench"})).await?;
        self.call("POST", &format!("/v1/workflows/{id}/start"), "", &json!({})).await?;
        Ok(list["id"].as_str().context("an id")?.to_owned())
    }

    /// Posts a file.
    pub async fn send_as(&self, kind: &str, path: &str, text: &str) -> anyhow::Result<Vec<u8>> {
        let mut connection = Connection::open(&self.address).await?;
        connection.send(&request_as(kind, "POST", path, &self.key, "", text)).await
    }

    pub async fn call(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &Value,
    ) -> anyhow::Result<Value> {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let mut connection = Connection::open(&self.address).await?;
        let answer = connection.send(&request(method, path, &self.key, headers, &body)).await?;
        Ok(serde_json::from_slice(&answer)?)
    }
}

/// A PostgreSQL server with its usual settings: it syncs, and a commit waits for that.
pub struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    port: u16,
}

impl Cluster {
    pub async fn start() -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("bench-pg-").tempdir()?.keep();
        let folder = folder.canonicalize()?;
        let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")?
            .flatten()
            .map(|entry| entry.path().join("bin"))
            .filter(|bin| bin.join("initdb").exists())
            .collect();
        found.sort();
        let programs = found.pop().context("no PostgreSQL; `make needs` installs it")?;
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let cluster = Self { folder, programs, port };
        run(Command::new("chown").arg("postgres").arg(&cluster.folder)).await?;
        let words =
            ["--auth=trust", "--username=pointsman", "--encoding=UTF8", "--locale=C.UTF-8", "-D"];
        run(cluster.program("initdb").args(words).arg(cluster.data())).await?;
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = ''\nmax_connections = 100\n"
        );
        let path = cluster.data().join("postgresql.conf");
        std::fs::write(&path, std::fs::read_to_string(&path)? + &settings)?;
        let log = cluster.folder.join("log");
        let start = ["start", "-w", "-l"];
        let mut command = cluster.program("pg_ctl");
        command.args(start).arg(log).arg("-D").arg(cluster.data());
        let quiet = Stdio::null;
        ensure!(command.stdout(quiet()).stderr(quiet()).status().await?.success(), "pg_ctl start");
        Ok(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://pointsman@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// PostgreSQL refuses to run as root.
    fn program(&self, name: &str) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=postgres", "--clear-groups"]).arg(self.programs.join(name));
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut command = std::process::Command::from(self.program("pg_ctl").into_std());
        command.args(["stop", "-m", "immediate", "-D"]).arg(self.data());
        drop(command.stdout(Stdio::null()).stderr(Stdio::null()).status());
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

async fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command.output().await?;
    ensure!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    Ok(())
}
