//! Two routes that both match one inquiry and do different things: their order matters.

use super::ask::shown;
use super::instance::Instance;
use super::known::Scope;
use super::limits;
use super::problem::Reading;
use super::routes::{Reachable, Routes};
use super::solver::Answer;
use super::ways::{Common, Comparing, Way, ways};
use super::witness::Witness;
use crate::facts::Facts;
use crate::plan::{Plan, PlannedRoute, Taken};
use crate::verdict::Verdict;

/// Two routes, by place, the first above the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// The upper and the lower one.
    pub routes: [usize; 2],
    /// An inquiry that both match. The upper one takes it, unless one above takes everybody whom both match.
    pub witness: Box<Witness>,
}

/// Overlaps that are shown, and what is said of the rest.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Overlaps {
    pub(super) shown: Vec<Overlap>,
    /// Overlaps beyond those.
    pub(super) more: u64,
    /// Pairs of which it is not known whether they overlap.
    pub(super) undecided: u64,
}

/// All pairs of routes that somebody takes.
pub(super) fn overlaps(routes: &Routes<'_, '_>, reached: &[Reachable]) -> Overlaps {
    let mut found = Overlaps::default();
    let scope =
        if routes.problem.present.is_some() { Scope::PresentLists } else { Scope::AnyLists };
    let all: Vec<Option<Vec<Way>>> =
        routes.trees.iter().map(|tree| ways(routes.problem, tree, limits::WAYS)).collect();
    let actions: Vec<_> = routes.plan.routes().iter().map(PlannedRoute::action).collect();
    let is_taken: Vec<bool> = reached.iter().map(is_taken).collect();
    let mut comparing = Comparing::new(routes.problem, scope, limits::COMPARED_WAYS);
    let mut asked = 0;
    for (upper, of_upper) in
        all.iter().enumerate().filter(|(place, _)| is_taken.get(*place) == Some(&true))
    {
        for (lower, of_lower) in all.iter().enumerate().skip(upper + 1) {
            if is_taken.get(lower) != Some(&true) || actions.get(upper) == actions.get(lower) {
                continue;
            }
            let by_ways = of_upper.as_ref().zip(of_lower.as_ref());
            let common = match by_ways.and_then(|(one, two)| comparing.best(one, two)) {
                Some(common) => common,
                None if asked < limits::ASKED_PAIRS && routes.effort.left() > 0 => {
                    asked += 1;
                    asked_about(routes, upper, lower)
                }
                None => Common::Unsure,
            };
            found.count(routes, [upper, lower], common);
        }
    }
    found
}

impl Overlaps {
    fn count(&mut self, routes: &Routes<'_, '_>, pair: [usize; 2], common: Common) {
        match common {
            Common::Never => {}
            Common::Sure | Common::Elsewhere if self.shown.len() >= limits::OVERLAPS => {
                self.more += 1;
            }
            Common::Sure | Common::Elsewhere => match witness(routes, pair, common) {
                Some(witness) => self.shown.push(Overlap { routes: pair, witness }),
                None => self.undecided += 1,
            },
            Common::Unsure => self.undecided += 1,
        }
    }
}

fn is_taken(reached: &Reachable) -> bool {
    !matches!(reached, Reachable::No { .. })
}

/// The same from the solver, for routes that match in too many ways.
fn asked_about(routes: &Routes<'_, '_>, upper: usize, lower: usize) -> Common {
    let mut instance = Instance::new(routes.problem, routes.effort);
    let pair = [upper, lower];
    let Some(trees) = trees(routes, pair) else { return Common::Never };
    let both = trees.map(|tree| instance.tree(tree));
    let mut solve = |reading| instance.solve(reading, &both);
    if routes.problem.present.is_some() {
        match solve(Reading::Found) {
            Answer::Yes => return Common::Sure,
            Answer::TooMuch => return Common::Unsure,
            Answer::No => {}
        }
        if routes.problem.has_doubts() && solve(Reading::Possible) != Answer::No {
            return Common::Unsure;
        }
    }
    let sure = if routes.problem.present.is_some() { Common::Elsewhere } else { Common::Sure };
    match solve(Reading::Any) {
        Answer::Yes => sure,
        Answer::No => Common::Never,
        Answer::TooMuch => Common::Unsure,
    }
}

fn trees<'r>(routes: &'r Routes<'_, '_>, pair: [usize; 2]) -> Option<[&'r crate::plan::Tree; 2]> {
    let [upper, lower] = pair;
    Some([routes.trees.get(upper)?, routes.trees.get(lower)?])
}

/// An inquiry that both match, if it can be one that the upper route takes.
fn witness(routes: &Routes<'_, '_>, pair: [usize; 2], common: Common) -> Option<Box<Witness>> {
    let has_present = routes.problem.present.is_some();
    let reading = if has_present && common == Common::Sure { Reading::Found } else { Reading::Any };
    let mut instance = Instance::new(routes.problem, routes.effort);
    let mut assumed = trees(routes, pair)?.map(|tree| instance.tree(tree)).to_vec();
    let [upper, lower] = pair;
    let both_match =
        |facts: &Facts| matches(routes.plan, upper, facts) && matches(routes.plan, lower, facts);
    let taken_by_upper =
        |facts: &Facts| both_match(facts) && routes.plan.decide(facts) == Taken::Route(upper);
    let mut first = None;
    while instance.solve(reading, &assumed) == Answer::Yes {
        let point = instance.point(reading);
        match routes.plan.decide(&routes.problem.facts(&point)) {
            Taken::Route(above) if above < upper => {
                first.get_or_insert(point);
                let matches = instance.tree(routes.trees.get(above)?);
                if assumed.contains(&!matches) {
                    return None;
                }
                assumed.push(!matches);
            }
            Taken::Route(_) | Taken::EverythingElse => {
                return shown(routes.problem, &point, reading, &taken_by_upper).ok();
            }
        }
    }
    shown(routes.problem, &first?, reading, &both_match).ok()
}

/// Whether a route matches, by itself.
fn matches(plan: &Plan, place: usize, facts: &Facts) -> bool {
    let location = plan.locate(facts);
    plan.routes()
        .get(place)
        .is_some_and(|route| route.condition().verdict(&location) == Verdict::True)
}
