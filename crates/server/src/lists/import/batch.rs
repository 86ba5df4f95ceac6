//! Lines gathered into a chunk: each value read as an item of the list's type, or reported as bad. Pure.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{IdSource, ItemId};
use pointsman_domain::list::{ItemValue, ListKind};
use pointsman_storage::lists::{BadLine, Chunk, StagedItem};

use super::csv::{self, Line};

/// Lines that make a chunk: storing them holds up a decision for some milliseconds.
const CHUNK_LINES: usize = 2_000;

/// Lines that are not stored yet.
pub(crate) struct Batch {
    kind: ListKind,
    chunk: Chunk,
}

impl Batch {
    /// No lines.
    pub(crate) fn new(kind: ListKind, now: Timestamp) -> Self {
        Self { kind, chunk: empty(now) }
    }

    /// Takes a line.
    pub(crate) fn push(&mut self, line: Line, ids: &dyn IdSource, now: Timestamp) {
        match line {
            Line::Bad(bad) => self.chunk.bad.push(stored(bad)),
            Line::Item { number, item, note } => match ItemValue::parse(&self.kind, &item) {
                Ok(read) => {
                    let (id, value) = (ItemId::new(ids, now), read.value.to_string());
                    let written = read.written;
                    self.chunk.items.push(StagedItem { id, value, written, note });
                }
                Err(invalid) => {
                    let shown = item.to_string();
                    let bad = csv::BadLine::new(number, &shown, invalid.code, invalid.detail);
                    self.chunk.bad.push(stored(bad));
                }
            },
        }
    }

    /// Notes how much of the file stands behind the lines so far.
    pub(crate) fn advance(&mut self, lines: u64, bytes: u64) {
        self.chunk.lines += i64::try_from(lines).unwrap_or(i64::MAX);
        self.chunk.bytes += i64::try_from(bytes).unwrap_or(i64::MAX);
    }

    /// Whether there are enough lines for a chunk.
    pub(crate) fn is_full(&self) -> bool {
        self.chunk.items.len() + self.chunk.bad.len() >= CHUNK_LINES
    }

    /// When the last chunk was taken.
    pub(crate) fn since(&self) -> Timestamp {
        self.chunk.at
    }

    /// The chunk, to be stored now, with the digest of all bytes up to its end. The next one begins.
    pub(crate) fn take(&mut self, digest: Option<[u8; 32]>, now: Timestamp) -> Chunk {
        (self.chunk.at, self.chunk.digest) = (now, digest);
        std::mem::replace(&mut self.chunk, empty(now))
    }
}

fn empty(now: Timestamp) -> Chunk {
    Chunk { items: Vec::new(), bad: Vec::new(), lines: 0, bytes: 0, digest: None, at: now }
}

fn stored(bad: csv::BadLine) -> BadLine {
    BadLine {
        line: i64::try_from(bad.number).unwrap_or(i64::MAX),
        value: bad.value,
        code: bad.code.to_owned(),
        detail: bad.detail,
    }
}
