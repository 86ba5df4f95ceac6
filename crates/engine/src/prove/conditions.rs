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
    // What is left out may leave more to be left out.
    loop {
        let known = search.flaws.len();
        search.group(route.condition(), false, &[]);
        if search.flaws.len() == known {
            break;
        }
    }
    search.flaws.sort_by_cached_key(|(pointer, _)| natural(pointer));
    search.flaws
}

struct Search<'r, 'p, 'l> {
    routes: &'r Routes<'p, 'l>,
    instance: Instance<'p, 'l>,
    flaws: Vec<(String, Flaw)>,
}

impl Search<'_, '_, '_> {
    /// `around` is what has to be true for this group to count. Gives back what the group says without what was left
    /// out, so that nothing is left out because of something that is left out itself.
    fn group(&mut self, node: &Node<Placed>, negated: bool, around: &[Lit]) -> Lit {
        let Some((members, all)) = members(node, negated) else {
            return match &node.kind {
                NodeKind::Not(member) => self.group(member, !negated, around),
                NodeKind::All(_) | NodeKind::Any(_) | NodeKind::Test(_) => {
                    self.literal(node, negated)
                }
            };
        };
        let mut kept: Vec<(&Node<Placed>, Lit)> = Vec::new();
        for member in members {
            if !self.is_left_out(member) {
                kept.push((member, self.literal(member, negated)));
            }
        }
        let mut place = kept.len();
        while place > 0 {
            place -= 1;
            let Some((member, holds)) = kept.get(place).copied() else { break };
            let context = context(around, &kept, place, all);
            if kept.len() > 1 && self.changes_nothing(&context, holds, all) {
                let flaw = self.flaw(member, around, all == negated);
                self.flaws.push((member.pointer.clone(), flaw));
                kept.remove(place);
            }
        }
        for place in 0..kept.len() {
            let context = context(around, &kept, place, all);
            if let Some((member, holds)) = kept.get_mut(place) {
                *holds = self.group(member, negated, &context);
            }
        }
        self.together(kept.into_iter().map(|(_, holds)| holds), all)
    }

    /// When a node is true, or false, without what was left out.
    fn literal(&mut self, node: &Node<Placed>, negated: bool) -> Lit {
        let Some((members, all)) = members(node, negated) else {
            if let NodeKind::Not(member) = &node.kind {
                return self.literal(member, !negated);
            }
            return self.instance.tree(&self.routes.problem.joint.tree(node, negated));
        };
        let mut kept = Vec::new();
        for member in members {
            if !self.is_left_out(member) {
                kept.push(self.literal(member, negated));
            }
        }
        self.together(kept, all)
    }

    fn together(&mut self, members: impl IntoIterator<Item = Lit>, all: bool) -> Lit {
        let members: Vec<Lit> = members.into_iter().collect();
        if all { self.instance.all(&members) } else { self.instance.any(&members) }
    }

    fn is_left_out(&self, node: &Node<Placed>) -> bool {
        self.flaws.iter().any(|(pointer, _)| *pointer == node.pointer)
    }

    /// In a group of which all have to hold, a member that always does adds nothing. In one of which any does, a member
    /// adds nothing that never holds where no other does.
    fn changes_nothing(&mut self, context: &[Lit], holds: Lit, all: bool) -> bool {
        let counts = if all { !holds } else { holds };
        self.is_never(&[context, &[counts]].concat())
    }

    /// What is wrong with a member that changes nothing: in an *any* of the document it may never hold by itself. Under
    /// *not* it is the condition as written that is meant, which is not what has to be true there.
    fn flaw(&mut self, member: &Node<Placed>, around: &[Lit], of_any: bool) -> Flaw {
        if of_any {
            let holds = self.literal(member, false);
            if self.is_never(&[around, &[holds]].concat()) {
                return Flaw::Contradiction;
            }
        }
        Flaw::Redundant
    }

    fn is_never(&mut self, assumed: &[Lit]) -> bool {
        self.instance.solve(Reading::Any, assumed) == Answer::No
    }
}

/// The members of a group, and whether all of them have to hold.
fn members(node: &Node<Placed>, negated: bool) -> Option<(&[Node<Placed>], bool)> {
    match &node.kind {
        NodeKind::All(members) => Some((members, !negated)),
        NodeKind::Any(members) => Some((members, negated)),
        NodeKind::Not(_) | NodeKind::Test(_) => None,
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
            let (own, possible) = (line.of_plan(cells), line.possible());
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
