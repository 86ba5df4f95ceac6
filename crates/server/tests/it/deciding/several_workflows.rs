//! Several workflows on one event: the first decision wins, the others leave a run that says why it was not applied.

use serde_json::{Value, json};

use super::world::{World, document, text};

/// Workflow, applied, reason; in the order in which they ran.
fn runs(inquiry: &Value) -> Vec<(String, bool, Value)> {
    let runs = inquiry["runs"].as_array().unwrap().iter().rev();
    runs.map(|run| {
        let name = text(run, "workflow_name").to_owned();
        (name, run["applied"].as_bool().unwrap(), run["reason"].clone())
    })
    .collect()
}

#[tokio::test]
async fn the_first_decision_wins_review_included() {
    let earlier = json!("decided_by_earlier_workflow");
    for (actions, status, expected) in [
        (
            ["do_nothing", "mark_for_review", "approve"],
            "needs_review",
            [(true, Value::Null), (true, Value::Null), (false, earlier.clone())],
        ),
        (
            ["decline", "approve", "do_nothing"],
            "declined",
            [(true, Value::Null), (false, earlier.clone()), (false, earlier.clone())],
        ),
        (
            ["do_nothing", "do_nothing", "do_nothing"],
            "completed",
            [(true, Value::Null), (true, Value::Null), (true, Value::Null)],
        ),
    ] {
        let world = World::new().await;
        let mut ids = Vec::new();
        for (place, action) in actions.iter().enumerate() {
            let name = format!("Number {place}");
            ids.push(world.running(&document(&name, &[], action)).await);
        }
        let inquiry = world.completed(&json!({})).await;
        assert_eq!(inquiry["status"], status, "{actions:?}");
        let found = runs(&inquiry);
        let wanted: Vec<_> = expected
            .into_iter()
            .enumerate()
            .map(|(place, (applied, reason))| (format!("Number {place}"), applied, reason))
            .collect();
        assert_eq!(found, wanted, "{actions:?}");
        let last = world.run(text(&inquiry["runs"][0], "id")).await;
        let ran: Vec<Value> = ids.iter().map(|id| json!({"workflow": id, "version": 1})).collect();
        assert_eq!(last["ran"], json!(ran), "the ordered set of versions that ran");
    }
}

#[tokio::test]
async fn people_set_the_order() {
    let world = World::new().await;
    let first = world.running(&document("First", &[], "approve")).await;
    let second = world.running(&document("Second", &[], "decline")).await;
    assert_eq!(world.completed(&json!({})).await["status"], "approved");
    let order = world.ada.get("/v1/workflow_order").await.expect_status(200);
    assert_eq!(order["data"], json!([first, second]), "new ones go last");
    world.ada.put("/v1/workflow_order", &json!({"data": [second, first]})).await.expect_status(200);
    let inquiry = world.completed(&json!({})).await;
    assert_eq!(inquiry["status"], "declined");
    let sentences: Vec<&str> =
        inquiry["runs"].as_array().unwrap().iter().map(|run| text(run, "sentence")).collect();
    assert_eq!(
        sentences,
        [
            "Not applied, because an earlier workflow had decided: approve, said Everything else of First, version 1.",
            "Declined by Everything else of Second, version 1.",
        ]
    );
}

/// A workflow that was started later stands aside for itself alone.
#[tokio::test]
async fn each_workflow_has_its_own_line() {
    let world = World::new().await;
    let early = world.running(&document("Early", &[], "do_nothing")).await;
    let open = world.create(&json!({})).await;
    let late = world.running(&document("Late", &[], "decline")).await;
    let inquiry = world.complete(&open).await;
    assert_eq!(inquiry["runs"][0]["workflow"], early);
    assert_eq!(inquiry["runs"].as_array().unwrap().len(), 1);
    assert_eq!(inquiry["left_alone"][0]["workflow"], late);
    assert_eq!(inquiry["status"], "completed");
}
