//! Examples: an inquiry that shows what a proof says, decided by the engine's own plan before it is shown.

use std::collections::BTreeMap;

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Attributes, derive};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ListId;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::ListKeys;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::known::Scope;
use super::line::{COUNTRY, KEYS, MISSING, STATE};
use super::place;
use super::problem::{ListRole, Point, Problem, Reading};
use crate::facts::Facts;

/// Whoever is born between 1820 and this year has an age now or then.
const IN_2120: i64 = 4_733_510_400_000_000;

/// An example. Its `Serialize` is a body that `try` accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Attributes as they are sent, and values that lists match on.
    pub submission: Submission,
    /// The mentioned lists that match.
    pub lists: Vec<ListId>,
    /// Whether lists are stated, or matched by their present contents.
    pub scope: Scope,
    /// Whether conditions mention any list.
    pub mentions_lists: bool,
}

impl Witness {
    /// The value of an attribute; `None` is missing.
    pub fn value(&self, key: AttributeKey) -> Option<AttributeValue> {
        self.submission.attributes.get(&key).copied()
    }

    /// What plans read of it.
    pub fn facts(&self) -> Facts {
        facts(&derived(&self.submission), &self.lists)
    }
}

impl Serialize for Witness {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Sent<'w>(&'w Witness);
        impl Serialize for Sent<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in &self.0.submission.attributes {
                    map.serialize_entry(key.as_str(), &value.to_json())?;
                }
                // On no list is stated too, or the present ones would be asked.
                if self.0.scope == Scope::AnyLists && self.0.mentions_lists {
                    let lists: Vec<String> = self.0.lists.iter().map(ToString::to_string).collect();
                    map.serialize_entry("list_matches", &lists)?;
                }
                map.end()
            }
        }
        let mut map = serializer.serialize_map(None)?;
        for (key, texts) in
            [("fields", &self.submission.fields), ("session", &self.submission.session)]
        {
            if !texts.is_empty() {
                map.serialize_entry(key, texts)?;
            }
        }
        map.serialize_entry("attributes", &Sent(self))?;
        map.end()
    }
}

/// An example together with what plans read of it.
pub(super) struct Shown {
    pub(super) witness: Witness,
    pub(super) facts: Facts,
}

/// Why a point has no example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotShown {
    /// Its values are another point.
    Otherwise,
    /// Lists have changed since that the proof is about.
    Moved,
}

