//! Conditions inside one route that change nothing: they always hold where they count, or never.
//!
//! This looks at the route alone, for any contents of lists. Members of a group are left out from the last to the first,
//! and one that is left out does not count for the others; so of two that say the same the first is kept.

use std::collections::BTreeSet;

use batsat::Lit;
use pointsman_domain::attribute::AttributeKey;

use super::instance::Instance;
use super::problem::{ListRole, Problem, Reading};
use super::routes::Routes;
use super::solver::Answer;
use crate::checked::{Node, NodeKind};
use crate::plan::{Placed, Tree};

/// What is wrong with a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Flaw {
    /// It can be left out.
    Redundant,
    /// It never holds where it counts.
    Contradiction,
}

/// Conditions of the route at `place` with their flaws, by JSON pointer, in the order of the document. The route must
/// not be contradictory as a whole.
pub(super) fn flaws(routes: &Routes<'_, '_>, place: usize) -> Vec<(String, Flaw)> {
    let Some(route) = routes.plan.routes().get(place) else { return Vec::new() };
    if routes.trees.get(place).is_some_and(|tree| is_plain(routes.problem, tree)) {
        return Vec::new();
    }
    let mut search = Search {
        routes,
        instance: Instance::new(routes.problem, routes.effort),
        flaws: Vec::new(),
    };
    search.group(route.condition(), false, &[]);
    search.flaws.sort_by_cached_key(|(pointer, _)| natural(pointer));
    search.flaws
}

struct Search<'r, 'p, 'l> {
    routes: &'r Routes<'p, 'l>,
    instance: Instance<'p, 'l>,
    flaws: Vec<(String, Flaw)>,
}

impl Search<'_, '_, '_> {
    /// `around` is what has to be true for this group to count.
    fn group(&mut self, node: &Node<Placed>, negated: bool, around: &[Lit]) {
        let (members, all) = match &node.kind {
            NodeKind::All(members) => (members, !negated),
            NodeKind::Any(members) => (members, negated),
            NodeKind::Not(member) => return self.group(member, !negated, around),
            NodeKind::Test(_) => return,
        };
        let mut kept: Vec<(&Node<Placed>, Lit)> = members
            .iter()
            .map(|member| {
                let tree = self.routes.problem.joint.tree(member, negated);
                (member, self.instance.tree(&tree))
            })
            .collect();
        let mut place = kept.len();
        while place > 0 {
            place -= 1;
            let Some((member, holds)) = kept.get(place).copied() else { break };
            let context = context(around, &kept, place, all);
            if let Some(flaw) = self.flaw(&context, around, holds, all).filter(|_| kept.len() > 1) {
                self.flaws.push((member.pointer.clone(), flaw));
                kept.remove(place);
            }
        }
        for (place, (member, _)) in kept.iter().enumerate() {
            self.group(member, negated, &context(around, &kept, place, all));
        }
    }

    /// In a group of which all have to hold, a member that always does adds nothing. In one of which any does, a member
    /// adds nothing that never holds where no other does.
    fn flaw(&mut self, context: &[Lit], around: &[Lit], holds: Lit, all: bool) -> Option<Flaw> {
        let counts = if all { !holds } else { holds };
        if !self.is_never(&[context, &[counts]].concat()) {
            return None;
        }
        if !all && self.is_never(&[around, &[holds]].concat()) {
            return Some(Flaw::Contradiction);
        }
        Some(Flaw::Redundant)
    }

    fn is_never(&mut self, assumed: &[Lit]) -> bool {
        self.instance.solve(Reading::Any, assumed) == Answer::No
    }
}

/// What has to be true for one member to count: all others of its group hold, or none does.
fn context(around: &[Lit], kept: &[(&Node<Placed>, Lit)], place: usize, all: bool) -> Vec<Lit> {
    let others = kept.iter().enumerate().filter(|(other, _)| *other != place);
    let others = others.map(|(_, (_, holds))| if all { *holds } else { !*holds });
    around.iter().copied().chain(others).collect()
}

/// Whether a tree is conditions on different things, each of which can fail: then none changes nothing.
fn is_plain(problem: &Problem<'_>, tree: &Tree) -> bool {
    let mut seen = BTreeSet::new();
    let mut has = (false, false, false);
    let plain = is_plain_part(problem, tree, &mut seen, &mut has);
    let (country, state, country_list) = has;
    plain && usize::from(country) + usize::from(state) + usize::from(country_list) < 2
}

/// A place among the attributes, or beyond them among the lists.
fn is_plain_part(
    problem: &Problem<'_>,
    tree: &Tree,
    seen: &mut BTreeSet<(bool, usize)>,
    has: &mut (bool, bool, bool),
) -> bool {
    match tree {
        Tree::All(members) => {
            !members.is_empty()
                && members.iter().all(|member| is_plain_part(problem, member, seen, has))
        }
        Tree::Any(_) => false,
        Tree::Cells(key, cells) => {
            has.0 |= *key == AttributeKey::Country;
            has.1 |= *key == AttributeKey::UsState;
            let Some(place) = Problem::place(*key) else { return false };
            let Some(line) = problem.lines.get(place) else { return false };
            let (own, possible) = (line.from_plan(cells), line.possible());
            let holds = own.intersection(&possible);
            seen.insert((false, place)) && !holds.is_empty() && holds != possible
        }
        Tree::On(list) | Tree::Off(list) => {
            let Ok(place) = problem.lists.binary_search(list) else { return false };
            let role = problem.roles.get(place);
            has.2 |= matches!(role, Some(ListRole::Country(_)));
            seen.insert((true, place)) && !matches!(role, Some(ListRole::Archived) | None)
        }
    }
}

/// Pointers in the order of the document: numbers by their value.
fn natural(pointer: &str) -> Vec<(u64, String)> {
    let parts = pointer.split('/');
    parts.map(|part| (part.parse().unwrap_or(0), part.to_owned())).collect()
}
