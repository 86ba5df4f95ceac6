//! Import of past inquiries: what is taken, what is refused line by line, and that nothing of it is ever decided.

mod breaking_off;
mod lines;

use axum::body::Bytes;
use axum::http::{Method, header};
use pointsman_domain::people::Role;
use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Answer, Client, Request, TestApp};
use crate::workflows::{Workflow, event_types, minors};

const PATH: &str = "/v1/inquiries/import";

fn request(client: &Client) -> Request {
    client.request(Method::POST, PATH).header(header::CONTENT_TYPE, "application/x-ndjson")
}

async fn import(client: &Client, file: impl Into<Bytes>) -> Answer {
    request(client).body(file).send().await
}

/// A line that is taken, with these keys besides or instead.
fn line(changes: &Value) -> String {
    let mut line = json!({
        "reference_id": "old-1", "status": "completed",
        "created_at": "2024-02-28T10:00:00Z", "completed_at": "2024-02-29T10:00:00Z",
        "fields": {"name_last": "O'Hara", "birthdate": "2006-03-01", "address_country_code": "CA"},
    });
    for (key, value) in changes.as_object().unwrap() {
        if value.is_null() && key != "completed_at" {
            line.as_object_mut().unwrap().remove(key);
        } else {
            line[key] = value.clone();
        }
    }
    line.to_string()
}

/// What an entry of the record says of a value after the change.
fn noted(entry: &Value, name: &str) -> Value {
    let mut changes = entry["changes"].as_array().unwrap().iter();
    changes.find(|change| change["name"] == name).unwrap()["after"].clone()
}

