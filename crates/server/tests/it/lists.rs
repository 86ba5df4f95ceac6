//! Lists and single items.

use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{Answer, Client, TestApp};
use crate::workflows::{Workflow, event_types, minors, on_list};

/// A list in someone's hands.
#[derive(Clone)]
pub(crate) struct List {
    pub(crate) client: Client,
    pub(crate) id: String,
}

impl List {
    /// A new one.
    pub(crate) async fn create(client: &Client, name: &str, list_type: &str) -> Self {
        let made = client.post("/v1/lists", &json!({"name": name, "type": list_type})).await;
        let id = made.expect_status(201)["id"].as_str().expect("an id").to_owned();
        Self { client: client.clone(), id }
    }

    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/v1/lists/{}{rest}", self.id)
    }

    pub(crate) async fn read(&self) -> Value {
        self.client.get(&self.path("")).await.expect_status(200)
    }

    pub(crate) async fn add(&self, value: &str) -> Answer {
        self.client.post(&self.path("/items"), &json!({"value": value})).await
    }

    pub(crate) async fn post(&self, action: &str) -> Answer {
        self.client.request(Method::POST, &self.path(action)).send().await
    }

    /// The values on one page.
    pub(crate) async fn values(&self, query: &str) -> Vec<String> {
        let page = self.client.get(&self.path(&format!("/items{query}"))).await.expect_status(200);
        let rows = page["data"].as_array().expect("items").iter();
        rows.map(|item| item["value"].as_str().expect("a value").to_owned()).collect()
    }
}

#[tokio::test]
async fn a_list_is_made_and_described() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let body = json!({"name": " Blocked IP Addresses ", "type": "ip_address", "description": " who abused us "});
    let made = ada.post("/v1/lists", &body).await.expect_status(201);
    assert_eq!(made["name"], "Blocked IP Addresses");
    assert_eq!(made["key"], "blocked_ip_addresses");
    assert_eq!(made["description"], "who abused us");
    assert_eq!((&made["items"], &made["revision"]), (&json!(0), &json!(0)));
    assert_eq!((&made["used_by"], &made["used_by_invariants"]), (&json!([]), &json!([])));
    assert_eq!(made["created_at"], "2026-11-22T10:42:07Z");

    let list = List { client: ada.clone(), id: made["id"].as_str().expect("an id").to_owned() };
    assert_eq!(list.read().await, made);
    app.clock.advance_seconds(1);
    let patched = ada.patch(&list.path(""), &json!({"description": null})).await.expect_status(200);
    assert_eq!(patched["description"], json!(null));
    assert_eq!(patched["name"], "Blocked IP Addresses");
    assert_eq!(patched["updated_at"], "2026-11-22T10:42:08Z");
    let renamed = ada.patch(&list.path(""), &json!({"name": "Blocked"})).await.expect_status(200);
    assert_eq!((&renamed["name"], &renamed["key"]), (&json!("Blocked"), &made["key"]));
    for body in [json!({"type": "country"}), json!({"key": "x"})] {
        let key = body.as_object().expect("an object").keys().next().expect("a key").clone();
        let refused = ada.patch(&list.path(""), &body).await;
        refused.expect_errors(422, &[(&format!("/{key}"), "unknown_key")]);
    }
    assert_eq!(event_types(&ada).await, ["list.created", "list.updated", "list.updated"]);
}

#[tokio::test]
async fn a_list_that_cannot_be_made_says_why() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    for (body, errors) in [
        (json!({}), &[("/name", "required"), ("/type", "required")][..]),
        (json!({"name": "n", "type": "ip"}), &[("/type", "unknown_list_type")]),
        (json!({"name": "n", "type": "country", "key": "Key"}), &[("/key", "invalid_key")]),
        (json!({"name": "n", "type": "country", "key": "lst_1"}), &[("/key", "invalid_key")]),
        (json!({"name": "x".repeat(201), "type": "country"}), &[("/name", "invalid_length")]),
        (
            json!({"name": "n", "type": "country", "description": "x".repeat(2_001)}),
            &[("/description", "invalid_length")],
        ),
    ] {
        ada.post("/v1/lists", &body).await.expect_errors(422, errors);
    }
    let refused = ada.post("/v1/lists", &json!({"name": "n", "type": "x"})).await.json();
    let detail = refused["errors"][0]["detail"].as_str().expect("a detail");
    assert!(detail.contains("ip_address") && detail.contains("country"), "{detail}");
    let body = json!({"name": "x".repeat(200), "type": "country", "key": "k".repeat(63), "description": "x".repeat(2_000)});
    ada.post("/v1/lists", &body).await.expect_status(201);
}

