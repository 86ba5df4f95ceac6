//! A second naive interpreter, of the document as it is written: it knows operators by their names in the contract and
//! goes past the check, so that a mistake in the check shows as well.

use pointsman_domain::attribute::{AttributeKey, AttributeValue};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::workflow::{Condition, Document, Test, TestValue};
use pointsman_engine::{ListDirectory, Taken};

use crate::oracle::Inquiry;

/// The first route whose conditions are true. The document has no errors.
pub(crate) fn decide(document: &Document, lists: &ListDirectory, inquiry: &Inquiry) -> Taken {
    let holds = |condition: &Option<Condition>| {
        condition.as_ref().and_then(|condition| holds(condition, lists, inquiry)) == Some(true)
    };
    let matching = document.routes.iter().position(|route| holds(&route.condition));
    matching.map_or(Taken::EverythingElse, Taken::Route)
}

/// Kleene's logic, with `None` for unknown: of numbers, false 0, unknown 1, true 2, `all` is the least, `any` the
/// greatest, `not` turns around.
fn holds(condition: &Condition, lists: &ListDirectory, inquiry: &Inquiry) -> Option<bool> {
    let rank = |member: &Condition| match holds(member, lists, inquiry) {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    };
    let of_rank = |rank| [Some(false), None, Some(true)][rank];
    match condition {
        Condition::All(members) => of_rank(members.iter().map(rank).min().unwrap()),
        Condition::Any(members) => of_rank(members.iter().map(rank).max().unwrap()),
        Condition::Not(member) => of_rank(2 - rank(member)),
        Condition::Test(test) => test_holds(test, lists, inquiry),
    }
}

fn test_holds(test: &Test, lists: &ListDirectory, inquiry: &Inquiry) -> Option<bool> {
    let key: AttributeKey = test.attribute.as_deref().unwrap().parse().unwrap();
    let operator = test.operator.as_deref().unwrap();
    let value = inquiry.attributes.get(key);
    let value = match key {
        AttributeKey::FailedVerificationAttempts => {
            value.or(Some(AttributeValue::Number(Decimal::from_whole(0))))
        }
        AttributeKey::ListMatches => {
            return on_lists(operator, test.value.as_ref(), lists, inquiry);
        }
        _ => value,
    };
    match operator {
        "is_missing" => Some(value.is_none()),
        "is_present" => Some(value.is_some()),
        _ => Some(match (value?, test.value.as_ref().unwrap()) {
            (AttributeValue::Number(own), TestValue::Number(other)) => match operator {
                "equals" => own == *other,
                "not_equals" => own != *other,
                "less_than" => own < *other,
                "less_than_or_equal" => own <= *other,
                "greater_than" => own > *other,
                "greater_than_or_equal" => own >= *other,
                other => panic!("{other} with one number"),
            },
            (AttributeValue::Number(own), TestValue::Numbers(pair)) if operator == "between" => {
                pair[0] <= own && own <= pair[1]
            }
            (AttributeValue::Code(own), TestValue::Text(other)) => {
                (own.to_string() == other.trim().to_uppercase()) == (operator == "equals")
            }
            (AttributeValue::Code(own), TestValue::Texts(others)) => {
                let own = own.to_string();
                let among = others.iter().any(|other| own == other.trim().to_uppercase());
                among == (operator == "any_of")
            }
            (own, other) => panic!("{own:?} {operator} {other:?}"),
        }),
    }
}

fn on_lists(
    operator: &str,
    value: Option<&TestValue>,
    lists: &ListDirectory,
    inquiry: &Inquiry,
) -> Option<bool> {
    match operator {
        "is_missing" => return Some(!inquiry.lists_known),
        "is_present" => return Some(inquiry.lists_known),
        _ if !inquiry.lists_known => return None,
        _ => {}
    }
    let is_on = |text: &String| inquiry.attributes.is_on(lists.find(text).unwrap().id);
    Some(match (operator, value.unwrap()) {
        ("contains", TestValue::Text(list)) => is_on(list),
        ("not_contains", TestValue::Text(list)) => !is_on(list),
        ("contains_any", TestValue::Texts(several)) => several.iter().any(is_on),
        ("contains_all", TestValue::Texts(several)) => several.iter().all(is_on),
        (operator, value) => panic!("{operator} {value:?}"),
    })
}
