//! What several workflows decide together, against deciding every inquiry by itself with one after the other.

use std::collections::BTreeMap;

use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::{Facts, Plan, compile};
use pointsman_history::preview::together::{FoundSettled, newest_together};
use pointsman_history::{
    Cache, Cancel, Effort, Inquiries, Lists, Room, Together, Window, together,
};

use crate::agreement::{edit, window};
use crate::fixtures::checked_document;
use crate::generate::{self, Random};
use crate::past::Past;

const HISTORIES: u64 = 40;

/// The first that does something is applied.
fn one_by_one(plans: &[&Plan], facts: &Facts) -> DecisionAction {
    let actions = plans.iter().map(|plan| plan.action(plan.decide(facts)));
    actions
        .into_iter()
        .find(|action| *action != DecisionAction::DoNothing)
        .unwrap_or(DecisionAction::DoNothing)
}

fn is_within(window: &Window, past: &Past, row: usize) -> bool {
    let at = past.plain[row].completed_at;
    window.from.is_none_or(|from| from <= at) && window.to.is_none_or(|to| at < to)
}

fn check(past: &Past, asked: &Together<'_>, random: &mut Random, context: &str) {
    let (cancel, cache) = (Cancel::default(), Cache::new(*random.pick(&[0, 1 << 20])));
    let rows = (0..past.plain.len()).filter(|row| is_within(&asked.window, past, *row));
    let decided: Vec<_> = rows
        .map(|row| {
            let facts = past.facts(row, asked.lists);
            (row, one_by_one(asked.before, &facts), one_by_one(asked.after, &facts))
        })
        .collect();
    let effort = Effort { threads: random.between(1, 2), part: u64::MAX, cancel: &cancel };
    let settled = together(&past.columns, asked, &cache, effort).unwrap();
    let mut counts = BTreeMap::new();
    for (_, from, to) in &decided {
        *counts.entry((*from as usize, *to as usize)).or_default() += 1;
    }
    assert_eq!(settled.considered, u64::try_from(decided.len()).unwrap(), "{context}");
    for from in DecisionAction::ALL {
        for to in DecisionAction::ALL {
            let wanted = counts.get(&(from as usize, to as usize)).copied().unwrap_or(0);
            assert_eq!(settled.count_of(from, to), wanted, "{context} {from:?} {to:?}");
        }
    }
    let changed = decided.iter().filter(|(_, from, to)| from != to).count();
    assert_eq!(settled.changed(), u64::try_from(changed).unwrap());
    let mut wanted: Vec<_> = decided.iter().filter(|(_, from, to)| from != to).collect();
    wanted.sort_by_key(|(row, ..)| {
        let inquiry = &past.plain[*row];
        std::cmp::Reverse((inquiry.completed_at, inquiry.id))
    });
    let page = |before, limit| {
        let paged = (before, limit);
        newest_together(&past.columns, asked, |from, to| from != to, paged, &cache, &cancel)
            .unwrap()
    };
    let first = page(None, 5);
    let rest = first
        .last()
        .map_or_else(Vec::new, |last: &FoundSettled| page(Some(last.place), usize::MAX));
    let found: Vec<_> = first
        .iter()
        .chain(&rest)
        .map(|found| (usize::try_from(found.row).unwrap(), found.from, found.to))
        .collect();
    assert_eq!(found, wanted.into_iter().copied().collect::<Vec<_>>(), "{context}");
}

#[test]
fn workflows_together_decide_what_the_first_that_does_something_decides() {
    let mut changed = 0;
    for seed in 0..HISTORIES {
        let mut random = Random::seeded(1_000 + seed);
        let documents: Vec<_> =
            (0..random.between(1, 4)).map(|_| generate::document(&mut random)).collect();
        let mut past = Past::default();
        if seed % 20 == 3 {
            past.columns = Inquiries::within(Room::new(0, None).unwrap());
        }
        let size = if seed % 20 == 3 { 67_000 } else { random.between(1, 1_500) };
        past.grow(&mut random, &documents[0], u64::try_from(size).unwrap());
        let compiled = |document| compile(&checked_document(document));
        let before: Vec<Plan> = documents.iter().map(compiled).collect();
        let mut after = documents.clone();
        let place = random.below(after.len());
        edit(&mut random, &mut after[place]);
        let after: Vec<Plan> = after.iter().map(compiled).collect();
        let asked = Together {
            before: &before.iter().collect::<Vec<_>>(),
            after: &after.iter().collect::<Vec<_>>(),
            window: window(&mut random, &past),
            lists: *random.pick(&[Lists::Now, Lists::Then]),
        };
        check(&past, &asked, &mut random, &format!("seed {seed}"));
        let cache = Cache::new(0);
        let effort = Effort { threads: 1, part: u64::MAX, cancel: &Cancel::default() };
        changed += together(&past.columns, &asked, &cache, effort).unwrap().changed();
    }
    assert!(changed > 1_000, "{changed}");
}

#[test]
fn rows_of_a_window_are_those_that_completed_in_it() {
    let mut random = Random::seeded(77);
    let document = generate::document(&mut random);
    let mut past = Past::default();
    past.grow(&mut random, &document, 66_000);
    for _ in 0..20 {
        let window = window(&mut random, &past);
        let mut rows: Vec<u64> = (0..66_000).filter(|_| random.percent(2)).collect();
        let wanted: Vec<u64> = rows
            .iter()
            .copied()
            .filter(|row| is_within(&window, &past, usize::try_from(*row).unwrap()))
            .collect();
        rows.reverse();
        past.columns.retain_within(&window, &mut rows, |row| *row).unwrap();
        assert_eq!(rows, wanted, "{window:?}");
    }
}