#[tokio::test]
async fn a_key_is_given_once_even_if_its_list_is_archived() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let first = List::create(&ada, "Blocked", "ip_address").await;
    let body = json!({"name": "Other", "type": "country", "key": "blocked"});
    let refused = ada.post("/v1/lists", &body).await;
    let problem = refused.expect_problem(409, "key_taken");
    assert_eq!(problem["errors"][0]["pointer"], "/key");
    assert!(problem["detail"].as_str().expect("a detail").contains(&first.id));
    ada.post("/v1/lists", &json!({"name": "Blocked!", "type": "country"}))
        .await
        .expect_problem(409, "key_taken");
    first.post("/archive").await.expect_status(200);
    ada.post("/v1/lists", &body).await.expect_problem(409, "key_taken");
}

#[tokio::test]
async fn pages_are_by_name_and_filtered() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    for (name, list_type) in [
        ("C", "country"),
        ("a b", "ip_address"),
        ("A", "country"),
        ("b", "email_address"),
        ("Gone", "country"),
    ] {
        List::create(&ada, name, list_type).await;
    }
    let gone = ada.get("/v1/lists").await.json()["data"]
        .as_array()
        .expect("lists")
        .iter()
        .find(|list| list["name"] == "Gone")
        .expect("the list")["id"]
        .clone();
    let path = format!("/v1/lists/{}/archive", gone.as_str().expect("an id"));
    ada.request(Method::POST, &path).send().await.expect_status(200);

    let names = |page: &Value| {
        let rows = page["data"].as_array().expect("lists").iter();
        rows.map(|list| list["name"].as_str().expect("a name").to_owned()).collect::<Vec<_>>()
    };
    let first = ada.get("/v1/lists?limit=3").await.expect_status(200);
    assert_eq!(names(&first), ["A", "C", "a b"]);
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let second = ada.get(&format!("/v1/lists?limit=3&cursor={cursor}")).await.expect_status(200);
    assert_eq!((names(&second), &second["next_cursor"]), (vec!["b".to_owned()], &json!(null)));
    assert_eq!(names(&ada.get("/v1/lists?type=country").await.json()), ["A", "C"]);
    assert_eq!(names(&ada.get("/v1/lists?archived=true").await.json()), ["Gone"]);
    ada.get("/v1/lists?type=x").await.expect_problem(400, "invalid_parameter");
    ada.get("/v1/lists?cursor=00").await.expect_problem(400, "invalid_cursor");
}

#[tokio::test]
async fn a_list_says_which_texts_name_it_and_is_not_archived_before() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let workflow = Workflow::create(&ada, "Blocking").await;
    workflow.save(&on_list(&list.id)).await;
    let places = |list: Value| {
        let uses = list["used_by"].as_array().expect("uses").clone();
        uses.iter()
            .map(|used| json!([used["where"], used["version"], used["running"]]))
            .collect::<Vec<_>>()
    };
    assert_eq!(places(list.read().await), [json!(["draft", null, false])]);
    let refused = list.post("/archive").await;
    let problem = refused.expect_problem(409, "in_use");
    assert_eq!(problem["errors"][0]["code"], "in_use");
    assert!(problem["detail"].as_str().expect("a detail").contains(&workflow.id));

    workflow.publish_text(&on_list("blocked")).await;
    workflow.start(None).await.expect_status(200);
    workflow.publish_text(&minors(18)).await;
    workflow.save(&on_list("blocked")).await;
    let uses = [json!(["draft", null, false]), json!(["version", 1, true])];
    assert_eq!(places(list.read().await), uses, "by id or by key; running, though not the latest");
    list.post("/archive").await.expect_problem(409, "in_use");

    workflow.save(&minors(18)).await;
    workflow.post("/pause").await.expect_status(200);
    assert_eq!(places(list.read().await), [json!(["version", 1, false])], "paused can go on");
    list.post("/archive").await.expect_problem(409, "in_use");
    workflow.start(Some(2)).await.expect_status(200);
    assert_eq!(places(list.read().await), [] as [Value; 0], "an old version is nobody's");
    app.clock.advance_seconds(1);
    let archived = list.post("/archive").await.expect_status(200);
    assert_eq!(archived["archived_at"], "2026-11-22T10:42:08Z");
    assert_eq!(list.post("/archive").await.expect_status(200), archived);
}

