//! Words for attributes, operators, values and actions.

use pointsman_domain::attribute::{AttributeKey, AttributeType, Code, CodeSet, code, us_state};
use pointsman_domain::workflow::operator::Takes;
use pointsman_domain::workflow::{DecisionAction, Operator, Test, TestValue};

use super::OPEN;
use crate::directory::ListDirectory;

/// A condition in words; the second part says whether it holds several values, so that the words around it
/// could be taken for one of them.
pub(super) fn test(test: &Test, lists: &ListDirectory) -> (String, bool) {
    worded(test, lists, verb)
}

/// The opposite of a condition, where that has words of its own: on none of several lists.
pub(super) fn opposite(test: &Test, lists: &ListDirectory) -> Option<(String, bool)> {
    let is = |word: &Option<String>, wanted: &str| word.as_deref() == Some(wanted);
    let is_on_any = is(&test.attribute, AttributeKey::ListMatches.as_str())
        && is(&test.operator, Operator::ContainsAny.as_str());
    is_on_any.then(|| worded(test, lists, |_, _| "is on none of"))
}

fn worded(
    test: &Test,
    lists: &ListDirectory,
    verb: impl Fn(Option<AttributeKey>, Operator) -> &'static str,
) -> (String, bool) {
    let Some(written) = test.attribute.as_deref() else { return (OPEN.to_owned(), false) };
    let attribute = written.parse::<AttributeKey>().ok();
    let operator = test.operator.as_deref();
    let parsed = operator.and_then(|operator| operator.parse::<Operator>().ok());
    let subject = attribute.map_or(written, |attribute| subject(attribute, parsed));
    let Some(operator) = operator else { return (format!("{subject} {OPEN}"), false) };
    let verb = parsed.map_or(operator, |parsed| verb(attribute, parsed));
    let takes = parsed.map_or(Takes::Many, Operator::takes);
    match (takes, &test.value) {
        (Takes::Nothing, _) => (format!("{subject} {verb}"), false),
        (_, None) => (format!("{subject} {verb} {OPEN}"), false),
        (_, Some(found)) => {
            let (words, several) = value(attribute, takes, found, lists);
            (format!("{subject} {verb} {words}"), several)
        }
    }
}

pub(super) fn subject(attribute: AttributeKey, operator: Option<Operator>) -> &'static str {
    let of_a_value = match operator.map(Operator::takes) {
        Some(Takes::List | Takes::Lists) => true,
        Some(Takes::Nothing | Takes::One | Takes::Pair | Takes::Many) | None => false,
    };
    match attribute {
        AttributeKey::Age => "age",
        AttributeKey::Country => "country",
        AttributeKey::UsState => "US state",
        AttributeKey::DocumentSimilarityScore => "document similarity score",
        AttributeKey::LivenessCheckScore => "liveness check score",
        AttributeKey::FailedVerificationAttempts => "number of failed verification attempts",
        AttributeKey::ListMatches if of_a_value => "the inquiry",
        AttributeKey::ListMatches => "the set of matching lists",
    }
}

fn verb(attribute: Option<AttributeKey>, operator: Operator) -> &'static str {
    if attribute != Some(AttributeKey::ListMatches) {
        return operator.label();
    }
    match operator {
        Operator::Contains => "is on",
        Operator::NotContains => "is not on",
        Operator::ContainsAny => "is on any of",
        Operator::ContainsAll => "is on all of",
        Operator::Equals
        | Operator::NotEquals
        | Operator::LessThan
        | Operator::LessThanOrEqual
        | Operator::GreaterThan
        | Operator::GreaterThanOrEqual
        | Operator::Between
        | Operator::AnyOf
        | Operator::NoneOf
        | Operator::IsMissing
        | Operator::IsPresent => operator.label(),
    }
}

fn value(
    attribute: Option<AttributeKey>,
    takes: Takes,
    value: &TestValue,
    lists: &ListDirectory,
) -> (String, bool) {
    let name = |text: &String| named(attribute, text, lists);
    let words: Vec<String> = match value {
        TestValue::Number(number) => vec![number.to_string()],
        TestValue::Text(text) => vec![name(text)],
        TestValue::Numbers(numbers) => numbers.iter().map(ToString::to_string).collect(),
        TestValue::Texts(texts) => texts.iter().map(name).collect(),
    };
    if takes == Takes::Pair {
        let mut ends = words.into_iter();
        let mut end = || ends.next().unwrap_or_else(|| OPEN.to_owned());
        return (format!("{} and {}", end(), end()), true);
    }
    let comma = if words.iter().any(|word| word.contains(',')) { "; " } else { ", " };
    let several = words.len() > 1 || words.iter().any(|word| word.contains(','));
    (if words.is_empty() { OPEN.to_owned() } else { words.join(comma) }, several)
}

pub(super) fn named(attribute: Option<AttributeKey>, text: &str, lists: &ListDirectory) -> String {
    match attribute.map(AttributeKey::attribute_type) {
        Some(AttributeType::Code(set)) => code_name(set, text).unwrap_or_else(|| text.to_owned()),
        Some(AttributeType::ListSet) => match lists.find(text) {
            Some(list) if lists.shares_name(list) => format!("“{}” ({})", list.name, list.key),
            Some(list) => format!("“{}”", list.name),
            None => format!("“{text}”"),
        },
        Some(AttributeType::WholeNumber | AttributeType::Number) | None => text.to_owned(),
    }
}

fn code_name(set: CodeSet, text: &str) -> Option<String> {
    let code = Code::parse(text)?;
    match set {
        CodeSet::Country => code::country_name(code),
        CodeSet::UsState => us_state::name(code).map(str::to_owned),
    }
}

/// Actions in words: `decline`.
pub(super) fn actions(names: &[String]) -> String {
    let words: Vec<&str> = names
        .iter()
        .map(|name| match name.parse::<DecisionAction>() {
            Ok(known) => action(known),
            Err(_) => name,
        })
        .collect();
    if words.is_empty() { OPEN.to_owned() } else { words.join(" and ") }
}

/// One action in words.
pub(super) const fn action(action: DecisionAction) -> &'static str {
    match action {
        DecisionAction::Approve => "approve",
        DecisionAction::Decline => "decline",
        DecisionAction::MarkForReview => "mark for review",
        DecisionAction::DoNothing => "do nothing",
    }
}
