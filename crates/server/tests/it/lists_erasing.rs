//! What erasing an item reaches besides the item itself: earlier items of the same value, and answers about others.

use axum::http::{HeaderName, Method};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Answer, Client, TestApp};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// Adds an item and says its id.
async fn added(list: &List, item: &Value) -> String {
    let made = list.client.post(&list.path("/items"), item).await.expect_status(201);
    made["id"].as_str().expect("an id").to_owned()
}

async fn removed(list: &List, item: &Value) -> String {
    let id = added(list, item).await;
    list.client.delete(&list.path(&format!("/items/{id}"))).await.expect_status(204);
    id
}

async fn erased(list: &List, item: &str) -> Value {
    list.post(&format!("/items/{item}/erase")).await.expect_status(200)
}

/// A request that can be repeated with the same key.
async fn keyed(client: &Client, path: &str, body: &Value) -> Answer {
    let request = client.request(Method::POST, path).json(body);
    request.header(KEY, "one").send().await
}

#[tokio::test]
async fn every_removed_item_of_the_value_is_erased() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "People", "name").await;
    let person = json!({"first": "Zebulonia", "last": "Quackenbushy", "note": "called twice"});
    removed(&list, &person).await;
    let alike = json!({"first": "ZEBULONIA", "last": "Quackenbushy", "threshold": 0.9});
    let alike = removed(&list, &alike).await;
    let newest = removed(&list, &person).await;
    removed(&list, &json!({"last": "Quackenbush"})).await;

    let seen = erased(&list, &newest).await;
    assert_eq!((&seen["id"], &seen["items_erased"]), (&json!(newest), &json!(3)), "{seen}");
    assert_eq!((&seen["present_items"], &seen["waiting_import"]), (&json!([]), &json!(null)));
    for path in [
        &list.path("/items?state=all"),
        &list.path("/revisions"),
        &format!("/v1/audit?subject={}", list.id),
    ] {
        let said = ada.get(path).await.text().to_lowercase();
        assert!(!said.contains("quackenbushy"), "{path} still says so: {said}");
        assert!(said.contains("quackenbush"), "another name stays: {path}");
    }
    let again = erased(&list, &alike).await;
    assert_eq!(
        (&again["items_erased"], &again["erased"]["by"]["name"]),
        (&json!(0), &json!("Ada"))
    );
}

/// It is on the list on purpose; whoever erases is told.
#[tokio::test]
async fn a_present_item_of_the_value_stays_and_is_named() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "People", "email_address").await;
    let mallory = json!({"value": "mallory@example.com"});
    let gone = removed(&list, &mallory).await;
    let present = added(&list, &mallory).await;
    let seen = erased(&list, &gone).await;
    assert_eq!((&seen["items_erased"], &seen["present_items"]), (&json!(1), &json!([present])));
    assert_eq!(list.values("").await, ["mallory@example.com"]);
    let told = ada.get(&format!("/v1/audit?subject={present}")).await.text();
    assert!(told.contains("mallory"), "{told}");
}

#[tokio::test]
async fn a_number_is_erased_whatever_its_class() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Papers", "government_id_number").await;
    removed(&list, &json!({"number": "C01X00T47", "class": "pp"})).await;
    removed(&list, &json!({"number": "C01X00T478"})).await;
    let gone = removed(&list, &json!({"number": "c01x-00t47"})).await;
    assert_eq!(erased(&list, &gone).await["items_erased"], 2);
    let left = ada.get(&list.path("/items?state=removed")).await.expect_status(200);
    let texts: Vec<&Value> =
        left["data"].as_array().expect("items").iter().map(|item| &item["text"]).collect();
    assert_eq!(texts, [&json!(null), &json!("C01X00T478"), &json!(null)]);
}

/// A stored answer about an inquiry shows the items that matched.
#[tokio::test]
async fn a_repeated_answer_about_an_inquiry_forgets_the_value() {
    let app = TestApp::new().await;
    let ada = app.key("Console", Role::Administrator).await;
    let list = List::create(&ada, "Networks", "ip_address").await;
    let item = added(&list, &json!({"value": "198.51.100.0/24"})).await;
    let body = json!({"session": {"ip_address": "198.51.100.7"}});
    let made = ada.post("/v1/inquiries", &body).await.expect_status(201);
    let complete = format!("/v1/inquiries/{}/complete", made["id"].as_str().expect("an id"));
    let first = keyed(&ada, &complete, &json!({})).await;
    assert!(first.text().contains("198.51.100.0/24"), "{}", first.text());
    let again = keyed(&ada, &complete, &json!({})).await;
    assert_eq!((again.status(), again.text()), (200, first.text()), "the same, letter by letter");
    assert_eq!(again.header(REPLAYED), Some("true"));

    list.client.delete(&list.path(&format!("/items/{item}"))).await.expect_status(204);
    erased(&list, &item).await;
    let again = keyed(&ada, &complete, &json!({})).await;
    let found = &again.expect_status(200)["attributes"]["list_matches"]["value"][0];
    assert_eq!((&found["item"], &found["item_value"]), (&json!(item), &json!(null)));
}
