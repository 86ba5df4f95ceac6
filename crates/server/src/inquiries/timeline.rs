//! What happened to an inquiry, in words, from its events.

use pointsman_storage::events::Event;
use pointsman_storage::inquiries::Outcome;
use serde_json::Value;

use super::{decision, facts, wire};
use crate::runs::wire::RunSummary;

/// The events, oldest first. `runs` are those of the inquiry.
pub(crate) fn entries(events: Vec<Event>, runs: &[RunSummary]) -> Vec<wire::TimelineEntry> {
    events
        .into_iter()
        .map(|event| wire::TimelineEntry {
            detail: detail(&event, runs),
            kind: event.event_type,
            at: event.at.into(),
            by: Some(event.by.into()),
        })
        .collect()
}

fn detail(event: &Event, runs: &[RunSummary]) -> String {
    match event.event_type.as_str() {
        facts::CREATED => "Created.".to_owned(),
        facts::UPDATED => updated(&event.payload),
        facts::COMPLETED => "The check completed.".to_owned(),
        facts::FAILED => "The check failed.".to_owned(),
        facts::EXPIRED => "The check expired.".to_owned(),
        facts::APPROVED => decided(Outcome::Approve, event, runs),
        facts::DECLINED => decided(Outcome::Decline, event, runs),
        facts::MARKED_FOR_REVIEW => decided(Outcome::MarkForReview, event, runs),
        facts::ERASED => erased(&event.payload),
        other => other.to_owned(),
    }
}

fn updated(payload: &Value) -> String {
    let keys = payload.get("changed").and_then(Value::as_array).into_iter().flatten();
    let keys: Vec<&str> = keys.filter_map(Value::as_str).collect();
    if keys.is_empty() {
        return "Updated.".to_owned();
    }
    format!("Updated: {}.", keys.join(", ").replace('_', " "))
}

fn erased(payload: &Value) -> String {
    let also = payload.get("also").and_then(Value::as_array).into_iter().flatten();
    let also: Vec<&str> = also.filter_map(Value::as_str).collect();
    if also.is_empty() {
        return "Personal data was erased.".to_owned();
    }
    format!("Personal data was erased, and {}.", also.join(" and ").replace('_', " "))
}

fn decided(outcome: Outcome, event: &Event, runs: &[RunSummary]) -> String {
    let sentence = decision::sentence(outcome, &event.by, runs);
    match event.payload.get(facts::COMMENT).and_then(Value::as_str) {
        Some(comment) => format!("{sentence} “{comment}”"),
        None => sentence,
    }
}
