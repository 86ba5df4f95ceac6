//! Names: every first name that an item has, and some beside them. What thresholds allow beyond that is not known.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::list::{ItemValue, NamePattern, PersonName};

use super::search::{Search, Values};
use super::{RealKey, TOO_LARGE, places};

/// First names that hardly any item is like.
const UNLIKE: [&str; 2] = ["qwxz", "vvkj"];
const SIMILAR: &str = "names that are only similar may match together; thresholds allow more names than can be gone \
                       through";

/// Lists match on the last name first, so last names do not mix.
pub(super) fn find(items: &[(usize, &ItemValue)], search: &mut Search<'_>) {
    let mut by_last: BTreeMap<&str, Vec<(usize, &NamePattern)>> = BTreeMap::new();
    for (list, item) in items {
        if let ItemValue::Name(pattern) = item {
            by_last.entry(&pattern.last).or_default().push((*list, pattern));
        }
    }
    let mut doubts = BTreeSet::new();
    for (last, patterns) in by_last {
        let namesakes = Namesakes::new(patterns);
        for first in namesakes.first_names() {
            let name = PersonName { last: last.to_owned(), first };
            let Some(on) = namesakes.on(&name, search) else { return };
            // Only this name is this name; which others there are is said below.
            search.add(&places(on), Values::One, || {
                let mut key = RealKey::field("name_last", name.last.clone());
                key.fields.extend(name.first.clone().map(|first| ("name_first".to_owned(), first)));
                key
            });
        }
        doubts.extend(namesakes.doubt(search.is_whole()));
    }
    for (on, may) in doubts {
        let reason = if may.is_empty() { TOO_LARGE } else { SIMILAR };
        search.doubt(on, &may, reason);
    }
}

/// Items with one last name, by how they match first names.
struct Namesakes<'i> {
    /// Lists that match whatever the first name.
    always: Vec<usize>,
    /// Lists by a first name that they hold.
    same: BTreeMap<&'i str, Vec<usize>>,
    /// By list, items that similar first names match too.
    alike: BTreeMap<usize, Vec<&'i NamePattern>>,
}

impl<'i> Namesakes<'i> {
    fn new(patterns: Vec<(usize, &'i NamePattern)>) -> Self {
        let mut namesakes =
            Self { always: Vec::new(), same: BTreeMap::new(), alike: BTreeMap::new() };
        for (list, pattern) in patterns {
            let Some(first) = &pattern.first else {
                namesakes.always.push(list);
                continue;
            };
            namesakes.same.entry(&first.name).or_default().push(list);
            if first.threshold.is_some() {
                namesakes.alike.entry(list).or_default().push(pattern);
            }
        }
        namesakes.always = places(namesakes.always);
        namesakes
    }

    /// No first name, one that is unlike all, those of items, and some that are like them.
    fn first_names(&self) -> BTreeSet<Option<String>> {
        let mut names: BTreeSet<Option<String>> = BTreeSet::from([None]);
        names.extend(UNLIKE.map(|name| Some(name.to_owned())));
        names.extend(self.same.keys().map(|name| Some((*name).to_owned())));
        let alike = self.alike.values().flatten().filter_map(|pattern| pattern.first.as_ref());
        for first in alike {
            let mut shorter = first.name.clone();
            let last = shorter.pop();
            names.insert(Some(format!("{}{}", first.name, last.unwrap_or('a'))));
            if !shorter.is_empty() {
                names.insert(Some(shorter));
            }
        }
        names
    }

    /// The lists that a name is on; `None` if finding out takes more work than is allowed. A list that is on already is
    /// compared no more.
    fn on(&self, name: &PersonName, search: &mut Search<'_>) -> Option<BTreeSet<usize>> {
        let mut on: BTreeSet<usize> = self.always.iter().copied().collect();
        let same = name.first.as_ref().and_then(|first| self.same.get(first.as_str()));
        on.extend(same.into_iter().flatten());
        for (list, patterns) in &self.alike {
            if on.contains(list) {
                continue;
            }
            for pattern in patterns {
                if !search.spend(1) {
                    return None;
                }
                if pattern.matches(name).is_some() {
                    on.insert(*list);
                    break;
                }
            }
        }
        Some(on)
    }

    /// The lists that match everybody with this last name, and those that may match somebody whose first name was not
    /// tried: only where two lists could match by similarity, or one beside items of others.
    fn doubt(&self, is_whole: bool) -> Option<(Vec<usize>, Vec<usize>)> {
        let is_always = |list: &usize| self.always.contains(list);
        let may: Vec<usize> = self.alike.keys().copied().filter(|list| !is_always(list)).collect();
        let named = places(self.same.values().flatten().copied());
        let others = named.iter().filter(|list| !is_always(list)).count();
        let is_similar = others > 1 && !may.is_empty();
        // A list that is not known as a whole can tell apart those who are not told apart here.
        let is_anybody = !self.always.is_empty() || !may.is_empty();
        let is_told_apart = is_anybody && !is_whole;
        (is_similar || is_told_apart).then(|| (self.always.clone(), may))
    }
}