async fn find(client: &Client, reference: &str) -> Value {
    let found = client.get(&format!("/v1/inquiries?q={reference}")).await.expect_status(200);
    let rows = found["data"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{reference}: {found}");
    let id = rows[0]["id"].as_str().unwrap();
    client.get(&format!("/v1/inquiries/{id}")).await.expect_status(200)
}

#[tokio::test]
async fn a_past_inquiry_is_there_as_it_was() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let decision =
        json!({"outcome": "decline", "comment": "too young", "at": "2024-03-01T09:00:00Z"});
    let file = line(&json!({"tags": ["old"], "status": "declined", "decision": decision}));
    let report = import(&ada, file).await.expect_status(200);
    let expected = json!({
        "read": 1, "imported": 1, "skipped": 0, "bad": 0, "errors": [], "more": 0,
        "skipped_lines": [], "skipped_more": 0,
    });
    assert_eq!(report, expected);
    let found = find(&ada, "old-1").await;
    assert_eq!(found["status"], "declined");
    assert_eq!(found["imported"], true);
    assert_eq!(found["created_at"], "2024-02-28T10:00:00Z");
    assert_eq!(found["completed_at"], "2024-02-29T10:00:00Z");
    assert_eq!(found["updated_at"], "2024-03-01T09:00:00Z");
    // Derived as of the completion: a year older on the next day.
    assert_eq!(found["attributes"]["age"]["value"], 17);
    assert_eq!(found["attributes"]["country"]["value"], "CA");
    assert_eq!(found["decision"]["outcome"], "decline");
    assert_eq!(found["decision"]["comment"], "too young");
    assert_eq!(found["decision"]["at"], "2024-03-01T09:00:00Z");
    assert_eq!(found["decision"]["sentence"], "Declined by another system, before the import.");
    assert_eq!((&found["runs"], &found["left_alone"]), (&json!([]), &json!([])));
    let tagged = ada.get("/v1/inquiries?tag=old").await.expect_status(200);
    assert_eq!(tagged["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn lists_are_given_or_unknown() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    list.add("CA").await.expect_status(201);
    let key = list.read().await["key"].clone();
    let file = [
        line(&json!({"reference_id": "named", "attributes": {"list_matches": [key, list.id]}})),
        line(&json!({"reference_id": "none", "attributes": {"list_matches": []}})),
        line(&json!({"reference_id": "unknown"})),
        line(&json!({"reference_id": "bad", "attributes": {"list_matches": ["nothing"]}})),
    ];
    let report = import(&ada, file.join("\n")).await.expect_status(200);
    assert_eq!((&report["imported"], &report["bad"]), (&json!(3), &json!(1)));
    assert_eq!(report["errors"][0]["pointer"], "/attributes/list_matches/0");
    assert_eq!(report["errors"][0]["code"], "unknown_list");
    let matches = async |reference: &str| {
        let found = find(&ada, reference).await;
        found["attributes"].get("list_matches").map(|matches| matches["value"].clone())
    };
    let named = matches("named").await.expect("it is known");
    assert_eq!(named.as_array().unwrap().len(), 1, "one list, though it is named twice: {named}");
    assert_eq!((&named[0]["list"], &named[0]["item"]), (&json!(list.id), &json!(null)));
    assert_eq!(matches("none").await, Some(json!([])));
    // The list would match now, and nobody asks it.
    assert_eq!(matches("unknown").await, None);
    let on = ada.get(&format!("/v1/inquiries?list={}", list.id)).await.expect_status(200);
    assert_eq!(on["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn what_was_imported_is_never_decided() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    workflow.start(None).await.expect_status(200);
    let before = event_types(&ada).await;
    let file = [
        line(&json!({"reference_id": "done"})),
        line(&json!({"reference_id": "open", "status": "pending", "completed_at": null})),
    ];
    import(&ada, file.join("\n")).await.expect_status(200);
    let done = find(&ada, "done").await;
    assert_eq!((&done["status"], &done["decision"]), (&json!("completed"), &json!(null)));
    // One event for what was kept at a time and one for the file, and none of its inquiries.
    let events = event_types(&ada).await;
    assert_eq!(events[before.len()..], ["inquiries.import_kept", "inquiries.imported"]);
    // One that was open completes here, long after the start, and is left alone all the same.
    let integrator = app.integrator().await;
    let open = find(&ada, "open").await["id"].as_str().unwrap().to_owned();
    let effect = ada.get(&workflow.path("/pause_effect")).await.expect_status(200);
    assert_eq!(effect["open_inquiries"], 0, "{effect}");
    let path = format!("/v1/inquiries/{open}/complete");
    let completed = integrator.post(&path, &json!({})).await.expect_status(200);
    assert_eq!(completed["status"], "completed");
    assert_eq!((&completed["decision"], &completed["runs"]), (&json!(null), &json!([])));
    assert_eq!(completed["left_alone"][0]["reason"], "created_before_start");
    // The same line by intake would be decided, so the workflow runs.
    let body = json!({"fields": {"birthdate": "2020-03-01"}});
    let made = integrator.post("/v1/inquiries", &body).await.expect_status(201);
    let path = format!("/v1/inquiries/{}/complete", made["id"].as_str().unwrap());
    let decided = integrator.post(&path, &json!({})).await.expect_status(200);
    assert_eq!(decided["decision"]["outcome"], "decline");
}

#[tokio::test]
async fn a_file_that_is_sent_again_adds_nothing() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let numbered = |n: usize| line(&json!({"reference_id": format!("old-{n}")}));
    // More than one transaction, and one line twice.
    let mut lines: Vec<String> = (0..1_700).map(numbered).collect();
    lines.push(numbered(3));
    let file = lines.join("\n");
    let first = import(&ada, file.clone()).await.expect_status(200);
    assert_eq!((&first["imported"], &first["skipped"]), (&json!(1_700), &json!(1)));
    assert_eq!(first["skipped_lines"], json!([{"line": 1_701, "reference_id": "old-3"}]));
    let again = import(&ada, file).await.expect_status(200);
    assert_eq!((&again["imported"], &again["skipped"]), (&json!(0), &json!(1_701)));
    assert_eq!(again["skipped_lines"].as_array().unwrap().len(), 1_000);
    assert_eq!(again["skipped_more"], 701);
    // Nothing tells one without a reference from its repetition.
    for imported in [1, 2] {
        import(&ada, line(&json!({"reference_id": null, "tags": ["again"]}))).await;
        let found = ada.get("/v1/inquiries?tag=again").await.json();
        assert_eq!(found["data"].as_array().unwrap().len(), imported);
    }
}

#[tokio::test]
async fn editors_import_and_others_do_not() {
    let app = TestApp::new().await;
    app.administrator().await;
    let editor = app.member("eve@example.com", "Eve", Role::Editor).await;
    import(&editor, line(&json!({}))).await.expect_status(200);
    let entries = app.administrator().await.get("/v1/audit").await.expect_status(200);
    let actions: Vec<&str> =
        entries["data"].as_array().unwrap().iter().filter_map(|e| e["action"].as_str()).collect();
    assert_eq!(actions[..2], ["inquiries.imported", "inquiries.import_begun"]);
    let told = &entries["data"][0];
    assert_eq!(told["actor"]["name"], "Eve");
    assert_eq!(noted(told, "imported"), 1, "{told}");
    for role in [Role::Analyst, Role::Developer, Role::Integrator] {
        let key = app.key("Robot", role).await;
        import(&key, line(&json!({}))).await.expect_problem(403, "forbidden");
    }
}
