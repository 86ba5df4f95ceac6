//! Small random workflows, and every inquiry there is to one of them.

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Attributes, Code, ListMatch};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{Condition, Document, Operator, Route, Test, TestValue};

use crate::fixtures::{list_id, put};
use crate::generate::Random;
use crate::oracle::Inquiry;

const ACTIONS: [&str; 4] = ["approve", "decline", "mark_for_review", "do_nothing"];
const COUNTRIES: [&str; 3] = ["US", "CA", "FR"];
const STATES: [&str; 2] = ["CA", "NY"];
/// The third holds countries.
pub(crate) const LISTS: [u64; 3] = [1, 2, 3];

/// The attributes of one workflow; more of them would be too many inquiries.
pub(crate) fn attributes(random: &mut Random) -> Vec<AttributeKey> {
    let mut keys = AttributeKey::ALL.to_vec();
    let most = random.between(2, 4);
    while keys.len() > most {
        keys.remove(random.below(keys.len()));
    }
    keys
}

/// A document without errors.
pub(crate) fn document(random: &mut Random, keys: &[AttributeKey]) -> Document {
    let routes = random.between(2, 7);
    Document {
        name: "Small".to_owned(),
        event: "inquiry.completed".to_owned(),
        routes: (0..routes)
            .map(|number| Route {
                id: format!("rt_{number}").parse().unwrap(),
                name: format!("Route {number}"),
                condition: Some(group(random, keys, 0)),
                then: vec![(*random.pick(&ACTIONS)).to_owned()],
            })
            .collect(),
        everything_else: Some(vec![(*random.pick(&ACTIONS)).to_owned()]),
    }
}

/// A condition of a route.
pub(crate) fn condition(random: &mut Random, keys: &[AttributeKey]) -> Condition {
    group(random, keys, 0)
}

/// A workflow that says whether a condition holds.
pub(crate) fn one_route(condition: Condition) -> Document {
    Document {
        name: "One".to_owned(),
        event: "inquiry.completed".to_owned(),
        routes: vec![Route {
            id: "rt_0".parse().unwrap(),
            name: "Whom".to_owned(),
            condition: Some(condition),
            then: vec!["do_nothing".to_owned()],
        }],
        everything_else: Some(vec!["do_nothing".to_owned()]),
    }
}

fn group(random: &mut Random, keys: &[AttributeKey], depth: usize) -> Condition {
    if depth == 2 || random.percent(25) {
        return Condition::Test(test(random, keys));
    }
    if random.percent(15) {
        return Condition::Not(Box::new(group(random, keys, depth + 1)));
    }
    let members = (0..random.between(1, 3)).map(|_| group(random, keys, depth + 1)).collect();
    if random.percent(60) { Condition::All(members) } else { Condition::Any(members) }
}

fn test(random: &mut Random, keys: &[AttributeKey]) -> Test {
    let key = *random.pick(keys);
    let operator = *random.pick(Operator::for_type(key.attribute_type()));
    let value = match operator {
        Operator::IsMissing | Operator::IsPresent => None,
        Operator::Between => {
            let (one, two) = (number(random, key), number(random, key));
            Some(TestValue::Numbers(vec![one.min(two), one.max(two)]))
        }
        Operator::AnyOf | Operator::NoneOf => {
            Some(TestValue::Texts((0..random.between(1, 2)).map(|_| code(random, key)).collect()))
        }
        Operator::Contains | Operator::NotContains => Some(TestValue::Text(list(random))),
        Operator::ContainsAny | Operator::ContainsAll => {
            Some(TestValue::Texts((0..random.between(1, 2)).map(|_| list(random)).collect()))
        }
        _ if key.range().is_some() => Some(TestValue::Number(number(random, key))),
        _ => Some(TestValue::Text(code(random, key))),
    };
    Test {
        attribute: Some(key.as_str().to_owned()),
        operator: Some(operator.as_str().to_owned()),
        value,
    }
}

fn list(random: &mut Random) -> String {
    list_id(*random.pick(&LISTS)).to_string()
}

