//! Lists of every type decide, and the trace names the item that matched.

use std::fmt::Write;

use axum::http::{Method, header};
use serde_json::{Value, json};

use super::world::{World, document, on_list, route, text};

/// A list of any type with items, and a workflow that declines who is on it.
async fn declining(list_type: &str, field: Option<&str>, items: &[Value]) -> (World, String) {
    let world = World::new().await;
    let mut new = json!({"name": "Blocked", "type": list_type});
    if let Some(field) = field {
        new["field"] = json!(field);
    }
    let made = world.ada.post("/v1/lists", &new).await.expect_status(201);
    let list = text(&made, "id").to_owned();
    for item in items {
        world.ada.post(&format!("/v1/lists/{list}/items"), item).await.expect_status(201);
    }
    let blocked = route("rt_01", "Blocked", &on_list(&list), "decline");
    world.running(&document("Blocking", &[blocked], "approve")).await;
    (world, list)
}

/// What the inquiry says that it matched, and the trace of its run; both the same.
async fn matched(world: &World, body: &Value) -> Option<String> {
    let inquiry = world.completed(body).await;
    let inquiry = world.whole(text(&inquiry, "id")).await;
    let matches = inquiry["attributes"]["list_matches"]["value"].as_array().unwrap();
    let declined = inquiry["status"] == "declined";
    assert_eq!(declined, !matches.is_empty(), "{inquiry}");
    let run = world.run(text(&inquiry["runs"][0], "id")).await;
    let condition = &run["trace"]["routes"][0]["condition"]["children"][0];
    if !declined {
        assert_eq!(condition["verdict"], "false");
        return None;
    }
    let item = text(&matches[0], "item_value").to_owned();
    assert_eq!(condition["matched"][0]["item_value"], item.as_str(), "{condition}");
    Some(item)
}

#[tokio::test]
async fn phone_numbers() {
    let (world, _) = declining("phone_number", None, &[json!({"value": "+442079460018"})]).await;
    for (number, country, is_on) in [
        ("+44 20 7946 0018", None, true),
        ("+44 (0)20 7946 0018 ext 3", Some("US"), true),
        ("020 7946 0018", Some("GB"), true),
        ("020 7946 0018", Some("FR"), false),
        ("020 7946 0018", None, false),
        ("nonsense", Some("GB"), false),
    ] {
        let body = json!({
            "fields": {"phone_number": number, "address_country_code": country},
            // The sent country is the attribute; the number is read by the address.
            "attributes": {"country": "DE"},
        });
        let found = matched(&world, &body).await;
        assert_eq!(found.as_deref(), is_on.then_some("+442079460018"), "{number} {country:?}");
    }
}

#[tokio::test]
async fn names_from_the_most_specific_to_the_least() {
    let items = [
        json!({"last": "Smith"}),
        json!({"first": "Catherine", "last": "Smith", "threshold": 0.9}),
        json!({"first": "Katherine", "last": "Smith"}),
        json!({"first": "José", "last": "García"}),
    ];
    let (world, _) = declining("name", None, &items).await;
    for (first, last, found) in [
        (json!("KATHERINE"), "smith", Some("Katherine Smith")),
        (json!("Catherina"), "Smith", Some("Catherine Smith, first name alike from 0.9")),
        (json!("Bob"), "SMITH", Some("Smith, any first name")),
        (json!(null), " Smith ", Some("Smith, any first name")),
        (json!("jose"), "Garcia\u{301}", Some("José García")),
        (json!("Josef"), "García", None),
        (json!(null), "García", None),
        (json!("Katherine"), "Smyth", None),
    ] {
        let body = json!({"fields": {"name_first": first, "name_last": last}});
        assert_eq!(matched(&world, &body).await.as_deref(), found, "{first} {last}");
    }
}

