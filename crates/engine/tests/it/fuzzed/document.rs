//! Documents from any bytes: what is read, checked and compiled decides as the document says.

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Code};
use pointsman_domain::json::parse_strict;
use pointsman_domain::workflow::{Condition, Document, TestValue};
use pointsman_engine::sentence::{explanation, route_sentence};
use pointsman_engine::{CheckedWorkflow, check, compile, explain_facts};

use super::written;
use crate::fixtures::{directory, put};
use crate::generate::{self, Random};
use crate::oracle::{self, Inquiry};

/// Most inquiries of one document.
const INQUIRIES: usize = 40;
/// Between a document's text and the choices that make inquiries. No text of ours holds it.
const END_OF_TEXT: u8 = 0;
/// Most single changes of a drawn document's text.
const CHANGES: usize = 4;
/// What a change puts in.
const PIECES: [&str; 16] = [
    "", "\"", "{", "}", "[]", ",", "0", "-1", "e9", ".5", "null", "\"not\":", "\"US\"", "150",
    "\u{e9}", "\\u0000",
];

/// Text that begins like JSON is read as it is, up to the byte zero. Anything else draws a document, at times with
/// something wrong in it. What is left draws inquiries.
pub(crate) fn check_bytes(bytes: &[u8]) {
    if bytes.first() == Some(&b'{') {
        let end = bytes.iter().position(|byte| *byte == END_OF_TEXT).unwrap_or(bytes.len());
        let (text, rest) = bytes.split_at(end);
        check_text(text, &mut Random::chosen(rest.get(1..).unwrap_or_default()));
    } else {
        let mut random = Random::chosen(bytes);
        let document = generate::document(&mut random);
        let mut text = document.to_json().to_string();
        for _ in 0..random.below(CHANGES + 1) {
            change(&mut random, &mut text);
        }
        check_text(text.as_bytes(), &mut random);
    }
}

/// One change somewhere in a text: a piece put in, in place of at most a few letters.
fn change(random: &mut Random, text: &mut String) {
    let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
    let Some(last) = places.len().checked_sub(1) else { return };
    let start = random.below(places.len());
    let end = (start + random.below(6)).min(last);
    let piece = *random.pick(&PIECES);
    text.replace_range(places[start]..places[end], piece);
}

fn check_text(text: &[u8], random: &mut Random) {
    let Ok(value) = parse_strict(text) else { return };
    let Ok(document) = Document::from_json(&value) else { return };
    let printed = document.to_json().to_string();
    let again = parse_strict(printed.as_bytes()).expect("canonical text is JSON");
    assert_eq!(Document::from_json(&again).as_ref(), Ok(&document), "{printed}");
    let lists = directory();
    explanation(&document, &lists);
    for route in &document.routes {
        route_sentence(route, &lists);
    }
    let checking = check(&document, &lists);
    assert_eq!(checking.workflow.is_none(), checking.errors().next().is_some(), "{printed}");
    if let Some(workflow) = &checking.workflow {
        check_decisions(&document, workflow, random);
    }
}

fn check_decisions(document: &Document, workflow: &CheckedWorkflow, random: &mut Random) {
    let plan = compile(workflow);
    let mut codes = Vec::new();
    for route in &document.routes {
        route.condition.iter().for_each(|condition| mentioned(condition, &mut codes));
    }
    for _ in 0..INQUIRIES {
        let inquiry = drawn(random, document, &codes);
        let facts = inquiry.facts();
        let taken = plan.decide(&facts);
        let said = || format!("{:#}\n{inquiry:#?}", document.to_json());
        assert_eq!(taken, oracle::decide(workflow, &inquiry), "{}", said());
        assert_eq!(taken, written::decide(document, &directory(), &inquiry), "{}", said());
        let trace = explain_facts(&plan, &facts, &inquiry.attributes.list_matches);
        let difference = oracle::difference(workflow, &inquiry, &trace);
        assert_eq!(difference, None, "{}", said());
        if random.is_over() {
            break;
        }
    }
}

/// An inquiry whose codes are often those of the document.
fn drawn(random: &mut Random, document: &Document, codes: &[Code]) -> Inquiry {
    let mut inquiry = generate::inquiry(random, document);
    for key in [AttributeKey::Country, AttributeKey::UsState] {
        if !codes.is_empty() && random.percent(40) {
            put(&mut inquiry.attributes, key, AttributeValue::Code(*random.pick(codes)));
        }
    }
    inquiry
}

fn mentioned(condition: &Condition, into: &mut Vec<Code>) {
    match condition {
        Condition::All(members) | Condition::Any(members) => {
            for member in members {
                mentioned(member, into);
            }
        }
        Condition::Not(member) => mentioned(member, into),
        Condition::Test(test) => match &test.value {
            Some(TestValue::Text(code)) => into.extend(Code::parse(code)),
            Some(TestValue::Texts(codes)) => {
                into.extend(codes.iter().filter_map(|code| Code::parse(code)));
            }
            Some(TestValue::Number(_) | TestValue::Numbers(_)) | None => {}
        },
    }
}
