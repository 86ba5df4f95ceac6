//! What no workflow of the example may ever do.

use serde_json::{Value, json};

use super::lists::{BLOCKED_ADDRESSES, STOLEN};

/// The version of Onboarding that runs keeps it. *Partner referrals* does not ask for the age at the counter.
pub(super) fn no_minors() -> Value {
    json!({
        "name": "No minors", "event": "inquiry.completed",
        "if": {"attribute": "age", "operator": "less_than", "value": 18},
        "never": ["approve"],
    })
}

/// Whoever is blocked is not approved, whatever else is known.
pub(super) fn no_blocked() -> Value {
    let lists = [BLOCKED_ADDRESSES, STOLEN];
    json!({
        "name": "Blocked stays blocked", "event": "inquiry.completed",
        "if": {"attribute": "list_matches", "operator": "contains_any", "value": lists},
        "never": ["approve"],
    })
}