#[tokio::test]
async fn government_ids_and_texts_and_fingerprints() {
    let items = [json!({"number": "s1"}), json!({"class": "dl", "number": "S-1"})];
    let (world, _) = declining("government_id_number", None, &items).await;
    for (class, number, found) in [
        (json!("DL"), "s 1", Some("DL S1")),
        (json!("pp"), "S1", Some("S1")),
        (json!(null), "S1", Some("S1")),
        (json!("dl"), "S12", None),
    ] {
        let body =
            json!({"fields": {"identification_class": class, "identification_number": number}});
        assert_eq!(matched(&world, &body).await.as_deref(), found, "{class} {number}");
    }

    let items = [json!({"value": "Café Ltd"})];
    let (world, _) = declining("text", Some("company"), &items).await;
    for (field, value, is_on) in [
        ("company", " Cafe\u{301} Ltd", true),
        ("company", "café ltd", false),
        ("employer", "Café Ltd", false),
    ] {
        let found = matched(&world, &json!({"fields": {field: value}})).await;
        assert_eq!(found.as_deref(), is_on.then_some("Café Ltd"), "{field} {value}");
    }

    let (world, _) = declining("fingerprint", None, &[json!({"value": "f1"})]).await;
    for (session, is_on) in [
        (json!({"browser_fingerprint": "f1", "device_fingerprint": "f2"}), true),
        (json!({"device_fingerprint": " f1 "}), true),
        (json!({"device_fingerprint": "F1"}), false),
        (json!({"user_agent": "f1"}), false),
    ] {
        let found = matched(&world, &json!({"session": session})).await;
        assert_eq!(found.as_deref(), is_on.then_some("f1"), "{session}");
    }
}

const NAMES: usize = 100_000;
const SMITHS: usize = 5_000;

/// A made-up name; the same number gives the same name.
fn syllables(mut number: usize, count: usize) -> String {
    let known =
        ["ba", "ce", "di", "fo", "gu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo", "zu"];
    let mut name = String::new();
    for _ in 0..count {
        name.push_str(known[number % known.len()]);
        number /= known.len();
    }
    name
}

/// Named by a hundred thousand others, `Catherine Smith` stands in the middle; every item takes names alike.
fn many_names() -> String {
    let mut file = "first,last,threshold\n".to_owned();
    for number in 0..NAMES - 1 {
        if number == NAMES / 2 {
            file.push_str("Catherine,Smith,0.9\n");
        }
        let last = if number < SMITHS { "Smith".to_owned() } else { syllables(number / 200, 4) };
        writeln!(file, "{},{last},0.9", syllables(number, 4)).unwrap();
    }
    file
}

#[tokio::test]
async fn among_a_hundred_thousand_names_an_alike_one_is_found() {
    let (world, list) = declining("name", None, &[]).await;
    let import = world.ada.request(Method::POST, &format!("/v1/lists/{list}/import"));
    let file = many_names();
    let started = std::time::Instant::now();
    let done = import.header(header::CONTENT_TYPE, "text/csv").body(file).send().await;
    let done = done.expect_status(200);
    let imported = started.elapsed();
    assert_eq!((&done["added"], &done["bad"]), (&json!(NAMES), &json!(0)));

    // The first decision after the import reads the list.
    let body = json!({"fields": {"name_first": "Katherine", "name_last": "SMITH"}});
    let started = std::time::Instant::now();
    let found = matched(&world, &body).await;
    assert_eq!(found.as_deref(), Some("Catherine Smith, first name alike from 0.9"));
    let first = started.elapsed();
    let started = std::time::Instant::now();
    for _ in 0..10 {
        assert!(matched(&world, &body).await.is_some());
    }
    eprintln!("import {imported:?}, first decision {first:?}, ten more {:?}", started.elapsed());

    // j = 0.9259… is not enough for others of the same last name, and nobody else is called so.
    for (first, last) in [("Bob", "Smith"), ("Katherine", "Smyth"), ("Xanthippe", "Smith")] {
        let body = json!({"fields": {"name_first": first, "name_last": last}});
        assert_eq!(matched(&world, &body).await, None, "{first} {last}");
    }
}
