//! Values of conditions: possible numbers, known codes, known lists.

use std::collections::HashSet;
use std::hash::Hash;

use pointsman_domain::attribute::{AttributeType, Code, CodeSet};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::error::Pointer;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{Operator, TestValue};

use super::condition::noun;
use super::{Checker, DiagnosticCode};
use crate::checked::{
    CodeAttribute, CodePredicate, ListPredicate, NumberAttribute, NumberPredicate, Test,
};

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

    pub(super) fn code(
        &mut self,
        attribute: CodeAttribute,
        operator: Operator,
        value: &TestValue,
        at: &Pointer,
    ) -> Option<Test> {
        let predicate = match (operator, value) {
            (Operator::Equals, TestValue::Text(text)) => {
                CodePredicate::Equals(self.known_code(attribute, text, at)?)
            }
            (Operator::NotEquals, TestValue::Text(text)) => {
                CodePredicate::NotEquals(self.known_code(attribute, text, at)?)
            }
            (Operator::AnyOf | Operator::NoneOf, TestValue::Texts(texts)) => {
                let kind = noun(attribute.key().attribute_type());
                let codes = self.several(texts, at, kind, |checker, text, at| {
                    checker.known_code(attribute, text, at)
                })?;
                if operator == Operator::AnyOf {
                    CodePredicate::AnyOf(codes)
                } else {
                    CodePredicate::NoneOf(codes)
                }
            }
            (
                _,
                TestValue::Number(_)
                | TestValue::Text(_)
                | TestValue::Numbers(_)
                | TestValue::Texts(_),
            ) => return self.wrong_type(attribute.key().as_str(), operator, at),
        };
        Some(Test::Code(attribute, predicate))
    }

    fn known_code(&mut self, attribute: CodeAttribute, text: &str, at: &Pointer) -> Option<Code> {
        let set = attribute.code_set();
        if let Some(code) = Code::parse(text).filter(|code| set.contains(*code)) {
            return Some(code);
        }
        let (code, message) = match set {
            CodeSet::Country => (
                DiagnosticCode::UnknownCountry,
                format!("`{text}` is not a country code of ISO 3166-1 such as CA"),
            ),
            CodeSet::UsState => (
                DiagnosticCode::UnknownState,
                format!("`{text}` is not a state code of the USPS such as CA"),
            ),
        };
        self.report(at, code, message);
        None
    }

    pub(super) fn list(
        &mut self,
        operator: Operator,
        value: &TestValue,
        at: &Pointer,
    ) -> Option<Test> {
        let predicate = match (operator, value) {
            (Operator::Contains, TestValue::Text(text)) => {
                ListPredicate::Contains(self.known_list(text, at)?)
            }
            (Operator::NotContains, TestValue::Text(text)) => {
                ListPredicate::NotContains(self.known_list(text, at)?)
            }
            (Operator::ContainsAny | Operator::ContainsAll, TestValue::Texts(texts)) => {
                let lists = self.several(texts, at, "lists", Self::known_list)?;
                if operator == Operator::ContainsAny {
                    ListPredicate::ContainsAny(lists)
                } else {
                    ListPredicate::ContainsAll(lists)
                }
            }
            (
                _,
                TestValue::Number(_)
                | TestValue::Text(_)
                | TestValue::Numbers(_)
                | TestValue::Texts(_),
            ) => return self.wrong_type("list_matches", operator, at),
        };
        Some(Test::List(predicate))
    }

    fn known_list(&mut self, text: &str, at: &Pointer) -> Option<ListId> {
        let lists = self.lists;
        let Some(list) = lists.find(text) else {
            let message = format!("there is no list `{text}`; use the id or key of a list");
            self.report(at, DiagnosticCode::UnknownList, message);
            return None;
        };
        if list.archived {
            let message =
                format!("list `{}` is archived and matches nothing; use another one", list.name);
            self.report(at, DiagnosticCode::ArchivedList, message);
            return None;
        }
        if list.items == 0 {
            let message =
                format!("list `{}` is empty and matches nothing; add items to it", list.name);
            self.report(at, DiagnosticCode::EmptyList, message);
        }
        self.mentioned.insert(list.id, list.clone());
        Some(list.id)
    }

    /// Reads every member; one that stands twice is kept once, with a warning.
    fn several<T: Copy + Eq + Hash>(
        &mut self,
        texts: &[String],
        at: &Pointer,
        what: &str,
        mut read: impl FnMut(&mut Self, &str, &Pointer) -> Option<T>,
    ) -> Option<Vec<T>> {
        if texts.is_empty() {
            self.report(at, DiagnosticCode::EmptyValue, format!("add at least one of the {what}"));
            return None;
        }
        let mut seen = HashSet::new();
        let mut values = Vec::with_capacity(texts.len());
        let mut complete = true;
        for (index, text) in texts.iter().enumerate() {
            let at = at.index(index);
            match read(self, text, &at) {
                None => complete = false,
                Some(value) if seen.insert(value) => values.push(value),
                Some(_) => {
                    let message = format!("`{text}` stands here twice; remove one");
                    self.report(&at, DiagnosticCode::DuplicateValue, message);
                }
            }
        }
        complete.then_some(values)
    }

    fn wrong_type<T>(&mut self, attribute: &str, operator: Operator, at: &Pointer) -> Option<T> {
        let message = format!(
            "the value does not fit `{attribute}` with `{operator}`; it takes {}",
            operator.takes().as_str()
        );
        self.report(at, DiagnosticCode::WrongType, message);
        None
    }
}

/// Least and greatest value, both included.
fn range(attribute: NumberAttribute) -> Option<(Decimal, Decimal)> {
    let (low, high) = attribute.key().range()?;
    Some((Decimal::from_whole(low), Decimal::from_whole(high)))
}
