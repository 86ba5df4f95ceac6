//! Bytes of a file on their way into the database: some lines are read while those before them are being written, and
//! whoever sends more waits.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;
use std::time::{Duration, Instant};

use pointsman_domain::clock::Clock;
use pointsman_domain::error::FieldError;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::inquiries::{self, ImportInquiry, Imported, PastRows};
use pointsman_storage::{Storage, StorageError, Transaction, events};
use serde_json::json;
use tokio::task::{JoinError, JoinHandle};

use super::cutter::{Cutter, Piece};
use super::limits::AT_A_TIME;
use super::line::LineReader;
use super::pace::{Company, bytes_at_a_time, is_turn_of_others, next_at_a_time};
use super::report::ImportReport;
use crate::app::ServerParts;
use crate::author::{Author, Changed};
use crate::lists;

/// The event that says that some were kept: those with order numbers from `first` to `last`, and whoever else is in between.
pub(crate) const KEPT: &str = "inquiries.import_kept";
/// Threads that read lines at the same time.
const READERS: usize = 2;
/// Bytes that are read from a file at a time.
const FILE_BYTES: usize = 256 * 1_024;

/// What keeps an import from going on. What was kept before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportTrouble {
    /// The file cannot be read on.
    #[error("cannot read the file: {0}")]
    File(#[from] io::Error),
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Ours.
    #[error("a task of the import has ended: {0}")]
    Task(#[from] JoinError),
}

/// An import under way.
pub(super) struct Importer {
    storage: Storage,
    clock: Arc<dyn Clock>,
    author: Author,
    reader: Arc<LineReader>,
    cutter: Cutter,
    /// In the order of the file.
    reading: VecDeque<JoinHandle<Result<Vec<Line>, StorageError>>>,
    waiting: Vec<Past>,
    /// Of the lines that wait.
    waiting_bytes: usize,
    writing: Option<JoinHandle<Result<Written, StorageError>>>,
    /// How many are written at once: the more, the longer nobody else has written.
    at_a_time: usize,
    /// How long other processes get their turn after each part; `None` where this process decides as well.
    pause: Option<Duration>,
    /// When they had their turn last.
    paused: Instant,
    /// `None` before anything is written.
    log: Option<Log>,
    report: ImportReport,
}

/// What a line says.
enum Line {
    Past(Past),
    Bad(u64, Vec<FieldError>),
}

/// Inquiries that were written.
struct Written {
    batch: Arc<Vec<Past>>,
    became: Vec<ImportInquiry>,
    log: Log,
    company: Company,
    /// From the first statement to the end of the commit, without what was waited for before.
    took: Duration,
    paused: Instant,
}

/// Where the log of events stood when some were written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Log {
    /// The newest event before.
    before: i64,
    /// How many were written with them.
    own: usize,
    /// Whether others have written some since those before were.
    is_shared: bool,
}

/// An inquiry on its way.
struct Past {
    line: u64,
    /// Of the line.
    bytes: usize,
    reference_id: Option<String>,
    rows: PastRows,
}

/// Imports a whole file, for the command line. `watch` is told how many bytes have been read and what came of them so far.
/// After each part the database is left alone for `pause` if another process has it open, so that a server beside gets
/// its turn.
pub async fn import_inquiries(
    parts: &ServerParts,
    mut file: impl Read,
    pause: Duration,
    mut watch: impl FnMut(u64, &ImportReport),
) -> Result<ImportReport, (ImportTrouble, ImportReport)> {
    let author = Author::command_line(parts);
    let begun = Importer::begin(parts, author).await;
    let mut importer = begun.map_err(|error| (error.into(), ImportReport::default()))?;
    importer.pause = Some(pause);
    let mut buffer = vec![0; FILE_BYTES];
    loop {
        let fed = match file.read(&mut buffer) {
            Ok(0) => break,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error.into()),
            Ok(length) => importer.feed(buffer.get(..length).unwrap_or_default()).await,
        };
        if let Err(error) = fed {
            return Err((error, importer.break_off().await));
        }
        watch(importer.bytes(), &importer.report);
    }
    match importer.read_the_rest().await {
        Ok(()) => importer.finish().await,
        Err(error) => Err((error, importer.break_off().await)),
    }
}

