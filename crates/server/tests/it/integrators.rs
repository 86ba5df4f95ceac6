//! What a program sees that only hands in inquiries: what became of them, and neither rules nor lists.

use serde_json::json;

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
