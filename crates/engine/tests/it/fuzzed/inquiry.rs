//! Bodies from any bytes: what they come to can be written down and read again, and says the same.

use pointsman_domain::attribute::{Attributes, derive};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::inquiry::{InquiryBody, SentLists, Submission};
use pointsman_domain::json::{canonical, parse_strict};
use pointsman_domain::list::ListKeys;
use pointsman_engine::Facts;
use serde_json::{Map, Value};

/// Between the texts of the bodies that come one after the other.
const END_OF_BODY: u8 = 0;
/// Most bodies of one inquiry.
const BODIES: usize = 4;

/// One body after the other, as JSON text, with the byte zero between them.
pub(crate) fn check_bytes(bytes: &[u8]) {
    let now: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
    let mut known = Submission::default();
    for text in bytes.split(|byte| *byte == END_OF_BODY).take(BODIES) {
        let Ok(value) = parse_strict(text) else { continue };
        let text = canonical(&value);
        let again = parse_strict(text.as_bytes()).expect("canonical text is JSON");
        for lists in [SentLists::Refused, SentLists::Accepted] {
            let Ok(body) = InquiryBody::parse(&value, now, lists) else { continue };
            let read = InquiryBody::parse(&again, now, lists).expect("it was read before");
            assert_eq!(read.keys(), body.keys());
            // Errors come in the order of the keys, which canonical text sorts.
            let merged = known.merge(&body).ok();
            assert_eq!(known.merge(&read).ok(), merged, "{text}");
            let Some(merged) = merged else { continue };
            // Numbers beyond our decimals are refused by now; those need not print as they read.
            assert_eq!(canonical(&again), text);
            assert_eq!(merged.merge(&body).as_ref(), Ok(&merged), "merged twice: {text}");
            check_submission(&merged, now);
            if lists == SentLists::Accepted {
                known = merged;
            }
        }
    }
}

fn check_submission(submission: &Submission, now: Timestamp) {
    let stored = submission.to_json();
    let text = canonical(&stored);
    let read = parse_strict(text.as_bytes()).expect("canonical text is JSON");
    assert_eq!(Submission::from_json(&read).as_ref(), Ok(submission), "{text}");
    // What is stored has the keys of a body, so it can be sent again.
    let body = InquiryBody::parse(&read, now, SentLists::Refused);
    let body = body.unwrap_or_else(|errors| panic!("{errors:?}\n{text}"));
    assert_eq!(Submission::default().merge(&body).as_ref(), Ok(submission), "{text}");

    let attributes = derive::attributes(submission, now);
    let text = canonical(&serde_json::to_value(&attributes).unwrap());
    let again: Attributes = serde_json::from_str(&text).unwrap();
    assert_eq!(again, attributes, "{text}");
    assert_eq!(canonical(&serde_json::to_value(&again).unwrap()), text);
    check_ranges(&attributes);
    check_facts(&attributes);

    // Erasing takes away what attributes come from; what is left of it can still be read.
    let erased = submission.erased();
    assert_eq!(Submission::from_json(&erased.to_json()).as_ref(), Ok(&erased));
    assert_eq!(submission.erased_sources(&attributes).values.len(), attributes.values.len());
    let keys = ListKeys::new(submission, &attributes);
    assert_eq!(ListKeys::new(submission, &again), keys);
}

fn check_ranges(attributes: &Attributes) {
    for (key, sourced) in &attributes.values {
        if let (Some((low, high)), pointsman_domain::attribute::AttributeValue::Number(number)) =
            (key.range(), sourced.value)
        {
            let steps = number.ten_thousandths();
            let range = i64::from(low) * 10_000..=i64::from(high) * 10_000;
            assert!(range.contains(&steps), "{key} is {number}");
        }
    }
}

/// Facts read straight from JSON are those that the attributes give.
fn check_facts(attributes: &Attributes) {
    let values: Map<String, Value> = attributes
        .values
        .iter()
        .map(|(key, sourced)| (key.to_string(), sourced.value.to_json()))
        .collect();
    let text = Value::Object(values).to_string();
    let facts: Facts =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    assert_eq!(facts, Facts::new(attributes), "{text}");
}
