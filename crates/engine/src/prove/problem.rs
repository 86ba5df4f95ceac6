//! The finite problem: to workflows, an inquiry is one cell per attribute, and on or off each mentioned list.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Code};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;
use pointsman_domain::list::ListKind;

use super::known::{KnownLists, Present};
use super::line::{COUNTRY, KEYS, Line, MISSING, STATE};
use super::present::{PresentLists, TOO_LARGE, places as sorted};
use crate::facts::Facts;
use crate::plan::cells::CellSet;
use crate::plan::{Joint, Plan};

const NOT_KNOWN: &str = "the contents of a list that conditions mention are not known here";

/// Which lists are on, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    /// Whatever the lists' types allow.
    Any,
    /// Values that were found in the present contents.
    Found,
    /// The same, and combinations that nothing rules out.
    Possible,
}

/// An inquiry as workflows see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Point {
    /// By place among [`KEYS`].
    pub(super) cells: [usize; KEYS.len()],
    /// By place among the mentioned lists.
    pub(super) on: Vec<bool>,
    /// By group, the combination that was found.
    pub(super) keys: Vec<Option<usize>>,
    /// Why it is not sure that there is such an inquiry.
    pub(super) doubts: BTreeSet<String>,
}

/// The place of a group in the contents, and of a combination in it; `None` is no list at all.
pub(super) type Origin = Option<(usize, usize)>;

/// Lists of one type that are asked about the same value of an inquiry.
#[derive(Clone, Debug)]
pub(super) struct ProblemGroup {
    /// Places of its lists.
    pub(super) lists: Vec<usize>,
    /// The places that are on, and the place of the combination in the contents. Of no list always first.
    pub(super) found: Vec<(Vec<usize>, Origin)>,
    pub(super) possible: Vec<Unsure>,
    /// Fields of which nobody knows whether a mentioned list of this group matches them.
    pub(super) unknown_fields: Vec<String>,
}

/// Lists that may be on together; nobody knows.
#[derive(Clone, Debug)]
pub(super) struct Unsure {
    pub(super) on: Vec<usize>,
    pub(super) may: Vec<usize>,
    pub(super) reason: String,
}

/// How a mentioned list is encoded.
#[derive(Clone, Debug)]
pub(super) enum ListRole {
    /// Matches nothing.
    Archived,
    /// Of the countries in these cells, if its contents are known.
    Country(Option<CellSet>),
    /// By the group of its type, if contents are known.
    Grouped(Option<usize>),
}

pub(super) struct Problem<'l> {
    pub(super) joint: Joint,
    pub(super) lines: Vec<Line>,
    pub(super) lists: Vec<ListId>,
    pub(super) roles: Vec<ListRole>,
    pub(super) groups: Vec<ProblemGroup>,
    pub(super) present: Option<Present<'l>>,
    /// The cell of the United States.
    pub(super) us: usize,
}

impl<'l> Problem<'l> {
    pub(super) fn new(plans: &[&Plan], known: &KnownLists<'l>) -> Self {
        let joint = Joint::of(plans);
        let lists = joint.lists().to_vec();
        let is_archived = |list: ListId| {
            plans.iter().any(|plan| plan.lists().get(list).is_some_and(|list| list.archived))
        };
        let is_country = |list: &ListId| matches!(known.kinds.get(list), Some(ListKind::Country));
        let contents = known.present.map(|present| present.lists);
        let countries: BTreeMap<ListId, Vec<Code>> = lists
            .iter()
            .filter(|list| is_country(list) && !is_archived(**list))
            .filter_map(|list| Some((*list, contents?.countries(*list)?.to_vec())))
            .collect();
        let lines: Vec<Line> =
            KEYS.into_iter().map(|key| Line::new(key, &joint, &countries)).collect();
        let mut roles: Vec<ListRole> = lists
            .iter()
            .map(|list| {
                if is_archived(*list) {
                    ListRole::Archived
                } else if is_country(list) {
                    let cells = countries.get(list).zip(lines.get(COUNTRY));
                    ListRole::Country(cells.map(|(codes, line)| line.of_codes(codes)))
                } else {
                    ListRole::Grouped(None)
                }
            })
            .collect();
        let groups = known
            .present
            .map(|present| groups(present.lists, &lists, &mut roles))
            .unwrap_or_default();
        let us = lines.get(COUNTRY).map_or(MISSING, |line| {
            line.of_codes(&[Code::US]).spans().next().map_or(MISSING, |span| span.start)
        });
        Self { joint, lines, lists, roles, groups, present: known.present, us }
    }

    /// Where everything is as usual and no list matches.
    pub(super) fn usual(&self) -> Point {
        let mut cells = [MISSING; KEYS.len()];
        for (cell, line) in cells.iter_mut().zip(&self.lines) {
            *cell = line.usual;
        }
        Point {
            cells,
            on: vec![false; self.lists.len()],
            keys: vec![None; self.groups.len()],
            doubts: BTreeSet::new(),
        }
    }

    /// Brings lists of countries in line with the country; `false` if there is no such inquiry.
    pub(super) fn settle(&self, point: &mut Point, reading: Reading) -> bool {
        let [_, country, state, ..] = point.cells;
        if state != MISSING && country != self.us {
            return false;
        }
        for (role, on) in self.roles.iter().zip(&mut point.on) {
            match role {
                ListRole::Country(Some(cells)) if reading != Reading::Any => {
                    *on = cells.contains(country);
                }
                // A list of countries that is not known may hold any.
                ListRole::Country(None) if reading == Reading::Found && country != MISSING => {
                    return false;
                }
                ListRole::Country(_) if *on && country == MISSING => return false,
                ListRole::Archived if *on => return false,
                ListRole::Country(_) | ListRole::Archived | ListRole::Grouped(_) => {}
            }
        }
        true
    }

