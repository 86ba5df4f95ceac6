//! What monitoring reads, who may, and what never stands in it.

use std::collections::BTreeSet;

use pointsman_domain::people::Role;
use serde_json::json;

use super::Series;
use crate::deciding::world::{World, document, from_address, on_list, route};
use crate::support::TestApp;

const COMPLETE: &str = r#"pointsman_http_request_duration_seconds_count{method="POST",route="/v1/inquiries/{id}/complete",status="200"}"#;

#[tokio::test]
async fn decisions_are_counted_once_by_outcome_and_by_whether_they_were_applied() {
    let (world, other) = (World::new().await, World::new().await);
    let list = world.list("Blocked", "ip_address", &["192.0.2.1"]).await;
    let blocked = route("rt_blocked", "Blocked", &on_list(&list), "decline");
    world.running(&document("First", &[blocked], "do_nothing")).await;
    world.running(&document("Second", &[], "approve")).await;
    let before = Series::read(&world.ada).await;
    before.is(r#"pointsman_decisions_total{outcome="approve",applied="true"}"#, 0);

    let id = world.create(&from_address("192.0.2.1")).await;
    world.complete(&id).await;
    // Says the same again, and decides nothing.
    world.complete(&id).await;
    world.completed(&json!({})).await;
    let found = Series::read(&world.ada).await;
    found.is(r#"pointsman_decisions_total{outcome="decline",applied="true"}"#, 1);
    found.is(r#"pointsman_decisions_total{outcome="approve",applied="false"}"#, 1);
    found.is(r#"pointsman_decisions_total{outcome="none",applied="true"}"#, 1);
    found.is(r#"pointsman_decisions_total{outcome="approve",applied="true"}"#, 1);
    found.is(r#"pointsman_inquiries_completed_total{decision="decline"}"#, 1);
    found.is(r#"pointsman_inquiries_completed_total{decision="approve"}"#, 1);
    found.is("pointsman_decision_duration_seconds_count", 2);
    found.is(COMPLETE, 3);
    found.is("pointsman_workflows_running", 2);
    found.is("pointsman_list_items_held", 1);
    found.is("pointsman_database_up", 1);
    found.is("pointsman_http_requests_in_progress", 1);
    found.is("pointsman_sessions", 1);
    found.is(r#"pointsman_build_info{version="0.1.0"}"#, 1);
    assert!(
        found.value("pointsman_commit_batch_size_sum")
            >= found.value("pointsman_commit_batch_size_count")
    );
    assert!(found.value("pointsman_commit_duration_seconds_sum") > 0.0);
    assert!(found.value("pointsman_uptime_seconds") > 0.0);

    // Two servers in one process know nothing of each other.
    let there = Series::read(&other.ada).await;
    there.is("pointsman_decision_duration_seconds_count", 0);
    assert!(!there.0.contains_key(COMPLETE));
}

#[tokio::test]
async fn a_node_says_how_far_it_is_behind() {
    const BEHIND: &str = r#"pointsman_revisions_behind{of="lists"}"#;
    const RETRIES: &str = "pointsman_decision_retries_total";
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["192.0.2.1"]).await;
    let blocked = route("rt_blocked", "Blocked", &on_list(&list), "decline");
    world.running(&document("First", &[blocked], "approve")).await;
    world.completed(&json!({})).await;
    let before = Series::read(&world.ada).await;
    before.is(BEHIND, 0);
    world.add(&list, "192.0.2.2").await;
    world.add(&list, "192.0.2.3").await;
    Series::read(&world.ada).await.is(BEHIND, 2);
    assert_eq!(world.completed(&from_address("192.0.2.3")).await["status"], "declined");
    let after = Series::read(&world.ada).await;
    after.is(BEHIND, 0);
    assert!(after.value(RETRIES) - before.value(RETRIES) > 0.5, "it began again once");
}

#[tokio::test]
async fn labels_take_few_values_and_none_belongs_to_a_person() {
    let world = World::new().await;
    world.running(&document("Jane Roe's workflow", &[], "approve")).await;
    let jane = json!({"fields": {"name_first": "Jane", "name_last": "Roe", "email_address": "jane@example.com"}});
    let id = world.completed(&jane).await["id"].as_str().unwrap().to_owned();
    world.inquiry(&id).await;
    world.ada.get("/v1/inquiries?q=jane@example.com").await.expect_status(200);
    world.ada.get("/v1/inquiries/jane@example.com").await;
    world.ada.get("/jane@example.com").await;
    let method = axum::http::Method::from_bytes(b"JANE").unwrap();
    world.ada.request(method, "/v1/inquiries").send_unchecked().await;
    let text = world.ada.get("/metrics").await.text();
    for personal in [
        "jane",
        "Jane",
        "JANE",
        "Roe",
        "example.com",
        "Ada",
        "inq_",
        "mbr_",
        "key_",
        "wfl_",
        "192.0.2.",
        "127.0.0.1",
    ] {
        assert!(!text.contains(personal), "`{personal}` stands in the metrics");
    }
    assert!(text.contains(r#"{method="GET",route="(no endpoint)",status="#));
    assert!(text.contains(r#"{method="other",route="/v1/inquiries",status="405""#));
    let labels: BTreeSet<&str> = text
        .split(['{', ','])
        .skip(1)
        .filter_map(|part| part.split_once("=\"").map(|(label, _)| label))
        .collect();
    let known = [
        "applied", "decision", "held_by", "le", "method", "of", "outcome", "queue", "route",
        "state", "status", "version",
    ];
    assert_eq!(labels, BTreeSet::from(known));
}

#[tokio::test]
async fn who_may_not_read_events_may_not_read_metrics() {
    let app = TestApp::new().await;
    app.stranger().get("/metrics").await.expect_problem(401, "not_signed_in");
    app.integrator().await.get("/metrics").await.expect_problem(403, "forbidden");
    assert_eq!(app.key("Watch", Role::Developer).await.get("/metrics").await.status(), 200);
}

#[tokio::test]
async fn without_the_database_the_rest_is_still_told() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    ada.get("/v1/session").await.expect_status(200);
    app.parts.storage.close().await;
    // Nobody can say who asks; the address of `--metrics-listen` does not ask.
    ada.get("/metrics").await.expect_problem(503, "shutting_down");
}
