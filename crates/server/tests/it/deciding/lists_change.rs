//! A change to a list is seen by the next decision, however the calls race.

use serde_json::{Value, json};

use super::world::{World, document, from_address, on_list, route, text};

async fn with_list(items: &[&str]) -> (World, String) {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", items).await;
    let blocked = route("rt_01", "Blocked", &on_list(&list), "decline");
    world.running(&document("Addresses", &[blocked], "approve")).await;
    (world, list)
}

#[tokio::test]
async fn the_next_decision_sees_what_was_added_and_removed() {
    let (world, list) = with_list(&["192.0.2.1"]).await;
    let address = from_address("198.51.100.9");
    assert_eq!(world.completed(&address).await["status"], "approved");
    for _ in 0..3 {
        let item = world.add(&list, "198.51.100.9").await;
        let declined = world.completed(&address).await;
        assert_eq!(declined["status"], "declined");
        assert_eq!(declined["attributes"]["list_matches"]["value"][0]["item"], item.as_str());
        world.ada.delete(&format!("/v1/lists/{list}/items/{item}")).await.expect_status(204);
        assert_eq!(world.completed(&address).await["status"], "approved");
    }
}

/// The item that the decision names stays the one that matched, also when the list has moved on.
#[tokio::test]
async fn a_match_stays_what_it_was() {
    let (world, list) = with_list(&[]).await;
    let item = world.add(&list, "198.51.100.0/24").await;
    let inquiry = world.completed(&from_address("198.51.100.9")).await;
    let inquiry = world.whole(text(&inquiry, "id")).await;
    world.ada.delete(&format!("/v1/lists/{list}/items/{item}")).await.expect_status(204);
    world.add(&list, "198.51.100.9").await;
    let again = world.whole(text(&inquiry, "id")).await;
    assert_eq!(again["attributes"], inquiry["attributes"]);
    let matched = &again["attributes"]["list_matches"]["value"][0];
    assert_eq!(matched["item_value"], "198.51.100.0/24", "a removed item keeps its value");
    assert_eq!(matched["revision"], 1);
}

#[tokio::test]
async fn an_archived_list_matches_nothing() {
    let world = World::new().await;
    let list = world.list("Canada", "country", &["CA"]).await;
    let canadian = json!({"attributes": {"country": "CA"}});
    let matches =
        |inquiry: &Value| inquiry["attributes"]["list_matches"]["value"].as_array().unwrap().len();
    assert_eq!(matches(&world.completed(&canadian).await), 1);
    world.ada.post(&format!("/v1/lists/{list}/archive"), &json!({})).await.expect_status(200);
    assert_eq!(matches(&world.completed(&canadian).await), 0);
}

/// Everybody blocks an address of their own and completes from it, all at once: each list change makes all
/// snapshots stale, and each decision must still see its own.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_decision_is_made_on_a_stale_list() {
    let (world, list) = with_list(&["192.0.2.1"]).await;
    let world = std::sync::Arc::new(world);
    let tasks: Vec<_> = (1..=40)
        .map(|number| {
            let (world, list) = (world.clone(), list.clone());
            tokio::spawn(async move {
                let address = format!("10.0.0.{number}");
                let id = world.create(&from_address(&address)).await;
                let item = world.add(&list, &address).await;
                (world.complete(&id).await, item)
            })
        })
        .collect();
    for task in tasks {
        let (inquiry, item) = task.await.unwrap();
        assert_eq!(inquiry["status"], "declined");
        assert_eq!(inquiry["attributes"]["list_matches"]["value"][0]["item"], item.as_str());
    }
}

/// The same for what runs: a start or pause that was acknowledged counts for the next decision.
#[tokio::test]
async fn the_next_decision_sees_what_runs() {
    let world = World::new().await;
    let workflow = world.running(&document("Onboarding", &[], "approve")).await;
    for _ in 0..3 {
        assert_eq!(world.completed(&json!({})).await["status"], "approved");
        world.pause(&workflow).await;
        assert_eq!(world.completed(&json!({})).await["status"], "completed");
        world.start(&workflow).await;
    }
}