impl Importer {
    /// Begins one.
    pub(super) async fn begin(parts: &ServerParts, author: Author) -> Result<Self, StorageError> {
        let directory = parts.storage.read(lists::directory).await?;
        let reader = LineReader {
            directory,
            ids: parts.ids.clone(),
            clock: parts.clock.clone(),
            now: author.at,
        };
        Ok(Self {
            storage: parts.storage.clone(),
            clock: parts.clock.clone(),
            author,
            reader: Arc::new(reader),
            cutter: Cutter::default(),
            reading: VecDeque::new(),
            waiting: Vec::new(),
            waiting_bytes: 0,
            writing: None,
            at_a_time: AT_A_TIME,
            pause: None,
            paused: Instant::now(),
            log: None,
            report: ImportReport::default(),
        })
    }

    /// Bytes so far.
    pub(super) const fn bytes(&self) -> u64 {
        self.cutter.bytes()
    }

    /// Takes the next bytes, when there is room for them.
    pub(super) async fn feed(&mut self, bytes: &[u8]) -> Result<(), ImportTrouble> {
        self.cutter.feed(bytes);
        while let Some(piece) = self.cutter.piece() {
            self.read(piece).await?;
        }
        Ok(())
    }

    /// The file has ended: reads and writes what is left.
    pub(super) async fn read_the_rest(&mut self) -> Result<(), ImportTrouble> {
        if let Some(piece) = self.cutter.rest() {
            self.read(piece).await?;
        }
        while !self.reading.is_empty() {
            self.gather().await?;
        }
        while !self.waiting.is_empty() {
            self.write().await?;
        }
        self.written().await
    }

    /// Notes the end of an import of which everything is written.
    pub(super) async fn finish(self) -> Result<ImportReport, (ImportTrouble, ImportReport)> {
        match self.note_end(None).await {
            Ok(()) => Ok(self.report),
            Err(error) => Err((error.into(), self.report)),
        }
    }

    /// Gives up: what was read and not written is forgotten, and what was written stays.
    pub(super) async fn break_off(mut self) -> ImportReport {
        self.reading.clear();
        self.waiting.clear();
        if let Err(error) = self.written().await {
            tracing::info!(%error, "the last lines of an import that broke off were not kept");
        }
        if let Err(error) = self.note_end(Some("broke_off")).await {
            tracing::error!(%error, "could not note the end of an import that broke off");
        }
        self.report
    }

    async fn read(&mut self, piece: Piece) -> Result<(), ImportTrouble> {
        if self.reading.len() >= READERS {
            self.gather().await?;
        }
        let reader = Arc::clone(&self.reader);
        self.reading.push_back(tokio::task::spawn_blocking(move || lines(&reader, &piece)));
        Ok(())
    }

    /// Takes over the oldest lines that are being read.
    async fn gather(&mut self) -> Result<(), ImportTrouble> {
        let Some(oldest) = self.reading.pop_front() else { return Ok(()) };
        for line in oldest.await?? {
            self.report.read += 1;
            match line {
                Line::Past(past) => {
                    self.waiting_bytes += past.bytes;
                    self.waiting.push(past);
                }
                Line::Bad(number, errors) => self.report.add_bad(number, errors),
            }
        }
        while self.are_enough() {
            // What was written before says how many are enough now.
            self.written().await?;
            if self.are_enough() {
                self.write().await?;
            }
        }
        Ok(())
    }

    fn are_enough(&self) -> bool {
        self.waiting.len() >= self.at_a_time
            || self.waiting_bytes >= bytes_at_a_time(self.at_a_time)
    }

