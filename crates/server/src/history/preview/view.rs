//! An answer of history as it goes out.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::{Plan, Taken};
use pointsman_history::Answer;
use pointsman_history::answer::{Counts, Outcomes, RouteCount};
use serde_json::Value;

use super::prepare::Prepared;
use super::wire::{
    Preview, PreviewCondition, PreviewElse, PreviewFlow, PreviewLists, PreviewMissing,
    PreviewOutcomeChange, PreviewOutcomes, PreviewRoute,
};
use crate::history::keeper::Past;
use crate::workflows::baseline::Baseline;

/// Cells of the flow in an answer.
const FLOW: usize = 200;

/// What was looked at.
pub(in crate::history) struct Looked<'l> {
    pub(in crate::history) document: &'l Value,
    pub(in crate::history) plan: &'l Plan,
    /// What it is compared with.
    pub(in crate::history) baseline: Option<&'l Plan>,
    /// Which version that is; `None` if it is none.
    pub(in crate::history) version: Option<Baseline>,
    pub(in crate::history) lists: PreviewLists,
    pub(in crate::history) complete_to: Option<Timestamp>,
}

/// What it says, after so many milliseconds.
pub(super) fn preview(asked: &Prepared, past: &Past, answer: &Answer, took_ms: u64) -> Preview {
    let looked = Looked {
        document: &asked.document,
        plan: &asked.plan,
        baseline: asked.baseline.as_ref().map(|(_, plan)| plan.as_ref()),
        version: asked.baseline.as_ref().map(|(version, _)| *version),
        lists: asked.lists,
        complete_to: past.complete_to(),
    };
    shown(&looked, answer, took_ms)
}

/// The same of whatever was looked at.
pub(in crate::history) fn shown(looked: &Looked<'_>, answer: &Answer, took_ms: u64) -> Preview {
    let Looked { plan, baseline, .. } = *looked;
    let before = answer.baseline.as_ref().zip(baseline);
    let mut flow = baseline.map(|baseline| flow(plan, baseline, answer)).unwrap_or_default();
    let outcome_changes = outcome_changes(&flow);
    let flow_more = flow.len().saturating_sub(FLOW);
    flow.truncate(FLOW);
    let mut recorded = outcomes(&answer.recorded.outcomes);
    recorded.add(DecisionAction::DoNothing, answer.recorded.undecided);
    let conditions = conditions(looked.document, answer);
    Preview {
        considered: answer.considered,
        complete_to: looked.complete_to.map(Into::into),
        took_ms,
        lists: looked.lists,
        unknown_lists: answer.unknown_lists,
        baseline: looked.version,
        routes: routes(plan, &answer.plan, before),
        everything_else: PreviewElse {
            count: answer.plan.everything_else.count,
            baseline_count: answer.baseline.as_ref().map(|counts| counts.everything_else.count),
            settled_earlier: answer.plan.everything_else.settled_earlier,
        },
        outcomes: outcomes(&answer.plan.outcomes),
        baseline_outcomes: answer.baseline.as_ref().map(|counts| outcomes(&counts.outcomes)),
        recorded,
        flow,
        flow_more,
        outcome_changes,
        missing_falls_through: falls_through(plan, answer, &conditions),
        conditions: conditions.into_iter().map(|(_, condition)| condition).collect(),
    }
}

fn routes(plan: &Plan, counts: &Counts, before: Option<(&Counts, &Plan)>) -> Vec<PreviewRoute> {
    let before: HashMap<&str, u64> = before
        .into_iter()
        .flat_map(|(counts, plan)| plan.routes().iter().zip(&counts.routes))
        .map(|(route, own)| (route.id().as_str(), own.count))
        .collect();
    let routes = plan.routes().iter().zip(&counts.routes);
    routes
        .map(|(route, RouteCount { count, settled_earlier })| PreviewRoute {
            id: route.id().to_string(),
            count: *count,
            baseline_count: before.get(route.id().as_str()).copied(),
            settled_earlier: *settled_earlier,
        })
        .collect()
}

/// What changes: other outcomes first, so that none is cut off for one that only takes another route.
fn flow(plan: &Plan, baseline: &Plan, answer: &Answer) -> Vec<PreviewFlow> {
    let mut flow: Vec<PreviewFlow> = answer
        .flow
        .iter()
        .filter(|cell| differs(plan, baseline, cell.from, cell.to))
        .map(|cell| PreviewFlow {
            from: baseline.action(cell.from).into(),
            to: plan.action(cell.to).into(),
            count: cell.count,
            from_route: baseline.taken_route(cell.from).to_string(),
            to_route: plan.taken_route(cell.to).to_string(),
        })
        .collect();
    // Equal ones stay in the order of the routes.
    flow.sort_by_key(|cell| (cell.from == cell.to, Reverse(cell.count)));
    flow
}

