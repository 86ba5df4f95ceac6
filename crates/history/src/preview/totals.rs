//! What is counted without a workflow: recorded decisions, values that are missing, unknown lists.

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::workflow::DecisionAction;

use crate::answer::{Lacking, Recorded};
use crate::bits::{BLOCKS, Bits, Block, count, count_both};
use crate::chunk::Chunk;
use crate::question::Lists;

/// Counts of some rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) considered: u64,
    pub(crate) recorded: Recorded,
    /// In the order of [`AttributeKey::ALL`], lists left out.
    missing: [Lacking; AttributeKey::ALL.len()],
    unknown_then: u64,
    unknown_now: u64,
}

impl Totals {
    /// Of all rows of a chunk.
    pub(crate) fn of(chunk: &Chunk) -> Self {
        *chunk.totals.get_or_init(|| {
            let mut totals = Self::default();
            for block in 0..BLOCKS {
                totals.count(chunk, block, &super::window::rows_of(chunk, block));
            }
            totals
        })
    }

    /// Counts some rows of a block.
    pub(crate) fn count(&mut self, chunk: &Chunk, block: usize, rows: &Block) {
        let both = |bits: &Bits| bits.block(block).map_or(0, |bits| count_both(bits, rows));
        let considered = count(rows);
        self.considered += considered;
        self.unknown_then += both(&chunk.then_unknown);
        self.unknown_now += both(&chunk.now_unknown);
        let undecided = both(&chunk.outcome.missing);
        self.recorded.undecided += undecided;
        if undecided < considered {
            for action in DecisionAction::ALL {
                let code = action as u64;
                let mut decided = chunk.outcome.equal(block, code);
                if let Some(missing) = chunk.outcome.missing.block(block) {
                    crate::bits::and_not(&mut decided, missing);
                }
                self.recorded.outcomes.add(action, count_both(&decided, rows));
            }
        }
        for (lacking, key) in self.missing.iter_mut().zip(AttributeKey::ALL) {
            if let Some(column) = chunk.column(key) {
                lacking.missing += both(&column.missing);
                lacking.not_recorded += both(&column.unrecorded);
            }
        }
    }

    pub(crate) fn add(&mut self, other: &Self) {
        self.considered += other.considered;
        self.unknown_then += other.unknown_then;
        self.unknown_now += other.unknown_now;
        self.recorded.undecided += other.recorded.undecided;
        for action in DecisionAction::ALL {
            self.recorded.outcomes.add(action, other.recorded.outcomes.get(action));
        }
        for (own, other) in self.missing.iter_mut().zip(other.missing) {
            own.missing += other.missing;
            own.not_recorded += other.not_recorded;
        }
    }

    pub(crate) const fn unknown_lists(&self, lists: Lists) -> u64 {
        match lists {
            Lists::Then => self.unknown_then,
            Lists::Now => self.unknown_now,
        }
    }

    pub(crate) fn missing(&self, lists: Lists) -> [Lacking; AttributeKey::ALL.len()] {
        let mut missing = self.missing;
        for (lacking, key) in missing.iter_mut().zip(AttributeKey::ALL) {
            if key == AttributeKey::ListMatches {
                lacking.missing = self.unknown_lists(lists);
            }
        }
        missing
    }
}
