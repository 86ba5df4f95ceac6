//! All past inquiries: rows in the order in which they came, in chunks.
//!
//! A clone is a snapshot: it shares the chunks, and what is written afterwards does not show in it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use pointsman_domain::attribute::Code;
use pointsman_domain::ids::{InquiryId, ListId};
use pointsman_domain::workflow::DecisionAction;

use crate::bits::CHUNK_ROWS;
use crate::chunk::{Chunk, OutOfRange, Stamp};
use crate::column::bits_to_code;
use crate::membership::Membership;
use crate::record::{Known, PastInquiry};
use crate::spill::{Need, Room, Slot, SpillError};
use pointsman_engine::checked::CodeAttribute;

/// Past inquiries in columns.
#[derive(Clone, Debug, Default)]
pub struct Inquiries {
    chunks: Vec<Slot>,
    /// How much memory they may take; any, without it.
    room: Option<Room>,
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
    /// Bytes of them that are out of memory.
    pub spilled: u64,
    /// The lists that match now.
    pub lists_now: u64,
}

impl Inquiries {
    /// None yet; they will take so much memory at most, and the rest goes into a file.
    pub fn within(room: Room) -> Self {
        Self { room: Some(room), ..Self::default() }
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        let last = self.chunks.last().map_or(0, |slot| slot.head().rows());
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
            if self.chunks.last().is_none_or(|slot| slot.head().is_full()) {
                self.chunks.push(Slot::Whole(Arc::default()));
                self.settle();
            }
            // The last one is never out of memory.
            let Some(Slot::Whole(chunk)) = self.chunks.last_mut() else { continue };
            let chunk = Arc::make_mut(chunk);
            chunk.stamp = Stamp::next();
            chunk.put(chunk.rows(), inquiry)?;
        }
        Ok(first..self.len())
    }

    /// Adds whole chunks, as they were read from segments.
    pub(crate) fn append_chunks(&mut self, chunks: impl IntoIterator<Item = Chunk>) {
        self.append_slots(chunks.into_iter().map(|chunk| Slot::Whole(Arc::new(chunk))));
    }

    /// The same, wherever they are; the last one is in memory.
    pub(crate) fn append_slots(&mut self, slots: impl IntoIterator<Item = Slot>) {
        self.chunks.extend(slots);
        self.settle();
    }

    /// Puts the oldest chunks out of memory until the others fit.
    fn settle(&mut self) {
        let Some(room) = &self.room else { return };
        let mut held: usize = self.chunks.iter().map(Slot::bytes).sum();
        let last = self.chunks.len().saturating_sub(1);
        for slot in self.chunks.iter_mut().take(last) {
            if held <= room.bound() {
                return;
            }
            let Slot::Whole(chunk) = slot else { continue };
            let before = chunk.bytes();
            // Without room in the file it stays.
            let Some(spilled) = room.spill(chunk) else { return };
            *slot = spilled;
            held = held.saturating_sub(before) + slot.bytes();
        }
    }

    /// Writes anew those of some rows that are not as they should be, because their inquiries were decided later or erased, and
    /// answers which those were, by their places in `wanted`. A row that is not there is left alone. Neighbours are read and
    /// written once.
    pub fn bring_to(&mut self, wanted: &[(u64, &PastInquiry)]) -> Result<Vec<usize>, ReplaceError> {
        let mut by_chunk: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, (row, _)) in wanted.iter().enumerate() {
            by_chunk.entry(place(*row).0).or_default().push(number);
        }
        let mut changed = Vec::new();
        for (chunk, numbers) in by_chunk {
            let Some(slot) = self.chunks.get_mut(chunk) else { continue };
            let mut differing = Vec::new();
            let present = slot.open(Need::ALL)?;
            for number in numbers {
                let Some((row, inquiry)) = wanted.get(number) else { continue };
                let (_, row) = place(*row);
                if row < present.rows() && present.read(row).as_ref() != Some(*inquiry) {
                    differing.push((number, row, *inquiry));
                }
            }
            drop(present);
            if differing.is_empty() {
                continue;
            }
            let was_spilled = matches!(slot, Slot::Spilled(_));
            let own = slot.make_whole()?;
            own.stamp = Stamp::next();
            for (number, row, inquiry) in differing {
                own.put(row, inquiry)?;
                changed.push(number);
            }
            if was_spilled {
                self.settle();
            }
        }
        Ok(changed)
    }

    /// The rows of inquiries; those that are not there are left out.
    pub fn find(
        &self,
        ids: impl IntoIterator<Item = InquiryId>,
    ) -> Result<HashMap<InquiryId, u64>, SpillError> {
        let mut wanted: Vec<_> = ids.into_iter().map(InquiryId::uuid).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let mut found = HashMap::new();
        for (place, slot) in self.chunks.iter().enumerate() {
            if !wanted.iter().any(|id| slot.head().may_have(*id)) {
                continue;
            }
            for (row, id) in slot.open(Need::IDS)?.ids().iter().enumerate() {
                if wanted.binary_search(id).is_ok() {
                    found.insert(InquiryId::from_uuid(*id), long(place * CHUNK_ROWS + row));
                }
            }
        }
        Ok(found)
    }

    /// A row as it came in.
    pub fn read(&self, row: u64) -> Result<Option<PastInquiry>, SpillError> {
        let (chunk, row) = place(row);
        let Some(slot) = self.chunks.get(chunk) else { return Ok(None) };
        Ok(slot.open(Need::ALL)?.read(row))
    }

    /// What was decided then about the inquiry of a row.
    pub fn outcome(&self, row: u64) -> Result<Option<DecisionAction>, SpillError> {
        let (chunk, row) = place(row);
        let Some(slot) = self.chunks.get(chunk) else { return Ok(None) };
        Ok(slot.open(Need::BASE)?.outcome_of(row))
    }

    /// Hands out a code of every row's inquiry, in order.
    pub fn codes(
        &self,
        attribute: CodeAttribute,
        mut each: impl FnMut(u64, Known<Code>),
    ) -> Result<(), SpillError> {
        for (place, slot) in self.chunks.iter().enumerate() {
            let chunk = slot.open(Need::code(attribute as usize))?;
            let Some(column) = chunk.column(attribute.key()) else { continue };
            for row in 0..chunk.rows() {
                let code = match column.get(row) {
                    Known::Value(bits) => bits_to_code(bits).map_or(Known::Missing, Known::Value),
                    Known::Missing => Known::Missing,
                    Known::NotRecorded => Known::NotRecorded,
                };
                each(long(place * CHUNK_ROWS + row), code);
            }
        }
        Ok(())
    }

    /// The ids of the rows of one chunk, with its first row, of which this is one.
    pub fn ids_beside(&self, row: u64) -> Result<(u64, Vec<InquiryId>), SpillError> {
        let (chunk, _) = place(row);
        let Some(slot) = self.chunks.get(chunk) else { return Ok((row, Vec::new())) };
        let ids = slot.open(Need::IDS)?.ids().iter().copied().map(InquiryId::from_uuid).collect();
        Ok((long(chunk * CHUNK_ROWS), ids))
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
        self.chunks.get(chunk).is_some_and(|slot| !slot.head().now_unknown.get(row))
    }

    /// What it takes in memory.
    pub fn memory(&self) -> Memory {
        Memory {
            inquiries: long(self.chunks.iter().map(Slot::bytes).sum()),
            spilled: self.room.as_ref().map_or(0, Room::spilled),
            lists_now: long(self.now.values().map(|membership| membership.bytes()).sum()),
        }
    }

    /// How much memory they may take, if that is bounded.
    pub const fn room(&self) -> Option<&Room> {
        self.room.as_ref()
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        &self.chunks
    }

    pub(crate) fn membership(&self, list: ListId) -> Option<&Membership> {
        self.now.get(&list).map(AsRef::as_ref)
    }
}

/// Why a row cannot be written anew.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplaceError {
    /// Ours: it cannot be kept.
    #[error(transparent)]
    OutOfRange(#[from] OutOfRange),
    /// Ours: its neighbours cannot be read.
    #[error(transparent)]
    Spilled(#[from] SpillError),
}

/// Chunk, and row in it.
pub(crate) fn place(row: u64) -> (usize, usize) {
    let row = usize::try_from(row).unwrap_or(usize::MAX);
    (row / CHUNK_ROWS, row % CHUNK_ROWS)
}

pub(crate) fn long(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
