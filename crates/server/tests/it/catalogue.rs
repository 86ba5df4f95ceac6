//! The catalogue, from which the editor is drawn.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::support::TestApp;

fn keys(rows: &Value) -> Vec<&str> {
    let rows = rows.as_array().expect("rows").iter();
    rows.map(|row| row["key"].as_str().expect("a key")).collect()
}

#[tokio::test]
async fn it_names_everything_that_a_document_can_hold() {
    let app = TestApp::new().await;
    let grace = app.analyst().await;
    let catalogue = grace.get("/v1/catalogue").await.expect_status(200);
    assert_eq!(
        keys(&catalogue["attributes"]),
        [
            "age",
            "country",
            "us_state",
            "document_similarity_score",
            "liveness_check_score",
            "failed_verification_attempts",
            "list_matches"
        ]
    );
    assert_eq!(keys(&catalogue["events"]), ["inquiry.completed"]);
    assert_eq!(
        keys(&catalogue["actions"]),
        ["approve", "decline", "mark_for_review", "do_nothing"]
    );
    assert_eq!(
        keys(&catalogue["list_types"]),
        [
            "ip_address",
            "email_address",
            "phone_number",
            "name",
            "country",
            "government_id_number",
            "fingerprint",
            "text"
        ]
    );
    let operators: HashSet<&str> = keys(&catalogue["operators"]).into_iter().collect();
    for attribute in catalogue["attributes"].as_array().expect("attributes") {
        for operator in attribute["operators"].as_array().expect("operators") {
            assert!(
                operators.contains(operator.as_str().expect("a key")),
                "{operator} of {attribute}"
            );
        }
    }
    assert_eq!(catalogue["limits"]["routes"], 1_000);
    assert_eq!(catalogue["limits"]["conditions_per_route"], 100);
    assert_eq!(catalogue["limits"]["import_bytes"], 1_u64 << 30);
}

#[tokio::test]
async fn codes_come_with_their_names_and_numbers_with_their_range() {
    let app = TestApp::new().await;
    let grace = app.analyst().await;
    let catalogue = grace.get("/v1/catalogue").await.expect_status(200);
    let [age, country, state] = [0, 1, 2].map(|place| &catalogue["attributes"][place]);
    assert_eq!((&age["type"], &age["unit"]), (&json!("whole_number"), &json!("years")));
    assert_eq!(age["range"], json!({"min": 0, "max": 150}));
    assert_eq!(
        (&age["values"], &age["value_names"], &age["values_kind"]),
        (&json!(null), &json!(null), &json!(null))
    );
    assert_eq!((&country["type"], &country["values_kind"]), (&json!("code"), &json!("country")));
    assert_eq!(country["value_names"]["CA"], "Canada");
    assert_eq!(state["value_names"]["CA"], "California");
    for codes in [country, state] {
        let values: HashSet<&str> =
            codes["values"].as_array().expect("codes").iter().filter_map(Value::as_str).collect();
        let names = codes["value_names"].as_object().expect("names");
        assert_eq!(values.len(), names.len(), "each code once, each with a name");
        assert!(names.keys().all(|code| values.contains(code.as_str())));
    }
    assert!(country["values"].as_array().expect("codes").len() > 240);
    assert_eq!(state["values"].as_array().expect("codes").len(), 56);
}

/// A form is drawn and a file is explained from it.
#[tokio::test]
async fn list_types_say_what_their_items_are_made_of() {
    let app = TestApp::new().await;
    let grace = app.analyst().await;
    let catalogue = grace.get("/v1/catalogue").await.expect_status(200);
    let list_type = |key: &str| {
        let types = catalogue["list_types"].as_array().expect("types");
        types.iter().find(|row| row["key"] == key).expect("the type").clone()
    };
    let name = list_type("name");
    assert_eq!(keys(&name["parts"]), ["first", "last", "threshold"]);
    assert_eq!((&name["lone_part"], &name["takes_field"]), (&json!("last"), &json!(false)));
    let optional: Vec<&Value> =
        name["parts"].as_array().expect("parts").iter().map(|part| &part["optional"]).collect();
    assert_eq!(optional, [true, false, true]);
    let threshold = &name["parts"][2];
    assert_eq!(
        (&threshold["type"], &threshold["range"]),
        (&json!("number"), &json!({"min": 0.8, "max": 1}))
    );
    let id = list_type("government_id_number");
    assert_eq!((keys(&id["parts"]), &id["lone_part"]), (vec!["class", "number"], &json!("number")));
    let text = list_type("text");
    assert_eq!((keys(&text["parts"]), &text["takes_field"]), (vec!["value"], &json!(true)));
}
