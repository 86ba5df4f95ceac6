//! Which rows of a chunk are looked at.

use pointsman_domain::clock::Timestamp;

use crate::bits::{BLOCK_WORDS, Block, NO_ROWS, WORD};
use crate::chunk::Chunk;
use crate::inquiries::{Inquiries, place};
use crate::question::Window;
use crate::spill::{Need, SpillError};

/// How much of a chunk lies in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cover {
    Nothing,
    Something,
    Everything,
}

impl Cover {
    /// What is needed of a chunk: of a part of it moments, too.
    pub(crate) fn need(self, need: Need) -> Need {
        match self {
            Self::Something => need.and(Need::MOMENTS),
            Self::Nothing | Self::Everything => need,
        }
    }
}

impl Window {
    /// The least moment within, and the least one after.
    fn bounds(&self) -> (i64, Option<i64>) {
        let from = self.from.map_or(i64::MIN, Timestamp::microseconds);
        (from, self.to.map(Timestamp::microseconds))
    }

    pub(crate) fn covers(&self, chunk: &Chunk) -> Cover {
        let (from, to) = self.bounds();
        let (earliest, latest) = chunk.span();
        let before_end = |moment: i64| to.is_none_or(|to| moment < to);
        if chunk.rows() == 0 || latest < from || !before_end(earliest) {
            Cover::Nothing
        } else if earliest >= from && before_end(latest) {
            Cover::Everything
        } else {
            Cover::Something
        }
    }

    /// The rows of a block that completed within.
    pub(crate) fn block(&self, chunk: &Chunk, block: usize) -> Block {
        let (from, to) = self.bounds();
        let to = to.unwrap_or(i64::MAX);
        // Nothing completes in the last microsecond that can be told.
        let mut rows = NO_ROWS;
        let moments = chunk.moments().get(block * BLOCK_WORDS * WORD..).unwrap_or_default();
        for (word, moments) in rows.iter_mut().zip(moments.chunks(WORD)) {
            for (bit, moment) in moments.iter().enumerate() {
                *word |= u64::from(from <= *moment && *moment < to) << bit;
            }
        }
        rows
    }
}

impl Inquiries {
    /// Leaves those whose inquiries completed in a window, in the order of their rows.
    pub fn retain_within<T>(
        &self,
        window: &Window,
        found: &mut Vec<T>,
        row_of: impl Fn(&T) -> u64,
    ) -> Result<(), SpillError> {
        found.sort_by_key(&row_of);
        let (from, to) = window.bounds();
        let is_within = |moment: i64| from <= moment && to.is_none_or(|to| moment < to);
        let mut kept = Vec::with_capacity(found.len());
        let mut found_in = std::mem::take(found).into_iter().peekable();
        for (number, slot) in self.slots().iter().enumerate() {
            let own = |one: &T| place(row_of(one)).0 == number;
            if !found_in.peek().is_some_and(own) {
                continue;
            }
            let cover = window.covers(slot.head());
            let opened = match cover {
                Cover::Something => Some(slot.open(Need::MOMENTS)?),
                Cover::Nothing | Cover::Everything => None,
            };
            while let Some(one) = found_in.next_if(own) {
                let moment = opened
                    .as_ref()
                    .and_then(|chunk| chunk.moments().get(place(row_of(&one)).1).copied());
                if cover == Cover::Everything || moment.is_some_and(is_within) {
                    kept.push(one);
                }
            }
        }
        *found = kept;
        Ok(())
    }
}

/// All rows of a block that the chunk has.
pub(crate) fn rows_of(chunk: &Chunk, block: usize) -> Block {
    let mut left = chunk.rows().saturating_sub(block * BLOCK_WORDS * WORD);
    let mut rows = NO_ROWS;
    for word in &mut rows {
        *word = if left >= WORD { u64::MAX } else { (1 << left) - 1 };
        left = left.saturating_sub(WORD);
    }
    rows
}
