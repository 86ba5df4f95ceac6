//! The overview: what needs someone, and how decisions flow.

use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::deciding::world::{World, document, route, test, text};

const DAY: i64 = 24 * 60 * 60;

/// As a program sees it that may read everything: a session would end in a week.
async fn overview(world: &World) -> Value {
    let reader = world.app.key("Reader", Role::Analyst).await;
    reader.get("/v1/overview").await.expect_status(200)
}

/// A workflow that declines the young, sends the old to review, and approves all others.
async fn onboarding(world: &World) -> String {
    let routes = [
        route("rt_01", "Young", &test("age", "less_than", &json!(18)), "decline"),
        route("rt_02", "Old", &test("age", "greater_than", &json!(70)), "mark_for_review"),
    ];
    world.running(&document("Onboarding", &routes, "approve")).await
}

async fn aged(world: &World, age: i64) -> String {
    let inquiry = world.completed(&json!({"attributes": {"age": age}})).await;
    text(&inquiry, "id").to_owned()
}

#[tokio::test]
async fn an_empty_workspace_has_nothing_to_do() {
    let world = World::new().await;
    let overview = overview(&world).await;
    assert_eq!(overview["at"], "2026-11-22T10:42:07Z");
    assert_eq!(overview["review_queue"], json!({"waiting": 0, "oldest_created_at": null}));
    let none = json!({"approve": 0, "decline": 0, "mark_for_review": 0});
    assert_eq!(
        overview["outcomes"],
        json!({"today": none, "week_before": none, "last_7_days": none, "the_7_days_before": none})
    );
    assert_eq!(overview["automation"]["last_7_days"], json!({"decided": 0, "by_workflows": 0}));
    assert_eq!(overview["drafts"], json!({"total": 0, "newest": []}));
    assert_eq!((&overview["workflows"], &overview["broken_imports"]), (&json!([]), &json!([])));
    assert_eq!(overview["first_day"], "2026-11-09");
}

#[tokio::test]
async fn outcomes_are_compared_with_the_same_hours_of_the_week_before() {
    let world = World::new().await;
    let id = onboarding(&world).await;
    aged(&world, 30).await;
    aged(&world, 17).await;
    // The same day a week later, an hour earlier than now: the two above lie behind that time of day.
    world.app.clock.advance_seconds(7 * DAY - 60 * 60);
    aged(&world, 80).await;
    let early = overview(&world).await;
    let none = json!({"approve": 0, "decline": 0, "mark_for_review": 0});
    assert_eq!(
        early["outcomes"]["today"],
        json!({"approve": 0, "decline": 0, "mark_for_review": 1})
    );
    assert_eq!(early["outcomes"]["week_before"], none);
    assert_eq!(
        early["outcomes"]["last_7_days"],
        json!({"approve": 1, "decline": 1, "mark_for_review": 1})
    );
    world.app.clock.advance_seconds(60 * 60);
    let late = overview(&world).await;
    let two = json!({"approve": 1, "decline": 1, "mark_for_review": 0});
    assert_eq!(late["outcomes"]["week_before"], two);
    assert_eq!(late["outcomes"]["the_7_days_before"], two);
    assert_eq!(
        late["outcomes"]["last_7_days"],
        json!({"approve": 0, "decline": 0, "mark_for_review": 1})
    );
    let workflow = &late["workflows"][0];
    assert_eq!((text(workflow, "id"), text(workflow, "state")), (id.as_str(), "running"));
    assert_eq!(workflow["running"]["version"], 1);
    assert_eq!(workflow["runs_by_day"], json!([0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 1]));
    assert_eq!(
        workflow["runs_today"],
        json!({"approve": 0, "decline": 0, "mark_for_review": 1, "do_nothing": 0})
    );
    assert_eq!(late["first_day"], "2026-11-16");
}

#[tokio::test]
async fn a_decision_that_was_not_applied_is_a_run_but_no_outcome() {
    let world = World::new().await;
    onboarding(&world).await;
    world.running(&document("Second look", &[], "decline")).await;
    aged(&world, 30).await;
    let overview = overview(&world).await;
    assert_eq!(
        overview["outcomes"]["today"],
        json!({"approve": 1, "decline": 0, "mark_for_review": 0})
    );
    assert_eq!(overview["workflows"][1]["runs_today"]["decline"], 1);
}

#[tokio::test]
async fn automation_is_the_share_that_no_person_decided() {
    let world = World::new().await;
    onboarding(&world).await;
    let (approved, _) = (aged(&world, 30).await, aged(&world, 17).await);
    let waiting = aged(&world, 80).await;
    let today = async || overview(&world).await["automation"]["today"].clone();
    assert_eq!(today().await, json!({"decided": 2, "by_workflows": 2}));
    let path = format!("/v1/inquiries/{waiting}/approve");
    world.ada.post(&path, &json!({})).await.expect_status(200);
    assert_eq!(today().await, json!({"decided": 3, "by_workflows": 2}));
    // An overturn makes it a person's decision.
    let path = format!("/v1/inquiries/{approved}/decline");
    world.ada.post(&path, &json!({"comment": "looked again"})).await.expect_status(200);
    assert_eq!(today().await, json!({"decided": 3, "by_workflows": 1}));
    world.app.clock.advance_seconds(7 * DAY);
    let later = overview(&world).await;
    let automation = &later["automation"];
    assert_eq!(automation["today"], json!({"decided": 0, "by_workflows": 0}));
    assert_eq!(automation["week_before"], json!({"decided": 3, "by_workflows": 1}));
    assert_eq!(automation["the_7_days_before"], json!({"decided": 3, "by_workflows": 1}));
}

#[tokio::test]
async fn what_waits_is_named() {
    let world = World::new().await;
    onboarding(&world).await;
    aged(&world, 80).await;
    let new = json!({"name": "Second look", "event": "inquiry.completed"});
    let draft = world.ada.post("/v1/workflows", &new).await.expect_status(201);
    let overview = overview(&world).await;
    assert_eq!(overview["review_queue"]["waiting"], 1);
    let drafts = &overview["drafts"];
    assert_eq!(drafts["total"], 1);
    assert_eq!(drafts["newest"][0]["workflow"], draft["id"]);
    assert_eq!(drafts["newest"][0]["workflow_name"], "Second look");
    assert_eq!(drafts["newest"][0]["updated_by"]["name"], "Ada");
}

#[tokio::test]
async fn hidden_workflows_are_absent() {
    let world = World::new().await;
    onboarding(&world).await;
    aged(&world, 80).await;
    let reader = world.app.key("Reader", Role::Analyst).await;
    let shown = reader.get("/v1/overview").await.expect_status(200);
    assert_eq!(text(&shown["workflows"][0], "name"), "Onboarding");
    let hidden = json!({"workflows_hidden_from": ["analyst"]});
    world.ada.patch("/v1/workspace", &hidden).await.expect_status(200);
    let hidden = reader.get("/v1/overview").await.expect_status(200);
    assert_eq!((&hidden["workflows"], &hidden["drafts"]), (&Value::Null, &Value::Null));
    assert_eq!(hidden["broken_imports"], json!([]));
    assert_eq!(hidden["review_queue"]["waiting"], 1);
    assert_eq!(hidden["outcomes"]["today"]["mark_for_review"], 1);
}
