//! The cells that several plans share, and their conditions as plain logic over these cells: what proofs start from.
//!
//! The cells and the tree without negation are the ones that plans are compiled with, so that a proof speaks of the
//! same thing that decides.

use pointsman_domain::attribute::{AttributeKey, Code};
use pointsman_domain::ids::ListId;

use super::cells::CellSet;
use super::clause::{Positive, positive};
use super::dimension::{Axis, Dimension, ON, axes};
use super::fault::Fault;
use super::leaf::{Leaf, Placed};
use super::{Plan, dimension};
use crate::checked::{Node, Test};

/// When something is true, as plain logic over cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Tree {
    /// All of these; of none, it is true.
    All(Vec<Tree>),
    /// Any of these; of none, it is false.
    Any(Vec<Tree>),
    /// The attribute's value lies in one of these cells.
    Cells(AttributeKey, CellSet),
    /// The inquiry is on this list.
    On(ListId),
    /// The inquiry is not on it.
    Off(ListId),
}

/// Cells that are fine enough for several plans.
#[derive(Clone, Debug)]
pub(crate) struct Joint {
    axes: Vec<Axis>,
    lists: Vec<ListId>,
}

impl Joint {
    /// The cells of these plans together.
    pub(crate) fn of(plans: &[&Plan]) -> Self {
        let mut tests: Vec<&Test> = Vec::new();
        for route in plans.iter().flat_map(|plan| plan.routes()) {
            route.condition().for_each(&mut |placed: &Placed| tests.push(&placed.test));
        }
        let mut lists: Vec<ListId> =
            plans.iter().flat_map(|plan| plan.mentioned.iter().copied()).collect();
        lists.sort_unstable();
        lists.dedup();
        Self { axes: axes(&tests, Fault::default()), lists }
    }

    /// The lists that are mentioned, ordered by id.
    pub(crate) fn lists(&self) -> &[ListId] {
        &self.lists
    }

    /// How many cells an attribute has, *missing* included; `None` if no condition mentions it.
    pub(crate) fn count(&self, key: AttributeKey) -> Option<usize> {
        self.axis(key).map(Axis::count)
    }

    /// Where a cell of numbers begins and where the next one does, in ten-thousandths.
    pub(crate) fn interval(&self, key: AttributeKey, cell: usize) -> (Option<i64>, Option<i64>) {
        self.axis(key).map_or((None, None), |axis| axis.interval(cell))
    }

    /// The cell of a code; that of every present value if no condition mentions the attribute.
    pub(crate) fn cell_of_code(&self, key: AttributeKey, code: Code) -> usize {
        self.axis(key).map_or(dimension::MISSING + 1, |axis| axis.cell_of_code(code))
    }

    /// When a condition of one of the plans is true; with `negated`, when it is false. Lists are known.
    pub(crate) fn tree(&self, node: &Node<Placed>, negated: bool) -> Tree {
        let placed = node.map(&mut |placed: &Placed| Placed {
            test: placed.test.clone(),
            leaf: Leaf::new(&placed.test, &self.axes, &self.lists, Fault::default()),
        });
        self.converted(&positive(&placed, negated, Fault::default()))
    }

    fn converted(&self, tree: &Positive) -> Tree {
        let each = |members: &[Positive]| members.iter().map(|m| self.converted(m)).collect();
        match tree {
            Positive::And(members) => Tree::All(each(members)),
            Positive::Or(members) => Tree::Any(each(members)),
            Positive::Literal(Dimension::Axis(place), cells, _) => {
                match self.axes.get(*place).map(Axis::key) {
                    Some(AttributeKey::ListMatches) if cells.contains(1) => Tree::All(Vec::new()),
                    Some(AttributeKey::ListMatches) | None => Tree::Any(Vec::new()),
                    Some(key) => Tree::Cells(key, cells.clone()),
                }
            }
            Positive::Literal(Dimension::List(place), cells, _) => match self.lists.get(*place) {
                Some(list) if cells.contains(ON) => Tree::On(*list),
                Some(list) => Tree::Off(*list),
                None => Tree::Any(Vec::new()),
            },
        }
    }

    fn axis(&self, key: AttributeKey) -> Option<&Axis> {
        self.axes.iter().find(|axis| axis.key() == key)
    }
}
