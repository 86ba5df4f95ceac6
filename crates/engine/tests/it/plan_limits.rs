//! The limits of compiling, each at its edge: beyond them a route is enclosed and verified, and still decides
//! exactly.

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Attributes};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::workflow::{Condition, Document, Route, Test, TestValue};
use pointsman_engine::plan::limits::{CLAUSES_PER_PLAN, CLAUSES_PER_ROUTE};
use pointsman_engine::{Facts, Taken, compile};

use crate::fixtures::{checked_document, put};

fn equals(attribute: AttributeKey, number: usize) -> Condition {
    compare(attribute, "equals", number)
}

fn compare(attribute: AttributeKey, operator: &str, number: usize) -> Condition {
    Condition::Test(Test {
        attribute: Some(attribute.as_str().to_owned()),
        operator: Some(operator.to_owned()),
        value: Some(TestValue::Number(decimal(number))),
    })
}

fn decimal(number: usize) -> Decimal {
    Decimal::from_whole(i32::try_from(number).unwrap())
}

/// Age and attempts are both the same one of `first..first + count`: as many clauses, none of which join.
fn twins(first: usize, count: usize) -> Condition {
    let twin = |number| {
        Condition::All(vec![
            equals(AttributeKey::Age, number % 150),
            equals(AttributeKey::FailedVerificationAttempts, number),
        ])
    };
    Condition::Any((first..first + count).map(twin).collect())
}

fn document(conditions: Vec<Condition>) -> Document {
    let route = |(number, condition)| Route {
        id: format!("rt_{number}").parse().unwrap(),
        name: format!("Route {number}"),
        condition: Some(condition),
        then: vec!["decline".to_owned()],
    };
    Document {
        name: "Limits".to_owned(),
        event: "inquiry.completed".to_owned(),
        routes: conditions.into_iter().enumerate().map(route).collect(),
        everything_else: Some(vec!["approve".to_owned()]),
    }
}

fn facts(age: usize, attempts: usize) -> Facts {
    let mut attributes = Attributes::default();
    let number = |number| AttributeValue::Number(decimal(number));
    put(&mut attributes, AttributeKey::Age, number(age));
    put(&mut attributes, AttributeKey::FailedVerificationAttempts, number(attempts));
    Facts::new(&attributes)
}

#[test]
fn a_route_at_and_beyond_its_clause_limit() {
    for (count, exact, enclosed) in
        [(CLAUSES_PER_ROUTE, CLAUSES_PER_ROUTE, 0), (CLAUSES_PER_ROUTE + 1, 0, 1)]
    {
        let plan = compile(&checked_document(&document(vec![twins(0, count)])));
        assert_eq!((plan.size().exact_clauses, plan.size().enclosed_routes), (exact, enclosed));
        for number in 0..count {
            assert_eq!(plan.decide(&facts(number, number)), Taken::Route(0));
            assert_eq!(plan.decide(&facts(number, number + 1)), Taken::EverythingElse);
        }
        assert_eq!(plan.decide(&facts(count, count)), Taken::EverythingElse);
    }
}

#[test]
fn routes_after_the_clauses_of_the_plan_are_used_up() {
    let full = CLAUSES_PER_PLAN / CLAUSES_PER_ROUTE;
    let conditions = (0..=full).map(|route| twins(route * CLAUSES_PER_ROUTE, CLAUSES_PER_ROUTE));
    let mut document = document(conditions.collect());
    let plan = compile(&checked_document(&document));
    assert_eq!((plan.size().exact_clauses, plan.size().enclosed_routes), (CLAUSES_PER_PLAN, 1));
    let last = full * CLAUSES_PER_ROUTE + 3;
    assert_eq!(plan.decide(&facts(last % 150, last)), Taken::Route(full));
    assert_eq!(plan.decide(&facts(last % 150 + 1, last)), Taken::EverythingElse);

    document.routes.pop();
    let plan = compile(&checked_document(&document));
    assert_eq!((plan.size().exact_clauses, plan.size().enclosed_routes), (CLAUSES_PER_PLAN, 0));
}

/// Age is at most, and attempts are at least, the same one of `1..=count`. No two of these clauses join, and
/// what two of them have in common is allowed by either.
fn stairs(count: usize) -> Condition {
    let stair = |number| {
        Condition::All(vec![
            compare(AttributeKey::Age, "less_than_or_equal", number),
            compare(AttributeKey::FailedVerificationAttempts, "greater_than_or_equal", number),
        ])
    };
    Condition::Any((1..=count).map(stair).collect())
}

#[test]
fn a_route_whose_expansion_takes_too_many_steps() {
    let squared = |count| Condition::All(vec![stairs(count), stairs(count)]);
    for (count, exact, enclosed) in [(20, 20, 0), (CLAUSES_PER_ROUTE, 0, 1)] {
        let plan = compile(&checked_document(&document(vec![squared(count)])));
        assert_eq!((plan.size().exact_clauses, plan.size().enclosed_routes), (exact, enclosed));
        assert_eq!(plan.decide(&facts(7, 7)), Taken::Route(0));
        assert_eq!(plan.decide(&facts(8, 7)), Taken::EverythingElse);
    }
}

#[test]
fn a_condition_that_can_never_hold_needs_no_clause() {
    let never = Condition::All(vec![equals(AttributeKey::Age, 1), equals(AttributeKey::Age, 2)]);
    let plan = compile(&checked_document(&document(vec![never, twins(0, 1)])));
    assert_eq!((plan.size().exact_clauses, plan.size().enclosed_routes), (1, 0));
    assert_eq!(plan.decide(&facts(0, 0)), Taken::Route(1));
}

/// Numbers are compared in half their bits where no constant is out of reach of these.
#[test]
fn attempts_around_what_half_the_bits_hold() {
    let most = usize::try_from(i32::MAX / 10_000).unwrap();
    for constant in [most - 1, most, most + 1, most * 2] {
        for (operator, holds) in [
            ("less_than", [true, false, false, false]),
            ("less_than_or_equal", [true, true, false, false]),
            ("greater_than", [false, false, true, true]),
            ("equals", [false, true, false, false]),
        ] {
            let condition = compare(AttributeKey::FailedVerificationAttempts, operator, constant);
            let plan = compile(&checked_document(&document(vec![condition])));
            let values = [constant - 1, constant, constant + 1, constant + most];
            for (value, holds) in values.into_iter().zip(holds) {
                let taken = if holds { Taken::Route(0) } else { Taken::EverythingElse };
                assert_eq!(plan.decide(&facts(0, value)), taken, "{value} {operator} {constant}");
            }
        }
    }
}
