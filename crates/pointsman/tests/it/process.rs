//! Runs the real binary in a folder of its own.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

/// Far more than a start takes, so that a hanging program ends the test instead of the whole run.
const PATIENCE: Duration = Duration::from_mins(1);

/// What a finished program said.
pub(crate) struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// Runs `pointsman` with these words in `folder` and waits for it; `input` goes to standard input.
pub(crate) fn pointsman(folder: &TempDir, words: &[&str], input: &str) -> Said {
    let mut child =
        command(folder, words).stdin(Stdio::piped()).spawn().expect("the binary starts");
    child.stdin.take().expect("piped").write_all(input.as_bytes()).expect("it reads its input");
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// A server that runs until it is dropped.
pub(crate) struct Running {
    child: Child,
    lines: Receiver<String>,
    said: String,
    pub address: String,
}

impl Running {
    /// Starts it on a free port and waits for the line with its address.
    pub(crate) fn start(folder: &TempDir, words: &[&str]) -> Self {
        Self::of(command(folder, words))
    }

    /// The same of a command that was made before.
    pub(crate) fn of(mut command: Command) -> Self {
        let mut child = command.stdin(Stdio::null()).spawn().expect("the binary starts");
        let (sender, lines) = channel();
        let err = child.stderr.take().expect("piped");
        thread::spawn(move || {
            for line in BufReader::new(err).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let mut running = Self { child, lines, said: String::new(), address: String::new() };
        let line = running.wait_for("http://127.0.0.1:");
        let address = line.split("http://").nth(1).expect("an address");
        // As JSON a quote ends it.
        let address = address.split([' ', '"']).next().expect("an address");
        address.clone_into(&mut running.address);
        running
    }

    /// The first line that contains `words`.
    pub(crate) fn wait_for(&mut self, words: &str) -> String {
        if let Some(line) = self.said.lines().find(|line| line.contains(words)) {
            return line.to_owned();
        }
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| {
                panic!("the program did not say `{words}`, but:\n{}", self.said);
            });
            self.said.push_str(&line);
            self.said.push('\n');
            if line.contains(words) {
                return line;
            }
        }
    }

    /// Sends one HTTP request and answers status and body.
    pub(crate) fn call(
        &self,
        method: &str,
        path: &str,
        headers: &str,
        body: &str,
    ) -> (u16, String) {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             {headers}Content-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).expect("it reads");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let status =
            answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let body = answer.split("\r\n\r\n").nth(1).unwrap_or_default().to_owned();
        (status, body)
    }

    /// Kills it at once, as `kill -9` does.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
    }

    /// Asks it to stop, as a service manager does, and waits.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.tell_to_stop();
        self.child.wait().expect("it ends")
    }

    /// Asks it to stop and does not wait.
    pub(crate) fn tell_to_stop(&self) {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().expect("kill");
    }

    /// Waits until it ends by itself, and gives everything that it said.
    pub(crate) fn end(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("it ends");
        while let Ok(line) = self.lines.recv_timeout(PATIENCE) {
            self.said.push_str(&line);
            self.said.push('\n');
        }
        (status, std::mem::take(&mut self.said))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The command, to be started.
pub(crate) fn command(folder: &TempDir, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pointsman"));
    command.args(words).current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in [
        "DATA",
        "HISTORY_FOLDER",
        "DATABASE",
        "LISTEN",
        "PUBLIC_URL",
        "TRUST_FORWARDED_FOR",
        "REQUESTS_PER_MINUTE",
        "LOG",
        "LOG_FORMAT",
        "METRICS_LISTEN",
        "SHUTDOWN_DELAY",
        "SHUTDOWN_GRACE",
    ] {
        command.env_remove(format!("POINTSMAN_{name}"));
    }
    command
}
