use pointsman_domain::attribute::{Code, derive, us_state};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::inquiry::{InquiryBody, SentLists, Submission};
use serde_json::{Value, json};

fn derived(body: &Value, completed_at: &str) -> Value {
    let completed_at: Timestamp = completed_at.parse().expect("a time");
    let body = InquiryBody::parse(body, completed_at, SentLists::Refused).expect("a body");
    let submission = Submission::default().merge(&body).expect("a submission");
    let attributes = derive::attributes(&submission, completed_at);
    let map: serde_json::Map<_, _> = attributes
        .values
        .iter()
        .map(|(key, found)| (key.to_string(), found.value.to_json()))
        .collect();
    Value::Object(map)
}

#[test]
fn age_counts_birthdays_in_utc() {
    for (born, completed_at, age) in [
        ("2000-06-15", "2018-06-14T23:59:59Z", 17),
        ("2000-06-15", "2018-06-15T00:00:00Z", 18),
        ("2000-06-15", "2018-06-14T23:30:00-01:00", 18),
        ("2004-02-29", "2022-02-28T23:59:59Z", 17),
        ("2004-02-29", "2022-03-01T00:00:00Z", 18),
        ("2004-02-29", "2024-02-28T12:00:00Z", 19),
        ("2004-02-29", "2024-02-29T00:00:00Z", 20),
        ("2022-01-01", "2022-01-01T00:00:00Z", 0),
    ] {
        let found = derived(&json!({"fields": {"birthdate": born}}), completed_at);
        assert_eq!(found["age"], json!(age), "{born} at {completed_at}");
    }
}

fn id(name: &str, status: &str, completed_at: Option<&str>, country: &str) -> Value {
    json!({"id": name, "kind": "government_id", "status": status, "completed_at": completed_at,
           "country_code": country})
}

#[test]
fn country_comes_from_the_address_or_the_newest_id() {
    let ids = json!([
        id("a", "passed", Some("2026-01-02T00:00:00Z"), "DE"),
        id("b", "failed", Some("2026-01-03T00:00:00Z"), "FR"),
        id("c", "pending", Some("2026-01-04T00:00:00Z"), "IT"),
        id("d", "passed", None, "ES"),
        id("e", "passed", Some("2026-01-03T00:00:00Z"), "CA"),
    ]);
    for (body, country) in [
        (json!({"verifications": ids}), json!("CA")),
        (json!({"verifications": ids, "fields": {"address_country_code": "us"}}), json!("US")),
        (
            json!({"verifications": ids, "fields": {"address_country_code": "US"}, "attributes": {"country": "MX"}}),
            json!("MX"),
        ),
        (json!({}), Value::Null),
    ] {
        assert_eq!(derived(&body, "2026-11-22T00:00:00Z")["country"], country, "{body}");
    }
}

#[test]
fn a_newest_selfie_without_the_score_leaves_it_missing() {
    let old = json!({"id": "old", "kind": "selfie", "status": "passed", "completed_at": "2026-01-01T00:00:00Z",
                     "liveness_check_score": 80, "document_similarity_score": 70.5});
    let new = json!({"id": "new", "kind": "selfie", "status": "failed", "completed_at": "2026-01-02T00:00:00Z",
                     "liveness_check_score": 10});
    let found = derived(&json!({"verifications": [new, old]}), "2026-11-22T00:00:00Z");
    assert_eq!(found, json!({"liveness_check_score": 10, "failed_verification_attempts": 1}));
}

#[test]
fn states_are_recognised_in_the_united_states_alone() {
    for (country, text, state) in [
        ("US", "CA", json!("CA")),
        ("US", "us-ca", json!("CA")),
        ("US", "  new   york ", json!("NY")),
        ("US", "Puerto Rico", json!("PR")),
        ("US", "Washington, D.C.", json!("DC")),
        ("US", "Bavaria", Value::Null),
        ("US", "US-ZZ", Value::Null),
        ("CA", "CA", Value::Null),
    ] {
        let body =
            json!({"fields": {"address_country_code": country, "address_subdivision": text}});
        assert_eq!(derived(&body, "2026-11-22T00:00:00Z")["us_state"], state, "{country} {text}");
    }
    assert_eq!(us_state::states().len(), 56);
}

/// What is looked up in a table is what the library and the names say.
#[test]
fn every_pair_of_letters_is_a_code_or_none() {
    let letters = || b'A'..=b'Z';
    for (first, second) in letters().flat_map(|first| letters().map(move |second| (first, second)))
    {
        let text = String::from_utf8(vec![first, second]).unwrap();
        let known = rust_iso3166::from_alpha2(&text).is_some();
        assert_eq!(Code::country(&text.to_lowercase()).is_some(), known, "{text}");
        let code = Code::parse(&text).unwrap();
        let state = us_state::name(code);
        assert_eq!(us_state::is_state(code), state.is_some(), "{text}");
        for spelt in [text.clone(), text.to_lowercase(), format!("us-{text}"), format!(" {text}\t")]
        {
            assert_eq!(us_state::normalise(&spelt), state.map(|_| code), "{spelt}");
        }
    }
}

#[test]
fn every_state_is_recognised_by_its_name() {
    for code in us_state::states() {
        let name = us_state::name(code).unwrap();
        let spaced = name.replace(' ', " \u{a0}\n");
        for spelt in
            [name.to_owned(), name.to_lowercase(), name.to_uppercase(), format!(" {spaced}")]
        {
            assert_eq!(us_state::normalise(&spelt), Some(code), "{spelt}");
        }
        assert_eq!(us_state::normalise(&format!("{name}x")), None);
    }
    for (text, code) in [
        ("washington  dc", "DC"),
        ("D.C.", "DC"),
        ("U.S. Virgin Islands", "VI"),
        ("Mi\u{17f}\u{17f}ouri", "MO"),
        ("M\u{131}ssour\u{131}", "MO"),
    ] {
        assert_eq!(us_state::normalise(text), Code::parse(code), "{text}");
    }
    for text in ["", " ", "US-", "US-California", "Kalifornia", "Géorgia"] {
        assert_eq!(us_state::normalise(text), None, "{text}");
    }
}
