//! One JSON array per table for a group of decisions, the parameter of the one-statement-per-table texts.

use crate::scenario::{DECIDED_AT, Decision, body};
use serde_json::{Value, json};

pub struct Group {
    pub ids: String,
    pub completions: String,
    pub runs: String,
    pub events: String,
    pub updates: String,
}

impl Group {
    pub fn of(decisions: &[Decision]) -> Self {
        Self {
            ids: array(decisions, |it| json!({ "id": it.inquiry_id })),
            completions: array(
                decisions,
                |it| json!({ "inquiry_id": it.inquiry_id, "completed_at": DECIDED_AT, "catalogue": 1, "attributes": it.attributes }),
            ),
            runs: array(decisions, |it| {
                json!({ "id": it.run_id(), "inquiry_id": it.inquiry_id, "workflow_id": "wfl_1", "version": 3,
                    "route": "rt_01", "applied": 1, "digest": hex(&it.digest) })
            }),
            events: array(decisions, |it| {
                json!({ "id": it.event_id(), "kind": "inquiry.approved", "inquiry_id": it.inquiry_id,
                    "at": DECIDED_AT, "payload": it.payload })
            }),
            updates: array(
                decisions,
                |it| json!({ "id": it.inquiry_id, "status": "approved", "decision": "approved", "decided_at": DECIDED_AT }),
            ),
        }
    }
}

pub fn new_inquiries(decisions: &[Decision]) -> String {
    array(
        decisions,
        |it| json!({ "id": it.inquiry_id, "order_no": it.number, "status": "created", "body": body(it) }),
    )
}

fn array(decisions: &[Decision], row: impl Fn(&Decision) -> Value) -> String {
    Value::Array(decisions.iter().map(row).collect()).to_string()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
