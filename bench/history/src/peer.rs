//! A peer in a process of its own, which keeps its data and answers one question at a time.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::json;

use crate::workflow::{COUNTRIES, LISTS, Routes, list_id};

const SCRIPT: &str = include_str!("../peers.py");

pub struct Peer {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// How long it took, how much of a processor it used, and how many inquiries take each route, everything else last.
#[derive(Clone, Debug, Deserialize)]
pub struct Answer {
    pub nanoseconds: f64,
    pub processor: f64,
    pub counts: Vec<u64>,
}

impl Peer {
    /// Starts it on one thread, and waits until it has loaded the files.
    pub fn start(name: &str, libraries: &Path, files: &[String]) -> Result<Self> {
        let lists: Vec<String> = (0..LISTS).map(list_id).collect();
        let mut child = Command::new("python3")
            .args(["-c", SCRIPT, name])
            .args([
                json!(files).to_string(),
                json!(lists).to_string(),
                json!(COUNTRIES).to_string(),
            ])
            .env("PYTHONPATH", libraries)
            .envs([
                ("POLARS_MAX_THREADS", "1"),
                ("TOKIO_WORKER_THREADS", "1"),
                ("OMP_NUM_THREADS", "1"),
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("python3 cannot be started")?;
        let questions = child.stdin.take().context("no way in")?;
        let answers = BufReader::new(child.stdout.take().context("no way out")?);
        let mut peer = Self { child, questions, answers };
        peer.line().with_context(|| format!("{name} did not load"))?;
        Ok(peer)
    }

    pub fn ask(&mut self, source: &str, routes: &Routes) -> Result<Answer> {
        writeln!(self.questions, "{}", json!({ "source": source, "routes": routes }))?;
        self.questions.flush()?;
        Ok(serde_json::from_str(&self.line()?)?)
    }

    fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        if self.answers.read_line(&mut line)? == 0 {
            bail!("it ended, {:?}", self.child.wait()?);
        }
        Ok(line)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
