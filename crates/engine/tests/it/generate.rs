//! Random workflows and inquiries, from a seed (the same seed gives the same case on every machine) or from the bytes
//! of a fuzzer.

use arbitrary::Unstructured;
use pointsman_domain::attribute::{AttributeKey, AttributeValue, Attributes, Code, ListMatch};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::workflow::{Condition, Document, Operator, Route, Test, TestValue, limits};

use crate::fixtures::{item_id, list_id, put};
use crate::oracle::Inquiry;

/// Where choices come from.
#[derive(Debug)]
pub(crate) enum Random<'b> {
    /// `SplitMix64`.
    Seeded(u64),
    /// What a fuzzer chose; when its bytes are used up, always the first choice.
    Chosen(Unstructured<'b>),
}

impl<'b> Random<'b> {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self::Seeded(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x1234_5678_9abc_def1)
    }

    pub(crate) fn chosen(bytes: &'b [u8]) -> Self {
        Self::Chosen(Unstructured::new(bytes))
    }

    /// Whether there is nothing left to choose.
    pub(crate) fn is_over(&self) -> bool {
        match self {
            Self::Seeded(_) => false,
            Self::Chosen(bytes) => bytes.is_empty(),
        }
    }

    /// `0..below`.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        match self {
            Self::Seeded(state) => {
                usize::try_from(next(state) % u64::try_from(below).unwrap()).unwrap()
            }
            Self::Chosen(bytes) => bytes.int_in_range(0..=below - 1).unwrap_or(0),
        }
    }

    /// `low..=high`.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    pub(crate) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Lists that exist, are not archived and may be mentioned. The last is never mentioned.
const LISTS: [u64; 6] = [1, 2, 3, 4, 5, 8];
const COUNTRIES: [&str; 9] = ["US", "CA", "MX", "FR", "DE", "KP", "IR", "BR", "JP"];
const STATES: [&str; 6] = ["CA", "NY", "TX", "DC", "PR", "WA"];
const ACTIONS: [&str; 4] = ["approve", "decline", "mark_for_review", "do_nothing"];
const NUMBERS: [AttributeKey; 4] = [
    AttributeKey::Age,
    AttributeKey::DocumentSimilarityScore,
    AttributeKey::LivenessCheckScore,
    AttributeKey::FailedVerificationAttempts,
];

/// A document without errors.
pub(crate) fn document(random: &mut Random) -> Document {
    let routes = match random.below(20) {
        0 => random.between(60, 140),
        1..=4 => random.between(9, 30),
        _ => random.between(1, 8),
    };
    Document {
        name: "Random".to_owned(),
        event: "inquiry.completed".to_owned(),
        routes: (0..routes).map(|number| route(random, number, routes > 8)).collect(),
        everything_else: Some(vec![(*random.pick(&ACTIONS)).to_owned()]),
    }
}

fn route(random: &mut Random, number: usize, short: bool) -> Route {
    let condition = match random.below(10) {
        0 | 1 if !short => many_clauses(random),
        2..=4 => conjunction(random),
        _ => {
            let budget = if short { 4 } else { 16 };
            condition(random, 0, &mut { budget })
        }
    };
    Route {
        id: format!("rt_{number:03}").parse().unwrap(),
        name: format!("Route {number}"),
        condition: Some(condition),
        then: vec![(*random.pick(&ACTIONS)).to_owned()],
    }
}

/// What most workflows of people look like.
fn conjunction(random: &mut Random) -> Condition {
    Condition::All((0..random.between(2, 5)).map(|_| Condition::Test(test(random))).collect())
}

/// All of several wide choices, so that multiplying out exceeds the clause limit, at times negated.
fn many_clauses(random: &mut Random) -> Condition {
    let choices = (0..random.between(3, 5))
        .map(|_| {
            let members = (0..random.between(3, 6)).map(|_| Condition::Test(test(random)));
            Condition::Any(members.collect())
        })
        .collect();
    let all = Condition::All(choices);
    if random.percent(20) { Condition::Not(Box::new(all)) } else { all }
}

/// A tree of groups; `depth` counts the groups around it.
fn condition(random: &mut Random, depth: usize, budget: &mut usize) -> Condition {
    if depth == limits::DEPTH || *budget <= 1 || random.percent(if depth == 0 { 10 } else { 45 }) {
        *budget = budget.saturating_sub(1);
        return Condition::Test(test(random));
    }
    if random.percent(25) {
        return Condition::Not(Box::new(condition(random, depth + 1, budget)));
    }
    let members = (0..random.between(1, 4)).map(|_| condition(random, depth + 1, budget)).collect();
    if random.percent(50) { Condition::All(members) } else { Condition::Any(members) }
}

