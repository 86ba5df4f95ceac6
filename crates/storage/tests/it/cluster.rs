//! A real PostgreSQL server, started for one test and stopped with it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::thread;

use postgres::{Client, NoTls};
use tempfile::TempDir;

const READY: &str = "database system is ready to accept connections";
const INSTALLED_IN: &str = "/usr/lib/postgresql";

/// A running server that listens on a socket in its own folder alone.
pub(crate) struct Cluster {
    server: Child,
    folder: TempDir,
}

impl Cluster {
    /// Makes a cluster and waits until it takes connections.
    pub(crate) fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("pointsman-pg-").tempdir().unwrap();
        let account = account();
        if let Some(account) = &account {
            succeed(Command::new("chown").arg(account).arg(folder.path()));
        }
        let data = folder.path().join("data");
        succeed(
            as_account(account.as_deref(), &programs.join("initdb"))
                .args(["--no-sync", "--auth=trust", "--username=pointsman", "--encoding=UTF8"])
                .args(["--locale=C.UTF-8", "-D"])
                .arg(&data)
                .current_dir("/"),
        );
        let mut server = as_account(account.as_deref(), &programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=200"])
            .arg("-k")
            .arg(folder.path())
            .current_dir("/")
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        wait_until_ready(&mut server);
        Self { server, folder }
    }

    /// Makes an empty database and gives its address.
    pub(crate) fn create_database(&self, name: &str) -> String {
        let mut client = Client::connect(&self.address("postgres"), NoTls).unwrap();
        client.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE template0")).unwrap();
        self.address(name)
    }

    fn address(&self, database: &str) -> String {
        format!("host={} user=pointsman dbname={database}", self.folder.path().display())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        // SIGQUIT: stop at once; the folder goes away anyway.
        let process = self.server.id().to_string();
        let stopped = Command::new("kill").args(["-QUIT", &process]).status();
        if stopped.is_ok() {
            drop(self.server.wait());
        }
    }
}

/// The newest installed server's programs. Without one the contract cannot be tested, which is a failure.
fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = fs::read_dir(INSTALLED_IN)
        .map(|entries| entries.flatten().map(|entry| entry.path().join("bin")).collect())
        .unwrap_or_default();
    found.retain(|folder| folder.join("initdb").exists() && folder.join("postgres").exists());
    found.sort();
    found.pop().unwrap_or_else(|| {
        panic!(
            "PostgreSQL is not installed: {INSTALLED_IN}/*/bin/initdb is missing; \
             install it with `apt-get install postgresql` (`make test` does)"
        )
    })
}

/// PostgreSQL refuses to run as root; then it runs as its own account, or as nobody.
fn account() -> Option<String> {
    if output(Command::new("id").arg("-u")) != "0" {
        return None;
    }
    let exists = |name: &&str| {
        Command::new("id").args(["-u", name]).output().is_ok_and(|output| output.status.success())
    };
    let account = ["postgres", "nobody"].into_iter().find(exists);
    Some(
        account
            .expect("there is an account `postgres` or `nobody` to run PostgreSQL as")
            .to_owned(),
    )
}

/// A command under `account` that the kernel ends when this test's thread is gone, even if it was killed.
fn as_account(account: Option<&str>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    if let Some(account) = account {
        let group = output(Command::new("id").args(["-g", account]));
        command.arg(format!("--reuid={account}")).arg(format!("--regid={group}"));
        command.arg("--clear-groups");
    }
    command.args(["--pdeathsig", "QUIT"]).arg(program);
    command
}

fn wait_until_ready(server: &mut Child) {
    let log = BufReader::new(server.stderr.take().unwrap());
    let (ready, is_ready) = mpsc::channel();
    // Reads on for as long as the server writes, so that the pipe never fills.
    thread::spawn(move || {
        let mut lines = Vec::new();
        for line in log.lines().map_while(Result::ok) {
            if line.contains(READY) {
                drop(ready.send(Ok(())));
            }
            lines.push(line);
        }
        drop(ready.send(Err(lines.join("\n"))));
    });
    if let Err(log) = is_ready.recv().unwrap() {
        panic!("PostgreSQL did not start:\n{log}");
    }
}

fn succeed(command: &mut Command) -> Output {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {errors}");
    output
}

fn output(command: &mut Command) -> String {
    String::from_utf8(succeed(command).stdout).unwrap().trim().to_owned()
}