/// How many inquiries go another way; `None` without a baseline.
pub(in crate::history) fn changed(looked: &Looked<'_>, answer: &Answer) -> Option<u64> {
    let baseline = looked.baseline?;
    let cells = answer.flow.iter();
    let differing = cells.filter(|cell| differs(looked.plan, baseline, cell.from, cell.to));
    Some(differing.map(|cell| cell.count).sum())
}

/// Who is decided differently, added up over all cells of the flow.
fn outcome_changes(flow: &[PreviewFlow]) -> Vec<PreviewOutcomeChange> {
    let mut changes: Vec<PreviewOutcomeChange> = Vec::new();
    for &PreviewFlow { from, to, count, .. } in flow {
        if from == to || count == 0 {
            continue;
        }
        match changes.iter_mut().find(|change| change.from == from && change.to == to) {
            Some(change) => change.count += count,
            None => changes.push(PreviewOutcomeChange { from, to, count }),
        }
    }
    changes.sort_by_key(|change| Reverse(change.count));
    changes
}

/// Whether another route is taken, or the same that does something else.
pub(super) fn differs(plan: &Plan, baseline: &Plan, from: Taken, to: Taken) -> bool {
    let id = |plan: &Plan, taken| plan.route(taken).map(|route| route.id().clone());
    id(plan, to) != id(baseline, from) || plan.action(to) != baseline.action(from)
}

pub(super) const fn outcomes(counted: &Outcomes) -> PreviewOutcomes {
    PreviewOutcomes {
        approve: counted.approve,
        decline: counted.decline,
        mark_for_review: counted.mark_for_review,
        do_nothing: counted.do_nothing,
    }
}

/// The conditions that are unknown for somebody, with what they ask for.
fn conditions(document: &Value, answer: &Answer) -> Vec<(AttributeKey, PreviewCondition)> {
    let mut found = Vec::new();
    let routes = document.get("routes").and_then(Value::as_array);
    for (place, route) in routes.into_iter().flatten().enumerate() {
        if let Some(condition) = route.get("if") {
            collect(condition, format!("/routes/{place}/if"), answer, &mut found);
        }
    }
    found
}

fn collect(
    condition: &Value,
    pointer: String,
    answer: &Answer,
    found: &mut Vec<(AttributeKey, PreviewCondition)>,
) {
    for group in ["all", "any"] {
        let members = condition.get(group).and_then(Value::as_array);
        for (place, member) in members.into_iter().flatten().enumerate() {
            collect(member, format!("{pointer}/{group}/{place}"), answer, found);
        }
    }
    if let Some(member) = condition.get("not") {
        collect(member, format!("{pointer}/not"), answer, found);
    }
    let text = |key: &str| condition.get(key).and_then(Value::as_str);
    let attribute: Option<AttributeKey> = text("attribute").and_then(|key| key.parse().ok());
    let (Some(attribute), Some(operator)) = (attribute, text("operator")) else { return };
    // These are never unknown.
    if ["is_missing", "is_present"].contains(&operator) {
        return;
    }
    let place = AttributeKey::ALL.iter().position(|key| *key == attribute);
    let lacking = place.and_then(|place| answer.missing.get(place));
    let missing = lacking.map_or(0, |lacking| lacking.missing);
    if missing > 0 {
        found.push((attribute, PreviewCondition { pointer, missing }));
    }
}

/// What *Everything else* takes although a condition asks for what is missing.
fn falls_through(
    plan: &Plan,
    answer: &Answer,
    conditions: &[(AttributeKey, PreviewCondition)],
) -> Vec<PreviewMissing> {
    let asked: BTreeSet<AttributeKey> =
        conditions.iter().map(|(attribute, _)| *attribute).collect();
    let counted = AttributeKey::ALL.into_iter().zip(answer.fall_through);
    counted
        .filter(|(attribute, count)| *count > 0 && asked.contains(attribute))
        .map(|(attribute, count)| PreviewMissing {
            attribute: attribute.as_str().to_owned(),
            outcome: plan.everything_else().into(),
            count,
        })
        .collect()
}