#[tokio::test]
async fn an_archived_list_does_not_change_any_more() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let item = list.add("CA").await.expect_status(201)["id"].as_str().expect("an id").to_owned();
    list.post("/archive").await.expect_status(200);
    list.add("US").await.expect_problem(409, "archived");
    ada.patch(&list.path(""), &json!({"name": "x"})).await.expect_problem(409, "archived");
    ada.delete(&list.path(&format!("/items/{item}"))).await.expect_problem(409, "archived");
    assert_eq!(list.values("").await, ["CA"]);
}

#[tokio::test]
async fn items_are_read_into_values() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    for (list_type, value, kept) in [
        ("ip_address", " 203.0.113.7 ", Ok("203.0.113.7")),
        ("ip_address", "2001:DB8::1", Ok("2001:db8::1")),
        ("ip_address", "::ffff:203.0.113.9", Ok("203.0.113.9")),
        ("ip_address", "fe80::1%eth0", Err("invalid_ip_address")),
        ("email_address", "Ada@Example.COM", Ok("ada@example.com")),
        ("email_address", "*.Example.com", Ok("*.example.com")),
        ("email_address", "example", Err("invalid_email_address")),
        ("country", "ca", Ok("CA")),
        ("country", "XX", Err("unknown_country")),
        ("country", "", Err("required")),
        ("country", &"x".repeat(513), Err("too_long")),
    ] {
        let found = ada.get(&format!("/v1/lists?type={list_type}")).await.json();
        let list = match found["data"][0]["id"].as_str() {
            Some(id) => List { client: ada.clone(), id: id.to_owned() },
            None => List::create(&ada, list_type, list_type).await,
        };
        let answer = list.add(value).await;
        match kept {
            Ok(kept) => assert_eq!(answer.expect_status(201)["value"], kept),
            Err(code) => drop(answer.expect_errors(422, &[("/value", code)])),
        }
    }
}

#[tokio::test]
async fn an_item_stands_once_on_a_list() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "ip_address").await;
    let body = json!({"value": "203.0.113.7/24", "note": " abuse "});
    let added = ada.post(&list.path("/items"), &body).await.expect_status(201);
    assert_eq!(added["value"], "203.0.113.0/24");
    assert_eq!(added["note"], "abuse");
    assert_eq!(added["added_by"]["name"], "Ada");
    let warning = added["warnings"][0].as_str().expect("a warning");
    assert!(warning.contains("203.0.113.0/24"), "{warning}");

    let again =
        ada.post(&list.path("/items"), &json!({"value": "203.0.113.0/24", "note": "x"})).await;
    let again = again.expect_status(200);
    assert_eq!((&again["id"], &again["note"]), (&added["id"], &json!("abuse")));
    assert!(again.get("warnings").is_none());
    let present = list.read().await;
    assert_eq!((&present["items"], &present["revision"]), (&json!(1), &json!(1)));

    let path = list.path(&format!("/items/{}", added["id"].as_str().expect("an id")));
    ada.delete(&path).await.expect_status(204);
    ada.delete(&path).await.expect_problem(404, "not_found");
    let present = list.read().await;
    assert_eq!((&present["items"], &present["revision"]), (&json!(0), &json!(2)));
    let back = list.add("203.0.113.0/24").await.expect_status(201);
    assert_ne!(back["id"], added["id"], "a removed item stays removed");
    let long = json!({"value": "192.0.2.1", "note": "x".repeat(501)});
    ada.post(&list.path("/items"), &long).await.expect_errors(422, &[("/note", "invalid_length")]);
    assert_eq!(
        event_types(&ada).await,
        ["list.created", "list.item_added", "list.item_removed", "list.item_added"]
    );
    let events = ada.get("/v1/events").await.text();
    assert!(!events.contains("203.0.113"), "the log of events holds no value of a list");
}

