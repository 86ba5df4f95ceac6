//! Counting what a scan finds.

use std::collections::HashMap;

use pointsman_engine::Plan;

use super::compiled::{Compiled, Side};
use super::scan::Turned;
use super::through::Through;
use super::totals::Totals;
use crate::answer::{Answer, Counts, Flow, Outcomes, RouteCount};
use crate::bits::{Block, NO_ROWS, count, count_both};
use crate::question::Question;

/// The workflow is the first side, what it is compared with the second.
pub(crate) const PLAN: usize = 0;
pub(crate) const BASELINE: usize = 1;

/// Which route of the baseline is most likely taken by what takes a route of the plan: the one with the same id. Only
/// inquiries that take another are looked at one by one.
#[derive(Debug)]
pub(crate) struct Pairs(Vec<Option<usize>>);

impl Pairs {
    pub(crate) fn new(question: &Question<'_>) -> Self {
        let Some(baseline) = question.baseline else { return Self(Vec::new()) };
        let places: HashMap<&str, usize> = baseline
            .routes()
            .iter()
            .enumerate()
            .map(|(place, route)| (route.id().as_str(), place))
            .collect();
        let pair = |plan: &Plan| {
            let routes = plan.routes().iter();
            let pairs = routes.map(|route| places.get(route.id().as_str()).copied());
            pairs.chain([Some(baseline.routes().len())]).collect()
        };
        Self(pair(question.plan))
    }
}

/// Counts so far.
#[derive(Clone, Debug)]
pub(crate) struct Tally {
    pub(crate) totals: Totals,
    /// Those that everything else takes.
    pub(crate) through: Through,
    sides: Vec<Vec<RouteCount>>,
    /// By route of the plan: those that take its pair in the baseline.
    agreed: Vec<u64>,
    /// From baseline to plan, all others.
    moved: HashMap<(usize, usize), u64>,
}

impl Tally {
    pub(crate) fn new(compiled: &Compiled) -> Self {
        let sides = compiled.sides.iter().map(|side| vec![RouteCount::default(); side.len()]);
        let agreed = compiled.sides.first().map_or(0, Side::len);
        Self {
            totals: Totals::default(),
            through: Through::default(),
            sides: sides.collect(),
            agreed: vec![0; agreed],
            moved: HashMap::new(),
        }
    }

    /// Adds a block; `settled` are the rows that an earlier workflow settled.
    pub(crate) fn add_block(
        &mut self,
        scan: &Turned<'_, '_>,
        pairs: &Pairs,
        settled: Option<&Block>,
    ) {
        for (side, counts) in self.sides.iter_mut().enumerate() {
            for (own, rows) in counts.iter_mut().zip(scan.taken(side)) {
                let Some(rows) = rows else { continue };
                own.count += count(rows);
                own.settled_earlier += settled.map_or(0, |settled| count_both(rows, settled));
            }
        }
        if self.sides.len() > BASELINE {
            self.add_flow(scan.taken(PLAN), scan.taken(BASELINE), pairs);
        }
    }

    fn add_flow(&mut self, plan: &[Option<Block>], baseline: &[Option<Block>], pairs: &Pairs) {
        let mut differing = NO_ROWS;
        for ((rows, pair), agreed) in plan.iter().zip(&pairs.0).zip(&mut self.agreed) {
            let Some(rows) = rows else { continue };
            let paired = pair.and_then(|pair| baseline.get(pair)).and_then(Option::as_ref);
            match paired {
                Some(paired) => {
                    let mut both = NO_ROWS;
                    for (((both, differing), own), paired) in
                        both.iter_mut().zip(&mut differing).zip(rows).zip(paired)
                    {
                        *both = own & paired;
                        *differing |= own & !paired;
                    }
                    *agreed += count(&both);
                }
                None => crate::bits::or(&mut differing, rows),
            }
        }
        let mut from: Vec<(usize, u64)> = Vec::new();
        for (word, differing) in differing.iter().enumerate().filter(|(_, rows)| **rows != 0) {
            let of = |side: &[Option<Block>], into: &mut Vec<(usize, u64)>| {
                let rows = side.iter().enumerate();
                let rows =
                    rows.filter_map(|(route, rows)| Some((route, *rows.as_ref()?.get(word)?)));
                let rows = rows.map(|(route, rows)| (route, rows & differing));
                into.extend(rows.filter(|(_, rows)| *rows != 0));
            };
            from.clear();
            of(baseline, &mut from);
            let mut to = Vec::new();
            of(plan, &mut to);
            for (to, own) in to {
                for (from, other) in &from {
                    let both = u64::from((own & other).count_ones());
                    if both > 0 {
                        *self.moved.entry((*from, to)).or_default() += both;
                    }
                }
            }
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.totals.add(&other.totals);
        for (own, other) in self.through.iter_mut().zip(other.through) {
            *own += other;
        }
        for (own, other) in self.sides.iter_mut().flatten().zip(other.sides.iter().flatten()) {
            own.count += other.count;
            own.settled_earlier += other.settled_earlier;
        }
        for (own, other) in self.agreed.iter_mut().zip(&other.agreed) {
            *own += other;
        }
        for (pair, count) in &other.moved {
            *self.moved.entry(*pair).or_default() += count;
        }
    }

    pub(crate) fn answer(
        &self,
        question: &Question<'_>,
        compiled: &Compiled,
        pairs: &Pairs,
    ) -> Answer {
        let mut counts = self.sides.iter().zip(&compiled.sides).map(|(counts, side)| {
            let mut outcomes = Outcomes::default();
            for (own, action) in counts.iter().zip(&side.actions) {
                outcomes.add(*action, own.count);
            }
            let (everything_else, routes) = counts.split_last().unwrap_or((&EMPTY, &[]));
            Counts { routes: routes.to_vec(), everything_else: *everything_else, outcomes }
        });
        let plan = counts.next().unwrap_or_else(|| Counts {
            routes: Vec::new(),
            everything_else: EMPTY,
            outcomes: Outcomes::default(),
        });
        Answer {
            considered: self.totals.considered,
            unknown_lists: self.totals.unknown_lists(question.lists),
            plan,
            baseline: counts.next(),
            flow: self.flow(compiled, pairs),
            recorded: self.totals.recorded,
            missing: self.totals.missing(question.lists),
            fall_through: self.through,
        }
    }

    fn flow(&self, compiled: &Compiled, pairs: &Pairs) -> Vec<Flow> {
        let [plan, baseline] = compiled.sides.as_slice() else { return Vec::new() };
        let agreed = self.agreed.iter().zip(&pairs.0).enumerate();
        let agreed = agreed.filter_map(|(to, (count, from))| Some(((*from.as_ref()?, to), *count)));
        let moved = self.moved.iter().map(|(pair, count)| (*pair, *count));
        let mut pairs: Vec<_> = agreed.chain(moved).filter(|(_, count)| *count > 0).collect();
        pairs.sort_unstable();
        pairs
            .into_iter()
            .map(|((from, to), count)| Flow {
                from: baseline.taken(from),
                to: plan.taken(to),
                count,
            })
            .collect()
    }
}

const EMPTY: RouteCount = RouteCount { count: 0, settled_earlier: 0 };
