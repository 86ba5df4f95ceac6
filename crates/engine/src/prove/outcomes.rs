//! What several plans do with one inquiry, as literals of one instance.

use std::collections::{HashMap, HashSet};

use batsat::Lit;
use pointsman_domain::workflow::{DecisionAction, TakenRoute};

use super::instance::Instance;
use super::problem::Problem;
use crate::plan::{Plan, Taken};

type Matched = (TakenRoute, DecisionAction, Lit);

/// Pairs of middle parts beyond this are taken to differ as a whole.
const COMPARED_PLACES: usize = 1_000_000;

/// Of one plan: which route is taken, and what is done.
pub(super) struct Outcomes {
    matches: Vec<Matched>,
    taken: Vec<Matched>,
}

impl Outcomes {
    pub(super) fn new(plan: &Plan, problem: &Problem<'_>, instance: &mut Instance<'_, '_>) -> Self {
        let mut taken = Vec::with_capacity(plan.routes().len() + 1);
        let mut all_matches = Vec::with_capacity(plan.routes().len());
        let mut left = instance.all(&[]);
        for (place, route) in plan.routes().iter().enumerate() {
            let matches = instance.tree(&problem.joint.tree(route.condition(), false));
            let is_taken = instance.all(&[left, matches]);
            left = instance.all(&[left, !matches]);
            let name = plan.taken_route(Taken::Route(place));
            all_matches.push((name.clone(), route.action(), matches));
            taken.push((name, route.action(), is_taken));
        }
        taken.push((TakenRoute::EverythingElse, plan.everything_else(), left));
        Self { matches: all_matches, taken }
    }

    /// The plan does this.
    pub(super) fn action(&self, action: DecisionAction, instance: &mut Instance<'_, '_>) -> Lit {
        let doing = self.taken.iter().filter(|(_, does, _)| *does == action);
        let doing: Vec<Lit> = doing.map(|(.., takes)| *takes).collect();
        instance.any(&doing)
    }

    /// What has to be true where this version and another differ: one of the routes matches that are not the same in
    /// both, or stand in another order. Between them both try the same routes in the same order.
    pub(super) fn may_differ(&self, other: &Self, instance: &mut Instance<'_, '_>) -> Lit {
        let is_same = |(own, others): &(&Matched, &Matched)| own == others;
        let shorter = self.matches.len().min(other.matches.len());
        let above = self.matches.iter().zip(&other.matches).take_while(is_same).count();
        let below = self.matches.iter().rev().zip(other.matches.iter().rev());
        let below = below.take(shorter - above).take_while(is_same).count();
        let middle = |all: &[Matched]| -> Vec<Matched> {
            all.get(above..all.len() - below).unwrap_or_default().to_vec()
        };
        let (own, others) = (middle(&self.matches), middle(&other.matches));
        let kept = longest_common(&own, &others);
        let mut differing: Vec<Lit> = Vec::new();
        for (middle, kept) in [(&own, &kept.0), (&others, &kept.1)] {
            let changed = middle.iter().enumerate().filter(|(place, _)| !kept.contains(place));
            differing.extend(changed.map(|(_, (.., matches))| *matches));
        }
        let is_else = |outcomes: &Self| outcomes.taken.last().map(|(_, action, _)| *action);
        if is_else(self) != is_else(other) {
            differing.extend(self.taken.last().map(|(.., takes)| *takes));
        }
        instance.any(&differing)
    }

    /// Both take the route of the same name.
    pub(super) fn same_route(&self, other: &Self, instance: &mut Instance<'_, '_>) -> Lit {
        let mut same = Vec::new();
        let others: HashMap<String, Lit> =
            other.taken.iter().map(|(route, _, takes)| (route.to_string(), *takes)).collect();
        for (route, _, takes) in &self.taken {
            if let Some(others) = others.get(&route.to_string()) {
                same.push(instance.all(&[*takes, *others]));
            }
        }
        instance.any(&same)
    }
}

/// The places of a longest part that both have in the same order.
fn longest_common(one: &[Matched], two: &[Matched]) -> (HashSet<usize>, HashSet<usize>) {
    let mut kept = (HashSet::new(), HashSet::new());
    let width = two.len() + 1;
    if one.len() * two.len() > COMPARED_PLACES {
        return kept;
    }
    // By places of both, how long the longest is of what follows.
    let mut longest = vec![0_usize; (one.len() + 1) * width];
    let at =
        |longest: &[usize], a: usize, b: usize| longest.get(a * width + b).copied().unwrap_or(0);
    for (a, own) in one.iter().enumerate().rev() {
        for (b, other) in two.iter().enumerate().rev() {
            let best = if own == other {
                at(&longest, a + 1, b + 1) + 1
            } else {
                at(&longest, a + 1, b).max(at(&longest, a, b + 1))
            };
            if let Some(slot) = longest.get_mut(a * width + b) {
                *slot = best;
            }
        }
    }
    let (mut a, mut b) = (0, 0);
    while let (Some(own), Some(other)) = (one.get(a), two.get(b)) {
        if own == other {
            kept.0.insert(a);
            kept.1.insert(b);
            (a, b) = (a + 1, b + 1);
        } else if at(&longest, a + 1, b) >= at(&longest, a, b + 1) {
            a += 1;
        } else {
            b += 1;
        }
    }
    kept
}
