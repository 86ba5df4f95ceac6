//! For whom something holds: regions around examples, made as wide as they can be, in plain words.

use batsat::Lit;
use pointsman_domain::workflow::Condition;

use super::instance::Instance;
use super::limits;
use super::line::{Line, MISSING};
use super::place;
use super::problem::{Point, Problem, Reading};
use super::solver::Answer;
use super::words;
use crate::directory::ListDirectory;
use crate::facts::Facts;
use crate::sentence::condition_sentence;

/// What was described.
pub(super) struct Regions {
    pub(super) sentences: Vec<String>,
    pub(super) conditions: Vec<Condition>,
    /// Whether somebody is in none of them.
    pub(super) more: bool,
}

/// Bounds of an attribute's cells, or a list that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    /// The cell is this one or a later one.
    From(usize, usize),
    /// The cell is before this one.
    Before(usize, usize),
    /// The list at this place is on, or off.
    List(usize, bool),
}

/// What regions are looked for.
pub(super) struct Wanted<'w> {
    pub(super) reading: Reading,
    /// True exactly of whom the regions are to hold.
    pub(super) holds: Lit,
    /// The same, said by plans.
    pub(super) claim: &'w dyn Fn(&Facts) -> bool,
}

/// Regions of whom it holds, as many as are allowed.
pub(super) fn regions<'p, 'l>(
    problem: &'p Problem<'l>,
    instance: &mut Instance<'p, 'l>,
    wanted: &Wanted<'_>,
    lists: &ListDirectory,
) -> Regions {
    let mut found = Regions { sentences: Vec::new(), conditions: Vec::new(), more: false };
    let fresh = instance.fresh();
    loop {
        match instance.solve(wanted.reading, &[wanted.holds, fresh]) {
            Answer::Yes => {}
            Answer::No => return found,
            Answer::TooMuch => {
                found.more = true;
                return found;
            }
        }
        if found.sentences.len() >= limits::REGIONS {
            found.more = true;
            return found;
        }
        let Some(region) = Widening::around(problem, instance, wanted).widest() else {
            found.more = true;
            return found;
        };
        let mut elsewhere: Vec<Lit> = region.iter().map(|bound| !instance.bound(*bound)).collect();
        elsewhere.push(!fresh);
        instance.clause(&elsewhere);
        let condition = described(problem, &region);
        found.sentences.push(condition_sentence(&condition, lists));
        found.conditions.push(condition);
    }
}

/// A region that is made wider around an example.
struct Widening<'r, 'p, 'l> {
    problem: &'p Problem<'l>,
    instance: &'r mut Instance<'p, 'l>,
    wanted: &'r Wanted<'r>,
    point: Point,
}

impl<'r, 'p, 'l> Widening<'r, 'p, 'l> {
    /// Around the inquiry that was found last.
    fn around(
        problem: &'p Problem<'l>,
        instance: &'r mut Instance<'p, 'l>,
        wanted: &'r Wanted<'r>,
    ) -> Self {
        let point = instance.point(wanted.reading);
        Self { problem, instance, wanted, point }
    }

    /// The cells and lists of the example, as far as anything touches them.
    fn bounds(&self) -> Vec<Bound> {
        let mut bounds = Vec::new();
        for (place, cell) in self.point.cells.into_iter().enumerate() {
            let (low, high) = self.instance.cuts_around(place, cell);
            bounds.extend(low.map(|cut| Bound::From(place, cut)));
            bounds.extend(high.map(|cut| Bound::Before(place, cut)));
        }
        let lists = self.point.on.iter().enumerate();
        let lists = lists.filter(|(place, _)| self.instance.touches_list(*place));
        bounds.extend(lists.map(|(place, on)| Bound::List(place, *on)));
        bounds
    }

