//! The cells of a number: cuts, and a directory that finds the cell of a value in a few steps without a branch
//! that depends on the value.

use std::collections::BTreeSet;

/// So many cuts are compared with a value, if no place of a directory holds more.
const FEW: usize = 2;
/// Else so many; when there would be more in a place, cuts are searched.
const MANY: usize = 4;
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
    is_crowded: bool,
    /// Where the directory begins; places are a power of two wide.
    first: i64,
    shift: u32,
}

impl NumberCells {
    pub(super) fn new(cuts: BTreeSet<i64>) -> Self {
        let mut cuts: Vec<i64> = cuts.into_iter().collect();
        let count = cuts.len();
        let few = Directory::of(&cuts, FEW);
        let is_crowded = few.is_none();
        let directory = few.or_else(|| Directory::of(&cuts, MANY)).unwrap_or_default();
        let Directory { first, shift, before } = directory;
        cuts.extend([i64::MAX; MANY]);
        Self { cuts, count, directory: before, is_crowded, first, shift }
    }

    /// How many cuts there are.
    pub(super) const fn cuts(&self) -> usize {
        self.count
    }

    /// The cell of a value.
    #[inline]
    pub(super) fn cell(&self, value: i64) -> usize {
        let Some(last) = self.directory.len().checked_sub(1) else { return self.searched(value) };
        // Not below 0, so the difference is right even where it needs all bits.
        let distance = value.max(self.first).wrapping_sub(self.first).cast_unsigned() >> self.shift;
        let place = usize::try_from(distance).unwrap_or(last).min(last);
        let before = self.directory.get(place).copied().unwrap_or(0);
        let before = usize::try_from(before).unwrap_or(0);
        let near = self.cuts.get(before..).unwrap_or_default();
        let passed = if self.is_crowded {
            passed(near.first_chunk::<MANY>(), value)
        } else {
            passed(near.first_chunk::<FEW>(), value)
        };
        // The greatest number passes what stands after the last cut as well.
        1 + (before + passed).min(self.count)
    }

    #[cold]
    fn searched(&self, value: i64) -> usize {
        let cuts = self.cuts.get(..self.count).unwrap_or_default();
        1 + cuts.partition_point(|cut| *cut <= value)
    }
}

/// How many of these cuts a value has passed.
#[inline]
fn passed<const CUTS: usize>(cuts: Option<&[i64; CUTS]>, value: i64) -> usize {
    cuts.map_or(0, |cuts| cuts.iter().map(|cut| usize::from(*cut <= value)).sum())
}

#[derive(Default)]
struct Directory {
    first: i64,
    shift: u32,
    before: Vec<u32>,
}

impl Directory {
    /// The coarsest in which no place holds more than so many cuts; `None` if none within bounds does.
    fn of(cuts: &[i64], most: usize) -> Option<Self> {
        let (Some(first), Some(last)) = (cuts.first().copied(), cuts.last().copied()) else {
            return Some(Self { before: vec![0], ..Self::default() });
        };
        let span = last.checked_sub(first)?;
        let finest = (0..i64::BITS).find(|shift| span >> shift < PLACES)?;
        let coarsest = i64::BITS - 1 - span.leading_zeros().min(i64::BITS - 1);
        let shift = (finest..=coarsest.max(finest)).rev().find(|shift| {
            let place = |cut: &i64| (cut - first) >> shift;
            let mut crowds = cuts.windows(most + 1);
            crowds.all(|crowd| crowd.first().map(place) != crowd.last().map(place))
        })?;
        let before = (0..=span >> shift).map(|place| {
            let before = cuts.partition_point(|cut| (cut - first) >> shift < place);
            u32::try_from(before).unwrap_or(u32::MAX)
        });
        Some(Self { first, shift, before: before.collect() })
    }
}
