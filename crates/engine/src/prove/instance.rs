//! The problem as clauses: cells in order, lists, and what the present contents allow. Only what conditions touch is
//! put in.

use std::collections::{BTreeMap, HashMap};

use batsat::Lit;

use super::line::{COUNTRY, KEYS, MISSING, STATE};
use super::problem::{ListRole, Point, Problem, Reading, Unsure};
use super::regions::Bound;
use super::solver::{Answer, Effort, Sat};
use crate::plan::Tree;
use crate::plan::cells::CellSet;

/// Clauses about combinations of lists that are as much work as a step of the solver.
const CLAUSES_A_STEP: u64 = 8;

pub(super) struct Instance<'p, 'l> {
    problem: &'p Problem<'l>,
    sat: Sat,
    /// By attribute and cell: whether the inquiry's cell is this one or a later one.
    order: [BTreeMap<usize, Lit>; KEYS.len()],
    spans: HashMap<(usize, usize, usize), Lit>,
    lists: Vec<Option<Lit>>,
    groups: Vec<Option<Selectors>>,
    /// Assumed to read the present contents.
    present: Lit,
    /// Assumed to have only combinations that were found.
    sure: Lit,
    state_is_tied: bool,
}

/// One literal for each combination.
struct Selectors {
    found: Vec<Lit>,
    possible: Vec<Lit>,
}

impl<'p, 'l> Instance<'p, 'l> {
    pub(super) fn new(problem: &'p Problem<'l>, effort: &Effort) -> Self {
        let mut sat = Sat::new(effort);
        let (present, sure) = (sat.literal(false), sat.literal(true));
        Self {
            problem,
            sat,
            order: Default::default(),
            spans: HashMap::new(),
            lists: vec![None; problem.lists.len()],
            groups: problem.groups.iter().map(|_| None).collect(),
            present,
            sure,
            state_is_tied: false,
        }
    }

    /// A literal that is true exactly when `tree` is.
    pub(super) fn tree(&mut self, tree: &Tree) -> Lit {
        match tree {
            Tree::All(members) => {
                let members: Vec<Lit> = members.iter().map(|member| self.tree(member)).collect();
                self.sat.all(&members)
            }
            Tree::Any(members) => {
                let members: Vec<Lit> = members.iter().map(|member| self.tree(member)).collect();
                self.sat.any(&members)
            }
            Tree::Cells(key, cells) => {
                let place = Problem::place(*key).unwrap_or_default();
                let own = self.problem.lines.get(place).map(|line| line.of_plan(cells));
                self.cells(place, &own.unwrap_or_default())
            }
            Tree::On(list) => self.list_by_id(list),
            Tree::Off(list) => !self.list_by_id(list),
        }
    }

    /// A literal that is true exactly when an attribute is in one of these cells.
    pub(super) fn cells(&mut self, place: usize, cells: &CellSet) -> Lit {
        let spans: Vec<Lit> =
            cells.spans().map(|span| self.span(place, span.start, span.end)).collect();
        self.sat.any(&spans)
    }

    /// Several trees at once.
    pub(super) fn all(&mut self, members: &[Lit]) -> Lit {
        self.sat.all(members)
    }

    pub(super) fn any(&mut self, members: &[Lit]) -> Lit {
        self.sat.any(members)
    }

    /// From now on one of these is true.
    pub(super) fn clause(&mut self, literals: &[Lit]) {
        self.sat.clause(literals);
    }

    /// Whether there is an inquiry of which all of `assumed` is true.
    pub(super) fn solve(&mut self, reading: Reading, assumed: &[Lit]) -> Answer {
        let mut all = assumed.to_vec();
        match reading {
            Reading::Any => {}
            Reading::Found => all.extend([self.present, self.sure]),
            Reading::Possible => all.push(self.present),
        }
        self.sat.solve(&all)
    }

    /// See [`Sat::is_reason`].
    pub(super) fn is_reason(&self, assumed: Lit) -> bool {
        self.sat.is_reason(assumed)
    }

    /// A literal of no meaning.
    pub(super) fn fresh(&mut self) -> Lit {
        self.sat.literal(true)
    }

