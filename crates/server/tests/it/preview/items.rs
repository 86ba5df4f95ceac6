//! What other items on a list would change, against saving them and asking the preview, and against deciding one by one.

use std::collections::BTreeMap;

use axum::http::{Method, header};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use super::agreement::{counted, people, preview};
use crate::deciding::world::{World, document, on_list, route, text};

/// Everybody with a name.
pub(super) fn named() -> Vec<Value> {
    let firsts = ["Catherine", "Katherine", "Karl", "Ann"];
    let mut people = people();
    for (n, body) in people.iter_mut().enumerate() {
        body["fields"]["name_first"] = json!(firsts[n % 4]);
        body["fields"]["name_last"] = json!(if n % 3 == 0 { "Smith" } else { "Lee" });
    }
    people
}

async fn one_by_one(world: &World, document: &Value, people: &[Value]) -> Vec<String> {
    let mut routes = Vec::new();
    for body in people {
        let body = json!({"document": document, "inquiry": body});
        let run = world.ada.post("/v1/workflows/try", &body).await.expect_status(200);
        routes.push(text(&run, "route").to_owned());
    }
    routes
}

pub(super) async fn impact(world: &World, list: &str, body: &Value) -> Value {
    world.ada.post(&format!("/v1/lists/{list}/impact"), body).await.expect_status(200)
}

/// The flow of an answer: from, to, count.
fn flow(workflow: &Value) -> BTreeMap<(String, String), u64> {
    let cells = workflow["preview"]["flow"].as_array().unwrap().iter();
    let ends =
        |cell: &Value| (text(cell, "from_route").to_owned(), text(cell, "to_route").to_owned());
    cells.map(|cell| (ends(cell), cell["count"].as_u64().unwrap())).collect()
}

#[tokio::test]
async fn the_impact_is_what_saving_the_items_brings() {
    let world = World::new().await;
    let addresses = world.list("Blocked", "ip_address", &["203.0.113.0", "203.0.113.64/26"]).await;
    let mails = world.list("Mails", "email_address", &["*.example", "p1@1.example"]).await;
    let names = world.list("Names", "name", &[]).await;
    let draft = document(
        "Onboarding",
        &[
            route("rt_name", "Names", &on_list(&names), "mark_for_review"),
            route("rt_address", "Addresses", &on_list(&addresses), "decline"),
            route("rt_mail", "Mails", &on_list(&mails), "do_nothing"),
        ],
        "approve",
    );
    world.running(&draft).await;
    let people = named();
    for body in &people {
        world.completed(body).await;
    }
    let asked = json!({"document": draft});
    let items = async |list: &str| {
        let found = world.ada.get(&format!("/v1/lists/{list}/items")).await.expect_status(200);
        let ids = found["data"].as_array().unwrap().iter();
        ids.map(|item| text(item, "id").to_owned()).collect::<Vec<_>>()
    };
    let changes = [
        (&addresses, json!([{"value": "203.0.113.128/25"}, {"value": "203.0.113.5"}]), 1),
        (&mails, json!([{"value": "2.example"}, {"value": "*.nobody.example"}]), 2),
        (&names, json!([{"first": "Catherine", "last": "Smith", "threshold": 0.9}]), 0),
        (&names, json!([{"last": "Lee"}]), 1),
        (&addresses, json!([]), 2),
    ];
    let mut total_changed = 0;
    for (list, add, take) in changes {
        let remove: Vec<String> = items(list).await.into_iter().take(take).collect();
        let (before, routes_before) =
            (preview(&world, &asked).await, one_by_one(&world, &draft, &people).await);
        let told = impact(&world, list, &json!({"add": add, "remove": remove})).await;
        assert_eq!(preview(&world, &asked).await["routes"], before["routes"], "it keeps nothing");
        for body in add.as_array().unwrap() {
            world.ada.post(&format!("/v1/lists/{list}/items"), body).await.expect_status(201);
        }
        for item in &remove {
            let path = format!("/v1/lists/{list}/items/{item}");
            world.ada.delete(&path).await.expect_status(204);
        }
        let (after, routes_after) =
            (preview(&world, &asked).await, one_by_one(&world, &draft, &people).await);
        let workflow = &told["workflows"][0];
        assert_eq!(counted(&workflow["preview"]), counted(&after), "{told}");
        assert_eq!(workflow["preview"]["outcomes"], after["outcomes"]);
        assert_eq!(workflow["preview"]["baseline_outcomes"], before["outcomes"]);
        let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
        for ends in routes_before.into_iter().zip(routes_after).filter(|(from, to)| from != to) {
            *expected.entry(ends).or_default() += 1;
        }
        assert_eq!(flow(workflow), expected);
        let total: u64 = expected.values().sum();
        assert_eq!(workflow["changed"].as_u64(), Some(total));
        assert_eq!(
            workflow["decided_differently"].as_u64(),
            Some(total),
            "each route does its own"
        );
        total_changed += total;
    }
    assert!(total_changed > 40, "{total_changed}");
}

