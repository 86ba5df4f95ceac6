//! A workflow decides only inquiries that were created after it was started.

use serde_json::{Value, json};

use super::world::{World, document, text};

fn reasons(inquiry: &Value) -> Vec<(&str, &str)> {
    let entries = inquiry["left_alone"].as_array().unwrap().iter();
    entries.map(|entry| (text(entry, "workflow"), text(entry, "reason"))).collect()
}

#[tokio::test]
async fn what_was_created_before_the_start_is_left_alone_and_says_why() {
    let world = World::new().await;
    let workflow = world.published(&document("Onboarding", &[], "approve")).await;
    let old = world.create(&json!({})).await;
    world.app.clock.advance_seconds(60);
    world.start(&workflow).await;
    world.app.clock.advance_seconds(60);
    let old = world.complete(&old).await;
    assert_eq!(old["status"], "completed");
    assert_eq!(old["runs"], json!([]));
    assert_eq!(
        old["left_alone"],
        json!([{
            "workflow": workflow, "workflow_name": "Onboarding", "reason": "created_before_start",
            "since": "2026-11-22T10:43:07Z", "at": "2026-11-22T10:44:07Z",
            "sentence": "Left alone by Onboarding: the inquiry was created before the workflow was started on \
                         2026-11-22 at 10:43 UTC.",
        }])
    );
    let young = world.completed(&json!({})).await;
    assert_eq!(young["status"], "approved");
    assert_eq!(young["left_alone"], json!([]));
}

/// The clock may go backwards: order numbers decide, not moments.
#[tokio::test]
async fn clocks_do_not_matter() {
    let world = World::new().await;
    let workflow = world.published(&document("Onboarding", &[], "approve")).await;
    let old = world.create(&json!({})).await;
    world.app.clock.advance_seconds(-3_600);
    world.start(&workflow).await;
    world.app.clock.advance_seconds(-3_600);
    let young = world.completed(&json!({})).await;
    assert_eq!(young["status"], "approved");
    assert_eq!(reasons(&world.complete(&old).await), [(workflow.as_str(), "created_before_start")]);
}

#[tokio::test]
async fn a_pause_and_a_new_start_move_the_line() {
    let world = World::new().await;
    let workflow = world.running(&document("Onboarding", &[], "approve")).await;
    let during_first = world.create(&json!({})).await;
    world.pause(&workflow).await;
    let paused = world.completed(&json!({})).await;
    assert_eq!(reasons(&paused), [(workflow.as_str(), "paused")]);
    assert!(text(&paused["left_alone"][0], "sentence").contains("was paused"));

    let during_pause = world.create(&json!({})).await;
    world.start(&workflow).await;
    for old in [during_first, during_pause] {
        let old = world.complete(&old).await;
        assert_eq!(reasons(&old), [(workflow.as_str(), "created_before_start")]);
        assert_eq!(old["runs"], json!([]));
    }
    assert_eq!(world.completed(&json!({})).await["status"], "approved");
}

#[tokio::test]
async fn swapping_versions_keeps_the_line() {
    let world = World::new().await;
    let older = world.create(&json!({})).await;
    let workflow = world.running(&document("Onboarding", &[], "approve")).await;
    let open = world.create(&json!({})).await;
    world.app.clock.advance_seconds(60);
    world.publish(&workflow, &document("Onboarding", &[], "decline")).await;
    let still_first = world.completed(&json!({})).await;
    assert_eq!(still_first["runs"][0]["version"], 1, "publishing starts nothing");
    world.start(&workflow).await;
    let open = world.complete(&open).await;
    assert_eq!((&open["status"], &open["runs"][0]["version"]), (&json!("declined"), &json!(2)));
    assert_eq!(open["left_alone"], json!([]));
    let older = world.complete(&older).await;
    assert_eq!(older["left_alone"][0]["since"], "2026-11-22T10:42:07Z", "the start, not the swap");
}

#[tokio::test]
async fn drafts_and_published_versions_do_nothing() {
    let world = World::new().await;
    world.published(&document("Onboarding", &[], "approve")).await;
    let inquiry = world.completed(&json!({})).await;
    assert_eq!(inquiry["status"], "completed");
    assert_eq!((&inquiry["runs"], &inquiry["left_alone"]), (&json!([]), &json!([])));
}
