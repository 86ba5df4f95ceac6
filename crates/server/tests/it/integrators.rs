//! What a program sees that only hands in inquiries: what became of them, and neither rules nor lists.

use axum::http::{HeaderName, Method};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::deciding::world::{World, document, on_list, route, text};

#[tokio::test]
async fn an_integrator_reads_what_was_decided_and_not_by_which_rules() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["203.0.113.7"]).await;
    let routes = [route("rt_01", "Blocked addresses", &on_list(&list), "decline")];
    world.running(&document("Onboarding", &routes, "approve")).await;
    let inquiry = world.completed(&json!({"session": {"ip_address": "203.0.113.7"}})).await;
    let path = format!("/v1/inquiries/{}", text(&inquiry, "id"));

    let shown = world.shop.get(&path).await.expect_status(200);
    let listed = world.shop.get("/v1/inquiries").await.expect_status(200)["data"][0].clone();
    for seen in [&inquiry, &shown, &listed] {
        assert_eq!(
            (&seen["status"], &seen["decision"]["outcome"]),
            (&json!("declined"), &json!("decline"))
        );
        assert_eq!(seen["runs"][0]["route_name"], "Blocked addresses");
        let matched = &seen["attributes"]["list_matches"]["value"][0];
        assert_eq!((&matched["list"], &matched["item_value"]), (&json!(list), &json!(null)));
    }
    let whole = world.ada.get(&path).await.expect_status(200);
    let matched = &whole["attributes"]["list_matches"]["value"][0];
    assert_eq!(matched["item_value"], "203.0.113.7");

    let run = text(&inquiry["runs"][0], "id");
    let run = format!("/v1/runs/{run}");
    for path in ["/v1/runs", &run, "/v1/overview"] {
        world.shop.get(path).await.expect_problem(403, "forbidden");
    }
    world.shop.post(&format!("{run}/replay"), &json!({})).await.expect_problem(403, "forbidden");
    let grace = world.app.analyst().await;
    let hidden = json!({"workflows_hidden_from": ["analyst"]});
    world.ada.patch("/v1/workspace", &hidden).await.expect_status(200);
    let run = grace.get(&run).await.expect_status(200);
    assert_eq!(run["trace"]["routes"][0]["name"], "Blocked addresses", "a part of the inquiry");
}

/// The answer is kept without values of lists, and they are put in again for those alone who may read lists.
#[tokio::test]
async fn a_repeated_answer_says_no_more_than_the_first() {
    const KEY: HeaderName = HeaderName::from_static("idempotency-key");
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["203.0.113.7"]).await;
    let robot = world.app.key("Robot", Role::Administrator).await;
    let body = json!({"session": {"ip_address": "203.0.113.7"}});
    for (client, value) in [(&world.shop, Value::Null), (&robot, json!("203.0.113.7"))] {
        let id = world.create(&json!({})).await;
        let path = format!("/v1/inquiries/{id}/complete");
        let complete = async || {
            let request = client.request(Method::POST, &path).json(&body).header(KEY, "again");
            request.send().await.expect_status(200)
        };
        let first = complete().await;
        let matched = &first["attributes"]["list_matches"]["value"][0];
        assert_eq!((&matched["list"], &matched["item_value"]), (&json!(list), &value));
        assert_eq!(complete().await, first, "the repeat");
    }
}
