//! Which rows match one list as it is now, with the revision that says so.

use std::ops::Range;

use crate::bits::{CHUNK_ROWS, Rows};
use crate::chunk::Stamp;
use crate::inquiries::{NowState, long, place};

/// The rows that match a list now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Membership {
    revision: i64,
    rows: u64,
    /// When somebody last came or went.
    changed: Stamp,
    chunks: Vec<(Stamp, Rows)>,
}

impl Membership {
    /// Adds rows and takes rows out.
    pub(crate) fn change(
        &mut self,
        revision: i64,
        rows: u64,
        on: impl IntoIterator<Item = u64>,
        off: impl IntoIterator<Item = u64>,
    ) {
        (self.revision, self.rows) = (revision, rows);
        let stamp = Stamp::next();
        let changes = off.into_iter().map(|row| (row, false));
        for (row, set) in changes.chain(on.into_iter().map(|row| (row, true))) {
            let (chunk, row) = place(row);
            if self.chunks.len() <= chunk && set {
                self.chunks.resize_with(chunk + 1, Default::default);
            }
            if let Some((own, rows)) = self.chunks.get_mut(chunk)
                && rows.change(row, set)
            {
                (*own, self.changed) = (stamp, stamp);
            }
        }
    }

    pub(crate) const fn state(&self) -> NowState {
        NowState { revision: self.revision, rows: self.rows }
    }

    /// When somebody last came or went.
    pub(crate) const fn changed(&self) -> Stamp {
        self.changed
    }

    /// How many chunks somebody is in, or before.
    pub(crate) const fn chunks(&self) -> usize {
        self.chunks.len()
    }

    /// All rows of some chunks that match, in order.
    pub(crate) fn on(&self, chunks: Range<usize>) -> impl Iterator<Item = u64> {
        let within = self.chunks.iter().enumerate().take(chunks.end).skip(chunks.start);
        within.flat_map(|(place, (_, rows))| {
            rows.iter().map(move |row| long(place * CHUNK_ROWS + row))
        })
    }

    /// The rows of a chunk that match.
    pub(crate) fn rows(&self, chunk: usize) -> Option<&Rows> {
        self.chunks.get(chunk).map(|(_, rows)| rows)
    }

    /// When the rows of a chunk last changed.
    pub(crate) fn stamp(&self, chunk: usize) -> Stamp {
        self.chunks.get(chunk).map(|(stamp, _)| *stamp).unwrap_or_default()
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        let own = self.chunks.capacity() * size_of::<(Stamp, Rows)>();
        own + self.chunks.iter().map(|(_, rows)| rows.bytes()).sum::<usize>()
    }
}
