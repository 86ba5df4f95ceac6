//! The ways in which routes match, so that pairs of routes are compared without asking the solver.

use super::known::Scope;
use super::line::{COUNTRY, KEYS, MISSING, STATE};
use super::problem::{ListRole, Problem, Unsure};
use crate::plan::Tree;
use crate::plan::cells::CellSet;

/// One way: for some attributes the cells that are allowed, and lists that are on and off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Way {
    /// By attribute; only cells that an inquiry can be in. `None` allows any.
    cells: [Option<CellSet>; KEYS.len()],
    on: Vec<usize>,
    off: Vec<usize>,
}

/// Compares ways with each other, and counts how much work that is.
pub(super) struct Comparing<'p, 'l> {
    problem: &'p Problem<'l>,
    scope: Scope,
    left: u64,
}

/// Whether two ways have an inquiry in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Common {
    /// None, for no contents.
    Never,
    /// For some contents, but not the present ones.
    Elsewhere,
    /// For some contents; nobody knows about the present ones.
    Unsure,
    /// With the present contents, or where they are not asked for, with some.
    Sure,
}

impl<'p, 'l> Comparing<'p, 'l> {
    /// With so many steps: to compare two ways is one, and to look at a combination of lists another.
    pub(super) fn new(problem: &'p Problem<'l>, scope: Scope, left: u64) -> Self {
        Self { problem, scope, left }
    }

    /// What two of all these ways have in common at best; `None` if finding out takes more work than is left.
    pub(super) fn best(&mut self, one: &[Way], two: &[Way]) -> Option<Common> {
        let mut best = Common::Never;
        for own in one {
            for other in two {
                self.spend(1)?;
                best = best.max(own.common(other, self)?);
                if best == Common::Sure {
                    return Some(best);
                }
            }
        }
        Some(best)
    }

    fn spend(&mut self, steps: usize) -> Option<()> {
        let left = self.left.checked_sub(u64::try_from(steps).unwrap_or(u64::MAX));
        self.left = left.unwrap_or_default();
        left.map(|_| ())
    }
}

/// The ways of a tree, if they are at most `most`. Ways of nobody are left out.
pub(super) fn ways(problem: &Problem<'_>, tree: &Tree, most: usize) -> Option<Vec<Way>> {
    match tree {
        Tree::Any(members) => {
            let mut all = Vec::new();
            for member in members {
                all.extend(ways(problem, member, most)?);
                if all.len() > most {
                    return None;
                }
            }
            Some(all)
        }
        Tree::All(members) => {
            let mut all = vec![Way::of_all()];
            for member in members {
                let own = ways(problem, member, most)?;
                if all.len() * own.len() > most * 4 {
                    return None;
                }
                all = all
                    .iter()
                    .flat_map(|way| own.iter().filter_map(|other| way.and(other)))
                    .collect();
            }
            (all.len() <= most).then_some(all)
        }
        Tree::Cells(key, cells) => {
            let place = Problem::place(*key)?;
            let line = problem.lines.get(place)?;
            let cells = line.of_plan(cells).intersection(&line.possible());
            Some(Way::of_all().within(place, &cells).into_iter().collect())
        }
        Tree::On(list) => {
            let place = problem.lists.binary_search(list).ok()?;
            let is_archived = matches!(problem.roles.get(place), Some(ListRole::Archived));
            let way = Way { on: vec![place], ..Way::of_all() };
            Some(if is_archived { Vec::new() } else { vec![way] })
        }
        Tree::Off(list) => {
            let place = problem.lists.binary_search(list).ok()?;
            Some(vec![Way { off: vec![place], ..Way::of_all() }])
        }
    }
}

impl Way {
    fn of_all() -> Self {
        Self { cells: Default::default(), on: Vec::new(), off: Vec::new() }
    }

    /// What both allow, as far as cells and lists say.
    fn and(&self, other: &Self) -> Option<Self> {
        if self.is_apart(other) {
            return None;
        }
        let mut both = self.clone();
        for (place, cells) in other.cells.iter().enumerate() {
            if let Some(cells) = cells {
                both = both.within(place, cells)?;
            }
        }
        both.on = joined(&self.on, &other.on);
        both.off = joined(&self.off, &other.off);
        Some(both)
    }

    fn within(mut self, place: usize, cells: &CellSet) -> Option<Self> {
        let own = self.cells.get_mut(place)?;
        let both = own.as_ref().map_or_else(|| cells.clone(), |own| own.intersection(cells));
        if both.is_empty() {
            return None;
        }
        *own = Some(both);
        Some(self)
    }

    /// Whether an attribute or a list tells them apart. Most ways differ so, and nothing is allocated.
    fn is_apart(&self, other: &Self) -> bool {
        let crossed = |on: &[usize], off: &[usize]| on.iter().any(|list| off.contains(list));
        self.cells.iter().zip(&other.cells).any(|pair| match pair {
            (Some(own), Some(others)) => !own.touches(others),
            (Some(_) | None, None) | (None, Some(_)) => false,
        }) || crossed(&self.on, &other.off)
            || crossed(&other.on, &self.off)
    }

    /// Whether there is an inquiry of both ways; `None` if that is too much work.
    fn common(&self, other: &Self, comparing: &mut Comparing<'_, '_>) -> Option<Common> {
        if self.is_apart(other) {
            return Some(Common::Never);
        }
        let needs_more = |way: &Self| {
            let [_, _, state, ..] = &way.cells;
            state.is_some() || !way.on.is_empty() || !way.off.is_empty()
        };
        if !needs_more(self) && !needs_more(other) {
            return Some(Common::Sure);
        }
        match self.and(other) {
            Some(both) => both.is_somebody(comparing),
            None => Some(Common::Never),
        }
    }