impl Problem<'_> {
    /// The example of a point, as an inquiry that is parsed and matched like any other; not if that gives another point,
    /// which no proof may rest on, or if lists cannot be asked any more.
    pub(super) fn shown(&self, point: &Point, reading: Reading) -> Result<Shown, NotShown> {
        let attributes = self.sent(point);
        let on = self.on(point);
        let mentions_lists = !self.lists.is_empty();
        let submission = Submission { attributes, ..Submission::default() };
        if reading == Reading::Any {
            let facts = facts(&derived(&submission), &on);
            let witness = Witness { submission, lists: on, scope: Scope::AnyLists, mentions_lists };
            return Ok(Shown { witness, facts });
        }
        let present = self.present.ok_or(NotShown::Otherwise)?;
        let submission = self.with_listed(submission, point).ok_or(NotShown::Otherwise)?;
        let attributes = derived(&submission);
        let keys = ListKeys::new(&submission, &attributes);
        let matched = present.matching.matches(&keys).ok_or(NotShown::Moved)?.found;
        let mut matched: Vec<ListId> = matched.into_iter().map(|found| found.list).collect();
        matched.retain(|list| self.lists.binary_search(list).is_ok());
        matched.sort_unstable();
        matched.dedup();
        if matched != on {
            return Err(NotShown::Otherwise);
        }
        let facts = facts(&attributes, &matched);
        let witness =
            Witness { submission, lists: matched, scope: Scope::PresentLists, mentions_lists };
        Ok(Shown { witness, facts })
    }

    /// An inquiry with the listed values of a point. `None` if they do not go together, or say more than the point does.
    fn with_listed(&self, mut submission: Submission, point: &Point) -> Option<Submission> {
        let present = self.present?;
        for (group, key) in self.groups.iter().zip(&point.keys) {
            let combination = key.and_then(|key| group.found.get(key)).and_then(|(_, at)| *at);
            if let Some((group, which)) = combination {
                let found = present.lists.groups().get(group)?.found.get(which)?;
                found.key.put(&mut submission)?;
            }
        }
        let is_unknown = |field: &String| submission.fields.contains(field);
        if self.groups.iter().flat_map(|group| &group.unknown_fields).any(is_unknown) {
            return None;
        }
        if self.has_age_of_its_own(&submission) {
            return None;
        }
        let derived_alone = derived(&bare(&submission)).values.len();
        (derived(&submission).values.len() == derived_alone).then_some(submission)
    }

    /// Whether a listed birthdate gives an age that the example does not say, and that differs from day to day.
    fn has_age_of_its_own(&self, submission: &Submission) -> bool {
        let is_dated = [0, IN_2120].into_iter().any(|moment| {
            let moment = Timestamp::from_microseconds(moment);
            derive::attributes(submission, moment).values.contains_key(&AttributeKey::Age)
        });
        is_dated
            && self.joint.count(AttributeKey::Age).is_some()
            && !submission.attributes.contains_key(&AttributeKey::Age)
    }

    /// The values of mentioned attributes, and a country where a state or a list needs one.
    fn sent(&self, point: &Point) -> BTreeMap<AttributeKey, AttributeValue> {
        let of_countries = |role: &ListRole| matches!(role, ListRole::Country(_));
        let needs_country = self.roles.iter().any(of_countries)
            || point.cells.get(STATE).is_some_and(|state| *state != MISSING);
        let mut values = BTreeMap::new();
        for (place, key) in KEYS.into_iter().enumerate() {
            let is_wanted = self.joint.count(key).is_some() || (place == COUNTRY && needs_country);
            if let Some(value) = self.value(point, place).filter(|_| is_wanted) {
                values.insert(key, value);
            }
        }
        values
    }

    /// The same with everything as usual that `claim` does not need otherwise.
    pub(super) fn plainest(
        &self,
        point: &Point,
        reading: Reading,
        claim: impl Fn(&Point) -> bool,
    ) -> Point {
        let mut plain = point.clone();
        let mut offer = |change: &dyn Fn(&mut Point)| {
            let mut other = plain.clone();
            change(&mut other);
            if other != plain && self.settle(&mut other, reading) && claim(&other) {
                plain = other;
            }
        };
        if reading == Reading::Any {
            for place in 0..self.lists.len() {
                offer(&|point| place::set(&mut point.on, place, false));
            }
        }
        for (number, group) in self.groups.iter().enumerate().filter(|_| reading != Reading::Any) {
            offer(&|point| {
                place::set(&mut point.keys, number, None);
                for list in &group.lists {
                    place::set(&mut point.on, *list, false);
                }
            });
        }
        // The state first: while there is one, the country cannot change.
        let mut places: Vec<usize> = (0..KEYS.len()).collect();
        places.sort_by_key(|place| *place != STATE);
        for place in places {
            let Some(line) = self.lines.get(place) else { continue };
            offer(&|point| {
                place::set(&mut point.cells, place, line.usual);
            });
        }
        plain
    }
}

/// Attributes as of a moment on which nothing here depends.
fn derived(submission: &Submission) -> Attributes {
    derive::attributes(submission, Timestamp::from_microseconds(0))
}

fn facts(attributes: &Attributes, on: &[ListId]) -> Facts {
    let mut attributes = attributes.clone();
    attributes.list_matches = on
        .iter()
        .map(|list| pointsman_domain::attribute::ListMatch { list: *list, item: None, revision: 0 })
        .collect();
    Facts::new(&attributes)
}

/// The attributes alone, from which nothing can be derived.
fn bare(submission: &Submission) -> Submission {
    Submission { attributes: submission.attributes.clone(), ..Submission::default() }
}
