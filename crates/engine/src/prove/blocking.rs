//! Why nobody takes a route: the fewest routes above, or conditions of its own, that leave nobody.
//!
//! Only routes that stand in somebody's way are looked at: whoever is found is decided, and the route that takes them
//! joins the set. What is left is made smaller by leaving out one after the other.

use batsat::Lit;

use super::instance::Instance;
use super::problem::Reading;
use super::routes::{Never, Routes};
use super::solver::Answer;
use crate::checked::{Node, NodeKind};
use crate::plan::{Placed, Taken, Tree};

/// The reason, if it can be found with the work that is allowed.
pub(super) fn why(routes: &Routes<'_, '_>, taken: Taken, reading: Reading) -> Option<Never> {
    let mut instance = Instance::new(routes.problem, routes.effort);
    let own = match taken {
        Taken::Route(place) => instance.tree(routes.trees.get(place)?),
        Taken::EverythingElse => instance.tree(&Tree::All(Vec::new())),
    };
    let above = match taken {
        Taken::Route(place) => place,
        Taken::EverythingElse => routes.trees.len(),
    };
    let mut blocking: Vec<(usize, Lit)> = Vec::new();
    loop {
        let assumed = assumed(own, &blocking, None);
        match instance.solve(reading, &assumed) {
            Answer::TooMuch => return None,
            Answer::No => break,
            Answer::Yes => {}
        }
        let facts = routes.problem.facts(&instance.point(reading));
        let Taken::Route(blocker) = routes.plan.decide(&facts) else { return None };
        if blocker >= above || blocking.iter().any(|(known, _)| *known == blocker) {
            return None;
        }
        let matches = instance.tree(routes.trees.get(blocker)?);
        blocking.push((blocker, matches));
    }
    if blocking.is_empty() {
        let Taken::Route(place) = taken else { return None };
        return contradiction(routes, place, reading).map(Never::Contradictory);
    }
    let mut left_out = blocking.len();
    while left_out > 0 {
        left_out -= 1;
        let assumed = assumed(own, &blocking, Some(left_out));
        match instance.solve(reading, &assumed) {
            Answer::No => {
                blocking.remove(left_out);
            }
            Answer::Yes => {}
            Answer::TooMuch => return None,
        }
    }
    let mut places: Vec<usize> = blocking.into_iter().map(|(place, _)| place).collect();
    places.sort_unstable();
    Some(Never::Blocked(places))
}

fn assumed(own: Lit, blocking: &[(usize, Lit)], left_out: Option<usize>) -> Vec<Lit> {
    let others = blocking.iter().enumerate().filter(|(place, _)| Some(*place) != left_out);
    std::iter::once(own).chain(others.map(|(_, (_, matches))| !*matches)).collect()
}

/// Conditions that all have to hold and never do, by JSON pointer, in the order of the document.
fn contradiction(routes: &Routes<'_, '_>, place: usize, reading: Reading) -> Option<Vec<String>> {
    let route = routes.plan.routes().get(place)?;
    let mut needed = Vec::new();
    conjuncts(route.condition(), false, &mut needed);
    let mut instance = Instance::new(routes.problem, routes.effort);
    let mut needed: Vec<(&Node<Placed>, Lit)> = needed
        .into_iter()
        .map(|(node, negated)| (node, instance.tree(&routes.problem.joint.tree(node, negated))))
        .collect();
    let mut left_out = needed.len();
    while left_out > 0 {
        left_out -= 1;
        let others = needed.iter().enumerate().filter(|(place, _)| *place != left_out);
        let assumed: Vec<Lit> = others.map(|(_, (_, holds))| *holds).collect();
        match instance.solve(reading, &assumed) {
            Answer::No => {
                needed.remove(left_out);
            }
            Answer::Yes => {}
            Answer::TooMuch => return None,
        }
    }
    Some(needed.into_iter().map(|(node, _)| node.pointer.clone()).collect())
}

/// The parts of a condition that all have to hold.
fn conjuncts<'n>(node: &'n Node<Placed>, negated: bool, into: &mut Vec<(&'n Node<Placed>, bool)>) {
    match (&node.kind, negated) {
        (NodeKind::All(members), false) | (NodeKind::Any(members), true) => {
            for member in members {
                conjuncts(member, negated, into);
            }
        }
        (NodeKind::Not(member), _) if !matches!(member.kind, NodeKind::Test(_)) => {
            conjuncts(member, !negated, into);
        }
        (NodeKind::All(_), true)
        | (NodeKind::Any(_), false)
        | (NodeKind::Not(_) | NodeKind::Test(_), _) => into.push((node, negated)),
    }
}