    /// Whether there is an inquiry of this way: a state needs its country, and lists what their contents allow.
    fn is_somebody(&self, comparing: &mut Comparing<'_, '_>) -> Option<Common> {
        let problem = comparing.problem;
        let Some(country) = self.countries(problem) else { return Some(Common::Never) };
        if comparing.scope == Scope::AnyLists {
            return Some(Common::Sure);
        }
        let mut country = country;
        let mut unsure = false;
        for (place, role) in problem.roles.iter().enumerate() {
            match role {
                ListRole::Country(Some(cells)) if self.on.contains(&place) => {
                    country = country.intersection(cells);
                }
                ListRole::Country(Some(cells)) if self.off.contains(&place) => {
                    let count = problem.lines.get(COUNTRY).map_or(0, super::line::Line::count);
                    country = country.intersection(&cells.complement(0, count));
                }
                ListRole::Country(None) => {
                    let is_missing = country.contains(MISSING);
                    unsure |= self.on.contains(&place);
                    unsure |= self.off.contains(&place) && !is_missing;
                }
                ListRole::Country(Some(_)) | ListRole::Archived | ListRole::Grouped(_) => {}
            }
        }
        if country.is_empty() {
            return Some(Common::Elsewhere);
        }
        let fits = |on: &[usize], may: &[usize], lists: &[usize]| {
            self.on
                .iter()
                .all(|list| !lists.contains(list) || on.contains(list) || may.contains(list))
                && self.off.iter().all(|list| !on.contains(list))
        };
        for group in &problem.groups {
            let found = group.found.iter().position(|(on, _)| fits(on, &[], &group.lists));
            comparing.spend(found.map_or(group.found.len(), |place| place + 1))?;
            if found.is_some() {
                continue;
            }
            comparing.spend(group.possible.len())?;
            let mut possible = group.possible.iter();
            if !possible.any(|Unsure { on, may, .. }| fits(on, may, &group.lists)) {
                return Some(Common::Elsewhere);
            }
            unsure = true;
        }
        Some(if unsure { Common::Unsure } else { Common::Sure })
    }

    /// The cells of the country that this way leaves, by its state and by lists of countries.
    fn countries(&self, problem: &Problem<'_>) -> Option<CellSet> {
        let [_, country, state, ..] = &self.cells;
        let line = problem.lines.get(COUNTRY)?;
        let mut cells = country.clone().unwrap_or_else(|| line.possible());
        if state.as_ref().is_some_and(|state| !state.contains(MISSING)) {
            cells = cells.intersection(&CellSet::one(problem.us));
        }
        let of_countries =
            |list: &usize| matches!(problem.roles.get(*list), Some(ListRole::Country(_)));
        if self.on.iter().any(of_countries) {
            cells = cells.intersection(&CellSet::span(MISSING + 1, line.count()));
        }
        (!cells.is_empty()).then_some(cells)
    }
}

fn joined(one: &[usize], two: &[usize]) -> Vec<usize> {
    let mut all = [one, two].concat();
    all.sort_unstable();
    all.dedup();
    all
}

/// The place of the state is fixed by [`KEYS`].
const _: () = assert!(STATE == 2 && COUNTRY == 1);

#[cfg(test)]
mod tests {
    use pointsman_domain::clock::Timestamp;
    use pointsman_domain::ids::{CountingIds, ListId};
    use pointsman_domain::workflow::Document;
    use serde_json::{Value, json};

    use super::*;
    use crate::prove::known::KnownLists;
    use crate::{ListDirectory, ListRef, check, compile};

    /// The ways of two routes, two each, that one list tells apart.
    fn compared(left: u64) -> (Option<Common>, u64) {
        let ids = CountingIds::default();
        let lists = [(); 5].map(|()| ListId::new(&ids, Timestamp::from_microseconds(0)));
        let on = |place: usize| json!({"attribute": "list_matches", "operator": "contains", "value": lists[place]});
        let route = |id: &str, whom: [Value; 2]| json!({"id": id, "name": id, "if": {"all": whom}, "then": [{"action": "decline"}]});
        let either = |one, two| json!({"any": [on(one), on(two)]});
        let document = json!({"format": 1, "name": "Apart", "event": "inquiry.completed",
            "routes": [route("rt_1", [either(0, 1), json!({"not": on(4)})]),
                route("rt_2", [either(2, 3), on(4)])],
            "everything_else": [{"action": "do_nothing"}]});
        let reference = |(number, id): (usize, &ListId)| ListRef {
            id: *id,
            key: format!("list_{number}").parse().unwrap(),
            name: format!("List {number}"),
            archived: false,
            items: 1,
        };
        let directory = ListDirectory::new(lists.iter().enumerate().map(reference));
        let document = Document::from_json(&document).unwrap();
        let plan = compile(&check(&document, &directory).workflow.unwrap());
        let problem = Problem::new(&[&plan], &KnownLists::default());
        let of_routes: Vec<Vec<Way>> = plan
            .routes()
            .iter()
            .map(|route| ways(&problem, &problem.joint.tree(route.condition(), false), 64).unwrap())
            .collect();
        let mut comparing = Comparing::new(&problem, Scope::AnyLists, left);
        (comparing.best(&of_routes[0], &of_routes[1]), comparing.left)
    }

    #[test]
    fn each_pair_of_ways_is_a_step_and_with_too_few_nothing_is_said() {
        assert_eq!(compared(10), (Some(Common::Never), 6));
        assert_eq!(compared(4), (Some(Common::Never), 0));
        assert_eq!(compared(3), (None, 0));
    }
}
