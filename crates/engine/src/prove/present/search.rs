//! Looking for the lists of one type that match together: what finders have found so far, and how much work that was.

use std::collections::{BTreeSet, HashSet};

use pointsman_domain::attribute::Attributes;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::ListKeys;

use super::{COMBINATIONS, Combination, Group, Possible, RealKey, TOO_LARGE, places};
use crate::prove::known::Matching;

/// Steps of asking the index about one value, beside one for each item that it goes through; to compare two names is one.
const STEPS_TO_ASK: u64 = 10;
const MOVED: &str = "a list has changed while it was gone through; look again";
const TOO_MUCH: &str = "going through what lists of one type hold takes more work than is allowed";

/// Of how many values an inquiry is on these lists, as far as the items that are here say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Values {
    /// Of this one alone.
    One,
    /// Of others too, which lists that are not known as a whole may tell apart.
    Many,
}

/// What has been found in the lists of one type.
pub(super) struct Search<'s> {
    pub(super) group: Group,
    known: HashSet<Vec<usize>>,
    matching: &'s dyn Matching,
    /// Lists of which only some items are here: the index is asked about them.
    partly: Vec<usize>,
    /// Lists that are on for values of which only one was asked about.
    many: BTreeSet<Vec<usize>>,
    work: u64,
    left: u64,
    /// What of it may be spent on asking about each of many values.
    spare: u64,
    is_over: bool,
}

impl<'s> Search<'s> {
    pub(super) fn new(
        group: Group,
        partly: Vec<usize>,
        matching: &'s dyn Matching,
        left: u64,
    ) -> Self {
        Self {
            group,
            known: HashSet::new(),
            matching,
            partly,
            many: BTreeSet::new(),
            work: 0,
            left,
            spare: left / 2,
            is_over: false,
        }
    }

    /// Takes note of lists that match together; of the same lists the first value is kept. Lists of which only some items
    /// are here are asked about.
    pub(super) fn add(&mut self, on: &[usize], values: Values, key: impl Fn() -> RealKey) {
        if on.is_empty() || self.is_over {
            return;
        }
        if self.partly.is_empty() {
            if !self.known.contains(on) {
                self.note(on.to_vec(), key);
            }
            return;
        }
        let on = self.with_partly(on.to_vec(), values, &key);
        self.note(on, key);
    }

    /// The same lists, and which of those besides a value is on of which only some items are here.
    pub(super) fn with_partly(
        &mut self,
        on: Vec<usize>,
        values: Values,
        key: impl FnOnce() -> RealKey,
    ) -> Vec<usize> {
        if self.partly.is_empty() || !self.spend(STEPS_TO_ASK) {
            return on;
        }
        let Some(partly_on) = self.partly_on(&key()) else { return on };
        let all = places(on.iter().copied().chain(partly_on));
        if values == Values::Many && !on.is_empty() {
            self.many.insert(on);
        }
        all
    }

    /// Takes note of lists that match together, all of them; of the same lists the first value is kept.
    pub(super) fn note(&mut self, on: Vec<usize>, key: impl FnOnce() -> RealKey) {
        if on.is_empty() || self.is_over || self.known.contains(&on) {
            return;
        }
        if self.known.len() >= COMBINATIONS {
            let reason = format!("lists of one type overlap in more than {COMBINATIONS} ways");
            self.give_up(reason);
            return;
        }
        self.known.insert(on.clone());
        self.group.found.push(Combination { on, key: key() });
    }

    /// Whether so many values may be asked about one by one, where asking about one of them would do as well. Takes them
    /// off what is spared for it.
    pub(super) fn affords(&mut self, values: u64) -> bool {
        let left = self.spare.checked_sub(values.saturating_mul(STEPS_TO_ASK));
        self.spare = left.unwrap_or(self.spare);
        left.is_some()
    }

    /// Takes steps of work; `false` if there is none left, and then nothing more is looked for.
    pub(super) fn spend(&mut self, steps: u64) -> bool {
        if self.is_over {
            return false;
        }
        self.work += steps;
        match self.left.checked_sub(steps) {
            Some(left) => self.left = left,
            None => self.give_up(TOO_MUCH.to_owned()),
        }
        !self.is_over
    }

    /// Whether all items of all lists are here.
    pub(super) fn is_whole(&self) -> bool {
        self.partly.is_empty()
    }

    /// All of `on` and any of `may` may match together, and any list of which only some items are here.
    pub(super) fn doubt(&mut self, on: Vec<usize>, may: &[usize], reason: &str) {
        let may = places(may.iter().chain(&self.partly).copied());
        self.group.possible.push(Possible { on, may, reason: reason.to_owned() });
    }

    /// What was found, and how much work it was.
    pub(super) fn end(mut self) -> (Group, u64) {
        if !self.partly.is_empty() {
            // A value that no item here names.
            self.doubt(Vec::new(), &[], TOO_LARGE);
            for on in std::mem::take(&mut self.many) {
                self.doubt(on, &[], TOO_LARGE);
            }
        }
        (self.group, self.work)
    }

    fn give_up(&mut self, reason: String) {
        self.is_over = true;
        self.many.clear();
        let may = (0..self.group.lists.len()).collect();
        self.group.possible.push(Possible { on: Vec::new(), may, reason });
    }

    /// Which of the lists that are not here as a whole a value is on; `None` if that cannot be said, and then nothing more
    /// is looked for.
    fn partly_on(&mut self, key: &RealKey) -> Option<Vec<usize>> {
        let mut submission = Submission::default();
        if key.put(&mut submission).is_none() {
            return Some(Vec::new());
        }
        let keys = ListKeys::new(&submission, &Attributes::default());
        let Some(matched) = self.matching.matches(&keys) else {
            self.give_up(MOVED.to_owned());
            return None;
        };
        if !self.spend(matched.visited) {
            return None;
        }
        let is_found = |place: &usize| {
            let list = self.group.lists.get(*place);
            list.is_some_and(|list| matched.found.iter().any(|found| found.list == *list))
        };
        Some(self.partly.iter().copied().filter(is_found).collect())
    }
}
