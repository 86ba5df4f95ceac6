//! Conditions placed on the table: the verdict of a condition is a property of the cell.

use pointsman_domain::ids::ListId;

use super::cells::CellSet;
use super::dimension::{Axis, MISSING, OFF};
use super::fault::Fault;
use crate::checked::{ListPredicate, Node, NodeKind, Test};
use crate::verdict::Verdict;

/// A condition with its place on the table.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) test: Test,
    pub(super) leaf: Leaf,
}

/// Where a condition reads its verdict.
#[derive(Clone, Debug)]
pub(super) enum Leaf {
    /// On no axis: it is always unknown. Every attribute that is mentioned has an axis, so no condition is here.
    Nowhere,
    /// From the cell of one attribute.
    Axis {
        /// Place among the axes.
        axis: usize,
        /// How many cells the axis has.
        count: usize,
        /// Here it is true.
        holds: CellSet,
        /// Here it is false; elsewhere it is unknown.
        fails: CellSet,
    },
    /// From the cells of several lists.
    Lists {
        /// On all of them, or on any.
        all: bool,
        /// Whether the opposite is meant.
        negated: bool,
        /// Places among the mentioned lists.
        places: Vec<usize>,
    },
}

/// The cells of one inquiry.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Location<'p> {
    /// By axis.
    pub(super) cells: [usize; AXES],
    /// The mentioned lists, ordered by id.
    pub(super) mentioned: &'p [ListId],
    /// The lists that match, ordered by id; `None` if nobody knows.
    pub(super) on: Option<&'p [ListId]>,
}

/// The most axes that a plan has: one per attribute.
pub(super) const AXES: usize = pointsman_domain::attribute::AttributeKey::ALL.len();

impl Leaf {
    pub(super) fn new(test: &Test, axes: &[Axis], lists: &[ListId], fault: Fault) -> Self {
        if let Test::List(predicate) = test {
            return Self::lists(predicate, lists, fault);
        }
        let mut numbered = axes.iter().enumerate();
        let Some((number, own)) = numbered.find(|(_, other)| other.key() == test.attribute())
        else {
            return Self::Nowhere;
        };
        let (holds, mut fails) = own.verdicts(test, fault);
        if fault.missing_is_false() && !holds.contains(MISSING) {
            fails = fails.union(&CellSet::one(MISSING));
        }
        Self::Axis { axis: number, count: own.count(), holds, fails }
    }

    fn lists(predicate: &ListPredicate, lists: &[ListId], fault: Fault) -> Self {
        let places =
            predicate.lists().iter().filter_map(|list| lists.binary_search(list).ok()).collect();
        let (all, negated) = match predicate {
            ListPredicate::Contains(_) => (true, false),
            ListPredicate::ContainsAll(_) => (!fault.contains_all_is_any(), false),
            ListPredicate::NotContains(_) => (true, true),
            ListPredicate::ContainsAny(_) => (false, false),
        };
        Self::Lists { all, negated, places }
    }

    /// The cells in which an inquiry is certainly not on a list.
    pub(super) fn off_cells(fault: Fault) -> CellSet {
        if fault.unknown_lists_are_empty() {
            CellSet::span(MISSING, OFF + 1)
        } else {
            CellSet::one(OFF)
        }
    }

    fn verdict(&self, location: &Location<'_>) -> Verdict {
        match self {
            Self::Nowhere => Verdict::Unknown,
            Self::Axis { axis, holds, fails, .. } => {
                let cell = location.cells.get(*axis).copied().unwrap_or(MISSING);
                if holds.contains(cell) {
                    Verdict::True
                } else if fails.contains(cell) {
                    Verdict::False
                } else {
                    Verdict::Unknown
                }
            }
            Self::Lists { all, negated, places } => {
                let Some(on) = location.on else { return Verdict::Unknown };
                let mut each = places.iter().map(|place| {
                    let list = location.mentioned.get(*place);
                    list.is_some_and(|list| on.binary_search(list).is_ok())
                });
                let holds = if *all { each.all(|on| on) } else { each.any(|on| on) };
                Verdict::from(holds != *negated)
            }
        }
    }
}

impl Placed {
    /// What the condition says about an inquiry in these cells.
    pub(crate) fn verdict(&self, location: &Location<'_>) -> Verdict {
        self.leaf.verdict(location)
    }
}

impl Node<Placed> {
    /// What the tree says about an inquiry in these cells. Allocates nothing.
    pub(crate) fn verdict(&self, location: &Location<'_>) -> Verdict {
        match &self.kind {
            NodeKind::All(members) => Verdict::all(members.iter().map(|m| m.verdict(location))),
            NodeKind::Any(members) => Verdict::any(members.iter().map(|m| m.verdict(location))),
            NodeKind::Not(member) => member.verdict(location).not(),
            NodeKind::Test(placed) => placed.verdict(location),
        }
    }
}
