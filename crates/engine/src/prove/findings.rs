//! All that is proved about one workflow.

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::workflow::DecisionAction;

use super::conditions::{Flaw, flaws};
use super::known::{KnownLists, Scope};
use super::limits;
use super::overlaps::{Overlap, overlaps};
use super::problem::Problem;
use super::routes::{Never, Reachable, Routes};
use super::solver::Effort;
use super::witness::Witness;
use crate::plan::Plan;

/// What is proved about one workflow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proofs {
    /// Parallel to the routes of the plan.
    pub routes: Vec<Reachable>,
    /// Who takes no route.
    pub everything_else: Reachable,
    /// Overlaps first, then conditions in the order of the document, then attributes in that of the catalogue.
    pub findings: Vec<Finding>,
    /// Overlaps beyond [`limits::OVERLAPS`].
    pub more: u64,
    /// Pairs of routes of which it is not known whether they overlap.
    pub undecided_overlaps: u64,
}

/// Something that people should look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Two routes match one inquiry and do different things.
    Overlap(Overlap),
    /// A condition never holds where it counts.
    Contradiction {
        /// JSON pointer.
        pointer: String,
        /// Conditions of the same route with which it never holds, if the route as a whole never does.
        with: Vec<String>,
    },
    /// A condition can be left out.
    Redundant {
        /// JSON pointer.
        pointer: String,
    },
    /// Without this attribute an inquiry can be decided by *Everything else*.
    MissingFallsThrough {
        /// The attribute.
        attribute: AttributeKey,
        /// What happens then.
        outcome: DecisionAction,
        /// Such an inquiry.
        witness: Box<Witness>,
    },
}

/// Proves what can be said about a workflow.
pub fn prove(plan: &Plan, known: &KnownLists<'_>) -> Proofs {
    prove_within(plan, known, limits::STEPS)
}

/// The same with so many steps of work; what takes more is undecided.
pub fn prove_within(plan: &Plan, known: &KnownLists<'_>, steps: u64) -> Proofs {
    let effort = Effort::new(steps, limits::STEPS_PER_QUESTION);
    let problem = Problem::new(&[plan], known);
    let routes = Routes::new(plan, &problem, &effort);
    let reached = routes.reached();
    let overlaps = overlaps(&routes, &reached.routes);
    let mut findings: Vec<Finding> = overlaps.shown.into_iter().map(Finding::Overlap).collect();
    for (place, reachable) in reached.routes.iter().enumerate() {
        of_conditions(&routes, place, reachable, &mut findings);
    }
    for (attribute, witness) in reached.falls_through {
        let outcome = plan.everything_else();
        findings.push(Finding::MissingFallsThrough { attribute, outcome, witness });
    }
    Proofs {
        routes: reached.routes,
        everything_else: reached.everything_else,
        findings,
        more: overlaps.more,
        undecided_overlaps: overlaps.undecided,
    }
}

/// A route that is contradictory as a whole has one finding: the last condition that makes it so.
fn of_conditions(
    routes: &Routes<'_, '_>,
    place: usize,
    reachable: &Reachable,
    findings: &mut Vec<Finding>,
) {
    if let Reachable::No { scope: Scope::AnyLists, why: Never::Contradictory(pointers) } = reachable
    {
        if let Some((last, others)) = pointers.split_last() {
            let (pointer, with) = (last.clone(), others.to_vec());
            findings.push(Finding::Contradiction { pointer, with });
        }
        return;
    }
    findings.extend(flaws(routes, place).into_iter().map(|(pointer, flaw)| match flaw {
        Flaw::Redundant => Finding::Redundant { pointer },
        Flaw::Contradiction => Finding::Contradiction { pointer, with: Vec::new() },
    }));
}
