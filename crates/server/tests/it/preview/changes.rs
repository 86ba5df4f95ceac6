//! The past goes on: completions, decisions by hand, erasures and lists that change.

use serde_json::{Value, json};

use super::agreement::{counted, listed, preview};
use crate::deciding::world::{World, document, from_address, on_list, route, test, text};

fn count(preview: &Value, route: &str) -> u64 {
    counted(preview).get(route).copied().unwrap_or(0)
}

#[tokio::test]
async fn a_completion_counts_at_once_and_a_decision_by_hand_changes_no_record() {
    let world = World::new().await;
    let draft = document("Onboarding", &[], "mark_for_review");
    let asked = json!({"document": draft});
    assert_eq!(preview(&world, &asked).await["considered"], 0);
    let workflow = world.running(&draft).await;
    let inquiry = world.completed(&json!({})).await;
    world.create(&json!({})).await;
    let asked = json!({"document": draft, "baseline": {"workflow": workflow}});
    let found = preview(&world, &asked).await;
    assert_eq!(
        (&found["considered"], &found["recorded"]["mark_for_review"]),
        (&json!(1), &json!(1))
    );
    let path = format!("/v1/inquiries/{}/approve", text(&inquiry, "id"));
    world.ada.post(&path, &json!({"comment": "fine"})).await.expect_status(200);
    let found = preview(&world, &asked).await;
    assert_eq!(
        (&found["considered"], &found["recorded"]["mark_for_review"]),
        (&json!(1), &json!(1))
    );
}

#[tokio::test]
async fn lists_count_as_they_are_now_or_as_they_were() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["198.51.100.1", "198.51.100.0/30"]).await;
    for last in [1, 2, 9, 200] {
        world.completed(&from_address(&format!("198.51.100.{last}"))).await;
    }
    let draft =
        document("Onboarding", &[route("rt_a", "Blocked", &on_list(&list), "decline")], "approve");
    let now = json!({"document": draft});
    let then = json!({"document": draft, "lists": "then"});
    let both = async || {
        let (now, then) = (preview(&world, &now).await, preview(&world, &then).await);
        (count(&now, "rt_a"), count(&then, "rt_a"))
    };
    assert_eq!(both().await, (2, 2));
    let wide = world.add(&list, "198.51.100.128/25").await;
    assert_eq!(both().await, (3, 2));
    // Whoever comes now is on it then, too.
    world.completed(&from_address("198.51.100.201")).await;
    assert_eq!(both().await, (4, 3));
    world.ada.delete(&format!("/v1/lists/{list}/items/{wide}")).await.expect_status(204);
    assert_eq!(both().await, (2, 3));
    // An item that goes while another still matches changes nobody.
    let items = world.ada.get(&format!("/v1/lists/{list}/items")).await.expect_status(200);
    let one = items["data"].as_array().unwrap().iter();
    let one = one.clone().find(|item| item["value"] == "198.51.100.1").unwrap();
    let path = format!("/v1/lists/{list}/items/{}", text(one, "id"));
    world.ada.delete(&path).await.expect_status(204);
    assert_eq!(both().await, (2, 3));
    // Nobody is on a list that is archived.
    world.ada.post(&format!("/v1/lists/{list}/archive"), &json!({})).await.expect_status(200);
    let refused = world.ada.post("/v1/workflows/preview", &now).await;
    assert_eq!(refused.status(), 422, "{}", refused.text());
}

/// Between two previews an item comes and goes, and somebody completes while it is there.
#[tokio::test]
async fn an_item_that_came_and_went_leaves_nobody_on_its_list() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["198.51.100.1"]).await;
    world.completed(&from_address("198.51.100.1")).await;
    let draft =
        document("Onboarding", &[route("rt_a", "Blocked", &on_list(&list), "decline")], "approve");
    let asked = json!({"document": draft});
    assert_eq!(count(&preview(&world, &asked).await, "rt_a"), 1);
    let item = world.add(&list, "203.0.113.7").await;
    world.completed(&from_address("203.0.113.7")).await;
    // History is brought up to now, and nobody asks about the list.
    let other = json!({"document": document("Other", &[], "approve")});
    assert_eq!(preview(&world, &other).await["considered"], 2);
    world.ada.delete(&format!("/v1/lists/{list}/items/{item}")).await.expect_status(204);
    assert_eq!(count(&preview(&world, &asked).await, "rt_a"), 1);
}

#[tokio::test]
async fn the_erased_count_without_their_lists() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["198.51.100.1"]).await;
    let body = json!({
        "fields": {"name_last": "Lee", "birthdate": "1990-01-01"}, "session": {"ip_address": "198.51.100.1"},
    });
    let inquiry = world.completed(&body).await;
    world.completed(&from_address("198.51.100.1")).await;
    let draft = document(
        "Onboarding",
        &[
            route("rt_list", "Blocked", &on_list(&list), "decline"),
            route("rt_old", "Adults", &test("age", "greater_than", &json!(30)), "approve"),
        ],
        "do_nothing",
    );
    let now = json!({"document": draft});
    let then = json!({"document": draft, "lists": "then"});
    assert_eq!(count(&preview(&world, &now).await, "rt_list"), 2);
    let path = format!("/v1/inquiries/{}", text(&inquiry, "id"));
    world.ada.delete(&path).await.expect_status(200);
    let found = preview(&world, &now).await;
    assert_eq!((count(&found, "rt_list"), count(&found, "rt_old")), (1, 1));
    assert_eq!((&found["considered"], &found["unknown_lists"]), (&json!(2), &json!(1)));
    let found = preview(&world, &then).await;
    assert_eq!((count(&found, "rt_list"), &found["unknown_lists"]), (2, &json!(0)));
    let rows = listed(&world, json!({"document": draft, "cell": {"to_route": "rt_old"}}), 5).await;
    assert!(rows.len() == 1 && rows[0]["name"].is_null(), "{rows:?}");
}

#[tokio::test]
async fn what_an_earlier_workflow_settled_is_told() {
    let world = World::new().await;
    let young = route("rt_young", "Minors", &test("age", "less_than", &json!(18)), "decline");
    let first = world.running(&document("First", &[young], "do_nothing")).await;
    let second_text = document("Second", &[], "approve");
    let second = world.running(&second_text).await;
    world.completed(&json!({"attributes": {"age": 17}})).await;
    world.completed(&json!({"attributes": {"age": 40}})).await;
    let ask = async |baseline: &Value| {
        let mut body = json!({"document": second_text});
        if !baseline.is_null() {
            body["baseline"] = json!({"workflow": baseline});
        }
        preview(&world, &body).await
    };
    let found = ask(&json!(second)).await;
    assert_eq!(
        found["everything_else"],
        json!({"count": 2, "baseline_count": 2, "settled_earlier": 1})
    );
    assert_eq!(
        found["recorded"],
        json!({"approve": 1, "decline": 1, "mark_for_review": 0, "do_nothing": 0})
    );
    assert_eq!(ask(&json!(first)).await["everything_else"]["settled_earlier"], 0);
    // A new workflow comes last, behind both.
    assert_eq!(ask(&Value::Null).await["everything_else"]["settled_earlier"], 2);
    world.ada.put("/v1/workflow_order", &json!({"data": [second, first]})).await.expect_status(200);
    assert_eq!(ask(&json!(second)).await["everything_else"]["settled_earlier"], 0);
}