    /// A bound as a literal.
    pub(super) fn bound(&mut self, bound: Bound) -> Lit {
        match bound {
            Bound::From(place, cut) => self.from(place, cut),
            Bound::Before(place, cut) => !self.from(place, cut),
            Bound::List(place, on) => {
                let list = self.list(place);
                if on { list } else { !list }
            }
        }
    }

    /// The last cut up to a cell and the first after it.
    pub(super) fn cuts_around(&self, place: usize, cell: usize) -> (Option<usize>, Option<usize>) {
        let Some(order) = self.order.get(place) else { return (None, None) };
        let cut = |found: Option<(&usize, &Lit)>| found.map(|(cut, _)| *cut);
        (cut(order.range(..=cell).next_back()), cut(order.range(cell + 1..).next()))
    }

    /// Bounds of the same attribute that allow more, the widest first. A bound from below stays with values.
    pub(super) fn wider(&self, bound: Bound) -> Vec<Bound> {
        let cuts =
            |place: usize| self.order.get(place).into_iter().flat_map(BTreeMap::keys).copied();
        match bound {
            Bound::From(place, cut) => {
                cuts(place).filter(|c| *c < cut).map(|c| Bound::From(place, c)).collect()
            }
            Bound::Before(place, cut) if cut > MISSING + 1 => {
                cuts(place).filter(|c| *c > cut).rev().map(|c| Bound::Before(place, c)).collect()
            }
            Bound::Before(..) | Bound::List(..) => Vec::new(),
        }
    }

    /// Whether any condition asks for a list.
    pub(super) fn touches_list(&self, place: usize) -> bool {
        self.lists.get(place).is_some_and(Option::is_some)
    }

    /// The inquiry that was found last. What no condition touches is as usual.
    pub(super) fn point(&self, reading: Reading) -> Point {
        let mut point = self.problem.usual();
        let places = point.cells.iter_mut().zip(&self.order).zip(&self.problem.lines);
        for ((cell, order), line) in places {
            let low = order.iter().rev().find(|(_, literal)| self.sat.holds(**literal));
            let low = low.map_or(MISSING, |(cut, _)| *cut);
            let high = order.range(low + 1..).next().map_or(line.count(), |(cut, _)| *cut);
            *cell = line.possible_between(low, high).unwrap_or(low);
        }
        for (on, literal) in point.on.iter_mut().zip(&self.lists) {
            *on = literal.is_some_and(|literal| self.sat.holds(literal));
        }
        if reading != Reading::Any {
            let groups = self.problem.groups.iter().zip(&self.groups).zip(&mut point.keys);
            for ((group, selectors), key) in groups {
                let Some(selectors) = selectors else { continue };
                let chosen = |literals: &[Lit]| literals.iter().position(|l| self.sat.holds(*l));
                *key = chosen(&selectors.found);
                if key.is_none() {
                    let unsure =
                        chosen(&selectors.possible).and_then(|place| group.possible.get(place));
                    point.doubts.extend(unsure.map(|unsure| unsure.reason.clone()));
                }
            }
        }
        self.problem.settle(&mut point, reading);
        if reading != Reading::Any {
            point.doubts.extend(self.problem.unknown_countries(&point));
        }
        point
    }

    /// The cell is `cut` or a later one.
    pub(super) fn from(&mut self, place: usize, cut: usize) -> Lit {
        let problem = self.problem;
        let Some(line) = problem.lines.get(place) else { return self.sat.truth() };
        if cut == MISSING {
            return self.sat.truth();
        }
        if cut >= line.count() {
            return !self.sat.truth();
        }
        if place == STATE {
            self.tie_state();
        }
        if let Some(known) = self.order.get(place).and_then(|order| order.get(&cut)) {
            return *known;
        }
        let literal = self.sat.literal(line.usual >= cut);
        let Some(order) = self.order.get_mut(place) else { return literal };
        let below = order.range(..cut).next_back().map(|(cut, literal)| (*cut, *literal));
        let above = order.range(cut..).next().map(|(cut, literal)| (*cut, *literal));
        order.insert(cut, literal);
        let is_possible = |low: usize, high: usize| (low..high).any(|cell| line.is_possible(cell));
        if let Some((_, below)) = below {
            self.sat.clause(&[!literal, below]);
        }
        if let Some((_, above)) = above {
            self.sat.clause(&[!above, literal]);
        }
        if !is_possible(below.map_or(MISSING, |(cut, _)| cut), cut) {
            let before = below.map(|(_, below)| !below);
            self.sat.clause(&before.into_iter().chain([literal]).collect::<Vec<Lit>>());
        }
        if !is_possible(cut, above.map_or(line.count(), |(cut, _)| cut)) {
            let after = above.map(|(_, above)| above);
            self.sat.clause(&after.into_iter().chain([!literal]).collect::<Vec<Lit>>());
        }
        literal
    }

