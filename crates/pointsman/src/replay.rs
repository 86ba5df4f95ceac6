//! `pointsman replay`: decides again from what was stored, and says whether the same comes out. Only reads, beside a
//! server that may be running.

use std::io::{self, Write};
use std::time::Instant;

use indicatif::ProgressBar;
use pointsman_domain::ids::RunId;
use pointsman_server::{ReplayedPiece, ReplayedRun, replay_all, replay_one};
use pointsman_storage::{Storage, StorageError};
use serde_json::json;

use crate::cli::StoreArguments;
use crate::config::Config;
use crate::progress::progress_bar;
use crate::serve::open_to_read;
use crate::{Answer, Misuse, print_result};

const BAR: &str = "{wide_bar} {human_pos} of {human_len} runs, {per_sec}, {eta} left";

/// Replays one run.
pub(crate) async fn one(store: &StoreArguments, run: RunId, json: bool) -> anyhow::Result<Answer> {
    let storage = open_to_read(&Config::load(store)?).await?;
    let found = replay_one(&storage, run).await;
    storage.close().await;
    let replayed = found?.ok_or_else(|| Misuse(format!("there is no run `{run}`")))?;
    let text = if json { serde_json::to_string(&replayed)? } else { in_words(&replayed) };
    print_result(&text)?;
    Ok(if replayed.agrees { Answer::Yes } else { Answer::No })
}

/// Replays every run. Those that do not agree are printed as they are found, so that memory does not grow with them.
pub(crate) async fn all(store: &StoreArguments, json: bool) -> anyhow::Result<Answer> {
    let storage = open_to_read(&Config::load(store)?).await?;
    let replayed = replay_and_print(&storage, json).await;
    storage.close().await;
    Ok(if replayed? == 0 { Answer::Yes } else { Answer::No })
}

/// Trouble on the way: the database's, or that of standard output.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error("cannot write to standard output: {0}")]
    Output(#[from] io::Error),
}

/// Answers how many runs do not agree.
async fn replay_and_print(storage: &Storage, json: bool) -> Result<u64, Trouble> {
    let mut report = Report::begin(json)?;
    replay_all(storage, |piece| report.piece(&piece)).await?;
    report.end()
}

struct Report {
    json: bool,
    bar: ProgressBar,
    began: Instant,
    runs: u64,
    disagreeing: u64,
}

impl Report {
    /// As JSON it is one document, which begins with the runs that do not agree and ends with the counts.
    fn begin(json: bool) -> io::Result<Self> {
        if json {
            write!(io::stdout().lock(), "{{\"disagreeing\":[")?;
        }
        Ok(Self { json, bar: progress_bar(BAR), began: Instant::now(), runs: 0, disagreeing: 0 })
    }

    fn piece(&mut self, piece: &ReplayedPiece) -> Result<(), Trouble> {
        for run in &piece.disagreeing {
            self.run(run)?;
        }
        self.runs += piece.runs;
        self.bar.set_length(piece.of);
        self.bar.set_position(piece.done);
        Ok(())
    }

    fn run(&mut self, run: &ReplayedRun) -> io::Result<()> {
        let text = if self.json {
            let comma = if self.disagreeing == 0 { "" } else { "," };
            format!("{comma}{}", serde_json::to_string(run)?)
        } else {
            format!("{}\n", in_words(run))
        };
        self.disagreeing += 1;
        self.bar.suspend(|| write!(io::stdout().lock(), "{text}"))
    }

    fn end(self) -> Result<u64, Trouble> {
        self.bar.finish_and_clear();
        let Self { runs, disagreeing, .. } = self;
        let took = self.began.elapsed();
        let agreeing = runs - disagreeing;
        let per_second = u128::from(runs) * 1_000_000 / took.as_micros().max(1);
        let mut out = io::stdout().lock();
        if self.json {
            let counts = json!({
                "runs": runs, "agreeing": agreeing, "took_ms": took.as_millis(),
                "runs_per_second": per_second,
            });
            // The counts go on where the array ends.
            let counts = counts.to_string();
            writeln!(out, "],{}", counts.trim_start_matches('{'))?;
        } else if disagreeing == 0 {
            writeln!(out, "all {runs} runs agree, {per_second} a second")?;
        } else {
            writeln!(out, "{disagreeing} of {runs} runs do not agree, {per_second} a second")?;
        }
        out.flush()?;
        Ok(disagreeing)
    }
}

fn in_words(run: &ReplayedRun) -> String {
    if run.agrees {
        return format!("{} agrees: the same route, actions and trace", run.run);
    }
    let differences: Vec<String> = run.differences.iter().map(ToString::to_string).collect();
    format!("{} does not agree: {}", run.run, differences.join("; "))
}
