//! Cells as conditions of a document, so that the one renderer of sentences puts them into words.

use pointsman_domain::attribute::{AttributeKey, Code};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{Condition, Operator, Test, TestValue};

use super::line::{Cell, Line, MISSING};
use super::typical;

const ONE: i64 = 10_000;

/// The attribute is in one of the cells `low..high`.
pub(super) fn cells(line: &Line, low: usize, high: usize) -> Condition {
    let key = line.key;
    // Below the least constant, or between two, there may be nobody.
    if !(MISSING + 1..high).any(|cell| line.is_possible(cell)) {
        return test(key, Operator::IsMissing, None);
    }
    let present = present(line, low.max(MISSING + 1), high);
    if low == MISSING && line.is_possible(MISSING) {
        let present =
            if high < line.count() { present } else { test(key, Operator::IsPresent, None) };
        return Condition::Any(vec![test(key, Operator::IsMissing, None), present]);
    }
    present
}

/// What holds of every inquiry.
pub(super) fn everybody() -> Condition {
    test(AttributeKey::FailedVerificationAttempts, Operator::IsPresent, None)
}

/// The inquiry is on all of these lists, or on none of them; nothing if there are none.
pub(super) fn lists(lists: &[ListId], on: bool) -> Option<Condition> {
    let of = |operator, value| test(AttributeKey::ListMatches, operator, Some(value));
    let [first, rest @ ..] = lists else { return None };
    if rest.is_empty() {
        let operator = if on { Operator::Contains } else { Operator::NotContains };
        return Some(of(operator, TestValue::Text(first.to_string())));
    }
    let names = TestValue::Texts(lists.iter().map(ToString::to_string).collect());
    Some(if on {
        of(Operator::ContainsAll, names)
    } else {
        Condition::Not(Box::new(of(Operator::ContainsAny, names)))
    })
}

fn present(line: &Line, low: usize, high: usize) -> Condition {
    let here = line.cells.get(low..high).unwrap_or_default();
    if here.iter().any(|cell| matches!(cell, Cell::Codes(_))) {
        return codes(line, here);
    }
    let mut numbers = here.iter().filter_map(|cell| match cell {
        Cell::Numbers(low, high, _) => Some((*low, *high)),
        Cell::Empty | Cell::Missing | Cell::Codes(_) => None,
    });
    let first = numbers.next().unwrap_or_default();
    let last = numbers.next_back().unwrap_or(first);
    let (lowest, highest) = line.key.range().unwrap_or_default();
    let from = (first.0 > i64::from(lowest) * ONE).then_some(first.0);
    let to = (last.1 < i64::from(highest) * ONE).then_some(last.1);
    between(line.key, from, to)
}

/// From `from` to `to`, both included.
fn between(key: AttributeKey, from: Option<i64>, to: Option<i64>) -> Condition {
    let number = |at: i64| TestValue::Number(Decimal::from_ten_thousandths(at));
    let is_round = |at: i64| at % ONE == 0;
    let low = |at: i64| {
        if typical::is_whole(key) {
            return test(key, Operator::GreaterThanOrEqual, Some(number(rounded_up(at))));
        }
        if is_round(at - 1) {
            test(key, Operator::GreaterThan, Some(number(at - 1)))
        } else {
            test(key, Operator::GreaterThanOrEqual, Some(number(at)))
        }
    };
    let high = |at: i64| {
        if typical::is_whole(key) {
            return test(key, Operator::LessThan, Some(number(rounded_down(at) + ONE)));
        }
        if is_round(at + 1) {
            test(key, Operator::LessThan, Some(number(at + 1)))
        } else {
            test(key, Operator::LessThanOrEqual, Some(number(at)))
        }
    };
    match (from, to) {
        (None, None) => test(key, Operator::IsPresent, None),
        (Some(from), None) => low(from),
        (None, Some(to)) => high(to),
        (Some(from), Some(to)) => {
            let (first, last) = if typical::is_whole(key) {
                (rounded_up(from), rounded_down(to))
            } else {
                (from, to)
            };
            if first == last {
                return test(key, Operator::Equals, Some(number(first)));
            }
            if typical::is_whole(key) || (is_round(first) && is_round(last)) {
                let ends = [first, last].map(Decimal::from_ten_thousandths).to_vec();
                return test(key, Operator::Between, Some(TestValue::Numbers(ends)));
            }
            Condition::All(vec![low(from), high(to)])
        }
    }
}

const fn rounded_up(at: i64) -> i64 {
    rounded_down(at + ONE - 1)
}

const fn rounded_down(at: i64) -> i64 {
    at.div_euclid(ONE) * ONE
}

/// The codes of these cells, or all others, whichever are fewer.
fn codes(line: &Line, here: &[Cell]) -> Condition {
    let of = |cells: &[Cell]| -> Vec<Code> {
        let codes = cells.iter().filter_map(|cell| match cell {
            Cell::Codes(codes) => Some(codes.as_slice()),
            Cell::Empty | Cell::Missing | Cell::Numbers(..) => None,
        });
        let mut codes: Vec<Code> = codes.flatten().copied().collect();
        codes.sort_unstable();
        codes
    };
    let inside = of(here);
    let mut outside = of(&line.cells);
    outside.retain(|code| !inside.contains(code));
    let texts = |codes: &[Code]| codes.iter().map(ToString::to_string).collect::<Vec<String>>();
    match (inside.as_slice(), outside.as_slice()) {
        (_, []) => test(line.key, Operator::IsPresent, None),
        ([one], _) => test(line.key, Operator::Equals, Some(TestValue::Text(one.to_string()))),
        (_, [one]) => test(line.key, Operator::NotEquals, Some(TestValue::Text(one.to_string()))),
        (inside, outside) if inside.len() <= outside.len() => {
            test(line.key, Operator::AnyOf, Some(TestValue::Texts(texts(inside))))
        }
        (_, outside) => test(line.key, Operator::NoneOf, Some(TestValue::Texts(texts(outside)))),
    }
}

fn test(key: AttributeKey, operator: Operator, value: Option<TestValue>) -> Condition {
    Condition::Test(Test {
        attribute: Some(key.as_str().to_owned()),
        operator: Some(operator.as_str().to_owned()),
        value,
    })
}
