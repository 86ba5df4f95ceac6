//! Names: every first name that an item has, and some beside them. What thresholds allow beyond that is not known.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::list::{ItemValue, NamePattern, PersonName};

use super::{Combinations, Group, Possible, RealKey, places};

/// First names that hardly any item is like.
const UNLIKE: [&str; 2] = ["qwxz", "vvkj"];

/// Lists match on the last name first, so last names do not mix.
pub(super) fn find(items: &[(usize, &ItemValue)], group: &mut Group) {
    let mut by_last: BTreeMap<&str, Vec<(usize, &NamePattern)>> = BTreeMap::new();
    for (list, item) in items {
        if let ItemValue::Name(pattern) = item {
            by_last.entry(&pattern.last).or_default().push((*list, pattern));
        }
    }
    let mut known = Combinations::default();
    let mut doubts = BTreeSet::new();
    for (last, patterns) in by_last {
        for first in first_names(&patterns) {
            let name = PersonName { last: last.to_owned(), first };
            let on = patterns.iter().filter(|(_, p)| p.matches(&name).is_some()).map(|(l, _)| *l);
            group.add(&mut known, &places(on), || {
                let mut key = RealKey::field("name_last", name.last.clone());
                key.fields.extend(name.first.clone().map(|first| ("name_first".to_owned(), first)));
                key
            });
        }
        doubts.extend(doubt(&patterns));
    }
    for (on, may) in doubts {
        let reason = "names that are only similar may match together; thresholds allow more names than can be gone \
                      through"
            .to_owned();
        group.possible.push(Possible { on, may, reason });
    }
}

/// No first name, one that is unlike all, those of items, and some that are like them.
fn first_names(patterns: &[(usize, &NamePattern)]) -> BTreeSet<Option<String>> {
    let mut names: BTreeSet<Option<String>> = BTreeSet::from([None]);
    names.extend(UNLIKE.map(|name| Some(name.to_owned())));
    for (_, pattern) in patterns {
        let Some(first) = &pattern.first else { continue };
        names.insert(Some(first.name.clone()));
        if first.threshold.is_some() {
            let mut shorter = first.name.clone();
            let last = shorter.pop();
            names.insert(Some(format!("{}{}", first.name, last.unwrap_or('a'))));
            if !shorter.is_empty() {
                names.insert(Some(shorter));
            }
        }
    }
    names
}

/// The lists that match everybody with this last name, and those that may match somebody: only where two lists could
/// match by similarity, or one beside items of others.
fn doubt(patterns: &[(usize, &NamePattern)]) -> Option<(Vec<usize>, Vec<usize>)> {
    let with = |wanted: &dyn Fn(&NamePattern) -> bool| {
        places(patterns.iter().filter(|(_, pattern)| wanted(pattern)).map(|(list, _)| *list))
    };
    let always = with(&|pattern| pattern.first.is_none());
    let alike =
        with(&|pattern| pattern.first.as_ref().is_some_and(|first| first.threshold.is_some()));
    let named = with(&|pattern| pattern.first.is_some());
    let may: Vec<usize> = named.into_iter().filter(|list| !always.contains(list)).collect();
    let is_open = may.len() > 1 && alike.iter().any(|list| may.contains(list));
    is_open.then_some((always, may))
}
