//! Several running workflows on one list: each by itself, all together, and who is behind the numbers.

use std::collections::BTreeMap;

use axum::http::{Method, header};
use serde_json::{Value, json};

use super::agreement::people;
use super::items::impact;
use crate::deciding::world::{World, document, on_list, route, test, text};

const SUBJECTS: [&str; 3] = ["First", "Second", "Third"];

/// The first decides minors and asks about no list; the others ask about the same one.
fn documents(list: &str) -> [Value; 3] {
    [
        document(
            SUBJECTS[0],
            &[route("rt_young", "Minors", &test("age", "less_than", &json!(35)), "decline")],
            "do_nothing",
        ),
        document(
            SUBJECTS[1],
            &[
                route("rt_on", "On it", &on_list(list), "mark_for_review"),
                route("rt_home", "Home", &test("country", "equals", &json!("US")), "approve"),
            ],
            "do_nothing",
        ),
        document(SUBJECTS[2], &[route("rt_on", "On it", &on_list(list), "decline")], "approve"),
    ]
}

/// A world with the workflows, in which everybody completed at a moment of their own.
async fn world() -> (World, String, [String; 3], Vec<String>) {
    let world = World::new().await;
    let list = world.list("Blocked", "ip_address", &["203.0.113.0/27"]).await;
    let mut workflows = Vec::new();
    for document in documents(&list) {
        workflows.push(world.running(&document).await);
    }
    let mut ids = Vec::new();
    for body in people() {
        ids.push(text(&world.completed(&body).await, "id").to_owned());
        world.app.clock.advance_seconds(10);
    }
    (world, list, workflows.try_into().unwrap(), ids)
}

/// What each of them, and all together, decide about everybody.
async fn decided(world: &World, list: &str) -> Vec<[String; 4]> {
    let mut all = Vec::new();
    for body in people() {
        let mut each: [String; 4] = Default::default();
        for (document, own) in documents(list).iter().zip(&mut each) {
            let body = json!({"document": document, "inquiry": body});
            let run = world.ada.post("/v1/workflows/try", &body).await.expect_status(200);
            text(&run["actions"][0], "action").clone_into(own);
        }
        let first = each[..3].iter().find(|action| *action != "do_nothing").cloned();
        each[3] = first.unwrap_or_else(|| "do_nothing".to_owned());
        all.push(each);
    }
    all
}

fn pairs(changes: &Value) -> BTreeMap<(String, String), u64> {
    let changes = changes.as_array().unwrap().iter();
    let ends = |change: &Value| (text(change, "from").to_owned(), text(change, "to").to_owned());
    changes.map(|change| (ends(change), change["count"].as_u64().unwrap())).collect()
}

/// Every page of a question about items, or of a file of the same.
async fn pages(world: &World, list: &str, add: &[&str], asked: &Value, file: bool) -> Vec<Value> {
    let (mut rows, mut cursor) = (Vec::new(), Value::Null);
    loop {
        let page = if file {
            let mut query = vec!["limit=7".to_owned()];
            let cell = asked["cell"].as_object().unwrap().iter();
            query.extend(
                cell.map(|(key, value)| format!("{key}={}", value.to_string().trim_matches('"'))),
            );
            let window = asked["window"].as_object().into_iter().flatten();
            query.extend(
                window.map(|(key, value)| format!("window_{key}={}", value.as_str().unwrap())),
            );
            query.extend(asked["workflow"].as_str().map(|id| format!("workflow={id}")));
            query.extend(cursor.as_str().map(|cursor| format!("cursor={cursor}")));
            let path = format!("/v1/lists/{list}/import/impact/inquiries?{}", query.join("&"));
            let request = world.ada.request(Method::POST, &path);
            let request = request.header(header::CONTENT_TYPE, "text/csv");
            request.body(add.join("\n")).send().await.expect_status(200)
        } else {
            let mut body = asked.clone();
            body["add"] = add.iter().map(|value| json!({"value": value})).collect();
            body["limit"] = json!(7);
            body["cursor"] = cursor;
            let path = format!("/v1/lists/{list}/impact/inquiries");
            world.ada.post(&path, &body).await.expect_status(200)
        };
        rows.extend(page["data"].as_array().unwrap().iter().cloned());
        cursor = page["next_cursor"].clone();
        if cursor.is_null() {
            return rows;
        }
    }
}

const ADD: [&str; 2] = ["203.0.113.64/26", "203.0.113.200"];

