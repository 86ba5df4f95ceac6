//! What a backtest says, for programs and for people.

use std::time::Duration;

use pointsman_engine::Plan;
use pointsman_history::{Answer, Lists};
use serde_json::{Value, json};

use super::{Backtest, Plans, ReadPast};
use crate::history::preview::view::{self, Looked};
use crate::history::preview::wire::{Preview, PreviewLists, PreviewOutcomes};
use crate::workflows::ToldOfDocuments;

/// Rows of the flow that are said in words.
const SAID: usize = 20;

/// As the preview answers, with `changed`, the inquiries that go another way; `null` where nothing is compared.
pub(super) fn told(
    asked: &Backtest,
    plans: &Plans,
    past: &ReadPast,
    lists: Lists,
    answer: &Answer,
    took: Duration,
) -> ToldOfDocuments {
    let looked = Looked {
        document: &asked.document,
        plan: &plans.plan,
        baseline: plans.against.as_ref(),
        version: None,
        lists: match lists {
            Lists::Now => PreviewLists::Now,
            Lists::Then => PreviewLists::Then,
        },
        complete_to: past.complete_to.map(|watermark| watermark.at),
    };
    let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let shown = view::shown(&looked, answer, took_ms);
    let changed = view::changed(&looked, answer);
    let mut json = serde_json::to_value(&shown).unwrap_or_default();
    if let Value::Object(members) = &mut json {
        members.insert("changed".to_owned(), json!(changed));
    }
    let is_fine = changed.unwrap_or(0) == 0;
    ToldOfDocuments { json, lines: lines(&shown, &looked, changed), is_fine }
}

fn lines(shown: &Preview, looked: &Looked<'_>, changed: Option<u64>) -> Vec<String> {
    let mut lines = vec![first(shown, looked)];
    if shown.unknown_lists > 0 {
        let unknown = shown.unknown_lists;
        lines.push(format!("of {unknown} of them nobody knows on which lists they are"));
    }
    let routes = looked.plan.routes().iter().zip(&shown.routes);
    lines.extend(routes.map(|(route, own)| {
        let action = outcome(looked.plan, &own.id);
        let before = before(looked, own.baseline_count);
        format!("{} ({}), {action}: {}{before}", own.id, route.name(), own.count)
    }));
    let own = &shown.everything_else;
    let action = looked.plan.everything_else().as_str();
    let before = before(looked, own.baseline_count);
    lines.push(format!("everything_else, {action}: {}{before}", own.count));
    lines.push(format!("outcomes: {}", outcomes(&shown.outcomes)));
    if let Some(before) = &shown.baseline_outcomes {
        lines.push(format!("before: {}", outcomes(before)));
    }
    match changed {
        None => {}
        Some(0) => lines.push("no inquiry goes another way".to_owned()),
        Some(changed) => {
            lines.push(format!("{changed} inquiries go another way:"));
            lines.extend(flow(shown));
        }
    }
    lines
}

fn first(shown: &Preview, looked: &Looked<'_>) -> String {
    let considered = shown.considered;
    let lists = match looked.lists {
        PreviewLists::Now => "lists as they are now",
        PreviewLists::Then => "lists as they matched then",
    };
    match looked.complete_to {
        Some(at) => format!("{considered} inquiries, complete up to {at}, {lists}"),
        None => format!("{considered} inquiries so far: the history is being built, {lists}"),
    }
}

fn before(looked: &Looked<'_>, count: Option<u64>) -> String {
    match (looked.baseline, count) {
        (None, _) => String::new(),
        (Some(_), Some(count)) => format!(" (before: {count})"),
        (Some(_), None) => " (a new route)".to_owned(),
    }
}

fn outcome(plan: &Plan, route: &str) -> &'static str {
    let places = (0..plan.routes().len()).map(pointsman_engine::Taken::Route);
    let mut own = places.filter(|taken| plan.taken_route(*taken).to_string() == route);
    own.next().map_or("", |taken| plan.action(taken).as_str())
}

fn outcomes(counted: &PreviewOutcomes) -> String {
    let PreviewOutcomes { approve, decline, mark_for_review, do_nothing } = counted;
    format!(
        "approve {approve}, decline {decline}, mark_for_review {mark_for_review}, do_nothing {do_nothing}"
    )
}

fn flow(shown: &Preview) -> Vec<String> {
    let cells = shown.flow.iter().take(SAID);
    let mut lines: Vec<String> = cells
        .map(|cell| {
            let (from, to) = (cell.from.as_str(), cell.to.as_str());
            let (from_route, to_route) = (&cell.from_route, &cell.to_route);
            let change = if cell.from == cell.to {
                format!("{to} by another route")
            } else {
                format!("{from} becomes {to}")
            };
            format!("  {change}: {}, by {to_route} instead of {from_route}", cell.count)
        })
        .collect();
    let more = shown.flow.len().saturating_sub(SAID) + shown.flow_more;
    if more > 0 {
        lines.push(format!("  and {more} more kinds of change; --json has up to 200"));
    }
    lines
}
