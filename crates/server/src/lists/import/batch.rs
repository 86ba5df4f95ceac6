//! Lines gathered into a chunk: each value read as an item of the list's type, or reported as bad. Pure.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{IdSource, ItemId};
use pointsman_domain::list::{ItemValue, ListType};
use pointsman_storage::lists::{BadLine, Chunk, StagedItem};

use super::csv::{self, Line};

/// Lines that make a chunk: storing them holds up a decision for some milliseconds.
const CHUNK_LINES: usize = 2_000;

/// Lines that are not stored yet.
pub(crate) struct Batch {
    list_type: ListType,
    chunk: Chunk,
}

impl Batch {
    /// No lines.
    pub(crate) fn new(list_type: ListType, now: Timestamp) -> Self {
        Self { list_type, chunk: empty(now) }
    }

    /// Takes a line.
    pub(crate) fn push(&mut self, line: Line, ids: &dyn IdSource, now: Timestamp) {
        match line {
            Line::Bad(bad) => self.chunk.bad.push(stored(bad)),
            Line::Value { number, value, note } => match ItemValue::parse(self.list_type, &value) {
                Ok(item) => {
                    let (id, value) = (ItemId::new(ids, now), item.value.to_string());
                    self.chunk.items.push(StagedItem { id, value, note });
                }
                Err(invalid) => {
                    self.chunk.bad.push(stored(csv::BadLine::new(
                        number,
                        &value,
                        invalid.code,
                        invalid.detail,
                    )));
                }
            },
        }
    }

    /// Notes how much of the file stands behind the lines so far.
    pub(crate) fn advance(&mut self, lines: u64, bytes: usize) {
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

    /// The chunk, to be stored now. The next one begins.
    pub(crate) fn take(&mut self, now: Timestamp) -> Chunk {
        self.chunk.at = now;
        std::mem::replace(&mut self.chunk, empty(now))
    }
}

fn empty(now: Timestamp) -> Chunk {
    Chunk { items: Vec::new(), bad: Vec::new(), lines: 0, bytes: 0, at: now }
}

fn stored(bad: csv::BadLine) -> BadLine {
    BadLine {
        line: i64::try_from(bad.number).unwrap_or(i64::MAX),
        value: bad.value,
        code: bad.code.to_owned(),
        detail: bad.detail,
    }
}
