//! Traces and replays: computed when someone reads them, from what was stored.

use serde_json::{Value, json};

use super::world::{World, document, from_address, on_list, route, test, text};

#[tokio::test]
async fn a_trace_shows_value_verdict_and_the_item_that_matched() {
    let world = World::new().await;
    let items = ["203.0.113.0/24", "203.0.113.7", "203.0.113.0/28"];
    let list = world.list("Blocked", "ip_address", &[]).await;
    let mut added = Vec::new();
    for item in items {
        added.push(world.add(&list, item).await);
    }
    let routes = [
        route("rt_minors", "Minors", &test("age", "less_than", &json!(18)), "decline"),
        route("rt_blocked", "Blocked", &on_list(&list), "mark_for_review"),
        route("rt_never", "Never tried", &test("age", "greater_than", &json!(18)), "approve"),
    ];
    let workflow = world.running(&document("Onboarding", &routes, "approve")).await;
    let mut body = from_address("203.0.113.7");
    body["attributes"] = json!({"age": 40});
    let inquiry = world.completed(&body).await;
    let run = world.run(text(&inquiry["runs"][0], "id")).await;

    assert_eq!(run["inquiry"], inquiry["id"]);
    assert_eq!(run["ran"], json!([{"workflow": workflow, "version": 1}]));
    assert_eq!((&run["event"], &run["semantics"]), (&json!("inquiry.completed"), &json!(1)));
    let trace = &run["trace"];
    assert_eq!(trace["taken"], "rt_blocked");
    assert_eq!(trace["everything_else"], json!({"taken": false}));
    assert_eq!(trace["attributes"], json!({"age": 40, "list_matches": [list]}));
    assert_eq!(trace["routes"].as_array().unwrap().len(), 2, "every route down to the one taken");
    let minors = &trace["routes"][0];
    assert_eq!((&minors["verdict"], &minors["taken"]), (&json!("false"), &json!(false)));
    assert_eq!(
        minors["condition"]["children"][0],
        json!({
            "kind": "condition", "verdict": "false", "pointer": "/routes/0/if/all/0",
            "sentence": "age is less than 18", "attribute": "age", "operator": "less_than",
            "expected": 18, "actual": 40,
        })
    );
    let blocked = &trace["routes"][1]["condition"];
    assert_eq!((&blocked["kind"], &blocked["verdict"]), (&json!("all"), &json!("true")));
    assert_eq!(
        blocked["children"][0],
        json!({
            "kind": "condition", "verdict": "true", "pointer": "/routes/1/if/all/0",
            "sentence": "the inquiry is on “Blocked”", "attribute": "list_matches", "operator": "contains",
            "expected": list, "actual": [list],
            "matched": [{"list": list, "item": added[1], "item_value": "203.0.113.7", "revision": 3}],
        }),
        "the most specific item"
    );
}

/// Of equally specific items the one with the lowest id.
#[tokio::test]
async fn of_equal_items_the_lowest_id_matches() {
    let world = World::new().await;
    let first = world.list("First", "email_address", &[]).await;
    let second = world.list("Second", "email_address", &[]).await;
    let lists = json!([second, first]);
    let wide = world.add(&first, "*.example.com").await;
    world.add(&first, "*.com").await;
    let exact = world.add(&second, "ada@mail.example.com").await;
    world.add(&second, "mail.example.com").await;
    let both = route("rt_01", "Both", &test("list_matches", "contains_all", &lists), "decline");
    world.running(&document("Addresses", &[both], "approve")).await;
    let inquiry =
        world.completed(&json!({"fields": {"email_address": "Ada@Mail.Example.com"}})).await;
    let run = world.run(text(&inquiry["runs"][0], "id")).await;
    let matched = &run["trace"]["routes"][0]["condition"]["children"][0]["matched"];
    let found: Vec<(&str, &str)> = matched
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (text(item, "list"), text(item, "item")))
        .collect();
    assert_eq!(found, [(first.as_str(), wide.as_str()), (second.as_str(), exact.as_str())]);
}

/// Lists, drafts, versions and names move on; what was decided does not.
#[tokio::test]
async fn replay_agrees_whatever_happened_since() {
    let world = World::new().await;
    let list = world.list("Blocked", "country", &["CA"]).await;
    let blocked = route("rt_01", "Blocked", &on_list(&list), "decline");
    let workflow = world.running(&document("Countries", &[blocked], "approve")).await;
    let inquiry = world.completed(&json!({"attributes": {"country": "CA"}})).await;
    let id = text(&inquiry["runs"][0], "id").to_owned();
    let before = world.run(&id).await;

    let items = world.ada.get(&format!("/v1/lists/{list}/items")).await.expect_status(200);
    let item = text(&items["data"][0], "id").to_owned();
    world.ada.delete(&format!("/v1/lists/{list}/items/{item}")).await.expect_status(204);
    world.publish(&workflow, &document("Countries", &[], "do_nothing")).await;
    world.start(&workflow).await;
    world.pause(&workflow).await;
    world.ada.patch(&format!("/v1/lists/{list}"), &json!({"name": "Old"})).await.expect_status(200);
    world.ada.post(&format!("/v1/lists/{list}/archive"), &json!({})).await.expect_status(200);

    let replay =
        world.ada.post(&format!("/v1/runs/{id}/replay"), &json!({})).await.expect_status(200);
    let side = json!({
        "route": "rt_01", "actions": [{"action": "decline"}], "trace_digest": before["trace_digest"],
    });
    assert_eq!(replay, json!({"agrees": true, "recorded": side, "replayed": side}));
    let after = world.run(&id).await;
    let condition = |run: &Value| run["trace"]["routes"][0]["condition"]["children"][0].clone();
    assert_eq!(condition(&after)["matched"], condition(&before)["matched"]);
    assert_eq!(condition(&after)["sentence"], "the inquiry is on “Old”", "names are those of now");
}

#[tokio::test]
async fn what_is_not_there_is_not_found() {
    let world = World::new().await;
    let nothing = "/v1/runs/run_01h45ytscbebyvny4gc8cr8ma2";
    world.ada.get(nothing).await.expect_problem(404, "not_found");
    world.ada.post(&format!("{nothing}/replay"), &json!({})).await.expect_problem(404, "not_found");
    world.ada.get("/v1/runs/first").await.expect_problem(404, "not_found");
}
