//! The answer as it must be: every inquiry decided by itself.

use std::collections::BTreeMap;

use pointsman_domain::attribute::AttributeKey;
use pointsman_engine::checked::{CodeAttribute, NumberAttribute};
use pointsman_engine::{Plan, Taken};
use pointsman_history::answer::{Counts, Flow, Lacking, Outcomes, Recorded, RouteCount};
use pointsman_history::preview::Cell;
use pointsman_history::{Answer, Keys, Known, Lists, PastInquiry, Question};

use crate::past::Past;

/// The rows that are looked at, with the routes that they take in plan and baseline.
pub(crate) fn taken(past: &Past, question: &Question<'_>) -> Vec<(usize, Taken, Option<Taken>)> {
    (0..past.plain.len())
        .filter(|row| is_within(question, &past.plain[*row]))
        .map(|row| {
            let facts = past.facts(row, question.lists);
            let baseline = question.baseline.map(|baseline| baseline.decide(&facts));
            (row, question.plan.decide(&facts), baseline)
        })
        .collect()
}

/// Whether it completed in the window that is asked about.
pub(crate) fn is_within(question: &Question<'_>, inquiry: &PastInquiry) -> bool {
    let at = inquiry.completed_at;
    question.window.from.is_none_or(|from| from <= at)
        && question.window.to.is_none_or(|to| at < to)
}

pub(crate) fn answer(past: &Past, question: &Question<'_>) -> Answer {
    let mut counts = empty(question.plan);
    let mut baseline_counts = question.baseline.map(empty);
    let mut flow: BTreeMap<(usize, usize), u64> = BTreeMap::new();
    let mut recorded = Recorded::default();
    let mut missing = [Lacking::default(); AttributeKey::ALL.len()];
    let mut fall_through = [0; AttributeKey::ALL.len()];
    let (mut considered, mut unknown_lists) = (0, 0);
    for (row, taken, baseline) in taken(past, question) {
        let inquiry = &past.plain[row];
        considered += 1;
        let unknown = match question.lists {
            Lists::Then => inquiry.lists_then.is_none(),
            Lists::Now => inquiry.keys != Keys::Kept,
        };
        unknown_lists += u64::from(unknown);
        let earlier = inquiry.settled_by.is_some_and(|own| question.earlier.contains(&own));
        add(&mut counts, question.plan, taken, earlier);
        if let (Some(counts), Some(taken_then), Some(plan)) =
            (&mut baseline_counts, baseline, question.baseline)
        {
            add(counts, plan, taken_then, earlier);
            *flow.entry((place(plan, taken_then), place(question.plan, taken))).or_default() += 1;
        }
        match inquiry.outcome {
            Some(outcome) => recorded.outcomes.add(outcome, 1),
            None => recorded.undecided += 1,
        }
        let keys = AttributeKey::ALL.into_iter();
        for ((lacking, through), key) in missing.iter_mut().zip(&mut fall_through).zip(keys) {
            let (none, unrecorded) = lacks(inquiry, key, unknown);
            lacking.missing += u64::from(none);
            lacking.not_recorded += u64::from(unrecorded);
            *through += u64::from(none && taken == Taken::EverythingElse);
        }
    }
    let flow = flow.into_iter().map(|((from, to), count)| Flow {
        from: at(question.baseline.unwrap(), from),
        to: at(question.plan, to),
        count,
    });
    Answer {
        considered,
        unknown_lists,
        plan: counts,
        baseline: baseline_counts,
        flow: flow.collect(),
        recorded,
        missing,
        fall_through,
    }
}

/// The rows of a cell, newest first.
pub(crate) fn rows(past: &Past, question: &Question<'_>, cell: Cell) -> Vec<u64> {
    let wanted = |(_, taken, baseline): &(usize, Taken, Option<Taken>)| {
        cell.to.is_none_or(|to| to == *taken)
            && cell.from.is_none_or(|from| Some(from) == *baseline)
    };
    let rows = taken(past, question).into_iter().rev().filter(wanted);
    rows.map(|(row, _, _)| u64::try_from(row).unwrap()).collect()
}

fn empty(plan: &Plan) -> Counts {
    Counts {
        routes: vec![RouteCount::default(); plan.routes().len()],
        everything_else: RouteCount::default(),
        outcomes: Outcomes::default(),
    }
}

fn add(counts: &mut Counts, plan: &Plan, taken: Taken, earlier: bool) {
    let own = match taken {
        Taken::Route(place) => &mut counts.routes[place],
        Taken::EverythingElse => &mut counts.everything_else,
    };
    own.count += 1;
    own.settled_earlier += u64::from(earlier);
    counts.outcomes.add(plan.action(taken), 1);
}

fn place(plan: &Plan, taken: Taken) -> usize {
    match taken {
        Taken::Route(place) => place,
        Taken::EverythingElse => plan.routes().len(),
    }
}

fn at(plan: &Plan, place: usize) -> Taken {
    if place < plan.routes().len() { Taken::Route(place) } else { Taken::EverythingElse }
}

fn lacks(inquiry: &PastInquiry, key: AttributeKey, unknown_lists: bool) -> (bool, bool) {
    let number = NumberAttribute::ALL.into_iter().position(|number| number.key() == key);
    let code = CodeAttribute::ALL.into_iter().position(|code| code.key() == key);
    match (number, code) {
        (Some(place), _) => state(&inquiry.numbers[place]),
        (None, Some(place)) => state(&inquiry.codes[place]),
        (None, None) => (unknown_lists, false),
    }
}

fn state<T>(known: &Known<T>) -> (bool, bool) {
    match known {
        Known::Value(_) => (false, false),
        Known::Missing => (true, false),
        Known::NotRecorded => (true, true),
    }
}
