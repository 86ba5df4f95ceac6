//! Publishing, starting, and what differs from one version to the next.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::lists::List;
use crate::support::TestApp;
use crate::workflows::{Workflow, minors, on_list};

fn with(path: &str, value: Value) -> Value {
    let mut document = minors(18);
    *document.pointer_mut(path).expect("a place") = value;
    document
}

fn test(attribute: &str, operator: &str, value: &Value) -> Value {
    with(
        "/routes/0/if/all/0",
        json!({"attribute": attribute, "operator": operator, "value": value}),
    )
}

#[tokio::test]
async fn a_document_with_errors_is_not_published() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let at = "/routes/0/if/all/0";
    for (document, errors) in [
        (
            test("height", "equals", &json!(1)),
            vec![(format!("{at}/attribute"), "unknown_attribute")],
        ),
        (test("age", "is", &json!(1)), vec![(format!("{at}/operator"), "unknown_operator")]),
        (
            test("age", "any_of", &json!(["US"])),
            vec![(format!("{at}/operator"), "operator_not_applicable")],
        ),
        (test("age", "equals", &json!(151)), vec![(format!("{at}/value"), "out_of_range")]),
        (test("country", "equals", &json!("XX")), vec![(format!("{at}/value"), "unknown_country")]),
        (
            test("us_state", "any_of", &json!(["CA", "XX"])),
            vec![(format!("{at}/value/1"), "unknown_state")],
        ),
        (
            test("list_matches", "contains", &json!("nobody")),
            vec![(format!("{at}/value"), "unknown_list")],
        ),
        (
            test("list_matches", "contains_any", &json!(["lst_01h45ytscbebyvny4gc8cr8ma2"])),
            vec![(format!("{at}/value/0"), "unknown_list")],
        ),
        (
            with("/routes/0/if", json!({"all": []})),
            vec![("/routes/0/if".to_owned(), "no_conditions")],
        ),
        (with("/routes/0/name", json!("")), vec![("/routes/0/name".to_owned(), "no_route_name")]),
        (
            with("/everything_else", json!([{"action": "approve"}, {"action": "decline"}])),
            vec![("/everything_else/1/action".to_owned(), "two_decisions")],
        ),
        (
            with("/routes/0/then", json!([{"action": "reject"}])),
            vec![("/routes/0/then/0/action".to_owned(), "unknown_action")],
        ),
        (
            json!({"name": "", "event": "x"}),
            vec![
                ("/name".to_owned(), "no_name"),
                ("/event".to_owned(), "unknown_event"),
                ("/everything_else".to_owned(), "no_everything_else"),
            ],
        ),
    ] {
        let saved = workflow.save(&document).await;
        let refused = workflow.publish(saved["etag"].as_str().expect("an etag")).await;
        refused.expect_problem(422, "invalid_document");
        let errors: Vec<(&str, &str)> =
            errors.iter().map(|(at, code)| (at.as_str(), *code)).collect();
        refused.expect_errors(422, &errors);
    }
    let present = workflow.read().await;
    assert_eq!((&present["state"], &present["latest_version"]), (&json!("draft"), &json!(null)));
    assert_eq!(ada.get(&workflow.path("/versions")).await.json()["data"], json!([]));
}

#[tokio::test]
async fn nobody_publishes_a_text_that_they_have_not_seen() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let first = workflow.save(&minors(18)).await;
    let second = workflow.save(&minors(21)).await;
    let path = workflow.path("/publish");
    ada.post(&path, &json!({"note": ""})).await.expect_problem(428, "precondition_required");
    let stale = workflow.publish(first["etag"].as_str().expect("an etag")).await;
    stale.expect_problem(412, "precondition_failed");
    let present = format!("\"{}\"", second["etag"].as_str().expect("an etag"));
    assert_eq!(stale.header(header::ETAG), Some(present.as_str()));

    let note = |note: Value| {
        let request = ada.request(Method::POST, &path).header(header::IF_MATCH, &present);
        request.json(&json!({"note": note})).send()
    };
    note(json!("x".repeat(2_001))).await.expect_errors(422, &[("/note", "invalid_length")]);
    note(json!(7)).await.expect_errors(422, &[("/note", "wrong_type")]);
    note(json!("x".repeat(2_000))).await.expect_status(201);
    note(json!("")).await.expect_problem(409, "no_draft");
}

