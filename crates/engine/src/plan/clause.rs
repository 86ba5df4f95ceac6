//! From a tree of conditions to clauses: the ways in which a route can match.
//!
//! A route matches when its tree is *true* in three-valued logic. With negation pushed down to the conditions,
//! that is plain logic over the cells in which each condition certainly holds or certainly fails. A clause is
//! one way: for some dimensions the cells that are allowed, for all others any.

use std::collections::BTreeMap;

use super::cells::CellSet;
use super::dimension::{Dimension, ON};
use super::fault::Fault;
use super::leaf::{Leaf, Placed};
use super::limits;
use crate::checked::{Node, NodeKind};

/// A tree without negation.
#[derive(Clone, Debug)]
pub(super) enum Positive<'n> {
    And(Vec<Positive<'n>>),
    Or(Vec<Positive<'n>>),
    Literal(Dimension, CellSet, Said<'n>),
}

/// Which condition a literal comes from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Said<'n> {
    /// The condition's pointer into the document.
    pub(super) pointer: &'n str,
    /// Whether the literal says that the condition certainly fails.
    pub(super) negated: bool,
}

/// Allowed cells by dimension. None of the sets is empty.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(super) struct Clause(pub(super) BTreeMap<Dimension, CellSet>);

/// When `node` is true; with `negated`, when it is false.
pub(super) fn positive<'n>(node: &'n Node<Placed>, negated: bool, fault: Fault) -> Positive<'n> {
    let kept = |members: &'n [Node<Placed>]| -> Vec<Positive<'n>> {
        members.iter().map(|member| positive(member, negated, fault)).collect()
    };
    let swaps = negated && !fault.not_keeps_the_group();
    match &node.kind {
        NodeKind::All(members) if swaps => Positive::Or(kept(members)),
        NodeKind::All(members) => Positive::And(kept(members)),
        NodeKind::Any(members) if swaps => Positive::And(kept(members)),
        NodeKind::Any(members) => {
            let mut members = kept(members);
            if fault.any_loses_last_member() && members.len() > 1 {
                members.pop();
            }
            Positive::Or(members)
        }
        NodeKind::Not(member) => positive(member, !negated, fault),
        NodeKind::Test(placed) => {
            literal(&placed.leaf, Said { pointer: &node.pointer, negated }, fault)
        }
    }
}

fn literal<'n>(leaf: &Leaf, said: Said<'n>, fault: Fault) -> Positive<'n> {
    match leaf {
        Leaf::Nowhere => Positive::Or(Vec::new()),
        Leaf::Axis { axis, count, holds, fails } => {
            let cells = match said.negated {
                false => holds.clone(),
                true if fault.not_of_unknown_is_true() => holds.complement(0, *count),
                true => fails.clone(),
            };
            Positive::Literal(Dimension::Axis(*axis), cells, said)
        }
        Leaf::Lists { all, negated: inner, places } => {
            let negated = said.negated != *inner;
            let cell = if negated { Leaf::off_cells(fault) } else { CellSet::one(ON) };
            let members = places
                .iter()
                .map(|place| Positive::Literal(Dimension::List(*place), cell.clone(), said))
                .collect();
            if *all == negated { Positive::Or(members) } else { Positive::And(members) }
        }
    }
}

/// All clauses of a tree, or `None` if they are more than `room` or take too much work.
pub(super) fn expand(tree: &Positive<'_>, room: usize) -> Option<Vec<Clause>> {
    let mut steps = limits::EXPANSION_STEPS;
    let room = room.min(limits::CLAUSES_PER_ROUTE);
    expand_within(tree, room, &mut steps).filter(|clauses| clauses.len() <= room)
}

fn expand_within(tree: &Positive<'_>, room: usize, steps: &mut usize) -> Option<Vec<Clause>> {
    let mut clauses = Vec::new();
    match tree {
        Positive::Literal(dimension, cells, _) => {
            if !cells.is_empty() {
                clauses.push(Clause(BTreeMap::from([(*dimension, cells.clone())])));
            }
        }
        Positive::Or(members) => {
            for member in members {
                for clause in expand_within(member, room, steps)? {
                    add(&mut clauses, clause, room, steps)?;
                }
            }
        }
        Positive::And(members) => {
            clauses.push(Clause::default());
            for member in members {
                let others = expand_within(member, room, steps)?;
                let mut product = Vec::new();
                for clause in &clauses {
                    for both in others.iter().filter_map(|other| clause.and(other)) {
                        add(&mut product, both, room, steps)?;
                    }
                }
                clauses = product;
            }
        }
    }
    Some(clauses)
}

/// Adds a clause unless another one says as much; joins two that differ in one dimension.
fn add(clauses: &mut Vec<Clause>, clause: Clause, room: usize, steps: &mut usize) -> Option<()> {
    *steps = steps.checked_sub(1 + clauses.len())?;
    if clauses.iter().any(|other| clause.implies(other)) {
        return Some(());
    }
    clauses.retain(|other| !other.implies(&clause));
    for other in clauses.iter_mut() {
        if let Some(joined) = other.joined(&clause) {
            *other = joined;
            return Some(());
        }
    }
    clauses.push(clause);
    (clauses.len() <= room).then_some(())
}

/// One clause that allows at least everything that the tree allows; `None` if it allows nothing.
pub(super) fn enclose(tree: &Positive<'_>, fault: Fault) -> Option<Clause> {
    match tree {
        Positive::Literal(dimension, cells, _) => {
            (!cells.is_empty()).then(|| Clause(BTreeMap::from([(*dimension, cells.clone())])))
        }
        Positive::And(members) => members
            .iter()
            .try_fold(Clause::default(), |clause, member| clause.and(&enclose(member, fault)?)),
        Positive::Or(members) => {
            let mut possible = members.iter().filter_map(|member| enclose(member, fault));
            let first = possible.next()?;
            if fault.enclosure_too_small() {
                return Some(first);
            }
            Some(possible.fold(first, |clause, other| clause.or(&other)))
        }
    }
}

impl Clause {
    /// What both allow, or `None` if that is nothing.
    fn and(&self, other: &Self) -> Option<Self> {
        let mut both = self.0.clone();
        for (dimension, cells) in &other.0 {
            let allowed = match both.get(dimension) {
                Some(own) => own.intersection(cells),
                None => cells.clone(),
            };
            if allowed.is_empty() {
                return None;
            }
            both.insert(*dimension, allowed);
        }
        Some(Self(both))
    }

    /// A clause that allows what either allows, and perhaps more.
    fn or(&self, other: &Self) -> Self {
        let shared = self.0.iter().filter_map(|(dimension, cells)| {
            Some((*dimension, cells.union(other.0.get(dimension)?)))
        });
        Self(shared.collect())
    }

    /// Whether everything that this allows is allowed by `other`.
    fn implies(&self, other: &Self) -> bool {
        other
            .0
            .iter()
            .all(|(dimension, cells)| self.0.get(dimension).is_some_and(|own| own.is_subset(cells)))
    }

    /// Exactly what either allows, if one clause can say it.
    fn joined(&self, other: &Self) -> Option<Self> {
        let same_dimensions = self.0.keys().eq(other.0.keys());
        let mut differing =
            self.0.iter().filter(|(dimension, cells)| other.0.get(*dimension) != Some(*cells));
        match (same_dimensions, differing.next(), differing.next()) {
            (true, Some(_), None) => Some(self.or(other)),
            (true | false, _, _) => None,
        }
    }
}