#[tokio::test]
async fn remarks_and_routes_that_nobody_takes_any_more_are_told() {
    let world = World::new().await;
    let blocked = world.list("Blocked", "ip_address", &["198.51.100.0/24"]).await;
    let allowed = world.list("Allowed", "ip_address", &["203.0.113.5"]).await;
    let draft = document(
        "Onboarding",
        &[
            route("rt_blocked", "Blocked", &on_list(&blocked), "decline"),
            route("rt_allowed", "Allowed", &on_list(&allowed), "approve"),
        ],
        "mark_for_review",
    );
    world.running(&draft).await;
    for body in people() {
        world.completed(&body).await;
    }
    let request = world.ada.request(Method::POST, &format!("/v1/lists/{blocked}/import/impact"));
    let file = "ip_address\n203.0.113.0/24\n198.51.100.7\nnothing\n198.51.100.0/24\n11.0.0.0/8\n";
    let told = request.header(header::CONTENT_TYPE, "text/csv").body(file).send().await;
    let told = told.expect_status(200);
    let remarks: Vec<(&str, u64)> = told["remarks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|remark| (text(remark, "kind"), remark["number"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        remarks,
        [("wide_network", 6), ("matches_many", 2), ("covered", 3), ("already_there", 5)]
    );
    assert_eq!(
        (&told["added"], &told["already"], &told["bad"], &told["matched"], &told["newly_on"]),
        (&json!(3), &json!(1), &json!(1), &json!(48), &json!(48))
    );
    let workflow = &told["workflows"][0];
    assert_eq!(
        workflow["routes"],
        json!([{"id": "rt_allowed", "name": "Allowed", "before": "yes", "after": "no"}])
    );
    assert_eq!(workflow["decided_differently"], 48);
}

#[tokio::test]
async fn questions_that_do_not_fit_are_refused() {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["198.51.100.1"]).await;
    let path = format!("/v1/lists/{list}/impact");
    let ask = async |body: &Value| world.ada.post(&path, body).await;
    let none = ask(&json!({})).await.expect_status(200);
    assert_eq!((&none["added"], &none["workflows"]), (&json!(0), &json!([])));
    let bad = json!({"add": [{"value": "192.0.2.1"}, {"value": "nothing"}]});
    let refused = ask(&bad).await.expect_status(422);
    assert_eq!(refused["errors"][0]["pointer"], "/add/1/value");
    let item = |n: usize| json!({"value": format!("10.0.{}.{}", n / 256, n % 256)});
    let many: Vec<Value> = (0..1_001).map(item).collect();
    ask(&json!({"add": many[..1_000]})).await.expect_status(200);
    ask(&json!({"add": many})).await.expect_status(422);
    ask(&json!({"remove": ["itm_00000000000000000000000001"]})).await.expect_status(404);
    let lines = async |lines: usize| {
        let request = world.ada.request(Method::POST, &format!("/v1/lists/{list}/import/impact"));
        let file = "192.0.2.1\n".repeat(lines);
        request.header(header::CONTENT_TYPE, "text/csv").body(file).send().await
    };
    lines(200_000).await.expect_status(200);
    assert_eq!(lines(200_001).await.expect_status(413)["code"], "too_many_lines");
    let analyst = world.app.member("grace@example.com", "Grace", Role::Analyst).await;
    analyst.post(&path, &json!({})).await.expect_status(403);
    world.shop.post(&path, &json!({})).await.expect_status(403);
    world.ada.post(&format!("/v1/lists/{list}/archive"), &json!({})).await.expect_status(200);
    assert_eq!(ask(&json!({})).await.expect_status(409)["code"], "archived");
}