    /// The cell is one of `low..high`.
    pub(super) fn span(&mut self, place: usize, low: usize, high: usize) -> Lit {
        if let Some(known) = self.spans.get(&(place, low, high)) {
            return *known;
        }
        let (from, after) = (self.from(place, low), self.from(place, high));
        let span = self.sat.all(&[from, !after]);
        self.spans.insert((place, low, high), span);
        span
    }

    /// A state implies the United States.
    fn tie_state(&mut self) {
        if self.state_is_tied {
            return;
        }
        self.state_is_tied = true;
        let is_present = self.from(STATE, MISSING + 1);
        let is_us = self.span(COUNTRY, self.problem.us, self.problem.us + 1);
        self.sat.clause(&[!is_present, is_us]);
    }

    fn list_by_id(&mut self, list: &pointsman_domain::ids::ListId) -> Lit {
        match self.problem.lists.binary_search(list) {
            Ok(place) => self.list(place),
            Err(_) => !self.sat.truth(),
        }
    }

    /// The inquiry is on a list, by its place.
    pub(super) fn list(&mut self, place: usize) -> Lit {
        if let Some(known) = self.lists.get(place).copied().flatten() {
            return known;
        }
        let literal = self.sat.literal(false);
        if let Some(slot) = self.lists.get_mut(place) {
            *slot = Some(literal);
        }
        let problem = self.problem;
        match problem.roles.get(place) {
            Some(ListRole::Archived) | None => self.sat.clause(&[!literal]),
            Some(ListRole::Country(cells)) => {
                let has_country = self.from(COUNTRY, MISSING + 1);
                self.sat.clause(&[!literal, has_country]);
                if let Some(cells) = cells {
                    let inside = self.cells(COUNTRY, cells);
                    self.sat.clause(&[!self.present, !literal, inside]);
                    self.sat.clause(&[!self.present, literal, !inside]);
                } else {
                    self.sat.clause(&[!self.present, !self.sure, !has_country]);
                }
            }
            Some(ListRole::Grouped(Some(group))) => self.group(*group),
            Some(ListRole::Grouped(None)) => {}
        }
        literal
    }

    /// What the present contents allow the lists of one type.
    fn group(&mut self, number: usize) {
        let problem = self.problem;
        let Some(group) = problem.groups.get(number) else { return };
        if self.groups.get(number).is_none_or(Option::is_some) {
            return;
        }
        let mut selectors = Selectors { found: Vec::new(), possible: Vec::new() };
        for (on, _) in &group.found {
            selectors.found.push(self.sat.literal(on.is_empty()));
        }
        for _ in &group.possible {
            selectors.possible.push(self.sat.literal(false));
        }
        let (found, possible) = (selectors.found.clone(), selectors.possible.clone());
        if let Some(slot) = self.groups.get_mut(number) {
            *slot = Some(selectors);
        }
        let clauses = group.lists.len() * (found.len() + possible.len());
        self.sat.spend(u64::try_from(clauses).unwrap_or(u64::MAX) / CLAUSES_A_STEP);
        let mut one_of = vec![!self.present];
        one_of.extend(found.iter().chain(&possible));
        self.sat.clause(&one_of);
        for place in &group.lists {
            let list = self.list(*place);
            for ((on, _), selector) in group.found.iter().zip(&found) {
                let is_on = on.contains(place);
                self.sat.clause(&[!*selector, if is_on { list } else { !list }]);
            }
            for (Unsure { on, may, .. }, selector) in group.possible.iter().zip(&possible) {
                if on.contains(place) {
                    self.sat.clause(&[!*selector, list]);
                } else if !may.contains(place) {
                    self.sat.clause(&[!*selector, !list]);
                }
            }
        }
        for selector in possible {
            self.sat.clause(&[!self.sure, !selector]);
        }
    }
}
