//! What becomes of items: history, erasing, and when they matched.

use axum::http::{HeaderName, Method, header};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Client, TestApp};
use crate::workflows::event_types;

async fn add(list: &List, value: &str) -> String {
    list.add(value).await.expect_status(201)["id"].as_str().expect("an id").to_owned()
}

async fn erase(list: &List, item: &str) -> crate::support::Answer {
    list.post(&format!("/items/{item}/erase")).await
}

async fn remove(list: &List, item: &str) {
    list.client.delete(&list.path(&format!("/items/{item}"))).await.expect_status(204);
}

#[tokio::test]
async fn a_list_can_be_asked_what_it_held() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let us = add(&list, "US").await;
    app.clock.advance_seconds(1);
    add(&list, "CA").await;
    let file = list.client.request(Method::POST, &list.path("/import"));
    file.header(header::CONTENT_TYPE, "text/csv").body("FR\nCA\n").send().await.expect_status(200);
    app.clock.advance_seconds(1);
    remove(&list, &us).await;

    assert_eq!(list.values("").await, ["FR", "CA"]);
    assert_eq!(list.values("?state=present").await, ["FR", "CA"]);
    assert_eq!(list.values("?state=removed").await, ["US"]);
    assert_eq!(list.values("?state=all").await, ["FR", "CA", "US"]);
    assert_eq!(list.values("?state=all&q=u").await, ["US"]);
    for (revision, held) in [
        (0, &[][..]),
        (1, &["US"]),
        (2, &["CA", "US"]),
        (3, &["FR", "CA", "US"]),
        (4, &["FR", "CA"]),
    ] {
        assert_eq!(list.values(&format!("?revision={revision}")).await, held, "at {revision}");
    }
    let first = ada.get(&list.path("/items?revision=3&limit=2")).await.expect_status(200);
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    assert_eq!(list.values(&format!("?revision=3&limit=2&cursor={cursor}")).await, ["US"]);
    for query in ["revision=5", "revision=-1", "revision=x", "state=gone", "state=all&revision=1"] {
        let refused = ada.get(&list.path(&format!("/items?{query}"))).await;
        let problem = refused.expect_problem(400, "invalid_parameter");
        assert!(!problem["detail"].as_str().expect("a detail").is_empty(), "{query}");
    }

    let gone = ada.get(&list.path("/items?state=removed")).await.json()["data"][0].clone();
    assert_eq!((&gone["added_revision"], &gone["removed"]["revision"]), (&json!(1), &json!(4)));
    assert_eq!(gone["removed"]["by"]["name"], "Ada");
    assert_eq!(gone["removed"]["at"], "2026-11-22T10:42:09Z");

    let told = ada.get(&list.path("/revisions")).await.expect_status(200);
    let told: Vec<Value> = told["data"].as_array().expect("revisions").clone();
    let brief = |revision: &Value| {
        json!([
            revision["revision"],
            revision["change"],
            revision["item"]["value"],
            revision["import"]["added"]
        ])
    };
    assert_eq!(
        told.iter().map(brief).collect::<Vec<_>>(),
        [
            json!([4, "removed", "US", null]),
            json!([3, "imported", null, 1]),
            json!([2, "added", "CA", null]),
            json!([1, "added", "US", null])
        ]
    );
    let page = ada.get(&list.path("/revisions?limit=1")).await.json();
    let cursor = page["next_cursor"].as_str().expect("a cursor");
    let next = ada.get(&list.path(&format!("/revisions?limit=1&cursor={cursor}"))).await.json();
    assert_eq!(next["data"][0]["revision"], 3);
}

