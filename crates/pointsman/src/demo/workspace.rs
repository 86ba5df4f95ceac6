//! What the example workspace holds: lists and workflows.

use serde_json::{Value, json};

/// Name, type and items of each list.
pub(super) fn lists() -> Vec<(Value, Vec<&'static str>)> {
    vec![
        (
            json!({"name": "Blocked IP addresses", "type": "ip_address", "description": "Seen in fraud before."}),
            vec!["198.51.100.0/28", "192.0.2.10", "2001:db8::dead"],
        ),
        (
            json!({"name": "Allowed IP addresses", "type": "ip_address", "description": "Our own offices."}),
            vec!["192.0.2.10", "203.0.113.0/30"],
        ),
        (
            json!({"name": "Throw-away e-mail domains", "type": "email_address"}),
            vec!["throwaway.example.net", "*.throwaway.example.net", "mallory@example.org"],
        ),
        (json!({"name": "Countries with extra checks", "type": "country"}), vec!["BR"]),
    ]
}

/// The workflow that runs, as it was first published.
pub(super) fn onboarding() -> Value {
    json!({
        "format": 1,
        "name": "Onboarding",
        "event": "inquiry.completed",
        "routes": [
            route("rt_minors", "Minors", &test("age", "less_than", &json!(18)), "decline"),
            route("rt_blocked", "Blocked addresses", &on("blocked_ip_addresses"), "decline"),
            route("rt_throwaway", "Throw-away e-mail", &on("throw_away_e_mail_domains"), "mark_for_review"),
            route(
                "rt_selfie",
                "Doubtful selfie",
                &json!({"any": [
                    test("liveness_check_score", "less_than", &json!(70)),
                    test("document_similarity_score", "less_than", &json!(75)),
                    {"attribute": "liveness_check_score", "operator": "is_missing"},
                ]}),
                "mark_for_review",
            ),
        ],
        "everything_else": [{"action": "approve"}],
    })
}

/// The second version: many attempts and some countries get a second look.
pub(super) fn onboarding_with_second_look() -> Value {
    let mut document = onboarding();
    let added = route(
        "rt_attempts",
        "Many failed attempts or extra checks",
        &json!({"any": [
            test("failed_verification_attempts", "greater_than_or_equal", &json!(2)),
            test("list_matches", "contains", &json!("countries_with_extra_checks")),
        ]}),
        "mark_for_review",
    );
    if let Some(routes) = document.get_mut("routes").and_then(Value::as_array_mut) {
        routes.push(added);
    }
    document
}

/// A draft that nobody has published.
pub(super) fn known_offices() -> Value {
    json!({
        "format": 1,
        "name": "Our own offices",
        "event": "inquiry.completed",
        "routes": [
            route("rt_office", "Tests from our offices", &on("allowed_ip_addresses"), "approve"),
            route(
                "rt_states",
                "States we do not serve",
                &json!({"all": [
                    test("country", "equals", &json!("US")),
                    {"not": test("us_state", "any_of", &json!(["CA", "NY", "WA"]))},
                ]}),
                "mark_for_review",
            ),
        ],
        "everything_else": [{"action": "do_nothing"}],
    })
}

fn route(id: &str, name: &str, condition: &Value, action: &str) -> Value {
    let grouped = if condition.get("any").is_some() || condition.get("all").is_some() {
        condition.clone()
    } else {
        json!({"all": [condition]})
    };
    json!({"id": id, "name": name, "if": grouped, "then": [{"action": action}]})
}

fn test(attribute: &str, operator: &str, value: &Value) -> Value {
    json!({"attribute": attribute, "operator": operator, "value": value})
}

fn on(list: &str) -> Value {
    test("list_matches", "contains", &json!(list))
}
