//! `pointsman import inquiries`: past inquiries from a file, without a server or beside one.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use indicatif::{HumanCount, ProgressBar};
use pointsman_server::{ImportReport, ImportTrouble, ServerOptions, ServerParts, import_inquiries};

use crate::cli::ImportInquiriesArguments;
use crate::config::Config;
use crate::progress::{OF_LINES, progress_bar};
use crate::serve::{open, parts, say};
use crate::{Answer, Misuse, print_result};

/// Errors that are printed in words; `--json` has more.
const PRINTED: usize = 20;
/// How long the embedded database is left alone after each part: a server that waits for it looks every 100 milliseconds.
/// PostgreSQL lets both write.
const PAUSE: Duration = Duration::from_millis(110);

/// Imports a file.
pub(crate) async fn inquiries(arguments: &ImportInquiriesArguments) -> anyhow::Result<Answer> {
    // Before the database is made: a name that is mistyped leaves nothing behind.
    let (file, bytes) = opened(&arguments.file)?;
    let config = Config::load(&arguments.store)?;
    let storage = open(&config).await?;
    let pause = if config.database.is_none() { PAUSE } else { Duration::ZERO };
    let parts = parts(storage.clone(), ServerOptions::default());
    let ended = import(&parts, file, bytes, pause).await;
    storage.close().await;
    match ended {
        Ok(report) => {
            print(&report, arguments.json)?;
            Ok(if report.bad == 0 { Answer::Yes } else { Answer::No })
        }
        Err((error, report)) => {
            say(&format!("stopped before the end: {}", in_words(&report)))?;
            Err(error).context("the import did not get to the end of the file; what was kept stays")
        }
    }
}

fn opened(path: &Path) -> anyhow::Result<(Box<dyn Read + Send>, Option<u64>)> {
    if path == Path::new("-") {
        return Ok((Box::new(stdin()), None));
    }
    let cannot_read = |error| Misuse(format!("cannot read `{}`: {error}", path.display()));
    let file = File::open(path).map_err(cannot_read)?;
    let bytes = file.metadata().map_err(cannot_read)?.len();
    Ok((Box::new(file), Some(bytes)))
}

async fn import(
    parts: &ServerParts,
    file: Box<dyn Read + Send>,
    bytes: Option<u64>,
    pause: Duration,
) -> Result<ImportReport, (ImportTrouble, ImportReport)> {
    let bar = progress_bar(OF_LINES);
    if let Some(bytes) = bytes {
        bar.set_length(bytes);
    }
    let ended = import_inquiries(parts, file, pause, |read, report| show(&bar, read, report)).await;
    bar.finish_and_clear();
    ended
}

fn show(bar: &ProgressBar, read: u64, report: &ImportReport) {
    bar.set_position(read);
    let (imported, bad) = (HumanCount(report.imported), HumanCount(report.bad));
    bar.set_message(format!("{imported} imported, {bad} bad"));
}

fn print(report: &ImportReport, json: bool) -> anyhow::Result<()> {
    if json {
        return print_result(&serde_json::to_string(report)?);
    }
    let mut lines = Vec::new();
    for error in report.errors.iter().take(PRINTED) {
        let at = if error.pointer.is_empty() { "" } else { " " };
        let (line, pointer, detail) = (error.line, &error.pointer, &error.detail);
        lines.push(format!("line {line}{at}{pointer}: {detail}"));
    }
    let shown = report.errors.len().min(PRINTED);
    let more = report.more + u64::try_from(report.errors.len() - shown).unwrap_or(u64::MAX);
    if more > 0 {
        lines.push(format!("and {more} more; --json names up to a thousand"));
    }
    lines.push(in_words(report));
    print_result(&lines.join("\n"))
}

fn in_words(report: &ImportReport) -> String {
    let ImportReport { read, imported, skipped, bad, .. } = report;
    format!(
        "imported {imported} of {read} inquiries; skipped {skipped} whose reference id is there already, {bad} bad"
    )
}
