//! The event log, followed page by page.

use serde_json::{Value, json};

use super::world::{World, document, text};

/// Follows the log from `after` until there is nothing more.
async fn follow(world: &World, after: &mut Option<String>) -> Vec<Value> {
    let mut seen = Vec::new();
    loop {
        let path = match after {
            None => "/v1/events?limit=2".to_owned(),
            Some(after) => format!("/v1/events?limit=2&after={after}"),
        };
        let page = world.ada.get(&path).await.expect_status(200);
        seen.extend(page["data"].as_array().unwrap().iter().cloned());
        let Some(next) = page["next_cursor"].as_str() else { return seen };
        *after = Some(next.to_owned());
    }
}

fn of_inquiry<'e>(events: &'e [Value], id: &str) -> Vec<&'e str> {
    let events = events.iter().filter(|event| event["inquiry"] == id);
    events.map(|event| text(event, "type")).collect()
}

#[tokio::test]
async fn the_log_is_followed_without_gap_and_without_personal_values() {
    let world = World::new().await;
    world.running(&document("Onboarding", &[], "mark_for_review")).await;
    let mut after = None;
    follow(&world, &mut after).await;
    let first = world.create(&json!({"fields": {"name_last": "Lovelace"}})).await;
    let change =
        json!({"fields": {"name_first": "Augusta"}, "session": {"user_agent": "Engine/1"}});
    world.shop.patch(&format!("/v1/inquiries/{first}"), &change).await.expect_status(200);
    world.complete(&first).await;
    let path = format!("/v1/inquiries/{first}/approve");
    world.ada.post(&path, &json!({"comment": "fine"})).await.expect_status(200);
    let events = follow(&world, &mut after).await;
    assert_eq!(
        of_inquiry(&events, &first),
        [
            "inquiry.created",
            "inquiry.updated",
            "inquiry.completed",
            "inquiry.marked_for_review",
            "inquiry.approved",
        ]
    );
    let text_of_all = json!(events).to_string();
    for personal in ["Lovelace", "Augusta", "Engine/1"] {
        assert!(!text_of_all.contains(personal), "{personal} stands in {text_of_all}");
    }
    assert_eq!(events[1]["data"], json!({"changed": ["fields", "session"]}));
    assert_eq!(
        (&events[0]["by"]["type"], &events[3]["by"]["type"]),
        (&json!("key"), &json!("run"))
    );

    assert_eq!(follow(&world, &mut after).await, Vec::<Value>::new());
    let second = world.create(&json!({})).await;
    world.call(&second, "fail", &json!({})).await;
    let third = world.create(&json!({})).await;
    world.call(&third, "expire", &json!({})).await;
    let events = follow(&world, &mut after).await;
    assert_eq!(of_inquiry(&events, &second), ["inquiry.created", "inquiry.failed"]);
    assert_eq!(of_inquiry(&events, &third), ["inquiry.created", "inquiry.expired"]);
    assert_eq!(events.len(), 4);
}

#[tokio::test]
async fn only_cursors_of_pages_are_taken() {
    let world = World::new().await;
    for after in ["x", "1", "1-", "-1-1", "evt_01h45ytscbebyvny4gc8cr8ma2"] {
        let path = format!("/v1/events?after={after}");
        world.ada.get(&path).await.expect_problem(400, "invalid_cursor");
    }
    world.ada.get("/v1/events?limit=0").await.expect_problem(400, "invalid_parameter");
    world.shop.get("/v1/events").await.expect_problem(403, "forbidden");
}
