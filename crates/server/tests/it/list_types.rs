//! Lists of every type: how they are made, what their items look like, and files of items with several parts.

use axum::http::{Method, header};
use serde_json::{Value, json};

use crate::lists::List;
use crate::support::{Answer, Client, TestApp};
use crate::workflows::event_types;

/// A list of type `text` for a field, or of any other type.
async fn list(client: &Client, list_type: &str) -> List {
    named(client, list_type, list_type).await
}

async fn named(client: &Client, name: &str, list_type: &str) -> List {
    let mut body = json!({"name": name, "type": list_type});
    if list_type == "text" {
        body["field"] = json!("company");
    }
    let made = client.post("/v1/lists", &body).await.expect_status(201);
    List { client: client.clone(), id: made["id"].as_str().unwrap().to_owned() }
}

async fn add(list: &List, body: &Value) -> Answer {
    list.client.post(&list.path("/items"), body).await
}

async fn import(list: &List, file: &str) -> Value {
    let request = list.client.request(Method::POST, &list.path("/import"));
    let request = request.header(header::CONTENT_TYPE, "text/csv").body(file.to_owned());
    request.send().await.expect_status(200)
}

#[tokio::test]
async fn a_list_of_texts_names_its_field_for_good() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let body = json!({"name": "Shell companies", "type": "text", "field": "company"});
    let made = ada.post("/v1/lists", &body).await.expect_status(201);
    assert_eq!((&made["type"], &made["field"]), (&json!("text"), &json!("company")));
    let path = format!("/v1/lists/{}", made["id"].as_str().unwrap());
    assert_eq!(ada.get(&path).await.expect_status(200), made);
    let refused = ada.patch(&path, &json!({"field": "other"})).await;
    refused.expect_errors(422, &[("/field", "unknown_key")]);
    for (body, code) in [
        (json!({"name": "n", "type": "text"}), "required"),
        (json!({"name": "n", "type": "text", "field": null}), "required"),
        (json!({"name": "n", "type": "text", "field": "Company"}), "invalid_field_name"),
        (json!({"name": "n", "type": "text", "field": 7}), "wrong_type"),
        (json!({"name": "n", "type": "name", "field": "name_last"}), "field_not_allowed"),
    ] {
        ada.post("/v1/lists", &body).await.expect_errors(422, &[("/field", code)]);
    }
    let other = ada.post("/v1/lists", &json!({"name": "n", "type": "name"})).await;
    assert_eq!(other.expect_status(201)["field"], json!(null));
    assert_eq!(event_types(&ada).await, ["list.created", "list.created"]);
    let events = ada.get("/v1/events").await.text();
    assert!(events.contains("\"field\":\"company\""), "{events}");
}

#[tokio::test]
async fn items_have_the_keys_of_their_type_and_a_line_for_people() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    for (list_type, body, keys, text) in [
        (
            "phone_number",
            json!({"value": "+1 (415) 555-0123"}),
            json!({"value": "+14155550123"}),
            "+14155550123",
        ),
        (
            "name",
            json!({"first": " José", "last": "García", "threshold": 0.9}),
            json!({"first": "José", "last": "García", "threshold": 0.9}),
            "José García, first name alike from 0.9",
        ),
        (
            "name",
            json!({"first": "Ada", "last": "Byron", "threshold": null}),
            json!({"first": "Ada", "last": "Byron"}),
            "Ada Byron",
        ),
        ("name", json!({"last": "Byron"}), json!({"last": "Byron"}), "Byron, any first name"),
        (
            "government_id_number",
            json!({"class": "dl", "number": "s-123 4567"}),
            json!({"class": "DL", "number": "S1234567"}),
            "DL S1234567",
        ),
        (
            "government_id_number",
            json!({"class": "", "number": "s1"}),
            json!({"number": "S1"}),
            "S1",
        ),
        ("fingerprint", json!({"value": " f3A "}), json!({"value": "f3A"}), "f3A"),
        ("text", json!({"value": "Cafe\u{301} Ltd"}), json!({"value": "Café Ltd"}), "Café Ltd"),
    ] {
        let found = ada.get(&format!("/v1/lists?type={list_type}")).await.json();
        let list = match found["data"][0]["id"].as_str() {
            Some(id) => List { client: ada.clone(), id: id.to_owned() },
            None => list(&ada, list_type).await,
        };
        let added = add(&list, &body).await.expect_status(201);
        assert_eq!(added["text"], text);
        for key in ["value", "first", "last", "threshold", "class", "number"] {
            assert_eq!(added.get(key), keys.get(key), "{key} of {body}");
        }
        let page = ada.get(&list.path("/items?limit=1")).await.expect_status(200);
        assert_eq!(page["data"][0], added);
        let again = add(&list, &body).await.expect_status(200);
        assert_eq!(again["id"], added["id"]);
    }
}

