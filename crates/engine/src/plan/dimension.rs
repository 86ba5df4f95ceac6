//! Dimensions: how the constants of a workflow cut each attribute into cells.
//!
//! All values in a cell are alike to the workflow. Cell 0 always stands for *missing*. Numbers are cut into
//! intervals, codes into groups that the same conditions mention, and every mentioned list is a dimension of
//! its own with the cells unknown, off and on.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::attribute::{AttributeKey, Code};
use pointsman_domain::decimal::Decimal;

use super::cells::CellSet;
use super::fault::Fault;
use super::literals::Literal;
use super::numbers::NumberCells;
use crate::checked::{
    CodeAttribute, CodePredicate, NumberAttribute, NumberPredicate, Presence, Test,
};
use crate::facts::{Facts, PAIRS, code_at, pair};

/// The cell of a missing value, in every dimension.
pub(super) const MISSING: usize = 0;
/// The cell of a list that the inquiry is not on.
pub(super) const OFF: usize = 1;
/// The cell of a list that the inquiry is on.
pub(super) const ON: usize = 2;

/// The row of an inquiry that is known to be on no list, among those of the set of lists.
pub(super) const ON_NO_LIST: usize = 2;
/// That of one that is on some.
const ON_SOME_LIST: usize = 1;

/// The cell of the codes that no condition mentions.
const OTHER_CODES: usize = 1;

/// [`MISSING`] as codes keep it.
const NO_CODE: u16 = 0;

/// One direction of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Dimension {
    /// The values of a mentioned attribute, by its place among the axes; for the set of lists only whether
    /// it is known.
    Axis(usize),
    /// One list, by its place among the mentioned ones.
    List(usize),
}

/// The cells of one mentioned attribute.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    key: AttributeKey,
    cells: Cells,
}

#[derive(Clone, Debug)]
enum Cells {
    Numbers(NumberAttribute, NumberCells),
    Codes(CodeAttribute, CodeCells),
    /// Missing or present.
    Lists,
}

/// Groups of codes, found with one load. Cell 1 is every code that no condition mentions.
#[derive(Clone, Debug)]
struct CodeCells {
    /// By pair of letters; after the last pair, the cell of no code.
    cell_of: Box<[u16; PAIRS + 1]>,
    count: usize,
}

/// From `low` up to but not `high`; `None` is without end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Interval {
    pub(super) low: Option<i64>,
    pub(super) high: Option<i64>,
}

/// The axes of all attributes that these conditions mention, in the order of the catalogue.
pub(super) fn axes(tests: &[&Test], fault: Fault) -> Vec<Axis> {
    let mentions = |key: AttributeKey| tests.iter().copied().filter(move |t| t.attribute() == key);
    AttributeKey::ALL
        .into_iter()
        .filter(|key| mentions(*key).next().is_some())
        .map(|key| {
            let number = |attribute| Cells::Numbers(attribute, cuts(mentions(key), fault));
            let code = |attribute| Cells::Codes(attribute, CodeCells::new(mentions(key), fault));
            let cells = match key {
                AttributeKey::Age => number(NumberAttribute::Age),
                AttributeKey::DocumentSimilarityScore => {
                    number(NumberAttribute::DocumentSimilarityScore)
                }
                AttributeKey::LivenessCheckScore => number(NumberAttribute::LivenessCheckScore),
                AttributeKey::FailedVerificationAttempts => {
                    number(NumberAttribute::FailedVerificationAttempts)
                }
                AttributeKey::Country => code(CodeAttribute::Country),
                AttributeKey::UsState => code(CodeAttribute::UsState),
                AttributeKey::ListMatches => Cells::Lists,
            };
            Axis { key, cells }
        })
        .collect()
}

fn cuts<'t>(tests: impl Iterator<Item = &'t Test>, fault: Fault) -> NumberCells {
    let mut cuts = BTreeSet::new();
    for test in tests {
        if let Test::Number(_, predicate) = test {
            let (interval, _) = inside(predicate, fault);
            cuts.extend([interval.low, interval.high].into_iter().flatten());
        }
    }
    NumberCells::new(cuts)
}

impl Axis {
    /// The attribute.
    pub(super) const fn key(&self) -> AttributeKey {
        self.key
    }

