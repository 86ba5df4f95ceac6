//! Facts read straight from JSON are those that a body and its attributes give, and numbers find their cell however
//! close the constants lie.

use pointsman_domain::attribute::Attributes;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::inquiry::{InquiryBody, SentLists, Submission};
use pointsman_engine::{Facts, Taken, compile};
use serde_json::{Value, json};

use crate::fixtures::{attributes, checked, list_id};
use crate::generate::{self, Random};

fn read(value: &Value) -> Result<Facts, serde_json::Error> {
    serde_json::from_str(&value.to_string())
}

/// The same by way of a body, as `try` reads it.
fn by_body(value: &Value) -> Option<Facts> {
    let now: Timestamp = "2026-11-01T00:00:00Z".parse().unwrap();
    let body = json!({ "attributes": value });
    let body = InquiryBody::parse(&body, now, SentLists::Accepted).ok()?;
    let merged = Submission::default().merge(&body).ok()?;
    let mut attributes = Attributes::default();
    for (key, value) in &merged.attributes {
        crate::fixtures::put(&mut attributes, *key, *value);
    }
    Some(Facts::new(&attributes))
}

#[test]
fn values_are_held_to_the_same_rules_as_those_of_a_body() {
    let cases = [
        json!({}),
        json!({"age": 17, "country": "us", "us_state": " ca "}),
        json!({"age": 18.0, "document_similarity_score": 85.1234}),
        json!({"age": null, "country": null, "failed_verification_attempts": 3}),
        json!({"document_similarity_score": 0.0001, "liveness_check_score": 99.9999}),
        json!({"document_similarity_score": 12.345_678}),
        json!({"age": 17.5}),
        json!({"age": 151}),
        json!({"age": -1}),
        json!({"liveness_check_score": 100.0001}),
        json!({"liveness_check_score": 1e300}),
        json!({"failed_verification_attempts": 1_000_000}),
        json!({"failed_verification_attempts": 1_000_001}),
        json!({"failed_verification_attempts": u64::MAX}),
        json!({"age": "17"}),
        json!({"country": "XX"}),
        json!({"country": 1}),
        json!({"us_state": "CA"}),
        json!({"us_state": "CA", "country": "DE"}),
        json!({"country": "US", "us_state": "ZZ"}),
        json!({"height": 180}),
    ];
    for case in cases {
        assert_eq!(read(&case).ok(), by_body(&case), "{case}");
    }
    for step in 0..=10_000 {
        let case = json!({"document_similarity_score": f64::from(step) / 100.0});
        assert_eq!(read(&case).ok(), by_body(&case), "{case}");
    }
}

#[test]
fn lists_come_out_ordered_and_once() {
    let [one, two] = [1, 2].map(list_id);
    let facts = read(&json!({"list_matches": [two, one, two]})).unwrap();
    assert_eq!(facts.lists(), Some([one, two].as_slice()));
    assert!(read(&json!({"list_matches": ["sanctions"]})).is_err(), "a key is no id");
    assert!(read(&json!({"list_matches": null})).is_err());
    assert!(serde_json::from_str::<Facts>(r#"{"age": 1, "age": 2}"#).is_err(), "twice");
}

#[test]
fn generated_inquiries_read_back_as_they_are() {
    for seed in 0..500 {
        let mut random = Random::seeded(seed);
        let document = generate::document(&mut random);
        let inquiry = generate::inquiry(&mut random, &document);
        let mut value: serde_json::Map<String, Value> = inquiry
            .attributes
            .values
            .iter()
            .map(|(key, sourced)| (key.to_string(), sourced.value.to_json()))
            .collect();
        if value.get("country") != Some(&json!("US")) {
            value.remove("us_state");
        }
        let mut expected = attributes(&Value::Object(value.clone()));
        expected.list_matches.clone_from(&inquiry.attributes.list_matches);
        let lists = inquiry.attributes.list_matches.iter().map(|found| found.list.to_string());
        value.insert("list_matches".to_owned(), lists.collect());
        match read(&Value::Object(value.clone())) {
            Ok(facts) => assert_eq!(facts, Facts::new(&expected), "seed {seed}"),
            Err(error) => {
                let known = by_body(&Value::Object(value));
                assert_eq!(known, None, "seed {seed}: {error}");
            }
        }
    }
}

#[test]
fn numbers_find_their_cell_however_close_the_constants_lie() {
    let apart: Vec<u32> = (0..200).map(|step| step * 5_000).collect();
    let close: Vec<u32> = (500_000..500_100).collect();
    let close_and_far: Vec<u32> = (0..20).chain([999_999, 1_000_000]).collect();
    for constants in [apart, close, close_and_far, vec![0], vec![1_000_000]] {
        let decimal = |steps: u32| f64::from(steps) / 10_000.0;
        let routes: Vec<Value> = constants
            .iter()
            .map(|steps| {
                json!({"name": format!("{steps}"), "then": [{"action": "decline"}],
                    "if": {"attribute": "liveness_check_score", "operator": "equals",
                        "value": decimal(*steps)}})
            })
            .collect();
        let plan = compile(&checked(&json!({"format": 1, "name": "Close",
            "event": "inquiry.completed", "routes": routes,
            "everything_else": [{"action": "do_nothing"}]})));
        for constant in &constants {
            for steps in constant.saturating_sub(2)..=(constant + 2).min(1_000_000) {
                let facts = read(&json!({"liveness_check_score": decimal(steps)})).unwrap();
                let place = constants.iter().position(|other| *other == steps);
                let wanted = place.map_or(Taken::EverythingElse, Taken::Route);
                assert_eq!(plan.decide(&facts), wanted, "{steps} among {constants:?}");
            }
        }
        assert_eq!(plan.decide(&read(&json!({})).unwrap()), Taken::EverythingElse);
    }
}
