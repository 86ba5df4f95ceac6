//! The documents of the example's workflows: Onboarding in its four versions, one that is published, two drafts.

use serde_json::{Value, json};

use super::lists::{
    BLOCKED_ADDRESSES, DEVICES, EXTRA_CHECKS, NOT_SERVED, OFFICES, PARTNER_NETWORKS, PILOT,
    REPORTED_ADDRESSES, REPORTED_PHONES, STOLEN, THROWAWAY, TRUSTED_DOMAINS, WATCHED_NAMES,
};

pub(super) const ONBOARDING: &str = "Onboarding";
pub(super) const REFERRALS: &str = "Partner referrals";
pub(super) const RECOVERY: &str = "Account recovery";

/// The first version: who has no liveness score slips through to *Everything else*.
pub(super) fn onboarding_1() -> Value {
    document(
        ONBOARDING,
        &[minors(), blocked(&[BLOCKED_ADDRESSES]), doubtful(60, 60, false)],
        "approve",
    )
}

/// The second: throw-away addresses and many attempts get a second look.
pub(super) fn onboarding_2() -> Value {
    let routes = [
        minors(),
        blocked(&[BLOCKED_ADDRESSES]),
        throwaway(),
        doubtful(60, 60, false),
        attempts(3),
    ];
    document(ONBOARDING, &routes, "approve")
}

/// The third: offices, countries and reported addresses.
pub(super) fn onboarding_3() -> Value {
    let routes = [
        offices(),
        minors(),
        blocked(&[BLOCKED_ADDRESSES, DEVICES, STOLEN]),
        not_served(),
        throwaway(),
        watched(),
        doubtful(65, 60, false),
        attempts(3),
        extra_checks(),
    ];
    document(ONBOARDING, &routes, "approve")
}

/// The fourth: stricter with selfies, and a missing score is looked at.
pub(super) fn onboarding_4() -> Value {
    let routes = [
        offices(),
        minors(),
        blocked(&[BLOCKED_ADDRESSES, DEVICES, STOLEN]),
        not_served(),
        throwaway(),
        watched(),
        doubtful(70, 65, true),
        attempts(3),
        extra_checks(),
    ];
    document(ONBOARDING, &routes, "approve")
}

/// What the editor is working on: a route that an earlier one shadows in part, and a higher bar.
pub(super) fn onboarding_draft() -> Value {
    let routes = [
        offices(),
        minors(),
        blocked(&[BLOCKED_ADDRESSES, DEVICES, STOLEN]),
        not_served(),
        throwaway(),
        watched(),
        doubtful(75, 65, true),
        attempts(2),
        extra_checks(),
        route(
            "rt_states",
            "States without a licence",
            &json!({"all": [
                test("country", "equals", &json!("US")),
                {"not": test("us_state", "any_of", &json!(["CA", "FL", "IL", "NY", "TX", "WA"]))},
            ]}),
            "mark_for_review",
        ),
    ];
    document(ONBOARDING, &routes, "approve")
}

/// Published, not started.
pub(super) fn referrals() -> Value {
    let routes = [
        route(
            "rt_counter",
            "Checked at the counter",
            &json!({"all": [
                on(PARTNER_NETWORKS),
                test("liveness_check_score", "greater_than_or_equal", &json!(90)),
            ]}),
            "approve",
        ),
        route(
            "rt_companies",
            "Trusted companies",
            &json!({"all": [
                on(TRUSTED_DOMAINS),
                test("age", "between", &json!([21, 70])),
                {"not": on(BLOCKED_ADDRESSES)},
                {"not": on(PILOT)},
            ]}),
            "approve",
        ),
    ];
    document(REFERRALS, &routes, "do_nothing")
}

/// Begun, not finished: one condition has no value yet.
pub(super) fn recovery() -> Value {
    let routes = [
        route(
            "rt_guessing",
            "Somebody is guessing",
            &json!({"all": [
                test("failed_verification_attempts", "greater_than_or_equal", &json!(4)),
                test("liveness_check_score", "less_than", &json!(85)),
            ]}),
            "decline",
        ),
        route(
            "rt_unclear",
            "Not the same face",
            &json!({"any": [
                {"attribute": "document_similarity_score", "operator": "less_than"},
                test("document_similarity_score", "is_missing", &Value::Null),
            ]}),
            "mark_for_review",
        ),
    ];
    document(RECOVERY, &routes, "approve")
}

fn minors() -> Value {
    route("rt_minors", "Minors", &json!({"all": [test("age", "less_than", &json!(18))]}), "decline")
}

fn blocked(lists: &[&str]) -> Value {
    let condition = test("list_matches", "contains_any", &json!(lists));
    route("rt_blocked", "Blocked", &json!({"any": [condition]}), "decline")
}

fn offices() -> Value {
    route("rt_offices", "Tests from our offices", &json!({"all": [on(OFFICES)]}), "do_nothing")
}

fn not_served() -> Value {
    route(
        "rt_not_served",
        "Countries we do not serve",
        &json!({"all": [on(NOT_SERVED)]}),
        "decline",
    )
}

fn throwaway() -> Value {
    let condition = json!({"any": [on(THROWAWAY), on(REPORTED_ADDRESSES)]});
    route("rt_mail", "Suspicious e-mail address", &condition, "mark_for_review")
}

fn watched() -> Value {
    let lists = json!([WATCHED_NAMES, REPORTED_PHONES]);
    let condition = json!({"any": [test("list_matches", "contains_any", &lists)]});
    route("rt_watched", "Watched names and numbers", &condition, "mark_for_review")
}

fn doubtful(liveness: i64, similarity: i64, missing: bool) -> Value {
    let mut any = vec![
        test("liveness_check_score", "less_than", &json!(liveness)),
        test("document_similarity_score", "less_than", &json!(similarity)),
    ];
    if missing {
        any.push(test("liveness_check_score", "is_missing", &Value::Null));
    }
    route("rt_selfie", "Doubtful selfie", &json!({"any": any}), "mark_for_review")
}

fn attempts(least: i64) -> Value {
    let condition = test("failed_verification_attempts", "greater_than_or_equal", &json!(least));
    route("rt_attempts", "Many failed attempts", &json!({"all": [condition]}), "mark_for_review")
}

fn extra_checks() -> Value {
    let condition = json!({"all": [
        on(EXTRA_CHECKS),
        {"any": [
            test("liveness_check_score", "less_than", &json!(85)),
            test("failed_verification_attempts", "greater_than", &json!(0)),
        ]},
    ]});
    route("rt_countries", "Countries with extra checks", &condition, "mark_for_review")
}

fn document(name: &str, routes: &[Value], everything_else: &str) -> Value {
    json!({
        "format": 1, "name": name, "event": "inquiry.completed", "routes": routes,
        "everything_else": [{"action": everything_else}],
    })
}

fn route(id: &str, name: &str, condition: &Value, action: &str) -> Value {
    json!({"id": id, "name": name, "if": condition, "then": [{"action": action}]})
}

fn test(attribute: &str, operator: &str, value: &Value) -> Value {
    let mut test = json!({"attribute": attribute, "operator": operator});
    if let Some(test) = test.as_object_mut().filter(|_| !value.is_null()) {
        test.insert("value".to_owned(), value.clone());
    }
    test
}

fn on(list: &str) -> Value {
    test("list_matches", "contains", &json!(list))
}
