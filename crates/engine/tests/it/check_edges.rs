//! Checks at the edges of ranges, and of documents that no JSON text can give.

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::workflow::{Condition, Document, Operator, Route, Test, TestValue};
use pointsman_engine::{DiagnosticCode, check};

use crate::fixtures::directory;

fn document(attribute: AttributeKey, operator: Operator, value: TestValue) -> Document {
    Document {
        name: "Edges".to_owned(),
        event: "inquiry.completed".to_owned(),
        routes: vec![Route {
            id: "rt_01".parse().unwrap(),
            name: "Only".to_owned(),
            condition: Some(Condition::Test(Test {
                attribute: Some(attribute.as_str().to_owned()),
                operator: Some(operator.as_str().to_owned()),
                value: Some(value),
            })),
            then: vec!["approve".to_owned()],
        }],
        everything_else: Some(vec!["decline".to_owned()]),
    }
}

fn codes(attribute: AttributeKey, operator: Operator, value: TestValue) -> Vec<String> {
    let checking = check(&document(attribute, operator, value), &directory());
    assert_eq!(checking.workflow.is_some(), checking.errors().next().is_none());
    checking.diagnostics.into_iter().map(|diagnostic| diagnostic.code).collect()
}

#[test]
fn constants_at_and_beyond_the_ends_of_every_range() {
    use DiagnosticCode::{AlwaysHolds, NeverHolds, NotWhole, OutOfRange};
    let keys = AttributeKey::ALL.into_iter().filter(|key| key.range().is_some());
    for key in keys {
        let (low, high) = key.range().unwrap();
        let fraction_allowed =
            matches!(key, AttributeKey::DocumentSimilarityScore | AttributeKey::LivenessCheckScore);
        let inner = if fraction_allowed { None } else { Some(NotWhole) };
        let at = |whole: i32| Decimal::from_whole(whole);
        let tiny = |whole: i32, steps: i64| {
            Decimal::from_ten_thousandths(i64::from(whole) * 10_000 + steps)
        };
        let cases = [
            (Operator::LessThan, at(low), Some(NeverHolds)),
            (Operator::LessThan, at(low + 1), None),
            (Operator::LessThan, at(high), None),
            (Operator::LessThan, tiny(low, 1), inner),
            (Operator::LessThanOrEqual, at(low), None),
            (Operator::LessThanOrEqual, at(high), Some(AlwaysHolds)),
            (Operator::LessThanOrEqual, at(high - 1), None),
            (Operator::GreaterThan, at(high), Some(NeverHolds)),
            (Operator::GreaterThan, at(high - 1), None),
            (Operator::GreaterThan, at(low), None),
            (Operator::GreaterThanOrEqual, at(low), Some(AlwaysHolds)),
            (Operator::GreaterThanOrEqual, at(low + 1), None),
            (Operator::GreaterThanOrEqual, at(high), None),
            (Operator::Equals, at(low), None),
            (Operator::NotEquals, at(high), None),
            (Operator::Equals, tiny(low, -1), Some(OutOfRange)),
            (Operator::Equals, at(low - 1), Some(OutOfRange)),
            (Operator::LessThan, at(high + 1), Some(OutOfRange)),
            (Operator::GreaterThan, tiny(high, 1), Some(OutOfRange)),
        ];
        for (operator, number, wanted) in cases {
            let found = codes(key, operator, TestValue::Number(number));
            let wanted: Vec<&str> = wanted.map(DiagnosticCode::as_str).into_iter().collect();
            assert_eq!(found, wanted, "{key} {operator} {number}");
        }
        let pairs = [
            ((low, high), vec![AlwaysHolds]),
            ((low, high - 1), vec![]),
            ((low + 1, high), vec![]),
            ((low, low), vec![]),
            ((low + 1, low), vec![DiagnosticCode::LowAboveHigh]),
            ((low - 1, high + 1), vec![OutOfRange, OutOfRange]),
        ];
        for ((from, to), wanted) in pairs {
            let found = codes(key, Operator::Between, TestValue::Numbers(vec![at(from), at(to)]));
            let wanted: Vec<&str> = wanted.into_iter().map(DiagnosticCode::as_str).collect();
            assert_eq!(found, wanted, "{key} between {from} and {to}");
        }
    }
}

#[test]
fn values_of_the_wrong_type_are_refused_even_if_no_text_could_hold_them() {
    let number = TestValue::Number(Decimal::from_whole(1));
    let numbers = TestValue::Numbers(vec![Decimal::from_whole(1)]);
    let text = TestValue::Text("US".to_owned());
    let texts = TestValue::Texts(vec!["US".to_owned()]);
    let cases = [
        (AttributeKey::Age, Operator::LessThan, &text),
        (AttributeKey::Age, Operator::LessThan, &numbers),
        (AttributeKey::Age, Operator::Between, &number),
        (AttributeKey::Age, Operator::Between, &texts),
        (AttributeKey::Country, Operator::Equals, &number),
        (AttributeKey::Country, Operator::Equals, &texts),
        (AttributeKey::Country, Operator::AnyOf, &text),
        (AttributeKey::UsState, Operator::NoneOf, &numbers),
        (AttributeKey::ListMatches, Operator::Contains, &texts),
        (AttributeKey::ListMatches, Operator::ContainsAll, &text),
    ];
    for (attribute, operator, value) in cases {
        assert_eq!(
            codes(attribute, operator, value.clone()),
            ["wrong_type"],
            "{attribute} {operator}"
        );
    }
}

#[test]
fn every_operator_fits_exactly_the_types_of_the_catalogue() {
    for attribute in AttributeKey::ALL {
        for operator in Operator::ALL {
            let found = codes(attribute, operator, TestValue::Texts(Vec::new()));
            let refused = found.contains(&"operator_not_applicable".to_owned());
            assert_eq!(
                refused,
                !operator.applies_to(attribute.attribute_type()),
                "{attribute} {operator}"
            );
        }
    }
}