    /// How many cells it has, *missing* included.
    pub(super) fn count(&self) -> usize {
        match &self.cells {
            Cells::Numbers(_, cells) => cells.cuts() + 2,
            Cells::Codes(_, cells) => cells.count,
            Cells::Lists => 2,
        }
    }

    /// Where a cell of numbers begins and where the next one does, in ten-thousandths; `None` is without end.
    pub(super) fn interval(&self, cell: usize) -> (Option<i64>, Option<i64>) {
        match &self.cells {
            Cells::Numbers(_, cells) => (cells.cut_before(cell), cells.cut_before(cell + 1)),
            Cells::Codes(..) | Cells::Lists => (None, None),
        }
    }

    /// The cell of a code.
    pub(super) fn cell_of_code(&self, code: Code) -> usize {
        match &self.cells {
            Cells::Codes(_, cells) => cells.cell(pair(code)),
            Cells::Numbers(..) | Cells::Lists => MISSING,
        }
    }

    /// The cell of an inquiry's value.
    pub(super) fn cell(&self, facts: &Facts) -> usize {
        match &self.cells {
            Cells::Numbers(..) | Cells::Codes(..) => self.row(facts),
            Cells::Lists => usize::from(facts.lists().is_some()),
        }
    }

    /// The table's row for an inquiry: that of its cell, or [`ON_NO_LIST`]. Whether there is a value decides no branch:
    /// nobody can foresee it.
    #[expect(
        clippy::inline_always,
        reason = "called once per attribute and decision; the call is a quarter of it"
    )]
    #[inline(always)]
    pub(super) fn row(&self, facts: &Facts) -> usize {
        match &self.cells {
            Cells::Numbers(attribute, cells) => cells.cell(facts, *attribute),
            Cells::Codes(attribute, cells) => cells.cell(facts.pair(*attribute)),
            Cells::Lists => match facts.lists() {
                None => MISSING,
                Some([]) => ON_NO_LIST,
                Some(_) => ON_SOME_LIST,
            },
        }
    }

    /// Whether it is the set of lists.
    pub(super) const fn is_of_lists(&self) -> bool {
        matches!(self.cells, Cells::Lists)
    }

    /// The cells in which a condition on this attribute holds and those in which it fails; in the rest it is
    /// unknown. A condition on another type of value holds and fails nowhere.
    pub(super) fn verdicts(&self, test: &Test, fault: Fault) -> (CellSet, CellSet) {
        let count = self.count();
        match (test, &self.cells) {
            (Test::Presence(_, presence), _) => {
                let (missing, present) = (CellSet::one(MISSING), CellSet::span(1, count));
                match presence {
                    Presence::Missing => (missing, present),
                    Presence::Present => (present, missing),
                }
            }
            (Test::Number(_, predicate), Cells::Numbers(_, cells)) => {
                let (interval, negated) = inside(predicate, fault);
                let low = interval.low.map_or(1, |cut| cells.cell_of(cut));
                let high = interval.high.map_or(count, |cut| cells.cell_of(cut));
                let within = CellSet::span(low, high);
                let without = within.complement(1, count);
                if negated { (without, within) } else { (within, without) }
            }
            (Test::Code(_, predicate), Cells::Codes(_, cells)) => {
                let codes = mentioned(predicate, fault);
                let within = CellSet::of(codes.iter().map(|code| cells.cell(pair(*code))));
                let first = if fault.other_codes_forgotten() { 2 } else { 1 };
                let without = within.complement(first, count);
                match predicate {
                    CodePredicate::Equals(_) | CodePredicate::AnyOf(_) => (within, without),
                    CodePredicate::NotEquals(_) | CodePredicate::NoneOf(_) => (without, within),
                }
            }
            (
                Test::Number(..) | Test::Code(..) | Test::List(_),
                Cells::Numbers(..) | Cells::Codes(..) | Cells::Lists,
            ) => (CellSet::default(), CellSet::default()),
        }
    }
}

