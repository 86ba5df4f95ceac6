use pointsman_domain::clock::Timestamp;
use pointsman_domain::inquiry::{InquiryBody, SentLists, Status, Submission, Transition, limits};
use serde_json::{Value, json};

fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().expect("a time")
}

fn merge(bodies: &[Value]) -> Result<Submission, Vec<(String, String)>> {
    let pairs = |errors: Vec<pointsman_domain::error::FieldError>| -> Vec<(String, String)> {
        errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    };
    bodies.iter().try_fold(Submission::default(), |submission, body| {
        let body = InquiryBody::parse(body, now(), SentLists::Refused).map_err(pairs)?;
        submission.merge(&body).map_err(pairs)
    })
}

fn selfie(extra: &Value) -> Value {
    let base = json!({"id": "ver_1", "kind": "selfie", "status": "passed"});
    let both = [base, extra.clone()];
    let merged: serde_json::Map<_, _> =
        both.iter().filter_map(Value::as_object).flat_map(Clone::clone).collect();
    json!({"verifications": [merged]})
}

#[test]
fn each_error_has_its_place_and_code() {
    for (body, pointer, code) in [
        (json!([]), "", "wrong_type"),
        (json!({"field": {}}), "/field", "unknown_key"),
        (json!({"created_at": "2026-01-01T00:00:00Z"}), "/created_at", "computed_by_server"),
        (json!({"fields": []}), "/fields", "wrong_type"),
        (json!({"fields": {"age": 5}}), "/fields/age", "wrong_type"),
        (json!({"fields": {"Name": "x"}}), "/fields/Name", "invalid_field_name"),
        (json!({"fields": {"birthdate": "1990-02-30"}}), "/fields/birthdate", "invalid_date"),
        (json!({"fields": {"birthdate": "31.12.1990"}}), "/fields/birthdate", "invalid_date"),
        (json!({"fields": {"birthdate": "2026-11-23"}}), "/fields/birthdate", "in_future"),
        (json!({"fields": {"birthdate": "1850-01-01"}}), "/fields/birthdate", "out_of_range"),
        (
            json!({"fields": {"address_country_code": "XX"}}),
            "/fields/address_country_code",
            "unknown_country",
        ),
        (json!({"session": {"ip": "1.1.1.1"}}), "/session/ip", "unknown_key"),
        (
            json!({"session": {"ip_address": "01.1.1.1"}}),
            "/session/ip_address",
            "invalid_ip_address",
        ),
        (
            json!({"session": {"ip_address": "fe80::1%eth0"}}),
            "/session/ip_address",
            "invalid_ip_address",
        ),
        (json!({"attributes": {"height": 5}}), "/attributes/height", "unknown_attribute"),
        (
            json!({"attributes": {"list_matches": []}}),
            "/attributes/list_matches",
            "computed_by_server",
        ),
        (json!({"attributes": {"age": "18"}}), "/attributes/age", "wrong_type"),
        (json!({"attributes": {"age": 18.5}}), "/attributes/age", "not_whole"),
        (json!({"attributes": {"age": 151}}), "/attributes/age", "out_of_range"),
        (json!({"attributes": {"age": -1}}), "/attributes/age", "out_of_range"),
        (
            json!({"attributes": {"liveness_check_score": 101}}),
            "/attributes/liveness_check_score",
            "out_of_range",
        ),
        (
            json!({"attributes": {"liveness_check_score": 99.123_45}}),
            "/attributes/liveness_check_score",
            "too_many_fraction_digits",
        ),
        (json!({"attributes": {"us_state": "CA"}}), "/attributes/us_state", "us_state_outside_us"),
        (
            json!({"attributes": {"us_state": "ZZ", "country": "US"}}),
            "/attributes/us_state",
            "unknown_us_state",
        ),
        (json!({"verifications": [{"kind": "selfie"}]}), "/verifications/0/id", "required"),
        (json!({"verifications": [{"id": "v"}]}), "/verifications/0/kind", "required"),
        (selfie(&json!({"kind": "dna"})), "/verifications/0/kind", "unknown_value"),
        (
            selfie(&json!({"liveness_check_score": 100.5})),
            "/verifications/0/liveness_check_score",
            "out_of_range",
        ),
        (
            selfie(&json!({"liveness_check_score": "9"})),
            "/verifications/0/liveness_check_score",
            "wrong_type",
        ),
        (
            selfie(&json!({"completed_at": "today"})),
            "/verifications/0/completed_at",
            "invalid_time",
        ),
        (selfie(&json!({"checks": [{"name": 1}]})), "/verifications/0/checks/0/name", "wrong_type"),
        (selfie(&json!({"colour": 1})), "/verifications/0/colour", "unknown_key"),
        (json!({"tags": ["a", 1]}), "/tags/1", "wrong_type"),
        (json!({"reference_id": ""}), "/reference_id", "invalid_text"),
    ] {
        let errors = merge(std::slice::from_ref(&body)).expect_err(&body.to_string());
        assert!(errors.contains(&(pointer.to_owned(), code.to_owned())), "{body}: {errors:?}");
    }
}

