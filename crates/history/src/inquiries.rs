//! All past inquiries: rows in the order in which they came, in chunks.
//!
//! A clone is a snapshot: it shares the chunks, and what is written afterwards does not show in it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use pointsman_domain::attribute::Code;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ListId};

use crate::bits::CHUNK_ROWS;
use crate::chunk::{Chunk, OutOfRange, Stamp};
use crate::column::bits_to_code;
use crate::membership::Membership;
use crate::record::{Known, PastInquiry};
use pointsman_engine::checked::CodeAttribute;

/// Past inquiries in columns.
#[derive(Clone, Debug, Default)]
pub struct Inquiries {
    chunks: Vec<Arc<Chunk>>,
    now: BTreeMap<ListId, Arc<Membership>>,
}

/// What a list's rows are as of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NowState {
    /// The revision of the list.
    pub revision: i64,
    /// Rows before this one are known.
    pub rows: u64,
}

/// Bytes that inquiries take in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// Attributes, decisions, moments, ids and the lists that matched then.
    pub inquiries: u64,
    /// The lists that match now.
    pub lists_now: u64,
}

impl Inquiries {
    /// How many there are.
    pub fn len(&self) -> u64 {
        let last = self.chunks.last().map_or(0, |chunk| chunk.rows());
        long(self.chunks.len().saturating_sub(1) * CHUNK_ROWS + last)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    /// Adds inquiries behind the last row and answers with their rows. The lists that match them now are not known
    /// until [`change_now`](Self::change_now) says so. Those before one that is out of range stay added.
    pub fn append<'r>(
        &mut self,
        inquiries: impl IntoIterator<Item = &'r PastInquiry>,
    ) -> Result<Range<u64>, OutOfRange> {
        let first = self.len();
        for inquiry in inquiries {
            if self.chunks.last().is_none_or(|chunk| chunk.is_full()) {
                self.chunks.push(Arc::default());
            }
            let Some(chunk) = self.chunks.last_mut().map(Arc::make_mut) else { continue };
            chunk.stamp = Stamp::next();
            chunk.put(chunk.rows(), inquiry)?;
        }
        Ok(first..self.len())
    }

    /// Adds whole chunks, as they were read from segments.
    pub(crate) fn append_chunks(&mut self, chunks: impl IntoIterator<Item = Chunk>) {
        self.chunks.extend(chunks.into_iter().map(Arc::new));
    }

    /// Writes a row anew: its inquiry was decided later, or erased. A row that is not there is left alone.
    pub fn replace(&mut self, row: u64, inquiry: &PastInquiry) -> Result<(), OutOfRange> {
        let (chunk, row) = place(row);
        let Some(chunk) = self.chunks.get_mut(chunk).filter(|chunk| row < chunk.rows()) else {
            return Ok(());
        };
        let chunk = Arc::make_mut(chunk);
        chunk.stamp = Stamp::next();
        chunk.put(row, inquiry)
    }

    /// The rows of inquiries; those that are not there are left out.
    pub fn find(&self, ids: impl IntoIterator<Item = InquiryId>) -> HashMap<InquiryId, u64> {
        let mut wanted: Vec<_> = ids.into_iter().map(InquiryId::uuid).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut found = HashMap::new();
        for (place, chunk) in self.chunks.iter().enumerate() {
            let Some(ids) =
                wanted.iter().map(|id| chunk.ids_around(*id)).find(|ids| !ids.is_empty())
            else {
                continue;
            };
            for (row, id) in ids.iter().enumerate() {
                if wanted.binary_search(id).is_ok() {
                    found.insert(InquiryId::from_uuid(*id), long(place * CHUNK_ROWS + row));
                }
            }
        }
        found
    }

    /// A row as it came in.
    pub fn read(&self, row: u64) -> Option<PastInquiry> {
        let (chunk, row) = place(row);
        self.chunks.get(chunk)?.read(row)
    }

    /// A code of a row's inquiry.
    pub fn code(&self, row: u64, attribute: CodeAttribute) -> Known<Code> {
        let (chunk, row) = place(row);
        let column = self.chunks.get(chunk).and_then(|chunk| chunk.column(attribute.key()));
        match column.map_or(Known::Missing, |column| column.get(row)) {
            Known::Value(bits) => bits_to_code(bits).map_or(Known::Missing, Known::Value),
            Known::Missing => Known::Missing,
            Known::NotRecorded => Known::NotRecorded,
        }
    }

    /// The inquiry of a row.
    pub fn id(&self, row: u64) -> Option<InquiryId> {
        let (chunk, row) = place(row);
        self.chunks.get(chunk)?.id(row)
    }

    /// When the inquiry of a row completed.
    pub fn completed_at(&self, row: u64) -> Option<Timestamp> {
        let (chunk, row) = place(row);
        self.chunks.get(chunk)?.completed_at(row)
    }

    /// Says of all rows which match a list now.
    pub fn set_now(&mut self, list: ListId, revision: i64, on: impl IntoIterator<Item = u64>) {
        let mut membership = Membership::default();
        membership.change(revision, self.len(), on, []);
        self.now.insert(list, Arc::new(membership));
    }

    /// Makes the rows that match a list now those of another list too, to be changed from there: a list as it would be.
    pub fn copy_now(&mut self, from: ListId, to: ListId) {
        if let Some(membership) = self.now.get(&from).map(Arc::clone) {
            self.now.insert(to, membership);
        }
    }

    /// Catches up with changed items and with added rows: which rows match now and did not before, and which no longer
    /// do. A list of which nothing is known yet matches no row before.
    pub fn change_now(
        &mut self,
        list: ListId,
        state: NowState,
        on: impl IntoIterator<Item = u64>,
        off: impl IntoIterator<Item = u64>,
    ) {
        let membership = Arc::make_mut(self.now.entry(list).or_default());
        membership.change(state.revision, state.rows, on, off);
    }

    /// Forgets which rows match a list now.
    pub fn forget_now(&mut self, list: ListId) {
        self.now.remove(&list);
    }

    /// What is known about which rows match a list now.
    pub fn now(&self, list: ListId) -> Option<NowState> {
        self.now.get(&list).map(|membership| membership.state())
    }

    /// Whether a row matches a list now, by what is known.
    pub fn is_on_now(&self, list: ListId, row: u64) -> bool {
        let (chunk, row) = place(row);
        let rows = self.now.get(&list).and_then(|membership| membership.rows(chunk));
        rows.is_some_and(|rows| rows.get(row))
    }

    /// Whether it is known what lists match on, of a row: not of who was erased or came as attributes alone.
    pub fn are_lists_known_now(&self, row: u64) -> bool {
        let (chunk, row) = place(row);
        self.chunks.get(chunk).is_some_and(|chunk| !chunk.now_unknown.get(row))
    }

    /// What it takes in memory.
    pub fn memory(&self) -> Memory {
        Memory {
            inquiries: long(self.chunks.iter().map(|chunk| chunk.bytes()).sum()),
            lists_now: long(self.now.values().map(|membership| membership.bytes()).sum()),
        }
    }

    pub(crate) fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    pub(crate) fn membership(&self, list: ListId) -> Option<&Membership> {
        self.now.get(&list).map(AsRef::as_ref)
    }
}

/// Chunk, and row in it.
pub(crate) fn place(row: u64) -> (usize, usize) {
    let row = usize::try_from(row).unwrap_or(usize::MAX);
    (row / CHUNK_ROWS, row % CHUNK_ROWS)
}

pub(crate) fn long(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