    /// Writes the first ones, once those before them are written: these say how many it may be.
    async fn write(&mut self) -> Result<(), ImportTrouble> {
        self.written().await?;
        let (mut bytes, most) = (0, bytes_at_a_time(self.at_a_time));
        let fit = self.waiting.iter().take_while(|past| {
            let is_first = bytes < most;
            bytes += past.bytes;
            is_first
        });
        let count = fit.count().min(self.at_a_time);
        let rest = self.waiting.split_off(count);
        self.waiting_bytes = rest.iter().map(|past| past.bytes).sum();
        let batch = std::mem::replace(&mut self.waiting, rest);
        let (author, first, log) = (self.author.clone(), self.report.imported == 0, self.log);
        let (storage, pause, paused) = (self.storage.clone(), self.pause, self.paused);
        self.writing = Some(tokio::spawn(async move {
            let batch = Arc::new(batch);
            let kept = Arc::clone(&batch);
            let work = move |t: &mut Transaction<'_>| {
                let began = Instant::now();
                let (became, log) = keep(t, &kept, &author, first, log)?;
                Ok::<_, StorageError>((became, log, began))
            };
            // The import was let in when it began; each has one batch in the queue at most.
            let (became, log, began) = storage.write_to_end(work).await?;
            let took = began.elapsed();
            let company = if log.is_shared {
                Company::Writing
            } else if pause.is_some() && storage.is_alone() {
                Company::Absent
            } else {
                Company::Silent
            };
            let mut written = Written { batch, became, log, company, took, paused };
            if let Some(pause) = pause.filter(|_| is_turn_of_others(company, paused.elapsed())) {
                tokio::time::sleep(pause).await;
                written.paused = Instant::now();
            }
            Ok(written)
        }));
        Ok(())
    }

    /// Waits for what is being written, and counts it.
    async fn written(&mut self) -> Result<(), ImportTrouble> {
        let Some(writing) = self.writing.take() else { return Ok(()) };
        let Written { batch, became, log, company, took, paused } = writing.await??;
        self.at_a_time = next_at_a_time(self.at_a_time, company, took);
        (self.paused, self.log) = (paused, Some(log));
        for (past, became) in batch.iter().zip(became) {
            match became {
                ImportInquiry::Imported => self.report.imported += 1,
                ImportInquiry::ReferenceTaken => {
                    self.report.add_skipped(past.line, past.reference_id.as_deref());
                }
            }
        }
        Ok(())
    }

    /// The entry in the record of changes and the event. An import that has kept nothing leaves neither.
    async fn note_end(&self, how: Option<&'static str>) -> Result<(), StorageError> {
        let ImportReport { read, imported, skipped, bad, .. } = self.report;
        if imported == 0 {
            return Ok(());
        }
        let author = self.author.later(self.clock.now());
        let note = move |t: &mut Transaction<'_>| {
            let payload =
                json!({"imported": imported, "skipped": skipped, "bad": bad, "ended": how});
            author.record(t, "inquiries.imported", Changed::Inquiries, payload)?;
            let plain = Plain::none()
                .after("lines", read)
                .after("imported", imported)
                .after("skipped", skipped)
                .after("bad", bad)
                .after("ended", how);
            let (action, subject) = (Action::InquiriesImported, Subject::Workspace);
            author.audit(t, action, subject, plain, Personal::none())
        };
        self.storage.write_to_end(note).await
    }
}

/// Keeps some, and notes in the record that an import has begun if they are the first ones that it keeps.
fn keep(
    transaction: &mut Transaction<'_>,
    batch: &[Past],
    author: &Author,
    first: bool,
    last: Option<Log>,
) -> Result<(Vec<ImportInquiry>, Log), StorageError> {
    // Counted, because on PostgreSQL the events of those who commit meanwhile may have lower numbers than ours.
    let is_shared = match last {
        Some(last) => events::count_after(transaction, last.before, last.own + 1)? > last.own,
        None => false,
    };
    let log = Log { before: events::newest_number(transaction)?, own: 0, is_shared };
    let rows = batch.iter().map(|past| &past.rows);
    let Imported { became, numbers } = inquiries::import(transaction, rows)?;
    if !became.contains(&ImportInquiry::Imported) {
        return Ok((became, log));
    }
    let mut log = log;
    if let Some((first, last)) = numbers {
        // Imported inquiries have no events of their own. Whoever follows the log reads the inquiries in between.
        let payload = json!({"first": first, "last": last});
        author.record(transaction, KEPT, Changed::Inquiries, payload)?;
        log.own = 1;
    }
    if first {
        let (action, subject) = (Action::InquiriesImportBegun, Subject::Workspace);
        author.audit(transaction, action, subject, Plain::none(), Personal::none())?;
    }
    Ok((became, log))
}

fn lines(reader: &LineReader, piece: &Piece) -> Result<Vec<Line>, StorageError> {
    let mut lines = Vec::new();
    let mut number = piece.before;
    let mut rest = piece.bytes.as_slice();
    while !rest.is_empty() {
        number += 1;
        let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let (line, others) = rest.split_at(end);
        rest = others.get(1..).unwrap_or_default();
        match reader.read(number, line) {
            None => {}
            Some(Err(errors)) => lines.push(Line::Bad(number, errors)),
            Some(Ok(past)) => {
                let rows = PastRows::of(&past)?;
                let (bytes, reference_id) = (line.len(), past.new.reference_id);
                lines.push(Line::Past(Past { line: number, bytes, reference_id, rows }));
            }
        }
    }
    Ok(lines)
}