    /// The value of an attribute.
    pub(super) fn value(&self, point: &Point, place: usize) -> Option<AttributeValue> {
        self.lines.get(place)?.value(*point.cells.get(place)?)
    }

    /// The lists that are on, ordered by id.
    pub(super) fn on(&self, point: &Point) -> Vec<ListId> {
        self.lists.iter().zip(&point.on).filter(|(_, on)| **on).map(|(list, _)| *list).collect()
    }

    /// The same as plans see it.
    pub(super) fn facts(&self, point: &Point) -> Facts {
        let number = |place: usize| match self.value(point, place) {
            Some(AttributeValue::Number(number)) => Some(number),
            Some(AttributeValue::Code(_)) | None => None,
        };
        let code = |place: usize| match self.value(point, place) {
            Some(AttributeValue::Code(code)) => Some(code),
            Some(AttributeValue::Number(_)) | None => None,
        };
        let numbers: [Option<Decimal>; 4] = [number(0), number(3), number(4), number(5)];
        Facts::of(numbers, [code(COUNTRY), code(STATE)], Some(self.on(point)))
    }

    /// The place of an attribute among the lines.
    pub(super) fn place(key: AttributeKey) -> Option<usize> {
        KEYS.iter().position(|other| *other == key)
    }

    /// Whether some combination is only possible, so that both readings of the present contents differ.
    pub(super) fn has_doubts(&self) -> bool {
        let is_unknown = |role: &ListRole| matches!(role, ListRole::Country(None));
        self.groups.iter().any(|group| !group.possible.is_empty())
            || self.roles.iter().any(is_unknown)
    }

    /// Why lists of countries may be on or off.
    pub(super) fn unknown_countries(&self, point: &Point) -> Option<String> {
        let mut roles = self.roles.iter().zip(&point.on);
        let [_, country, ..] = point.cells;
        let is_unknown = roles.any(|(role, on)| {
            matches!(role, ListRole::Country(None)) && (*on || country != MISSING)
        });
        is_unknown.then(|| NOT_KNOWN.to_owned())
    }
}

/// The groups of the contents, cut down to the lists that are mentioned.
fn groups(contents: &PresentLists, lists: &[ListId], roles: &mut [ListRole]) -> Vec<ProblemGroup> {
    let mut groups = Vec::new();
    let mut join = |group: ProblemGroup, roles: &mut [ListRole]| {
        for place in &group.lists {
            if let Some(role) = roles.get_mut(*place) {
                *role = ListRole::Grouped(Some(groups.len()));
            }
        }
        groups.push(group);
    };
    for (number, group) in contents.groups().iter().enumerate() {
        let place = |list: usize| {
            let place = lists.binary_search(group.lists.get(list)?).ok()?;
            matches!(roles.get(place), Some(ListRole::Grouped(_))).then_some(place)
        };
        let places: Vec<Option<usize>> = (0..group.lists.len()).map(place).collect();
        let projected = |on: &[usize]| -> Vec<usize> {
            on.iter().filter_map(|list| *places.get(*list)?).collect()
        };
        let mut found: BTreeMap<Vec<usize>, Origin> = BTreeMap::new();
        found.insert(Vec::new(), None);
        for (which, combination) in group.found.iter().enumerate() {
            found.entry(projected(&combination.on)).or_insert(Some((number, which)));
        }
        let mut possible: Vec<Unsure> = Vec::new();
        let mut known: BTreeSet<(Vec<usize>, Vec<usize>)> = BTreeSet::new();
        let unknown = projected(&group.unknown);
        if !unknown.is_empty() {
            // Whatever value is found, a list that is not known may hold it too.
            let beside = std::mem::take(&mut found).into_keys().map(|on| Unsure {
                on,
                may: unknown.clone(),
                reason: TOO_LARGE.to_owned(),
            });
            possible.extend(beside);
            found.insert(Vec::new(), None);
        }
        for unsure in &group.possible {
            let may = unsure.may.iter().chain(&group.unknown).copied();
            let (on, may) = (projected(&unsure.on), projected(&sorted(may)));
            if !may.is_empty() && known.insert((on.clone(), may.clone())) {
                possible.push(Unsure { on, may, reason: unsure.reason.clone() });
            }
        }
        let mentioned: Vec<usize> = places.iter().filter_map(|place| *place).collect();
        if !mentioned.is_empty() {
            let found = found.into_iter().collect();
            let unknown_fields = if unknown.is_empty() { Vec::new() } else { group.fields.clone() };
            join(ProblemGroup { lists: mentioned, found, possible, unknown_fields }, roles);
        }
    }
    for place in 0..roles.len() {
        if matches!(roles.get(place), Some(ListRole::Grouped(None))) {
            let reason = NOT_KNOWN.to_owned();
            let unsure = Unsure { on: Vec::new(), may: vec![place], reason };
            let found = vec![(Vec::new(), None)];
            let (lists, possible) = (vec![place], vec![unsure]);
            join(ProblemGroup { lists, found, possible, unknown_fields: Vec::new() }, roles);
        }
    }
    groups
}
