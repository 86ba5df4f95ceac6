//! How the impact of items is asked: what is refused, and what the server keeps between an answer and its pages.

use axum::http::{Method, header};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::deciding::world::{World, document, from_address, on_list, route, text};

#[tokio::test]
async fn bodies_and_queries_that_do_not_fit_are_refused() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["198.51.100.1"]).await;
    let (counts, pages) =
        (format!("/v1/lists/{list}/impact"), format!("/v1/lists/{list}/impact/inquiries"));
    for (path, body, pointers) in [
        (&counts, json!({"lists": "then"}), vec!["/lists"]),
        (
            &counts,
            json!({"window": {"from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}}),
            vec!["/window"],
        ),
        (&counts, json!({"asker": ""}), vec!["/asker"]),
        (&counts, json!({"asker": "x".repeat(65)}), vec!["/asker"]),
        (&pages, json!({}), vec!["/cell"]),
        (&pages, json!({"cell": {"to_route": "rt_a"}}), vec!["/cell"]),
        (
            &pages,
            json!({"cell": {"to": "fly"}, "workflow": "x", "limit": 0}),
            vec!["/workflow", "/cell/to", "/limit"],
        ),
    ] {
        let answer = world.ada.post(path, &body).await.expect_status(422);
        let found = answer["errors"].as_array().unwrap().iter();
        let found: Vec<&str> = found.map(|error| error["pointer"].as_str().unwrap()).collect();
        assert_eq!(found, pointers, "{body}");
    }
    let nobody = json!({"cell": {}, "workflow": "wfl_00000000000000000000000001"});
    world.ada.post(&pages, &nobody).await.expect_status(404);
    let bad = json!({"cell": {}, "cursor": "zz"});
    assert_eq!(world.ada.post(&pages, &bad).await.expect_status(400)["code"], "invalid_cursor");
    let file = async |query: &str| {
        let path = format!("/v1/lists/{list}/import/impact{query}");
        let request = world.ada.request(Method::POST, &path);
        request.header(header::CONTENT_TYPE, "text/csv").body("192.0.2.1\n").send().await
    };
    let asker = format!("?asker={}", "x".repeat(65));
    for query in [
        "?window_from=yesterday",
        "?window_from=2026-01-02T00:00:00Z&window_to=2026-01-01T00:00:00Z",
        "?lists=then",
        &asker,
        "/inquiries?to_route=rt_a",
        "/inquiries?from=fly",
    ] {
        assert_eq!(file(query).await.expect_status(400)["code"], "invalid_parameter", "{query}");
    }
    file(&format!("?asker={}", "x".repeat(64))).await.expect_status(200);
    let analyst = world.app.member("grace@example.com", "Grace", Role::Analyst).await;
    analyst.post(&pages, &json!({"cell": {}})).await.expect_status(403);
}

#[tokio::test]
async fn a_file_has_so_many_bytes_and_no_more() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["198.51.100.1"]).await;
    let path = format!("/v1/lists/{list}/import/impact");
    let ask = || world.ada.request(Method::POST, &path).header(header::CONTENT_TYPE, "text/csv");
    let said = ask().header(header::CONTENT_LENGTH, "33554433").send().await;
    said.expect_problem(413, "body_too_large");
    // Lines as long as a line may be: a comment each.
    let line = format!("#{}\n", "x".repeat(8_190));
    let most = line.repeat(33_554_432 / line.len());
    ask().body(format!("{most}\n192.0.2.1")).send().await.expect_problem(413, "body_too_large");
    ask().body(most).send().await.expect_status(200);
}

/// A workflow that declines who is on a list, and three who are not.
async fn asked() -> (World, String, Value) {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &[]).await;
    let draft = document("W", &[route("rt_on", "On", &on_list(&list), "decline")], "approve");
    world.running(&draft).await;
    for n in 1..4 {
        world.completed(&from_address(&format!("192.0.2.{n}"))).await;
        world.app.clock.advance_seconds(60);
    }
    (world, list, json!({"add": [{"value": "192.0.2.0/24"}]}))
}

async fn ids(world: &World, list: &str, asked: &Value) -> Vec<String> {
    let mut body = asked.clone();
    body["cell"] = json!({"changed": true});
    let page = world.ada.post(&format!("/v1/lists/{list}/impact/inquiries"), &body).await;
    let page = page.expect_status(200);
    page["data"].as_array().unwrap().iter().map(|row| text(row, "id").to_owned()).collect()
}

#[tokio::test]
async fn pages_are_of_what_was_answered_until_the_list_changes() {
    let (world, list, asked) = asked().await;
    let told = world.ada.post(&format!("/v1/lists/{list}/impact"), &asked).await;
    assert_eq!(told.expect_status(200)["together"]["decided_differently"], 3);
    let before = ids(&world, &list, &asked).await;
    assert_eq!(before.len(), 3);
    // Who came since is not in what was answered.
    world.completed(&from_address("192.0.2.9")).await;
    assert_eq!(ids(&world, &list, &asked).await, before);
    // With another list it is another question.
    world.add(&list, "192.0.2.2").await;
    let after = ids(&world, &list, &asked).await;
    assert_eq!(after.len(), 3);
    assert_ne!(after, before);
    // And it is asked anew after a while.
    world.completed(&from_address("192.0.2.10")).await;
    world.app.clock.advance_seconds(300);
    assert_eq!(ids(&world, &list, &asked).await.len(), 4);
}

#[tokio::test]
async fn pages_that_nobody_counted_before_are_answered_as_well() {
    let (world, list, asked) = asked().await;
    assert_eq!(ids(&world, &list, &asked).await.len(), 3);
    // The text that runs asks about another list since: what was kept does not say who is on it.
    let other = world.list("Other", "ip_address", &["192.0.2.1"]).await;
    let both =
        document("V", &[route("rt_other", "Other", &on_list(&other), "do_nothing")], "do_nothing");
    world.running(&both).await;
    assert_eq!(ids(&world, &list, &asked).await.len(), 3);
}
