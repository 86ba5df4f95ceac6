//! Tests that write themselves: the inquiries at the boundaries of each route that tell it from its neighbours.
//!
//! A small mistake of an editor is a mutant: a constant one step off, another operator, a condition or a route too many or
//! too few, two routes the wrong way round. For every mutant that decides some inquiry by another route, one such inquiry is
//! looked for; of these as few are kept as notice every mutant. Each is decided by the plan before it is offered, and says
//! which lists it is on, so that it means the same whatever is on them.

mod cover;
mod mutants;

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::ids::ListId;

use super::ask::shown;
use super::instance::Instance;
use super::known::{KnownLists, Scope};
use super::limits;
use super::problem::{Problem, Reading};
use super::solver::{Answer, Effort};
use super::witness::Witness;
use crate::checked::CheckedWorkflow;
use crate::facts::Facts;
use crate::plan::{Plan, PlannedRoute, Taken, compile};
use crate::sentence::{BoundaryName, Stated};
use cover::Cover;
use mutants::{Mutant, mutants};

/// An inquiry at a boundary, and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary {
    /// In plain words, such as `Minors: age 17`. No two of one offer are alike.
    pub name: String,
    /// The inquiry, with the lists that it is on.
    pub witness: Witness,
    /// Who takes it.
    pub taken: Taken,
}

/// Boundaries that can be kept as tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Boundaries {
    /// In the order of the routes. None can be left out without a mutant passing unnoticed.
    pub tests: Vec<Boundary>,
    /// Mutants that these notice.
    pub noticed: usize,
    /// Mutants that nobody could notice: they decide every inquiry alike.
    pub alike: usize,
    /// Mutants that are not asked about, or whose boundaries are not offered, because a limit is reached.
    pub left_out: usize,
}

/// The boundaries of a workflow, for any contents of lists. Of `known` the kinds of lists count alone.
pub fn boundaries(workflow: &CheckedWorkflow, known: &KnownLists<'_>) -> Boundaries {
    let plan = compile(workflow);
    let (mutants, too_many) = mutants(workflow);
    let known = KnownLists { kinds: known.kinds.clone(), present: None };
    let plans: Vec<&Plan> =
        std::iter::once(&plan).chain(mutants.iter().filter_map(Mutant::plan)).collect();
    let problem = Problem::new(&plans, &known);
    let mut search = Search { plan: &plan, problem: &problem, found: Vec::new() };
    let (alike, undecided) = search.look(&mutants);
    let cover = Cover::new(&search.found, &mutants);
    let mut chosen = cover.chosen(limits::BOUNDARIES);
    let reasons: Vec<Option<usize>> =
        chosen.iter().map(|place| cover.reason(*place, &chosen, &mutants)).collect();
    let mut order: Vec<(Option<usize>, usize)> =
        reasons.into_iter().zip(chosen.iter().copied()).collect();
    order.sort_unstable();
    chosen.sort_unstable();
    let noticed = cover.noticed(&chosen);
    let names = Names { plan: &plan, workflow, taken: Vec::new() };
    Boundaries {
        tests: names.of(&search.found, &order, &mutants),
        noticed,
        alike,
        left_out: too_many + undecided + cover.noticeable().saturating_sub(noticed),
    }
}

/// An inquiry that was found, as plans read it.
pub(super) struct Found {
    witness: Witness,
    pub(super) facts: Facts,
    pub(super) taken: Taken,
}

struct Search<'p, 'l> {
    plan: &'p Plan,
    problem: &'p Problem<'l>,
    found: Vec<Found>,
}

