//! Codes and lists of conditions: they must be known, and none should stand twice.

use std::collections::HashSet;
use std::hash::Hash;

use pointsman_domain::attribute::{Code, CodeSet};
use pointsman_domain::error::Pointer;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{Operator, TestValue};

use super::condition::noun;
use super::{Checker, DiagnosticCode};
use crate::checked::{CodeAttribute, CodePredicate, ListPredicate, Test};

impl Checker<'_> {
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

    pub(super) fn wrong_type<T>(
        &mut self,
        attribute: &str,
        operator: Operator,
        at: &Pointer,
    ) -> Option<T> {
        let message = format!(
            "the value does not fit `{attribute}` with `{operator}`; it takes {}",
            operator.takes().as_str()
        );
        self.report(at, DiagnosticCode::WrongType, message);
        None
    }
}