fn test(random: &mut Random) -> Test {
    let attribute = *random.pick(&AttributeKey::ALL);
    let operators = Operator::for_type(attribute.attribute_type());
    let operator = *random.pick(operators);
    let value = match operator {
        Operator::IsMissing | Operator::IsPresent => None,
        Operator::Between => {
            let (one, two) = (constant(random, attribute), constant(random, attribute));
            Some(TestValue::Numbers(vec![one.min(two), one.max(two)]))
        }
        Operator::AnyOf | Operator::NoneOf => Some(TestValue::Texts(codes(random, attribute))),
        Operator::Contains | Operator::NotContains => Some(TestValue::Text(list(random))),
        Operator::ContainsAny | Operator::ContainsAll => {
            Some(TestValue::Texts((0..random.between(1, 4)).map(|_| list(random)).collect()))
        }
        Operator::Equals | Operator::NotEquals if !NUMBERS.contains(&attribute) => {
            Some(TestValue::Text(code(random, attribute).to_string()))
        }
        Operator::Equals
        | Operator::NotEquals
        | Operator::LessThan
        | Operator::LessThanOrEqual
        | Operator::GreaterThan
        | Operator::GreaterThanOrEqual => Some(TestValue::Number(constant(random, attribute))),
    };
    Test {
        attribute: Some(attribute.as_str().to_owned()),
        operator: Some(operator.as_str().to_owned()),
        value,
    }
}

fn list(random: &mut Random) -> String {
    list_id(LISTS[random.below(LISTS.len() - 1)]).to_string()
}

fn codes(random: &mut Random, attribute: AttributeKey) -> Vec<String> {
    (0..random.between(1, 5)).map(|_| code(random, attribute).to_string()).collect()
}

fn code(random: &mut Random, attribute: AttributeKey) -> Code {
    let pool: &[&str] = if attribute == AttributeKey::Country { &COUNTRIES } else { &STATES };
    Code::parse(pool[random.below(pool.len())]).unwrap()
}

/// Smallest step between two values.
fn step(attribute: AttributeKey) -> i64 {
    match attribute {
        AttributeKey::Age | AttributeKey::FailedVerificationAttempts => 10_000,
        _ => 1,
    }
}

/// A number in range, mostly one of a few, so that conditions share constants.
fn constant(random: &mut Random, attribute: AttributeKey) -> Decimal {
    let (low, high) = attribute.range().unwrap();
    let common: &[i64] = match attribute {
        AttributeKey::Age => &[0, 17, 18, 21, 65, 150],
        AttributeKey::FailedVerificationAttempts => &[0, 1, 2, 3, 1_000_000],
        _ => &[0, 60, 75, 85, 100],
    };
    if random.percent(70) {
        return Decimal::from_ten_thousandths(random.pick(common) * 10_000);
    }
    let (low, high) = (i64::from(low) * 10_000, i64::from(high) * 10_000);
    let steps = usize::try_from((high - low) / step(attribute)).unwrap();
    let steps = i64::try_from(random.between(0, steps)).unwrap();
    Decimal::from_ten_thousandths(low + steps * step(attribute))
}

/// An inquiry with values at, just below and just above the constants of a document.
pub(crate) fn inquiry(random: &mut Random, document: &Document) -> Inquiry {
    let mut attributes = Attributes::default();
    for key in NUMBERS {
        if !random.percent(15) {
            let value = AttributeValue::Number(near_a_constant(random, key, document));
            put(&mut attributes, key, value);
        }
    }
    for (key, others) in [(AttributeKey::Country, "ZA"), (AttributeKey::UsState, "AK")] {
        let value = match random.below(10) {
            0 | 1 => None,
            2 => Code::parse(others),
            _ => Some(code(random, key)),
        };
        if let Some(value) = value {
            put(&mut attributes, key, AttributeValue::Code(value));
        }
    }
    let lists = LISTS.into_iter().filter(|_| random.percent(30));
    attributes.list_matches = lists
        .map(|number| ListMatch { list: list_id(number), item: Some(item_id(number)), revision: 7 })
        .collect();
    let lists_known = !random.percent(10);
    if !lists_known {
        attributes.list_matches.clear();
    }
    Inquiry { attributes, lists_known }
}

fn near_a_constant(random: &mut Random, key: AttributeKey, document: &Document) -> Decimal {
    let mut mentioned = Vec::new();
    for route in &document.routes {
        route.condition.iter().for_each(|condition| constants(condition, key, &mut mentioned));
    }
    if mentioned.is_empty() || random.percent(10) {
        return constant(random, key);
    }
    let (low, high) = key.range().unwrap();
    let delta = [-step(key), 0, step(key)][random.below(3)];
    let near = random.pick(&mentioned).ten_thousandths() + delta;
    Decimal::from_ten_thousandths(near.clamp(i64::from(low) * 10_000, i64::from(high) * 10_000))
}

fn constants(condition: &Condition, key: AttributeKey, into: &mut Vec<Decimal>) {
    match condition {
        Condition::All(members) | Condition::Any(members) => {
            for member in members {
                constants(member, key, into);
            }
        }
        Condition::Not(member) => constants(member, key, into),
        Condition::Test(test) if test.attribute.as_deref() == Some(key.as_str()) => {
            match &test.value {
                Some(TestValue::Number(number)) => into.push(*number),
                Some(TestValue::Numbers(numbers)) => into.extend(numbers),
                Some(TestValue::Text(_) | TestValue::Texts(_)) | None => {}
            }
        }
        Condition::Test(_) => {}
    }
}