#[test]
fn all_errors_are_told_at_once() {
    let body = json!({"fields": {"birthdate": "x", "address_country_code": "Q"}, "attributes": {"age": "1"}});
    assert_eq!(merge(&[body]).expect_err("three errors").len(), 3);
}

#[test]
fn limits_hold_at_their_edge() {
    let fields = |count: usize| -> Value {
        let map: serde_json::Map<_, _> =
            (0..count).map(|n| (format!("f{n}"), json!("x"))).collect();
        json!({"fields": map})
    };
    assert!(merge(&[fields(limits::FIELDS)]).is_ok());
    assert!(merge(&[fields(limits::FIELDS + 1)]).is_err());
    let text = |count: usize| json!({"fields": {"note": "ä".repeat(count)}});
    assert!(merge(&[text(limits::TEXT_CHARACTERS)]).is_ok());
    assert!(merge(&[text(limits::TEXT_CHARACTERS + 1)]).is_err());
    let tags =
        |count: usize| json!({"tags": (0..count).map(|n| n.to_string()).collect::<Vec<_>>()});
    assert!(merge(&[tags(limits::TAGS)]).is_ok());
    assert!(merge(&[tags(limits::TAGS + 1)]).is_err());
    let reasons =
        |count: usize| selfie(&json!({"checks": [{"name": "c", "reasons": vec!["r"; count]}]}));
    assert!(merge(&[reasons(limits::CHECKS)]).is_ok());
    assert!(merge(&[reasons(limits::CHECKS + 1)]).is_err());
    let checks = |count: usize| selfie(&json!({"checks": vec![json!({"name": "c"}); count]}));
    assert!(merge(&[checks(limits::CHECKS)]).is_ok());
    assert!(merge(&[checks(limits::CHECKS + 1)]).is_err());
    let reason =
        |count: usize| selfie(&json!({"checks": [{"name": "c", "reasons": ["r".repeat(count)]}]}));
    assert!(merge(&[reason(limits::KEY_CHARACTERS)]).is_ok());
    assert!(merge(&[reason(limits::KEY_CHARACTERS + 1)]).is_err());
    for (value, accepted) in [(0, true), (150, true), (151, false)] {
        assert_eq!(merge(&[json!({"attributes": {"age": value}})]).is_ok(), accepted, "{value}");
    }
}

#[test]
fn bodies_merge_by_key_and_by_id() {
    let merged = merge(&[
        json!({"fields": {"name_first": "Ada", "name_last": "King"}, "session": {"ip_address": "192.0.2.1"}}),
        json!({"fields": {"name_last": null, "name_middle": "B"}, "attributes": {"age": 30}}),
        selfie(&json!({"status": "pending"})),
        json!({"verifications": [{"id": "ver_1", "status": "passed", "liveness_check_score": 90}],
               "attributes": {"age": null}}),
    ])
    .expect("good bodies");
    assert_eq!(
        merged.to_json(),
        json!({"fields": {"name_first": "Ada", "name_middle": "B"}, "session": {"ip_address": "192.0.2.1"},
               "attributes": {},
               "verifications": [{"id": "ver_1", "kind": "selfie", "status": "passed", "liveness_check_score": 90}]})
    );
    assert_eq!(Submission::from_json(&merged.to_json()).expect("own form"), merged);
}

/// `|` separates the calls that each status allows.
#[test]
fn the_table_of_transitions() {
    let calls = [
        Transition::Complete,
        Transition::Fail,
        Transition::Expire,
        Transition::Approve,
        Transition::Decline,
        Transition::MarkForReview,
    ];
    for (status, allowed) in [
        (Status::Created, "complete|fail|expire|approve|decline|mark_for_review"),
        (Status::Pending, "complete|fail|expire|approve|decline|mark_for_review"),
        (Status::Completed, "approve|decline|mark_for_review"),
        (Status::Failed, "approve|decline|mark_for_review"),
        (Status::Expired, "approve|decline|mark_for_review"),
        (Status::NeedsReview, "approve|decline|mark_for_review"),
        (Status::Approved, "decline"),
        (Status::Declined, "approve"),
    ] {
        for call in calls {
            match status.after(call) {
                Ok(_) => {}
                Err(error) => {
                    assert_eq!(error.allowed, allowed.replace('|', ", "), "{status}");
                    assert!(
                        !allowed.split('|').any(|name| name == error.verb),
                        "{status} {}",
                        error.verb
                    );
                }
            }
        }
        let count = calls.into_iter().filter(|call| status.after(*call).is_ok()).count();
        assert_eq!(count, allowed.split('|').count(), "{status}");
    }
}
