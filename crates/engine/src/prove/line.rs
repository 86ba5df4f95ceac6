//! The cells of one attribute, each with a value that stands for it.

use std::collections::BTreeMap;

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Code};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;

use super::typical;
use crate::plan::Joint;
use crate::plan::cells::CellSet;

/// The attributes with cells, in the order in which proofs keep them.
pub(super) const KEYS: [AttributeKey; 6] = [
    AttributeKey::Age,
    AttributeKey::Country,
    AttributeKey::UsState,
    AttributeKey::DocumentSimilarityScore,
    AttributeKey::LivenessCheckScore,
    AttributeKey::FailedVerificationAttempts,
];
/// The place of the country among [`KEYS`].
pub(super) const COUNTRY: usize = 1;
/// The place of the state among [`KEYS`].
pub(super) const STATE: usize = 2;
/// The cell of a missing value.
pub(super) const MISSING: usize = 0;

/// What is in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// No value: between two constants there is no whole number, or all codes are mentioned.
    Empty,
    /// The missing value.
    Missing,
    /// These values; the first stands for all.
    Codes(Vec<Code>),
    /// Numbers from the first to the last, both included; the third stands for all.
    Numbers(i64, i64, Decimal),
}

/// The cells of one attribute. Countries may be cut finer than in plans, by the contents of lists of countries.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) key: AttributeKey,
    /// By cell of the plans, the first cell here; after the last, how many there are.
    starts: Vec<usize>,
    pub(super) cells: Vec<Cell>,
    /// The cell that examples have where nothing else is asked for.
    pub(super) usual: usize,
}

impl Line {
    /// The cells of an attribute; countries that are on different ones of `lists` are apart.
    pub(super) fn new(
        key: AttributeKey,
        joint: &Joint,
        lists: &BTreeMap<ListId, Vec<Code>>,
    ) -> Self {
        let count = joint.count(key).unwrap_or(MISSING + 2);
        let missing = match key {
            AttributeKey::FailedVerificationAttempts => Cell::Empty,
            _ => Cell::Missing,
        };
        let codes = typical::codes(key);
        let mut line = Self { key, starts: vec![0], cells: vec![missing], usual: MISSING };
        for cell in MISSING + 1..count {
            line.starts.push(line.cells.len());
            if typical::usual_number(key).is_some() {
                line.cells.push(numbers(key, joint.interval(key, cell)));
                continue;
            }
            let here = codes.iter().filter(|code| joint.cell_of_code(key, **code) == cell);
            let mut groups: BTreeMap<Vec<bool>, Vec<Code>> = BTreeMap::new();
            for code in here {
                let on = lists.values().map(|countries| countries.contains(code));
                groups.entry(on.collect()).or_default().push(*code);
            }
            line.cells.extend(groups.into_values().map(Cell::Codes));
        }
        line.starts.push(line.cells.len());
        line.usual = line.usual_cell();
        line
    }

    fn usual_cell(&self) -> usize {
        if self.key == AttributeKey::UsState {
            return MISSING;
        }
        let usual = typical::usual_number(self.key);
        let is_usual = |cell: &Cell| match cell {
            Cell::Numbers(low, high, _) => usual.is_some_and(|at| (*low..=*high).contains(&at)),
            Cell::Codes(codes) => codes.contains(&Code::US),
            Cell::Missing | Cell::Empty => false,
        };
        self.cells.iter().position(is_usual).unwrap_or(MISSING)
    }

    /// How many cells there are.
    pub(super) fn count(&self) -> usize {
        self.cells.len()
    }

    /// Whether an inquiry can be in a cell.
    pub(super) fn is_possible(&self, cell: usize) -> bool {
        self.cells.get(cell).is_some_and(|cell| *cell != Cell::Empty)
    }

    /// Cells of the plans as cells here.
    pub(super) fn of_plan(&self, cells: &CellSet) -> CellSet {
        let start = |cell: usize| self.starts.get(cell).copied().unwrap_or(self.count());
        CellSet::of(cells.spans().flat_map(|span| start(span.start)..start(span.end)))
    }

    /// The cells that an inquiry can be in.
    pub(super) fn possible(&self) -> CellSet {
        CellSet::of((0..self.count()).filter(|cell| self.is_possible(*cell)))
    }

    /// The cells whose codes are among these.
    pub(super) fn of_codes(&self, codes: &[Code]) -> CellSet {
        CellSet::of((0..self.count()).filter(|cell| {
            matches!(self.cells.get(*cell), Some(Cell::Codes(here)) if here.iter().any(|code| codes.contains(code)))
        }))
    }

    /// The value that stands for a cell; `None` is missing.
    pub(super) fn value(&self, cell: usize) -> Option<AttributeValue> {
        match self.cells.get(cell)? {
            Cell::Empty | Cell::Missing => None,
            Cell::Codes(codes) => codes.first().copied().map(AttributeValue::Code),
            Cell::Numbers(_, _, number) => Some(AttributeValue::Number(*number)),
        }
    }

    /// From `low` up to but not `high`, a cell that an inquiry can be in: the usual one if it is there.
    pub(super) fn possible_between(&self, low: usize, high: usize) -> Option<usize> {
        if (low..high).contains(&self.usual) && self.is_possible(self.usual) {
            return Some(self.usual);
        }
        let mut cells = (low..high).filter(|cell| self.is_possible(*cell));
        // Of several, the nearest to what is usual.
        if self.usual < low { cells.next() } else { cells.next_back() }
    }
}

fn numbers(key: AttributeKey, (low, next): (Option<i64>, Option<i64>)) -> Cell {
    let low = low.unwrap_or(i64::MIN / 2);
    let high = next.map_or(i64::MAX / 2, |next| next - 1);
    let Some(example) = typical::number_between(key, low, high) else { return Cell::Empty };
    let (least, most) = key.range().unwrap_or_default();
    let range = (i64::from(least) * 10_000, i64::from(most) * 10_000);
    Cell::Numbers(low.max(range.0), high.min(range.1), example)
}