#[tokio::test]
async fn a_removed_item_is_erased_and_its_interval_stays() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "People", "email_address").await;
    let body = json!({"value": "Mallory@Example.com", "note": "called twice"});
    let item = ada.post(&list.path("/items"), &body).await.expect_status(201);
    let item = item["id"].as_str().expect("an id").to_owned();
    let file = list.client.request(Method::POST, &list.path("/import"));
    let bad = "mallory@EXAMPLE.com x\nnobody\n";
    file.header(header::CONTENT_TYPE, "text/csv").body(bad).send().await.expect_status(200);

    let problem = erase(&list, &item).await.expect_problem(409, "item_present");
    assert!(problem["detail"].as_str().expect("a detail").contains("remove it first"));
    remove(&list, &item).await;
    app.clock.advance_seconds(1);
    let erased = erase(&list, &item).await.expect_status(200);
    assert_eq!((&erased["value"], &erased["note"]), (&json!(null), &json!(null)));
    assert_eq!(erased["erased"]["at"], "2026-11-22T10:42:08Z");
    assert_eq!(erased["added_revision"], 1);
    let again = erase(&list, &item).await.expect_status(200);
    assert_eq!((&erased["items_erased"], &again["items_erased"]), (&json!(1), &json!(0)));
    assert_eq!(again["erased"], erased["erased"], "again is as good as once");

    for path in [
        "/items?state=all",
        "/items?revision=1",
        "/revisions",
        "/imports",
        "/items?state=all&q=mallory",
    ] {
        let said = ada.get(&list.path(path)).await.text().to_lowercase();
        assert!(!said.contains("mallory"), "{path} still says so: {said}");
    }
    let imports = ada.get(&list.path("/imports")).await.json();
    let lines = &imports["data"][0]["bad_lines"];
    assert_eq!((&lines[0]["value"], &lines[1]["value"]), (&json!(""), &json!("nobody")));
    assert_eq!(
        event_types(&ada).await,
        [
            "list.created",
            "list.item_added",
            "list.imported",
            "list.item_removed",
            "list.item_erased"
        ]
    );
    let other = List::create(&ada, "Others", "email_address").await;
    erase(&other, &item).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn a_stored_answer_forgets_what_is_erased() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "People", "email_address").await;
    let body = json!({"value": "mallory@example.com"});
    let send = || {
        let request = ada.request(Method::POST, &list.path("/items")).json(&body);
        request.header(HeaderName::from_static("idempotency-key"), "one").send()
    };
    let item = send().await.expect_status(201)["id"].as_str().expect("an id").to_owned();
    remove(&list, &item).await;
    assert!(send().await.text().contains("mallory"), "the first answer is repeated");
    erase(&list, &item).await.expect_status(200);
    let again = send().await;
    assert!(again.status() >= 400 && !again.text().contains("mallory"), "{}", again.text());
    assert_eq!(list.values("").await, [] as [&str; 0], "nor is the request done again");
}

#[tokio::test]
async fn an_archived_list_lets_go_of_an_item_that_is_erased() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "People", "email_address").await;
    let item = add(&list, "mallory@example.com").await;
    list.post("/archive").await.expect_status(200);
    let erased = erase(&list, &item).await.expect_status(200);
    assert_eq!((&erased["value"], &erased["removed"]["revision"]), (&json!(null), &json!(2)));
    assert_eq!(list.read().await["items"], 0);
}

/// An inquiry from this address that has completed.
async fn completed(shop: &Client, address: &str) -> String {
    let body = json!({"session": {"ip_address": address}});
    let made = shop.post("/v1/inquiries", &body).await.expect_status(201);
    let id = made["id"].as_str().expect("an id").to_owned();
    shop.post(&format!("/v1/inquiries/{id}/complete"), &json!({})).await.expect_status(200);
    id
}

#[tokio::test]
async fn lists_and_items_say_when_they_matched_and_how_often() {
    let app = TestApp::new().await;
    let ada = app.key("Console", Role::Administrator).await;
    let shop = app.key("Shop", Role::Integrator).await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    add(&list, "203.0.113.0/24").await;
    add(&list, "192.0.2.9").await;
    assert_eq!(
        list.read().await["matches"],
        json!({"last": null, "recent": 0, "recent_more": false, "recent_days": 30})
    );
    completed(&shop, "203.0.113.7").await;
    app.clock.advance_seconds(5);
    let youngest = completed(&shop, "203.0.113.8").await;
    completed(&shop, "198.51.100.1").await;
    let seen = json!({"last": {"inquiry": youngest, "at": "2026-11-22T10:42:12Z"}, "recent": 2,
                      "recent_more": false, "recent_days": 30});
    assert_eq!(list.read().await["matches"], seen);
    let all = ada.get("/v1/lists").await.expect_status(200);
    assert_eq!(all["data"][0]["matches"], seen);
    let items = ada.get(&list.path("/items")).await.expect_status(200);
    assert_eq!(items["data"][0]["matches"]["last"], json!(null));
    assert_eq!(items["data"][1]["matches"], seen);
    for (seconds, recent) in [(30 * 24 * 60 * 60, 1), (1, 0)] {
        app.clock.advance_seconds(seconds);
        let later = list.read().await["matches"].clone();
        assert_eq!(
            (&later["recent"], &later["last"]["inquiry"]),
            (&json!(recent), &json!(youngest))
        );
    }
}
