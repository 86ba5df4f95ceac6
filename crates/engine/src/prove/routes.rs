//! Each route: who takes it, or why nobody does.

use pointsman_domain::attribute::AttributeKey;

use super::ask::{Outcome, TOO_MUCH, ask};
use super::blocking;
use super::instance::Instance;
use super::known::Scope;
use super::problem::{Problem, Reading};
use super::solver::Effort;
use super::witness::Witness;
use crate::facts::Facts;
use crate::plan::{Plan, Taken, Tree};

/// Whether anybody takes a route, or *Everything else*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reachable {
    /// Somebody does.
    Yes {
        /// With the present contents, or for some contents.
        scope: Scope,
        /// This inquiry does.
        witness: Box<Witness>,
    },
    /// Nobody does.
    No {
        /// For which contents.
        scope: Scope,
        /// Why.
        why: Never,
    },
    /// It cannot be said for the present contents.
    Undecided {
        /// Why not.
        because: String,
        /// An inquiry that takes it with other contents.
        elsewhere: Option<Box<Witness>>,
    },
}

/// Why nobody takes a route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Never {
    /// These routes above, by place, take everybody whom it matches. None can be left out.
    Blocked(Vec<usize>),
    /// These conditions of its own, by JSON pointer, never hold together. None can be left out.
    Contradictory(Vec<String>),
}

/// What the routes of a plan need to be asked about.
pub(super) struct Routes<'p, 'l> {
    pub(super) plan: &'p Plan,
    pub(super) problem: &'p Problem<'l>,
    pub(super) effort: &'p Effort,
    /// When each route matches.
    pub(super) trees: Vec<Tree>,
}

/// All routes, *Everything else*, and for each attribute whether its absence falls through.
pub(super) struct Reached {
    pub(super) routes: Vec<Reachable>,
    pub(super) everything_else: Reachable,
    pub(super) falls_through: Vec<(AttributeKey, Box<Witness>)>,
}

impl<'p, 'l> Routes<'p, 'l> {
    pub(super) fn new(plan: &'p Plan, problem: &'p Problem<'l>, effort: &'p Effort) -> Self {
        let trees = plan
            .routes()
            .iter()
            .map(|route| problem.joint.tree(route.condition(), false))
            .collect();
        Self { plan, problem, effort, trees }
    }

    /// From the top: who has come so far is taken by no route before.
    pub(super) fn reached(&self) -> Reached {
        let mut instance = Instance::new(self.problem, self.effort);
        let mut routes = Vec::with_capacity(self.trees.len());
        for (place, tree) in self.trees.iter().enumerate() {
            let matches = instance.tree(tree);
            let claim = |facts: &Facts| self.plan.decide(facts) == Taken::Route(place);
            let outcome = ask(self.problem, &mut instance, &[matches], &claim);
            routes.push(self.reachable(outcome, Taken::Route(place)));
            instance.clause(&[!matches]);
        }
        let claim = |facts: &Facts| self.plan.decide(facts) == Taken::EverythingElse;
        let outcome = ask(self.problem, &mut instance, &[], &claim);
        let everything_else = self.reachable(outcome, Taken::EverythingElse);
        let falls_through = self.falls_through(&mut instance, &everything_else);
        Reached { routes, everything_else, falls_through }
    }

    fn reachable(&self, outcome: Outcome, taken: Taken) -> Reachable {
        match outcome {
            Outcome::Yes(witness) => Reachable::Yes { scope: witness.scope, witness },
            Outcome::Undecided { because, elsewhere } => {
                Reachable::Undecided { because, elsewhere }
            }
            Outcome::No { scope, .. } => {
                let reading = match scope {
                    Scope::AnyLists => Reading::Any,
                    Scope::PresentLists => Reading::Possible,
                };
                match blocking::why(self, taken, reading) {
                    Some(why) => Reachable::No { scope, why },
                    None => Reachable::Undecided { because: TOO_MUCH.to_owned(), elsewhere: None },
                }
            }
        }
    }

    /// Attributes without which somebody is decided by *Everything else*. Nobody is left whom a route takes.
    fn falls_through(
        &self,
        instance: &mut Instance<'_, '_>,
        everything_else: &Reachable,
    ) -> Vec<(AttributeKey, Box<Witness>)> {
        if matches!(everything_else, Reachable::No { scope: Scope::AnyLists, .. }) {
            return Vec::new();
        }
        let reads = |key: AttributeKey| self.plan.routes().iter().any(|route| route.reads(key));
        let can_miss = |key: &AttributeKey| {
            !matches!(key, AttributeKey::FailedVerificationAttempts | AttributeKey::ListMatches)
                && reads(*key)
        };
        let mut found = Vec::new();
        for key in AttributeKey::ALL.into_iter().filter(can_miss) {
            let Some(place) = Problem::place(key) else { continue };
            let is_present = instance.from(place, 1);
            let claim = |facts: &Facts| {
                self.plan.decide(facts) == Taken::EverythingElse && facts.is_missing(key)
            };
            match ask(self.problem, instance, &[!is_present], &claim) {
                Outcome::Yes(witness) | Outcome::Undecided { elsewhere: Some(witness), .. } => {
                    found.push((key, witness));
                }
                Outcome::No { .. } | Outcome::Undecided { elsewhere: None, .. } => {}
            }
        }
        found
    }
}
