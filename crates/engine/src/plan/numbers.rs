//! The cells of a number: cuts, and a directory that finds the cell of a value in a few steps without a branch
//! that depends on the value.

use std::collections::BTreeSet;

/// So many cuts are compared with a value; no place of a directory may hold more.
const COMPARED: usize = 4;
/// Places of a directory. More would not stay in the cache; cuts that are too crowded for that are searched.
const PLACES: i64 = 8_192;

/// Sorted cuts in ten-thousandths: cell 1 ends before the first, each further one begins at its cut.
#[derive(Clone, Debug)]
pub(super) struct NumberCells {
    /// The cuts, and after them as many greatest numbers as are compared.
    cuts: Vec<i64>,
    count: usize,
    /// How many cuts lie before each place. Empty when cuts are searched.
    directory: Vec<u32>,
    /// Where the directory begins; places are a power of two wide.
    first: i64,
    shift: u32,
}

impl NumberCells {
    pub(super) fn new(cuts: BTreeSet<i64>) -> Self {
        let mut cuts: Vec<i64> = cuts.into_iter().collect();
        let count = cuts.len();
        let (first, shift, directory) = directory(&cuts);
        cuts.extend([i64::MAX; COMPARED]);
        Self { cuts, count, directory, first, shift }
    }

    /// How many cuts there are.
    pub(super) const fn cuts(&self) -> usize {
        self.count
    }

    /// The cell of a value.
    #[inline]
    pub(super) fn cell(&self, value: i64) -> usize {
        let Some(last) = self.directory.len().checked_sub(1) else { return self.searched(value) };
        let distance = value.saturating_sub(self.first).max(0) >> self.shift;
        let place = usize::try_from(distance).unwrap_or(last).min(last);
        let before = self.directory.get(place).copied().unwrap_or(0);
        let before = usize::try_from(before).unwrap_or(0);
        let near = self.cuts.get(before..before + COMPARED).unwrap_or_default();
        let passed: usize = near.iter().map(|cut| usize::from(*cut <= value)).sum();
        // The greatest number passes what stands after the last cut as well.
        1 + (before + passed).min(self.count)
    }

    #[cold]
    fn searched(&self, value: i64) -> usize {
        let cuts = self.cuts.get(..self.count).unwrap_or_default();
        1 + cuts.partition_point(|cut| *cut <= value)
    }
}

/// The coarsest directory in which no place is too crowded: where it begins, how wide a place is, and how many
/// cuts lie before each. Empty if there is none within bounds.
fn directory(cuts: &[i64]) -> (i64, u32, Vec<u32>) {
    let (Some(first), Some(last)) = (cuts.first().copied(), cuts.last().copied()) else {
        return (0, 0, vec![0]);
    };
    let Some(span) = last.checked_sub(first) else { return (0, 0, Vec::new()) };
    let finest = (0..i64::BITS).find(|shift| span >> shift < PLACES).unwrap_or(0);
    let coarsest = i64::BITS - span.leading_zeros();
    let shift = (finest..=coarsest.min(i64::BITS - 1)).rev().find(|shift| {
        let place = |cut: &i64| (cut - first) >> shift;
        let mut crowds = cuts.windows(COMPARED + 1);
        crowds.all(|crowd| crowd.first().map(place) != crowd.last().map(place))
    });
    let Some(shift) = shift else { return (0, 0, Vec::new()) };
    let before = (0..=span >> shift).map(|place| {
        let before = cuts.partition_point(|cut| (cut - first) >> shift < place);
        u32::try_from(before).unwrap_or(u32::MAX)
    });
    (first, shift, before.collect())
}
