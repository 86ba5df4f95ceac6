//! Numbers of conditions: possible for the attribute, and not settled by its range alone.

use pointsman_domain::attribute::AttributeType;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::error::Pointer;
use pointsman_domain::workflow::{Operator, TestValue};

use super::{Checker, DiagnosticCode};
use crate::checked::{NumberAttribute, NumberPredicate, Test};

/// Ten-thousandths in one.
const WHOLE: i64 = Decimal::from_whole(1).ten_thousandths();

impl Checker<'_> {
    pub(super) fn number(
        &mut self,
        attribute: NumberAttribute,
        operator: Operator,
        value: &TestValue,
        at: &Pointer,
    ) -> Option<Test> {
        let value_at = at.key("value");
        let one = match (operator, value) {
            (Operator::Between, TestValue::Numbers(numbers)) => {
                return self.between(attribute, numbers, at);
            }
            (Operator::Between, TestValue::Texts(texts)) if texts.is_empty() => {
                return self.between(attribute, &[], at);
            }
            (_, TestValue::Number(number)) if operator != Operator::Between => *number,
            (
                _,
                TestValue::Number(_)
                | TestValue::Text(_)
                | TestValue::Numbers(_)
                | TestValue::Texts(_),
            ) => return self.wrong_type(attribute.key().as_str(), operator, &value_at),
        };
        self.possible(attribute, one, &value_at)?;
        let predicate = match operator {
            Operator::Equals => NumberPredicate::Equals(one),
            Operator::NotEquals => NumberPredicate::NotEquals(one),
            Operator::LessThan => NumberPredicate::LessThan(one),
            Operator::LessThanOrEqual => NumberPredicate::LessThanOrEqual(one),
            Operator::GreaterThan => NumberPredicate::GreaterThan(one),
            Operator::GreaterThanOrEqual => NumberPredicate::GreaterThanOrEqual(one),
            Operator::Between
            | Operator::AnyOf
            | Operator::NoneOf
            | Operator::Contains
            | Operator::NotContains
            | Operator::ContainsAny
            | Operator::ContainsAll
            | Operator::IsMissing
            | Operator::IsPresent => return None,
        };
        self.certain(attribute, operator, &predicate, at);
        Some(Test::Number(attribute, predicate))
    }

    fn between(
        &mut self,
        attribute: NumberAttribute,
        numbers: &[Decimal],
        at: &Pointer,
    ) -> Option<Test> {
        let value_at = at.key("value");
        let [low, high] = numbers else {
            let message =
                format!("`between` takes two numbers, the lower first, not {}", numbers.len());
            self.report(&value_at, DiagnosticCode::WrongCount, message);
            return None;
        };
        let possible_low = self.possible(attribute, *low, &value_at.index(0));
        let possible_high = self.possible(attribute, *high, &value_at.index(1));
        if low > high {
            let message = format!("`{low}` is above `{high}`; put the lower number first");
            self.report(&value_at, DiagnosticCode::LowAboveHigh, message);
            return None;
        }
        let predicate = NumberPredicate::Between(possible_low?, possible_high?);
        self.certain(attribute, Operator::Between, &predicate, at);
        Some(Test::Number(attribute, predicate))
    }

    /// Whether the attribute can have this value.
    fn possible(
        &mut self,
        attribute: NumberAttribute,
        number: Decimal,
        at: &Pointer,
    ) -> Option<Decimal> {
        let key = attribute.key();
        if let Some((low, high)) = range(attribute)
            && !(low..=high).contains(&number)
        {
            let message = format!("`{key}` cannot be `{number}`; use {low} to {high}");
            self.report(at, DiagnosticCode::OutOfRange, message);
            return None;
        }
        if key.attribute_type() == AttributeType::WholeNumber && !number.is_whole() {
            let below = Decimal::from_ten_thousandths(
                number.ten_thousandths() - number.ten_thousandths().rem_euclid(WHOLE),
            );
            let above = Decimal::from_ten_thousandths(below.ten_thousandths() + WHOLE);
            let message =
                format!("`{key}` has whole values only; use {below} or {above}, not `{number}`");
            self.report(at, DiagnosticCode::NotWhole, message);
            return None;
        }
        Some(number)
    }

    /// Warns when the range of the attribute alone settles the comparison.
    fn certain(
        &mut self,
        attribute: NumberAttribute,
        operator: Operator,
        predicate: &NumberPredicate,
        at: &Pointer,
    ) {
        let Some((low, high)) = range(attribute) else { return };
        let (never, always) = match predicate {
            NumberPredicate::LessThan(number) => (*number == low, false),
            NumberPredicate::GreaterThan(number) => (*number == high, false),
            NumberPredicate::LessThanOrEqual(number) => (false, *number == high),
            NumberPredicate::GreaterThanOrEqual(number) => (false, *number == low),
            NumberPredicate::Between(from, to) => (false, *from == low && *to == high),
            NumberPredicate::Equals(_) | NumberPredicate::NotEquals(_) => (false, false),
        };
        let key = attribute.key();
        if never {
            let message = format!(
                "`{key}` is always {low} to {high}, so `{operator}` never holds here; \
                 change the number or remove the condition"
            );
            self.report(at, DiagnosticCode::NeverHolds, message);
        }
        if always {
            let message = format!(
                "`{key}` is always {low} to {high}, so `{operator}` holds for every value; \
                 use is_present if that is meant"
            );
            self.report(at, DiagnosticCode::AlwaysHolds, message);
        }
    }
}

/// Least and greatest value, both included.
fn range(attribute: NumberAttribute) -> Option<(Decimal, Decimal)> {
    let (low, high) = attribute.key().range()?;
    Some((Decimal::from_whole(low), Decimal::from_whole(high)))
}
