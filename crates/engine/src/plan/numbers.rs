//! The cells of a number: cuts, and how the cell of a value is found in a few steps, without a branch that depends
//! on the value.

use std::collections::BTreeSet;

use super::dimension::MISSING;
use crate::checked::NumberAttribute;
use crate::facts::{Facts, PLACES, near, place};

/// So many cuts are compared with a value; where more lie together, the directory is finer or cuts are searched.
const COMPARED: usize = 4;
/// Places of a directory of our own. More would not stay in the cache.
const FINE_PLACES: i64 = 8_192;

/// Cuts in ten-thousandths: cell 1 ends before the first, each further one begins at its cut.
#[derive(Clone, Debug)]
pub(super) struct NumberCells {
    /// What lies right before each cut, so that a value has passed a cut if it is greater; after the last, as
    /// many greatest numbers as are compared. No attribute reaches the least number there is.
    before_cuts: Vec<i64>,
    count: usize,
    /// By the place that [`Facts`](crate::facts::Facts) know, the last for a missing value. Empty when too many
    /// cuts lie in one place, or one is out of reach of half the bits.
    near: Vec<Near>,
    fine: Option<Fine>,
}

/// What is at a place: the cell in which it begins, and the cuts within.
#[derive(Clone, Copy, Debug)]
struct Near {
    before_cuts: [i32; COMPARED],
    cell: u32,
}

/// A directory of places as narrow as the cuts demand.
#[derive(Clone, Debug)]
struct Fine {
    first: i64,
    shift: u32,
    /// How many cuts lie before each place.
    before: Vec<u32>,
}

impl NumberCells {
    pub(super) fn new(cuts: BTreeSet<i64>) -> Self {
        let mut before_cuts: Vec<i64> = cuts.into_iter().map(|cut| cut.saturating_sub(1)).collect();
        let count = before_cuts.len();
        let fine = Fine::of(&before_cuts);
        before_cuts.extend([i64::MAX; COMPARED]);
        let near = near_cuts(&before_cuts, count).unwrap_or_default();
        Self { before_cuts, count, near, fine }
    }

    /// How many cuts there are.
    pub(super) const fn cuts(&self) -> usize {
        self.count
    }

    /// The cut at which a cell begins; `None` for the first one, and beyond the last.
    pub(super) fn cut_before(&self, cell: usize) -> Option<i64> {
        let place = cell.checked_sub(2).filter(|place| *place < self.count)?;
        self.before_cuts.get(place).map(|before| before.saturating_add(1))
    }

    /// The least and the greatest value in the cells `start..end`; there is no end where nothing cuts.
    pub(super) fn bounds(&self, start: usize, end: usize) -> (i64, i64) {
        let before = |cell: usize| {
            let cut = cell.checked_sub(2).filter(|cut| *cut < self.count)?;
            self.before_cuts.get(cut).copied()
        };
        let low = before(start).map_or(i64::MIN, |before| before.saturating_add(1));
        (low, before(end).unwrap_or(i64::MAX))
    }

    /// The cell of a value at its place, or of none.
    #[expect(
        clippy::inline_always,
        reason = "called once per number and decision; the call is a third of it"
    )]
    #[inline(always)]
    pub(super) fn cell(&self, facts: &Facts, attribute: NumberAttribute) -> usize {
        let (place, value) = facts.place_and_near(attribute);
        match self.near.get(place) {
            Some(near) => near.cell(value),
            None if place == PLACES => MISSING,
            None => self.far(facts.steps(attribute)),
        }
    }

    /// Apart, so that the usual way stays small.
    #[inline(never)]
    fn far(&self, value: i64) -> usize {
        self.cell_of(value)
    }

    /// The cell of a value.
    #[inline]
    pub(super) fn cell_of(&self, value: i64) -> usize {
        let Some(fine) = &self.fine else { return self.searched(value) };
        // Not below 0, so the difference is right even where it needs all bits.
        let distance = value.max(fine.first).wrapping_sub(fine.first).cast_unsigned() >> fine.shift;
        let last = fine.before.len().saturating_sub(1);
        let place = usize::try_from(distance).unwrap_or(last).min(last);
        let before =
            fine.before.get(place).map_or(0, |before| usize::try_from(*before).unwrap_or(0));
        let cuts = self.before_cuts.get(before..).and_then(<[i64]>::first_chunk);
        1 + before + cuts.map_or(0, |cuts| passed(cuts, value))
    }

    #[cold]
    fn searched(&self, value: i64) -> usize {
        1 + self.before_cuts.partition_point(|before| *before < value)
    }
}

/// How many of these cuts a value has passed.
#[inline]
fn passed(before_cuts: &[i64; COMPARED], value: i64) -> usize {
    before_cuts.iter().map(|before| usize::from(*before < value)).sum()
}

impl Near {
    #[inline]
    fn cell(&self, value: i32) -> usize {
        let passed: u32 = self.before_cuts.iter().map(|before| u32::from(*before < value)).sum();
        usize::try_from(self.cell + passed).unwrap_or(MISSING)
    }
}

/// What is at each place, if nowhere too much.
fn near_cuts(before_cuts: &[i64], count: usize) -> Option<Vec<Near>> {
    let cuts = before_cuts.get(..count)?;
    // What is beyond half the bits is taken for their first or last number, which must be on the same side of each cut.
    let reached = i64::from(i32::MIN) + 1..i64::from(i32::MAX);
    if !cuts.first().into_iter().chain(cuts.last()).all(|cut| reached.contains(cut)) {
        return None;
    }
    let mut places = Vec::with_capacity(PLACES + 1);
    for number in 0..PLACES {
        // The place of a cut is that of the first value that has passed it.
        let before = cuts.partition_point(|cut| place(cut + 1) < number);
        let after = cuts.partition_point(|cut| place(cut + 1) <= number);
        if after - before > COMPARED {
            return None;
        }
        let compared = before_cuts.get(before..)?.first_chunk::<COMPARED>()?;
        let cell = u32::try_from(1 + before).ok()?;
        places.push(Near { before_cuts: compared.map(near), cell });
    }
    let missing = u32::try_from(MISSING).ok()?;
    places.push(Near { before_cuts: [i32::MAX; COMPARED], cell: missing });
    Some(places)
}

impl Fine {
    /// The coarsest in which no place holds too many cuts; `None` if none within bounds does.
    fn of(cuts: &[i64]) -> Option<Self> {
        let (Some(first), Some(last)) = (cuts.first().copied(), cuts.last().copied()) else {
            return Some(Self { first: 0, shift: 0, before: vec![0] });
        };
        let span = last.checked_sub(first)?;
        let finest = (0..i64::BITS).find(|shift| span >> shift < FINE_PLACES)?;
        let coarsest = i64::BITS - 1 - span.leading_zeros().min(i64::BITS - 1);
        let shift = (finest..=coarsest.max(finest)).rev().find(|shift| {
            let place = |cut: &i64| (cut - first) >> shift;
            let mut crowds = cuts.windows(COMPARED + 1);
            crowds.all(|crowd| crowd.first().map(place) != crowd.last().map(place))
        })?;
        let before = (0..=span >> shift).map(|place| {
            let before = cuts.partition_point(|cut| (cut - first) >> shift < place);
            u32::try_from(before).unwrap_or(u32::MAX)
        });
        Some(Self { first, shift, before: before.collect() })
    }
}