impl Axis {
    /// What a value must be to lie in one of these cells, without the other cuts of the axis.
    pub(super) fn literal(&self, cells: &CellSet) -> Literal {
        let missing = cells.contains(MISSING);
        match &self.cells {
            Cells::Numbers(attribute, numbers) => {
                let spans = cells.spans().filter(|span| span.end > 1);
                let within =
                    spans.map(|span| numbers.bounds(span.start.max(1), span.end)).collect();
                Literal::Number { attribute: *attribute, missing, within }
            }
            Cells::Codes(attribute, codes) => {
                let except = cells.contains(OTHER_CODES);
                let codes = codes.mentioned(|cell| cells.contains(cell) != except);
                Literal::Code { attribute: *attribute, missing, except, codes }
            }
            Cells::Lists => Literal::ListsKnown { unknown: missing, known: cells.contains(1) },
        }
    }
}

impl CodeCells {
    /// The codes that conditions mention and whose cell is wanted, in their order.
    fn mentioned(&self, wanted: impl Fn(usize) -> bool) -> Vec<Code> {
        let places = self.cell_of.iter().take(PAIRS).enumerate();
        let mentioned = places.filter(|(_, cell)| usize::from(**cell) > OTHER_CODES);
        mentioned
            .filter(|(_, cell)| wanted(usize::from(**cell)))
            .filter_map(|(place, _)| code_at(place))
            .collect()
    }

    /// Codes that stand in exactly the same sets share a cell.
    fn new<'t>(tests: impl Iterator<Item = &'t Test>, fault: Fault) -> Self {
        let mut sets: BTreeSet<Vec<Code>> = BTreeSet::new();
        for test in tests {
            if let Test::Code(_, predicate) = test {
                let mut codes = mentioned(predicate, fault).to_vec();
                codes.sort_unstable();
                sets.insert(codes);
            }
        }
        let mut sets_of_code: BTreeMap<Code, Vec<usize>> = BTreeMap::new();
        for (number, set) in sets.iter().enumerate() {
            for code in set {
                sets_of_code.entry(*code).or_default().push(number);
            }
        }
        let mut cell_of_sets: BTreeMap<Vec<usize>, u16> = BTreeMap::new();
        let mut cell_of = Box::new([1; PAIRS + 1]);
        if let Some(none) = cell_of.last_mut() {
            *none = NO_CODE;
        }
        let mut next = 2;
        for (code, sets) in sets_of_code {
            let cell = *cell_of_sets.entry(sets).or_insert_with(|| {
                let cell = next;
                next += 1;
                cell
            });
            if let Some(slot) = cell_of.get_mut(pair(code)) {
                *slot = cell;
            }
        }
        Self { cell_of, count: usize::from(next) }
    }

    #[inline]
    fn cell(&self, pair: usize) -> usize {
        self.cell_of.get(pair).map_or(MISSING, |cell| usize::from(*cell))
    }
}

/// Where a comparison of numbers holds; the second part says that it holds outside instead.
pub(super) fn inside(predicate: &NumberPredicate, fault: Fault) -> (Interval, bool) {
    let at = |number: &Decimal| Some(number.ten_thousandths());
    let after = |number: &Decimal| Some(number.ten_thousandths().saturating_add(1));
    let interval = |low, high| Interval { low, high };
    match predicate {
        NumberPredicate::Equals(number) => (interval(at(number), after(number)), false),
        NumberPredicate::NotEquals(number) => (interval(at(number), after(number)), true),
        NumberPredicate::LessThan(number) if fault.less_than_includes_constant() => {
            (interval(None, after(number)), false)
        }
        NumberPredicate::LessThan(number) => (interval(None, at(number)), false),
        NumberPredicate::LessThanOrEqual(number) => (interval(None, after(number)), false),
        NumberPredicate::GreaterThan(number) if fault.greater_than_includes_constant() => {
            (interval(at(number), None), false)
        }
        NumberPredicate::GreaterThan(number) => (interval(after(number), None), false),
        NumberPredicate::GreaterThanOrEqual(number) => (interval(at(number), None), false),
        NumberPredicate::Between(low, high) if fault.between_excludes_high() => {
            (interval(at(low), at(high)), false)
        }
        NumberPredicate::Between(low, high) => (interval(at(low), after(high)), false),
    }
}

fn mentioned(predicate: &CodePredicate, fault: Fault) -> &[Code] {
    let codes = predicate.codes();
    match codes.split_last() {
        Some((_, rest)) if fault.sets_ignore_last_code() && !rest.is_empty() => rest,
        Some(_) | None => codes,
    }
}
