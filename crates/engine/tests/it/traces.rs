//! Traces: their form, the values that were read, and their digest.

use std::collections::HashSet;

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Code, ListMatch};
use pointsman_domain::decimal::Decimal;
use pointsman_engine::{ListDirectory, ListRef, check, compile, explain, explain_facts};
use serde_json::{Value, json};

use crate::cases::read;
use crate::fixtures::{attributes, checked, checked_document, directory, item_id, list_id, put};
use crate::generate::{self, Random};
use crate::oracle::Inquiry;

#[test]
fn forms() {
    for case in read(include_str!("cases/traces.json")) {
        let plan = compile(&checked(&case["document"]));
        let inquiry = Inquiry {
            attributes: attributes(&case["attributes"]),
            lists_known: case["lists_known"].as_bool().unwrap_or(true),
        };
        let matches = &inquiry.attributes.list_matches;
        let trace = explain_facts(&plan, &inquiry.facts(), matches);
        let found = json!({"trace": trace, "digest": trace.digest().to_string()});
        assert_eq!(found["trace"], case["trace"], "{}:\n{found:#}", case["name"]);
        assert_eq!(found["digest"], case["digest"], "{}: {}", case["name"], found["digest"]);
    }
}

#[test]
fn the_pointers_of_a_trace_lead_to_its_conditions() {
    fn walk(node: &Value, document: &Value, seen: &mut usize) {
        let place = document.pointer(node["pointer"].as_str().unwrap()).unwrap();
        match node["kind"].as_str().unwrap() {
            "condition" => {
                assert_eq!(place["attribute"], node["attribute"]);
                assert_eq!(place["operator"], node["operator"]);
            }
            group => assert!(place.get(group).is_some()),
        }
        *seen += 1;
        for child in node["children"].as_array().into_iter().flatten() {
            walk(child, document, seen);
        }
    }
    let mut seen = 0;
    for seed in 0..100 {
        let mut random = Random::seeded(seed);
        let document = generate::document(&mut random);
        let inquiry = generate::inquiry(&mut random, &document);
        let plan = compile(&checked_document(&document));
        let trace = json!(explain(&plan, &inquiry.attributes));
        for route in trace["routes"].as_array().unwrap() {
            walk(&route["condition"], &document.to_json(), &mut seen);
        }
    }
    assert!(seen > 1_000);
}

fn two_conditions() -> Value {
    json!({
        "name": "Digests", "event": "inquiry.completed",
        "routes": [{
            "id": "rt_01", "name": "Only", "then": [{"action": "decline"}],
            "if": {"all": [
                {"attribute": "age", "operator": "less_than", "value": 18},
                {"attribute": "list_matches", "operator": "contains", "value": "sanctions"}
            ]}
        }],
        "everything_else": [{"action": "approve"}]
    })
}

#[test]
fn the_digest_follows_values_and_matches_but_not_names() {
    let plan = compile(&checked(&two_conditions()));
    let mut base = attributes(&json!({"age": 17}));
    let hit = ListMatch { list: list_id(3), item: Some(item_id(1)), revision: 4 };
    base.list_matches = vec![hit];
    let digest = |attributes: &_| explain(&plan, attributes).digest().to_string();
    let age = |age: i32| {
        let mut other = base.clone();
        put(&mut other, AttributeKey::Age, AttributeValue::Number(Decimal::from_whole(age)));
        other
    };
    let matching = |found: Vec<ListMatch>| {
        let mut other = base.clone();
        other.list_matches = found;
        other
    };
    let variants = [
        base.clone(),
        age(16),
        age(18),
        attributes(&json!({})),
        matching(vec![]),
        matching(vec![ListMatch { revision: 5, ..hit }]),
        matching(vec![ListMatch { item: Some(item_id(2)), ..hit }]),
        matching(vec![ListMatch { item: None, ..hit }]),
    ];
    let digests: HashSet<String> = variants.iter().map(digest).collect();
    assert_eq!(digests.len(), variants.len(), "each variant has a digest of its own");

    let mut unread = base.clone();
    let us = AttributeValue::Code(Code::US);
    put(&mut unread, AttributeKey::Country, us);
    unread.list_matches.push(ListMatch { list: list_id(4), item: None, revision: 1 });
    assert_eq!(digest(&unread), digest(&base), "what no condition reads does not count");

    let renamed = ListDirectory::new(
        directory()
            .lists()
            .map(|list| ListRef { name: format!("New {}", list.name), ..list.clone() }),
    );
    let document = crate::fixtures::document(&two_conditions());
    let plan_renamed = compile(&check(&document, &renamed).workflow.unwrap());
    let trace = explain(&plan_renamed, &base);
    assert_eq!(trace.digest().to_string(), digest(&base), "names do not count");
    assert!(json!(trace).to_string().contains("New Sanctions"));
}