#[tokio::test]
async fn versions_say_what_they_changed() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    workflow.save(&minors(21)).await;
    let coming = ada.get(&workflow.path("/draft/changes")).await.expect_status(200);
    assert_eq!(coming["against"], 1);
    let published = workflow.publish_text(&minors(21)).await;
    assert_eq!(published["changes"], coming["changes"]);
    let changes = published["changes"].as_array().expect("changes");
    assert_eq!(changes.len(), 1, "{changes:?}");
    let change = changes[0].as_str().expect("a sentence");
    assert!(
        change.contains("“Minors”") && change.contains("18") && change.contains("21"),
        "{change}"
    );

    workflow.start(Some(1)).await.expect_status(200);
    let page = ada.get(&workflow.path("/versions?limit=1")).await.expect_status(200);
    assert_eq!(page["data"][0]["version"], 2);
    assert_eq!(page["data"][0]["running"], false);
    assert!(page["data"][0].get("document").is_none());
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    let page = ada.get(&workflow.path(&format!("/versions?limit=1&cursor={cursor}"))).await.json();
    assert_eq!(
        (&page["data"][0]["version"], &page["data"][0]["running"]),
        (&json!(1), &json!(true))
    );
    assert_eq!(page["next_cursor"], json!(null));

    let first = ada.get(&workflow.path("/versions/1")).await.expect_status(200);
    assert_eq!(first["document"], minors(18));
    assert_eq!(first["changes"], json!([]));
    assert_eq!(first["explanation"]["everything_else"]["sentence"], "Everything else: approve.");
    assert_eq!(first["published_by"]["name"], "Ada");
    let digest = first["digest"].as_str().expect("a digest");
    assert_eq!(digest.len(), 64);
    ada.get(&workflow.path("/versions/3")).await.expect_problem(404, "not_found");
    ada.get(&workflow.path("/versions/x")).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn equal_texts_have_equal_digests() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let mut other =
        json!({"everything_else": [{"action": "approve"}], "routes": minors(18)["routes"]});
    other["event"] = json!("inquiry.completed");
    other["name"] = json!(" Onboarding ");
    other["routes"][0]["if"]["all"][0]["value"] = json!(18.0);
    workflow.publish_text(&other).await;
    let versions = ada.get(&workflow.path("/versions")).await.json();
    assert_eq!(versions["data"][0]["digest"], versions["data"][1]["digest"]);
}

#[tokio::test]
async fn a_draft_that_was_never_published_has_nothing_to_differ_from() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    let changes = ada.get(&workflow.path("/draft/changes")).await.expect_status(200);
    assert_eq!(changes, json!({"against": null, "changes": []}));
}

#[tokio::test]
async fn only_versions_that_exist_are_started() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::create(&ada, "Onboarding").await;
    workflow.start(None).await.expect_problem(409, "no_version");
    workflow.post("/pause").await.expect_problem(409, "not_running");
    workflow.publish_text(&minors(18)).await;
    workflow.post("/pause").await.expect_problem(409, "not_running");
    workflow.start(Some(2)).await.expect_problem(404, "not_found");
    for body in [json!({"version": 0}), json!({"version": 1.5})] {
        let refused = ada.post(&workflow.path("/start"), &body).await;
        refused.expect_errors(422, &[("/version", "out_of_range")]);
    }
    assert_eq!(workflow.read().await["state"], "published");
    workflow.post("/start").await.expect_status(200);
}

#[tokio::test]
async fn a_version_whose_list_was_archived_is_not_started() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let workflow = Workflow::published(&ada, &on_list("blocked")).await;
    workflow.publish_text(&minors(18)).await;
    list.post("/archive").await.expect_status(200);

    let refused = workflow.start(Some(1)).await;
    refused.expect_problem(422, "invalid_document");
    refused.expect_errors(422, &[("/routes/0/if/all/0/value", "archived_list")]);
    assert_eq!(workflow.read().await["state"], "published");
    workflow.start(Some(2)).await.expect_status(200);
}

#[tokio::test]
async fn sentences_call_a_list_by_its_name() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked addresses", "ip_address").await;
    let workflow = Workflow::published(&ada, &on_list(&list.id)).await;
    let version = ada.get(&workflow.path("/versions/1")).await.expect_status(200);
    let sentence = version["explanation"]["routes"][0]["sentence"].as_str().expect("a sentence");
    assert!(sentence.contains("Blocked addresses"), "{sentence}");
}
