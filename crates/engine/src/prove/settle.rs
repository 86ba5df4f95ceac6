//! Several running workflows on one event: can two of them settle one inquiry differently?

use pointsman_domain::workflow::DecisionAction;

use super::ask::{Outcome, TOO_MUCH, ask};
use super::instance::Instance;
use super::known::{KnownLists, Scope};
use super::limits;
use super::outcomes::Outcomes;
use super::problem::Problem;
use super::solver::Effort;
use super::witness::Witness;
use crate::facts::Facts;
use crate::plan::Plan;

/// Two workflows, by place, that settle one inquiry differently. Only the first of them is applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disagreement {
    /// The earlier and the later one.
    pub workflows: [usize; 2],
    /// What each does; neither does nothing.
    pub actions: [DecisionAction; 2],
    /// Whether there is such an inquiry.
    pub verdict: Disagrees,
}

/// Whether two workflows disagree in one way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disagrees {
    /// About this inquiry.
    About(Box<Witness>),
    /// Nobody knows about the present contents.
    Undecided {
        /// Why not.
        because: String,
        /// An inquiry about which they do with other contents.
        elsewhere: Option<Box<Witness>>,
    },
}

/// All ways in which two of these workflows disagree, in the order in which they run.
pub fn disagreements(plans: &[&Plan], known: &KnownLists<'_>) -> Vec<Disagreement> {
    disagreements_within(plans, known, limits::STEPS).0
}

/// The same with so many steps of work, and how many are left; what takes more is undecided.
pub fn disagreements_within(
    plans: &[&Plan],
    known: &KnownLists<'_>,
    steps: u64,
) -> (Vec<Disagreement>, u64) {
    let effort = Effort::new(steps, limits::STEPS_PER_QUESTION);
    let routes: usize = plans.iter().map(|plan| plan.routes().len() + 1).sum();
    effort.spend(u64::try_from(routes).unwrap_or(u64::MAX));
    let problem = Problem::new(plans, known);
    let mut instance = Instance::new(&problem, &effort);
    let outcomes: Vec<Outcomes> =
        plans.iter().map(|plan| Outcomes::new(plan, &problem, &mut instance)).collect();
    let mut found = Vec::new();
    let numbered = || plans.iter().zip(&outcomes).enumerate();
    for (earlier, (one, of_one)) in numbered() {
        for (later, (two, of_two)) in numbered().skip(earlier + 1) {
            for actions in different() {
                let [first, second] = actions;
                let assumed =
                    [of_one.action(first, &mut instance), of_two.action(second, &mut instance)];
                let does = |plan: &Plan, facts: &Facts| plan.action(plan.decide(facts));
                let claim = |facts: &Facts| [does(one, facts), does(two, facts)] == actions;
                let verdict = match ask(&problem, &mut instance, &assumed, &claim) {
                    Outcome::Yes(witness) | Outcome::No { elsewhere: Some(witness), .. } => {
                        Disagrees::About(witness)
                    }
                    Outcome::No { scope: Scope::AnyLists, .. } => continue,
                    Outcome::No { scope: Scope::PresentLists, elsewhere: None } => {
                        Disagrees::Undecided { because: TOO_MUCH.to_owned(), elsewhere: None }
                    }
                    Outcome::Undecided { because, elsewhere } => {
                        Disagrees::Undecided { because, elsewhere }
                    }
                };
                found.push(Disagreement { workflows: [earlier, later], actions, verdict });
            }
        }
    }
    (found, effort.left())
}

/// Pairs of different actions that settle an inquiry.
fn different() -> Vec<[DecisionAction; 2]> {
    let settling =
        || DecisionAction::ALL.into_iter().filter(|action| *action != DecisionAction::DoNothing);
    settling()
        .flat_map(|one| settling().filter(move |two| *two != one).map(move |two| [one, two]))
        .collect()
}
