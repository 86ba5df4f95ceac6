//! Lines: what is wrong with each is told with its number, and the others are taken.

use axum::http::{Method, header};
use serde_json::{Value, json};

use super::{PATH, import, line, request};
use crate::support::TestApp;

/// A line and what is wrong with it: pointers and codes in any order.
type Case = (String, &'static [(&'static str, &'static str)]);

fn bad_lines() -> Vec<Case> {
    let changed = |changes: Value| line(&changes);
    vec![
        ("{".to_owned(), &[("", "invalid_json")]),
        ("{\"status\": 1, \"status\": 2}".to_owned(), &[("", "invalid_json")]),
        ("[]".to_owned(), &[("", "wrong_type")]),
        ("{}".to_owned(), &[("/status", "required"), ("/created_at", "required")]),
        (changed(json!({"status": "done"})), &[("/status", "unknown_status")]),
        (changed(json!({"status": 1})), &[("/status", "wrong_type")]),
        (changed(json!({"created_at": "yesterday"})), &[("/created_at", "invalid_time")]),
        (changed(json!({"created_at": 5})), &[("/created_at", "wrong_type")]),
        (changed(json!({"completed_at": null})), &[("/completed_at", "required")]),
        (
            changed(json!({"completed_at": "2031-01-01T00:00:00Z"})),
            &[("/completed_at", "in_future")],
        ),
        (changed(json!({"created_at": "2031-01-01T00:00:00Z"})), &[("/created_at", "in_future")]),
        (
            changed(json!({"decision": {"outcome": "approve", "at": "2031-01-01T00:00:00Z"}})),
            &[("/decision/at", "in_future")],
        ),
        (
            changed(json!({"decision": {"outcome": "approve", "decided_by": {
                "type": "member", "id": "mbr_01h45ytscbebyvny4gc8cr8ma2", "name": "x".repeat(201)}}})),
            &[("/decision/decided_by/name", "invalid_name")],
        ),
        (
            changed(json!({"decision": {"outcome": "approve", "decided_by": {
                "type": "member", "id": "mbr_01h45ytscbebyvny4gc8cr8ma2", "name": 5}}})),
            &[("/decision/decided_by/name", "wrong_type")],
        ),
        (
            changed(json!({"created_at": "2024-03-01T00:00:00Z"})),
            &[("/completed_at", "before_creation")],
        ),
        (changed(json!({"status": "failed"})), &[("/completed_at", "not_completed")]),
        (
            changed(
                json!({"status": "expired", "completed_at": null, "attributes": {"list_matches": []}}),
            ),
            &[("/attributes/list_matches", "not_completed")],
        ),
        (changed(json!({"id": "inq_1"})), &[("/id", "computed_by_server")]),
        (changed(json!({"runs": []})), &[("/runs", "computed_by_server")]),
        (changed(json!({"colour": 1})), &[("/colour", "unknown_key")]),
        (
            changed(
                json!({"status": "x", "fields": {"birthdate": "1990"}, "attributes": {"age": 1.5}}),
            ),
            &[
                ("/status", "unknown_status"),
                ("/fields/birthdate", "invalid_date"),
                ("/attributes/age", "not_whole"),
            ],
        ),
        (
            changed(json!({"verifications": [{"id": "v", "kind": "x", "status": "passed"}]})),
            &[("/verifications/0/kind", "unknown_value")],
        ),
        (changed(json!({"decision": 1})), &[("/decision", "wrong_type")]),
        (changed(json!({"decision": "maybe"})), &[("/decision", "unknown_value")]),
        (changed(json!({"decision": {}})), &[("/decision/outcome", "required")]),
        (
            changed(
                json!({"decision": {"outcome": "approve", "why": 1, "at": "x", "comment": "x".repeat(2_001)}}),
            ),
            &[
                ("/decision/why", "unknown_key"),
                ("/decision/at", "invalid_time"),
                ("/decision/comment", "too_long"),
            ],
        ),
        (
            changed(
                json!({"decision": {"outcome": "approve", "decided_by": {"type": "member", "id": "7"}}}),
            ),
            &[("/decision/decided_by/id", "invalid_id")],
        ),
        (
            changed(json!({"decision": {"outcome": "approve", "at": "2024-01-01T00:00:00Z"}})),
            &[("/decision/at", "before_creation")],
        ),
        (
            changed(json!({"status": "declined", "decision": "approve"})),
            &[("/decision", "decision_mismatch")],
        ),
    ]
}

#[tokio::test]
async fn every_bad_line_is_told_and_stops_nothing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let bad = bad_lines();
    let mut file = format!("\u{feff}{}\r\n\r\n", line(&json!({"reference_id": "first"})));
    for (line, _) in &bad {
        file.push_str(line);
        file.push('\n');
    }
    file.push_str(&line(&json!({"reference_id": "last"})));
    let report = import(&ada, file).await.expect_status(200);
    assert_eq!((&report["imported"], &report["bad"]), (&json!(2), &json!(bad.len())));
    assert_eq!(report["read"], bad.len() + 2, "blank lines are not counted");
    let errors = report["errors"].as_array().unwrap();
    for (number, (text, expected)) in (3..).zip(&bad) {
        let mut found: Vec<(&str, &str)> = errors
            .iter()
            .filter(|error| error["line"] == number)
            .map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap()))
            .collect();
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "line {number}: {text}");
    }
}

