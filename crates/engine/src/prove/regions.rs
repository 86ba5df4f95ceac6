//! For whom something holds: regions around examples, made as wide as they can be, in plain words.

use batsat::Lit;
use pointsman_domain::workflow::Condition;

use super::instance::Instance;
use super::limits;
use super::line::{KEYS, MISSING};
use super::problem::{Problem, Reading};
use super::solver::Answer;
use super::words;
use crate::directory::ListDirectory;
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

/// Regions of `holds`, as many as are allowed.
pub(super) fn regions(
    problem: &Problem<'_>,
    instance: &mut Instance<'_, '_>,
    reading: Reading,
    holds: Lit,
    lists: &ListDirectory,
) -> Regions {
    let mut found = Regions { sentences: Vec::new(), conditions: Vec::new(), more: false };
    let fresh = instance.fresh();
    loop {
        if instance.solve(reading, &[holds, fresh]) != Answer::Yes {
            return found;
        }
        if found.sentences.len() >= limits::REGIONS {
            found.more = true;
            return found;
        }
        let around = around(problem, instance, reading);
        let Some(region) = widest(problem, instance, reading, holds, around) else {
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

/// The cells and lists of the inquiry that was found last, as far as anything touches them.
fn around(problem: &Problem<'_>, instance: &Instance<'_, '_>, reading: Reading) -> Vec<Bound> {
    let point = instance.point(reading);
    let mut bounds = Vec::new();
    for (place, cell) in point.cells.into_iter().enumerate() {
        let (low, high) = instance.cuts_around(place, cell);
        bounds.extend(low.map(|cut| Bound::From(place, cut)));
        bounds.extend(high.map(|cut| Bound::Before(place, cut)));
    }
    let lists = point.on.iter().enumerate().filter(|(place, _)| instance.touches_list(*place));
    bounds.extend(lists.map(|(place, on)| Bound::List(place, *on)));
    debug_assert_eq!(problem.lists.len(), point.on.len());
    bounds
}

/// Drops bounds that are not needed, then moves the rest outwards. `None` if that takes too much work.
fn widest(
    problem: &Problem<'_>,
    instance: &mut Instance<'_, '_>,
    reading: Reading,
    holds: Lit,
    bounds: Vec<Bound>,
) -> Option<Vec<Bound>> {
    let literals: Vec<Lit> = bounds.iter().map(|bound| instance.bound(*bound)).collect();
    let is_inside = |instance: &mut Instance<'_, '_>, bounds: &[Bound]| {
        let mut assumed = vec![!holds];
        assumed.extend(bounds.iter().map(|bound| instance.bound(*bound)));
        instance.solve(reading, &assumed)
    };
    if is_inside(instance, &bounds) != Answer::No {
        return None;
    }
    let mut needed: Vec<Bound> = bounds
        .into_iter()
        .zip(literals)
        .filter(|(_, literal)| instance.is_reason(*literal))
        .map(|(bound, _)| bound)
        .collect();
    let mut place = needed.len();
    while place > 0 {
        place -= 1;
        let mut fewer = needed.clone();
        fewer.remove(place);
        if is_inside(instance, &fewer) == Answer::No {
            fewer.retain(|bound| {
                let literal = instance.bound(*bound);
                instance.is_reason(literal)
            });
            place = place.min(fewer.len());
            needed = fewer;
        }
    }
    for place in 0..needed.len() {
        let bound = *needed.get(place)?;
        // From the widest to the one that is known to be right.
        let wider = instance.wider(bound);
        let (mut low, mut high) = (0, wider.len());
        while low < high {
            let middle = low.midpoint(high);
            let mut other = needed.clone();
            *other.get_mut(place)? = *wider.get(middle)?;
            if is_inside(instance, &other) == Answer::No {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        if let Some(found) = wider.get(low) {
            *needed.get_mut(place)? = *found;
        }
    }
    debug_assert!(problem.lines.len() == KEYS.len());
    Some(needed)
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
            parts.push(words::cells(line, low, high));
        }
    }
    for bound in region {
        if let Bound::List(place, on) = bound
            && let Some(list) = problem.lists.get(*place)
        {
            parts.push(words::list(*list, *on));
        }
    }
    match parts.len() {
        0 => words::everybody(),
        _ => Condition::All(parts),
    }
}