    /// Drops bounds that are not needed, then moves the rest outwards. `None` if that takes too much work.
    fn widest(mut self) -> Option<Vec<Bound>> {
        let bounds = self.bounds();
        if !self.is_inside(&bounds) {
            return None;
        }
        let mut needed = self.reasons(&bounds);
        let mut place = needed.len();
        while place > 0 {
            place -= 1;
            let mut fewer = needed.clone();
            let left_out = fewer.remove(place);
            if self.first_outside(left_out).is_none() && self.is_inside(&fewer) {
                needed = self.reasons(&fewer);
                place = place.min(needed.len());
            }
        }
        for place in 0..needed.len() {
            let bound = *needed.get(place)?;
            let outside = self.first_outside(bound);
            // From the widest to the one that is known to be right.
            let mut wider = self.instance.wider(bound);
            wider.retain(|wider| match (*wider, outside) {
                (Bound::From(_, cut), Some(outside)) => cut > outside,
                (Bound::Before(_, cut), Some(outside)) => cut <= outside,
                (Bound::List(..), _) | (_, None) => true,
            });
            let (mut low, mut high) = (0, wider.len());
            while low < high {
                let middle = low.midpoint(high);
                let mut other = needed.clone();
                *other.get_mut(place)? = *wider.get(middle)?;
                if self.is_inside(&other) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            if let Some(found) = wider.get(low) {
                *needed.get_mut(place)? = *found;
            }
        }
        Some(needed)
    }

    /// Whether it holds of everybody within these bounds.
    fn is_inside(&mut self, bounds: &[Bound]) -> bool {
        let mut assumed = vec![!self.wanted.holds];
        assumed.extend(bounds.iter().map(|bound| self.instance.bound(*bound)));
        self.instance.solve(self.wanted.reading, &assumed) == Answer::No
    }

    /// Those of the bounds asked about last that are reasons why it holds of everybody within.
    fn reasons(&mut self, bounds: &[Bound]) -> Vec<Bound> {
        let mut reasons = bounds.to_vec();
        reasons.retain(|bound| {
            let literal = self.instance.bound(*bound);
            self.instance.is_reason(literal)
        });
        reasons
    }

    /// Going outwards from a bound, the first cell in which it does not hold of an inquiry that is like the example
    /// otherwise. Plans are asked, which is much quicker than the solver.
    fn first_outside(&self, bound: Bound) -> Option<usize> {
        let differs = |change: &dyn Fn(&mut Point)| {
            let mut other = self.point.clone();
            change(&mut other);
            self.problem.settle(&mut other, self.wanted.reading)
                && !(self.wanted.claim)(&self.problem.facts(&other))
        };
        let in_cell = |place: usize, cell: usize| {
            let is_possible =
                self.problem.lines.get(place).is_some_and(|line| line.is_possible(cell));
            is_possible
                && differs(&|point| {
                    place::set(&mut point.cells, place, cell);
                })
        };
        match bound {
            Bound::From(place, cut) => (MISSING..cut).rev().find(|cell| in_cell(place, *cell)),
            Bound::Before(place, cut) => {
                let count = self.problem.lines.get(place).map_or(0, Line::count);
                (cut..count).find(|cell| in_cell(place, *cell))
            }
            Bound::List(place, on) if self.wanted.reading == Reading::Any => {
                let change = |point: &mut Point| {
                    place::set(&mut point.on, place, !on);
                };
                differs(&change).then_some(place)
            }
            Bound::List(..) => None,
        }
    }
}

/// A region as a condition. Everybody is whoever has attempts, which are never missing.
fn described(problem: &Problem<'_>, region: &[Bound]) -> Condition {
    let mut parts = Vec::new();
    for (place, line) in problem.lines.iter().enumerate() {
        let (mut low, mut high) = (MISSING, line.count());
        for bound in region {
            match bound {
                Bound::From(own, cut) if *own == place => low = *cut,
                Bound::Before(own, cut) if *own == place => high = *cut,
                Bound::From(..) | Bound::Before(..) | Bound::List(..) => {}
            }
        }
        if (low, high) != (MISSING, line.count()) {
            match words::cells(line, low, high) {
                Condition::All(both) => parts.extend(both),
                one => parts.push(one),
            }
        }
    }
    for on in [true, false] {
        let lists = region.iter().filter_map(|bound| match bound {
            Bound::List(place, is_on) if *is_on == on => problem.lists.get(*place).copied(),
            Bound::List(..) | Bound::From(..) | Bound::Before(..) => None,
        });
        parts.extend(words::lists(&lists.collect::<Vec<_>>(), on));
    }
    match parts.len() {
        0 => words::everybody(),
        _ => Condition::All(parts),
    }
}