#[tokio::test]
async fn a_status_and_a_decision_go_together() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let by = json!({"type": "member", "id": "mbr_01h45ytscbebyvny4gc8cr8ma2", "name": "Zoë"});
    for (number, (changes, status, outcome, sentence)) in [
        (json!({}), "completed", json!(null), None),
        (
            json!({"status": "approved"}),
            "approved",
            json!("approve"),
            Some("Approved by another system, before the import."),
        ),
        (
            json!({"decision": "approve"}),
            "approved",
            json!("approve"),
            Some("Approved by another system, before the import."),
        ),
        (
            json!({"decision": {"outcome": "mark_for_review", "decided_by": by}}),
            "needs_review",
            json!("mark_for_review"),
            Some("Marked for review by Zoë."),
        ),
        (json!({"status": "failed", "completed_at": null}), "failed", json!(null), None),
    ]
    .into_iter()
    .enumerate()
    {
        let mut changes = changes;
        changes["reference_id"] = json!(format!("n{number}"));
        import(&ada, line(&changes)).await.expect_status(200);
        let found = super::find(&ada, &format!("n{number}")).await;
        assert_eq!(found["status"], status, "{changes}");
        let decision = &found["decision"];
        assert_eq!(decision.get("outcome").unwrap_or(&Value::Null), &outcome, "{changes}");
        assert_eq!(decision.get("sentence").and_then(Value::as_str), sentence, "{changes}");
    }
    // Past decisions are not counted as what the team did.
    let overview = ada.get("/v1/overview").await.expect_status(200);
    assert_eq!(overview["decided"], json!(null), "{overview}");
}

/// A line may be as long as a body that makes an inquiry.
#[tokio::test]
async fn a_line_is_as_long_as_a_body() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let padded = |length: usize| {
        let mut text = line(&json!({"reference_id": format!("{length}")}));
        text.insert_str(1, &" ".repeat(length - text.len()));
        text
    };
    let (fits, exceeds) = (padded(1_048_576), padded(1_048_577));
    let short = line(&json!({}));
    let file = format!("{fits}\r\n{exceeds}\n{}\n{short}", padded(3_000_000));
    let report = import(&ada, file).await.expect_status(200);
    assert_eq!((&report["imported"], &report["bad"]), (&json!(2), &json!(2)));
    let told: Vec<(&Value, &Value)> = report["errors"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| (&error["line"], &error["code"]))
        .collect();
    let too_long = json!("line_too_long");
    assert_eq!(told, [(&json!(2), &too_long), (&json!(3), &too_long)]);
}

#[tokio::test]
async fn a_file_says_what_it_is() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    import(&ada, "").await.expect_status(200);
    let unsaid = ada.request(Method::POST, PATH).body(line(&json!({})));
    unsaid.send().await.expect_problem(415, "unsupported_media_type");
    let large = request(&ada).header(header::CONTENT_LENGTH, "1073741825");
    large.send().await.expect_problem(413, "body_too_large");
    // What keeps nothing leaves no entry.
    let entries = ada.get("/v1/audit").await.expect_status(200).to_string();
    assert!(!entries.contains("inquiries.import"), "{entries}");
}