fn code(random: &mut Random, key: AttributeKey) -> String {
    let codes: &[&str] = if key == AttributeKey::Country { &COUNTRIES } else { &STATES };
    (*random.pick(codes)).to_owned()
}

fn number(random: &mut Random, key: AttributeKey) -> Decimal {
    let constants: &[i64] = match key {
        AttributeKey::Age => &[18, 19, 21],
        AttributeKey::FailedVerificationAttempts => &[0, 2],
        _ => &[60, 100],
    };
    Decimal::from_ten_thousandths(random.pick(constants) * 10_000)
}

/// A value of each cell, missing included.
pub(crate) fn values(key: AttributeKey) -> Vec<Option<AttributeValue>> {
    let whole = |numbers: &[i64]| numbers.iter().map(|n| n * 10_000).collect::<Vec<i64>>();
    let steps = match key {
        AttributeKey::Age => whole(&[17, 18, 19, 20, 21, 22]),
        AttributeKey::FailedVerificationAttempts => {
            return whole(&[0, 1, 2, 3]).into_iter().map(of_steps).map(Some).collect();
        }
        AttributeKey::DocumentSimilarityScore | AttributeKey::LivenessCheckScore => {
            vec![599_999, 600_000, 600_001, 999_999, 1_000_000]
        }
        AttributeKey::Country => return codes(&["US", "CA", "FR", "ZA"]),
        AttributeKey::UsState => return codes(&["CA", "NY", "AK"]),
        AttributeKey::ListMatches => Vec::new(),
    };
    std::iter::once(None).chain(steps.into_iter().map(of_steps).map(Some)).collect()
}

fn of_steps(steps: i64) -> AttributeValue {
    AttributeValue::Number(Decimal::from_ten_thousandths(steps))
}

fn codes(codes: &[&str]) -> Vec<Option<AttributeValue>> {
    let present = codes.iter().map(|code| Code::parse(code).map(AttributeValue::Code));
    std::iter::once(None).chain(present).collect()
}

/// All inquiries without lists that differ to a workflow with these attributes.
pub(crate) fn without_lists(keys: &[AttributeKey]) -> Vec<Attributes> {
    let mut all = vec![Attributes::default()];
    let keys = keys.iter().copied().chain(
        // A state needs a country, and lists of countries have one to match.
        (!keys.contains(&AttributeKey::Country)).then_some(AttributeKey::Country),
    );
    for key in keys.filter(|key| *key != AttributeKey::ListMatches) {
        let values = values(key);
        all = all
            .iter()
            .flat_map(|known| {
                values.iter().map(move |value| {
                    let mut attributes = known.clone();
                    if let Some(value) = value {
                        put(&mut attributes, key, *value);
                    }
                    attributes
                })
            })
            .collect();
    }
    all.retain(|attributes| {
        let us = Some(AttributeValue::Code(Code::US));
        attributes.get(AttributeKey::UsState).is_none()
            || attributes.get(AttributeKey::Country) == us
    });
    all
}

/// All inquiries that differ, with every set of lists that some contents give.
pub(crate) fn inquiries(keys: &[AttributeKey]) -> Vec<Inquiry> {
    let sets: u32 = if keys.contains(&AttributeKey::ListMatches) { 1 << LISTS.len() } else { 1 };
    let mut all = Vec::new();
    for attributes in without_lists(keys) {
        for set in 0..sets {
            let on: Vec<ListId> = (0..)
                .zip(LISTS)
                .filter(|(bit, _)| set & (1 << bit) != 0)
                .map(|(_, list)| list_id(list))
                .collect();
            let has_country = attributes.get(AttributeKey::Country).is_some();
            if has_country || !on.contains(&list_id(3)) {
                all.push(on_lists(attributes.clone(), &on));
            }
        }
    }
    all
}

/// An inquiry that is on these lists.
pub(crate) fn on_lists(mut attributes: Attributes, on: &[ListId]) -> Inquiry {
    attributes.list_matches =
        on.iter().map(|list| ListMatch { list: *list, item: None, revision: 1 }).collect();
    Inquiry { attributes, lists_known: true }
}