impl Search<'_, '_> {
    /// For every mutant that nothing found so far notices, somebody who does. Gives back how many nobody notices, and of
    /// how many that is not known.
    fn look(&mut self, mutants: &[Mutant]) -> (usize, usize) {
        let effort = Effort::new(limits::STEPS, limits::STEPS_PER_QUESTION);
        let mut instance = Instance::new(self.problem, &effort);
        let matches: Vec<_> = self
            .plan
            .routes()
            .iter()
            .map(|route| instance.tree(&self.problem.joint.tree(route.condition(), false)))
            .collect();
        let (mut alike, mut undecided) = (0, 0);
        let mut passed = 0;
        for mutant in mutants {
            // Whom a route above takes never comes here.
            while passed < mutant.place {
                instance.clause(
                    &matches.get(passed).map(|taken| !*taken).into_iter().collect::<Vec<_>>(),
                );
                passed += 1;
            }
            if self.found.iter().any(|found| mutant.is_noticed(&found.facts, found.taken)) {
                continue;
            }
            let own = matches.get(mutant.place).copied();
            let differs = mutant.differs(own, &mut instance, self.problem);
            match instance.solve(Reading::Any, &differs) {
                Answer::No => alike += 1,
                Answer::TooMuch => undecided += 1,
                Answer::Yes => {
                    let point = instance.point(Reading::Any);
                    let claim = |facts: &Facts| mutant.is_noticed(facts, self.plan.decide(facts));
                    match shown(self.problem, &point, Reading::Any, &claim) {
                        Ok(witness) => self.keep(*witness),
                        Err(_) => undecided += 1,
                    }
                }
            }
        }
        (alike, undecided)
    }

    fn keep(&mut self, witness: Witness) {
        let facts = witness.facts();
        let taken = self.plan.decide(&facts);
        self.found.push(Found { witness, facts, taken });
    }
}

/// Names for what is offered.
struct Names<'p> {
    plan: &'p Plan,
    workflow: &'p CheckedWorkflow,
    taken: Vec<String>,
}

impl Names<'_> {
    fn of(
        mut self,
        found: &[Found],
        order: &[(Option<usize>, usize)],
        mutants: &[Mutant],
    ) -> Vec<Boundary> {
        let mut tests = Vec::with_capacity(order.len());
        for (reason, place) in order {
            let Some(found) = found.get(*place) else { continue };
            let name = self.unused(found, reason.and_then(|reason| mutants.get(reason)));
            let witness = Witness { scope: Scope::AnyLists, ..found.witness.clone() };
            tests.push(Boundary { name, witness, taken: found.taken });
        }
        tests
    }

    /// What the mistake is about, if that says enough; or all that is stated; or that with a number.
    fn unused(&mut self, found: &Found, reason: Option<&Mutant>) -> String {
        let about = reason.map(|mutant| self.stated(found, &mutant.keys, &mutant.lists));
        let whole = self.stated(found, &AttributeKey::ALL, &found.witness.lists);
        let route = reason.and_then(|mutant| self.plan.routes().get(mutant.place));
        let goes_to = self.plan.route(found.taken).map(PlannedRoute::name);
        let name = |stated: &[Stated]| {
            let route = route.map(PlannedRoute::name);
            BoundaryName { route, stated, goes_to, lists: self.plan.lists() }.to_string()
        };
        let candidates: Vec<String> =
            about.iter().map(|about| name(about)).chain([name(&whole)]).collect();
        let numbered = (2..).map(|number| format!("{} ({number})", name(&whole)));
        let unused = candidates.into_iter().chain(numbered).find(|name| !self.taken.contains(name));
        let unused = unused.unwrap_or_default();
        self.taken.push(unused.clone());
        unused
    }

    fn stated(&self, found: &Found, keys: &[AttributeKey], lists: &[ListId]) -> Vec<Stated> {
        let mentioned =
            |key: &AttributeKey| self.plan.routes().iter().any(|route| route.reads(*key));
        let mut stated: Vec<Stated> = keys
            .iter()
            .filter(|key| **key != AttributeKey::ListMatches && mentioned(key))
            .map(|key| Stated::Value(*key, found.witness.value(*key)))
            .collect();
        // Where it is on others as well, that is worth knowing.
        let others = found.witness.lists.iter().filter(|list| !lists.contains(list));
        let known = lists
            .iter()
            .chain(others)
            .filter(|list| self.workflow.lists.iter().any(|known| known.id == **list));
        stated.extend(known.map(|list| Stated::List(*list, found.witness.lists.contains(list))));
        stated
    }
}