#[tokio::test]
async fn names_that_fold_alike_are_one_item() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = list(&ada, "name").await;
    let first = add(&list, &json!({"first": "José", "last": "García"})).await.expect_status(201);
    let again = add(&list, &json!({"first": "JOSE", "last": "Garcia\u{301}"})).await;
    let again = again.expect_status(200);
    assert_eq!((&again["id"], &again["first"]), (&first["id"], &json!("José")));
    add(&list, &json!({"first": "José", "last": "García", "threshold": 0.9}))
        .await
        .expect_status(201);
    add(&list, &json!({"last": "Garcia"})).await.expect_status(201);
    add(&list, &json!({"last": "Garrett"})).await.expect_status(201);
    for (q, found) in
        [("GARC%C3%8D", 3), ("garcia,%20jo", 2), ("gar", 4), ("Garc%C3%ADa,", 2), ("jose", 0)]
    {
        let page = ada.get(&list.path(&format!("/items?q={q}"))).await.expect_status(200);
        assert_eq!(page["data"].as_array().unwrap().len(), found, "{q}");
    }
}

#[tokio::test]
async fn items_that_are_none_say_which_key_is_wrong() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let long = "x".repeat(513);
    for (list_type, cases) in [
        (
            "phone_number",
            vec![
                (json!({"value": "415 555 0123"}), vec![("/value", "invalid_phone_number")]),
                (json!({"value": "+1 415 555 0123 x5"}), vec![("/value", "invalid_phone_number")]),
                (
                    json!({"number": "+14155550123"}),
                    vec![("/value", "required"), ("/number", "unknown_key")],
                ),
            ],
        ),
        (
            "name",
            vec![
                (
                    json!({"value": "Ada Byron"}),
                    vec![("/last", "required"), ("/value", "unknown_key")],
                ),
                (json!({"first": "Ada"}), vec![("/last", "required")]),
                (json!({"last": ""}), vec![("/last", "required")]),
                (json!({"last": long}), vec![("/last", "too_long")]),
                (
                    json!({"last": "Byron", "threshold": 0.9}),
                    vec![("/threshold", "without_first_name")],
                ),
                (
                    json!({"first": "Ada", "last": "Byron", "threshold": "0.9"}),
                    vec![("/threshold", "wrong_type")],
                ),
                (
                    json!({"first": "Ada", "last": "Byron", "threshold": 0.79}),
                    vec![("/threshold", "out_of_range")],
                ),
                (
                    json!({"first": "Ada", "last": "Byron", "threshold": 1.1}),
                    vec![("/threshold", "out_of_range")],
                ),
                (
                    json!({"first": "Ada", "last": "Byron", "threshold": 0.912_34}),
                    vec![("/threshold", "too_many_fraction_digits")],
                ),
                (json!({"first": 7, "last": "Byron"}), vec![("/first", "wrong_type")]),
            ],
        ),
        (
            "government_id_number",
            vec![
                (json!({"class": "dl"}), vec![("/number", "required")]),
                (json!({"number": "--"}), vec![("/number", "invalid_government_id")]),
                (json!({"class": "-", "number": "1"}), vec![("/class", "invalid_government_id")]),
            ],
        ),
        ("fingerprint", vec![(json!({"value": "a\u{7}"}), vec![("/value", "invalid_text")])]),
        ("text", vec![(json!({"value": " "}), vec![("/value", "required")])]),
    ] {
        let list = list(&ada, list_type).await;
        for (body, errors) in cases {
            add(&list, &body).await.expect_errors(422, &errors);
        }
        assert_eq!(list.read().await["items"], 0);
    }
}

#[tokio::test]
async fn files_have_a_column_for_each_part() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let files = [
        ("name", "Byron\nSmith\n", vec!["Byron, any first name", "Smith, any first name"], vec![]),
        (
            "name",
            "Ada,Byron\n\"Mary Ann\",\"Smith\",0.85,from a report\nAda,Byron,2\nBob,\n",
            vec!["Ada Byron", "Mary Ann Smith, first name alike from 0.85"],
            vec![(3, "Ada,Byron,2", "out_of_range"), (4, "Bob", "required")],
        ),
        (
            "name",
            "id,surname,first name,note\n1,García,José,n\n2,GARCIA,JOSE,\n3,,Ada,\n",
            vec!["José García"],
            vec![(4, "Ada", "required")],
        ),
        ("government_id_number", "s-1\nS1\n", vec!["S1"], vec![]),
        (
            "government_id_number",
            "class,number,note\ndl,s-1,n\n,S2,\npp,,\n",
            vec!["DL S1", "S2"],
            vec![(4, "pp", "required")],
        ),
        (
            "phone_number",
            "phone\n+1 415 555 0123\n(415) 555-0123\n",
            vec!["+14155550123"],
            vec![(3, "(415) 555-0123", "invalid_phone_number")],
        ),
        ("text", "company\nAcme\nip\n", vec!["Acme", "ip"], vec![]),
        ("fingerprint", "abc,seen twice\nabc\n", vec!["abc"], vec![]),
    ];
    for (number, (list_type, file, texts, bad)) in files.into_iter().enumerate() {
        let list = named(&ada, &format!("List {number}"), list_type).await;
        let done = import(&list, file).await;
        let page = ada.get(&list.path("/items")).await.expect_status(200);
        let mut found: Vec<&str> = page["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|item| item["text"].as_str().unwrap())
            .collect();
        found.sort_unstable();
        assert_eq!(found, texts, "{file}");
        let lines = done["bad_lines"].as_array().unwrap().iter();
        let lines: Vec<(i64, &str, &str)> = lines
            .map(|line| {
                let text = |key: &str| line[key].as_str().unwrap();
                (line["line"].as_i64().unwrap(), text("value"), text("code"))
            })
            .collect();
        assert_eq!(lines, bad, "{file}");
    }
}