#[tokio::test]
async fn each_workflow_and_all_together_are_told_and_prove_true() {
    let (world, list, workflows, ids) = world().await;
    let before = decided(&world, &list).await;
    let add: Vec<Value> = ADD.iter().map(|value| json!({"value": value})).collect();
    let told = impact(&world, &list, &json!({"add": add})).await;
    let everybody = json!({"cell": {"changed": true}});
    let together = pages(&world, &list, &ADD, &everybody, false).await;
    assert_eq!(pages(&world, &list, &ADD, &everybody, true).await, together, "as a file");
    for item in &add {
        world.ada.post(&format!("/v1/lists/{list}/items"), item).await.expect_status(201);
    }
    let after = decided(&world, &list).await;

    // The one that does not ask about the list is not told of, and counts.
    let found: Vec<&str> =
        told["workflows"].as_array().unwrap().iter().map(|one| text(one, "id")).collect();
    assert_eq!(found, workflows[1..]);
    for (place, told) in [(1, &told["workflows"][0]), (2, &told["workflows"][1])] {
        assert_eq!(text(told, "name"), SUBJECTS[place]);
        let own = before.iter().zip(&after).filter(|(a, b)| a[place] != b[place]).count();
        assert_eq!(told["decided_differently"], own);
    }
    let mut expected: BTreeMap<(String, String), u64> = BTreeMap::new();
    let mut behind = Vec::new();
    for ((before, after), id) in before.iter().zip(&after).zip(&ids) {
        if before[3] != after[3] {
            *expected.entry((before[3].clone(), after[3].clone())).or_default() += 1;
            behind.push((id.as_str(), before[3].as_str(), after[3].as_str()));
        }
    }
    let sum: u64 = expected.values().sum();
    assert_eq!(told["together"]["decided_differently"], sum);
    assert_eq!(pairs(&told["together"]["outcome_changes"]), expected);
    let apart: u64 = told["workflows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["decided_differently"].as_u64().unwrap())
        .sum();
    assert!(sum > 7 && sum < apart, "some are decided by another workflow: {sum} of {apart}");

    behind.reverse();
    let found: Vec<_> =
        together.iter().map(|row| (text(row, "id"), text(row, "from"), text(row, "to"))).collect();
    assert_eq!(found, behind, "the newest first");
    assert!(together.iter().all(|row| row["from_route"].is_null() && row["to_route"].is_null()));
}

#[tokio::test]
async fn a_cell_of_one_workflow_leads_to_its_inquiries_within_the_window() {
    let (world, list, workflows, ids) = world().await;
    let window = json!({"from": "2026-11-22T10:43:47Z", "to": "2026-11-22T10:48:27Z"});
    let add: Vec<Value> = ADD.iter().map(|value| json!({"value": value})).collect();
    let all = impact(&world, &list, &json!({"add": add})).await;
    let told = impact(&world, &list, &json!({"add": add, "window": window})).await;
    // Everybody completed ten seconds after the one before, the first at the beginning.
    assert_eq!((&told["considered"], &all["considered"]), (&json!(28), &json!(48)));
    let within = |id: &str| {
        let place = ids.iter().position(|other| other == id).unwrap();
        (10..38).contains(&place)
    };
    let flow = told["workflows"][1]["preview"]["flow"].as_array().unwrap();
    assert!(!flow.is_empty());
    for cell in flow {
        let mut wanted = cell.clone();
        wanted.as_object_mut().unwrap().remove("count");
        let asked = json!({"workflow": workflows[2], "cell": wanted, "window": window});
        for file in [false, true] {
            let rows = pages(&world, &list, &ADD, &asked, file).await;
            assert_eq!(u64::try_from(rows.len()).unwrap(), cell["count"].as_u64().unwrap());
            for row in rows {
                assert!(within(text(&row, "id")), "{row}");
                for key in ["from", "to", "from_route", "to_route"] {
                    assert_eq!(row[key], cell[key]);
                }
            }
        }
    }
    let everybody = json!({"cell": {"changed": true}, "window": window});
    let rows = pages(&world, &list, &ADD, &everybody, false).await;
    let sum = told["together"]["decided_differently"].as_u64().unwrap();
    assert_eq!(u64::try_from(rows.len()).unwrap(), sum);
    // Those whom the items match are counted within the window as well.
    let add: Vec<usize> = (0..48).filter(|n| (13..26).contains(n) || *n == 40).collect();
    let in_window = add.iter().filter(|n| (10..38).contains(*n)).count();
    assert_eq!((&told["matched"], &all["matched"]), (&json!(in_window), &json!(add.len())));
}

#[tokio::test]
async fn an_item_matches_many_of_those_in_the_window() {
    let (world, list, ..) = world().await;
    let ask = async |window: Value| {
        let body = json!({"add": [{"value": "203.0.113.5"}], "window": window});
        impact(&world, &list, &body).await
    };
    // One of 48 is more than one in a hundred.
    let all = ask(Value::Null).await;
    assert_eq!(all["remarks"][0]["kind"], "matches_many");
    assert_eq!((&all["remarks"][0]["matched"], &all["broad_one_in"]), (&json!(1), &json!(100)));
    let later = ask(json!({"from": "2026-11-22T10:43:47Z"})).await;
    assert_eq!(later["remarks"][0]["kind"], "covered", "nobody has it since");
}