#[tokio::test]
async fn items_are_paged_newest_first_and_found_by_their_beginning() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Mail", "email_address").await;
    for value in
        ["b@example.com", "a@example.com", "example.com", "*.example.com", "ab@example.org"]
    {
        list.add(value).await.expect_status(201);
    }
    let first = ada.get(&list.path("/items?limit=3")).await.expect_status(200);
    assert_eq!(list.values("?limit=3").await, ["ab@example.org", "*.example.com", "example.com"]);
    let cursor = first["next_cursor"].as_str().expect("a cursor");
    let rest = list.values(&format!("?limit=3&cursor={cursor}")).await;
    assert_eq!(rest, ["a@example.com", "b@example.com"]);

    assert_eq!(list.values("?q=A").await, ["a@example.com", "ab@example.org"]);
    let found = ada.get(&list.path("/items?q=a&limit=1")).await.json();
    let cursor = found["next_cursor"].as_str().expect("a cursor");
    assert_eq!(list.values(&format!("?q=a&limit=1&cursor={cursor}")).await, ["ab@example.org"]);
    assert_eq!(list.values("?q=Example.com").await, ["example.com"]);
    assert_eq!(list.values("?q=nobody").await, [] as [&str; 0]);
    let long = list.path(&format!("/items?q={}", "x".repeat(513)));
    ada.get(&long).await.expect_problem(400, "invalid_parameter");
}

#[tokio::test]
async fn what_does_not_exist_is_not_found() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let nobody = List { client: ada.clone(), id: "lst_01h45ytscbebyvny4gc8cr8ma2".to_owned() };
    for path in ["", "/items", "/revisions", "/imports", "/imports/imp_01h45ytscbebyvny4gc8cr8ma2"]
    {
        ada.get(&nobody.path(path)).await.expect_problem(404, "not_found");
    }
    nobody.add("CA").await.expect_problem(404, "not_found");
    nobody.post("/archive").await.expect_problem(404, "not_found");
    ada.patch(&nobody.path(""), &json!({"name": "x"})).await.expect_problem(404, "not_found");
    for rest in ["/items/itm_01h45ytscbebyvny4gc8cr8ma2", "/imports/imp_01h45ytscbebyvny4gc8cr8ma2"]
    {
        ada.delete(&nobody.path(rest)).await.expect_problem(404, "not_found");
    }
    let first = List::create(&ada, "First", "country").await;
    let second = List::create(&ada, "Second", "country").await;
    let item = first.add("CA").await.json()["id"].as_str().expect("an id").to_owned();
    ada.delete(&second.path(&format!("/items/{item}"))).await.expect_problem(404, "not_found");
}

#[tokio::test]
async fn an_analyst_reads_and_does_not_change() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let workflow = Workflow::published(&ada, &minors(18)).await;
    let grace = app.analyst().await;
    let theirs = List { client: grace.clone(), ..list };
    assert_eq!(theirs.read().await["name"], "Blocked");
    assert_eq!(theirs.values("").await, [] as [&str; 0]);
    theirs.add("CA").await.expect_problem(403, "forbidden");
    theirs.post("/archive").await.expect_problem(403, "forbidden");
    let theirs = Workflow { client: grace.clone(), id: workflow.id };
    assert_eq!(theirs.read().await["state"], "published");
    grace.post("/v1/workflows/check", &json!({"document": minors(1)})).await.expect_status(200);
    theirs.start(None).await.expect_problem(403, "forbidden");
    theirs.post("/versions/1/restore").await.expect_problem(403, "forbidden");
    assert_eq!(theirs.read().await["state"], "published");
}
