//! Groups and conditions: which attribute, which operator, and whether they go together.

use pointsman_domain::attribute::{AttributeKey, AttributeType, CodeSet};
use pointsman_domain::error::Pointer;
use pointsman_domain::workflow::operator::Takes;
use pointsman_domain::workflow::{Condition, Operator, Test as WrittenTest};

use super::{Checker, DiagnosticCode};
use crate::checked::{CodeAttribute, Node, NodeKind, NumberAttribute, Presence, Test};

impl Checker<'_> {
    pub(super) fn route_condition(
        &mut self,
        condition: Option<&Condition>,
        at: &Pointer,
    ) -> Option<Node<Test>> {
        match condition {
            None => {
                self.no_conditions(at);
                None
            }
            Some(Condition::All(members) | Condition::Any(members)) if members.is_empty() => {
                self.no_conditions(at);
                None
            }
            Some(condition) => self.node(condition, at),
        }
    }

    fn no_conditions(&mut self, at: &Pointer) {
        let message = "the route has no conditions, so it would match nobody; add one or delete \
                       the route";
        self.report(at, DiagnosticCode::NoConditions, message);
    }

    fn node(&mut self, condition: &Condition, at: &Pointer) -> Option<Node<Test>> {
        let kind = match condition {
            Condition::All(members) => NodeKind::All(self.members(members, at, "all")?),
            Condition::Any(members) => NodeKind::Any(self.members(members, at, "any")?),
            Condition::Not(member) => NodeKind::Not(Box::new(self.node(member, &at.key("not"))?)),
            Condition::Test(test) => NodeKind::Test(self.test(test, at)?),
        };
        Some(Node { pointer: at.to_string(), kind })
    }

    fn members(
        &mut self,
        members: &[Condition],
        at: &Pointer,
        group: &str,
    ) -> Option<Vec<Node<Test>>> {
        if members.is_empty() {
            let message = format!("the group `{group}` is empty; add a condition or remove it");
            self.report(at, DiagnosticCode::EmptyGroup, message);
            return None;
        }
        let at = at.key(group);
        let checked: Vec<Option<Node<Test>>> = members
            .iter()
            .enumerate()
            .map(|(index, member)| self.node(member, &at.index(index)))
            .collect();
        checked.into_iter().collect()
    }

    fn test(&mut self, test: &WrittenTest, at: &Pointer) -> Option<Test> {
        let attribute = self.attribute(test.attribute.as_deref(), &at.key("attribute"));
        let operator = self.operator(test.operator.as_deref(), &at.key("operator"));
        let (attribute, operator) = (attribute?, operator?);
        if !operator.applies_to(attribute.attribute_type()) {
            let choices: Vec<&str> = Operator::for_type(attribute.attribute_type())
                .iter()
                .map(|operator| operator.as_str())
                .collect();
            let message = format!(
                "`{operator}` does not apply to `{attribute}`; use one of {}",
                choices.join(", ")
            );
            self.report(&at.key("operator"), DiagnosticCode::OperatorNotApplicable, message);
            return None;
        }
        let value_at = at.key("value");
        let value = match (operator.takes(), &test.value) {
            (Takes::Nothing, Some(_)) => {
                let message = format!("`{operator}` takes no value; remove it");
                self.report(&value_at, DiagnosticCode::ValueNotAllowed, message);
                return None;
            }
            (Takes::Nothing, None) => return Some(self.presence(attribute, operator, at)),
            (_, None) => {
                let message = format!("`{attribute}` with `{operator}` needs a value");
                self.report(&value_at, DiagnosticCode::NoValue, message);
                return None;
            }
            (_, Some(value)) => value,
        };
        match attribute {
            AttributeKey::Age => self.number(NumberAttribute::Age, operator, value, at),
            AttributeKey::DocumentSimilarityScore => {
                self.number(NumberAttribute::DocumentSimilarityScore, operator, value, at)
            }
            AttributeKey::LivenessCheckScore => {
                self.number(NumberAttribute::LivenessCheckScore, operator, value, at)
            }
            AttributeKey::FailedVerificationAttempts => {
                self.number(NumberAttribute::FailedVerificationAttempts, operator, value, at)
            }
            AttributeKey::Country => self.code(CodeAttribute::Country, operator, value, &value_at),
            AttributeKey::UsState => self.code(CodeAttribute::UsState, operator, value, &value_at),
            AttributeKey::ListMatches => self.list(operator, value, &value_at),
        }
    }

    fn attribute(&mut self, name: Option<&str>, at: &Pointer) -> Option<AttributeKey> {
        let Some(name) = name else {
            let message = "the condition needs an attribute; choose one from the catalogue";
            self.report(at, DiagnosticCode::NoAttribute, message);
            return None;
        };
        name.parse::<AttributeKey>()
            .map_err(|error| self.report(at, DiagnosticCode::UnknownAttribute, error.to_string()))
            .ok()
    }

    fn operator(&mut self, name: Option<&str>, at: &Pointer) -> Option<Operator> {
        let Some(name) = name else {
            let message = "the condition needs an operator; choose one from the catalogue";
            self.report(at, DiagnosticCode::NoOperator, message);
            return None;
        };
        name.parse::<Operator>()
            .map_err(|error| self.report(at, DiagnosticCode::UnknownOperator, error.to_string()))
            .ok()
    }

    fn presence(&mut self, attribute: AttributeKey, operator: Operator, at: &Pointer) -> Test {
        let presence =
            if operator == Operator::IsMissing { Presence::Missing } else { Presence::Present };
        let never_missing = match attribute {
            AttributeKey::FailedVerificationAttempts | AttributeKey::ListMatches => true,
            AttributeKey::Age
            | AttributeKey::Country
            | AttributeKey::UsState
            | AttributeKey::DocumentSimilarityScore
            | AttributeKey::LivenessCheckScore => false,
        };
        if never_missing {
            let (code, word) = match presence {
                Presence::Missing => (DiagnosticCode::NeverHolds, "never"),
                Presence::Present => (DiagnosticCode::AlwaysHolds, "always"),
            };
            let message =
                format!("`{attribute}` is never missing, so this {word} holds; remove it");
            self.report(at, code, message);
        }
        Test::Presence(attribute, presence)
    }
}

/// How values of an attribute are called in messages.
pub(super) const fn noun(attribute_type: AttributeType) -> &'static str {
    match attribute_type {
        AttributeType::WholeNumber | AttributeType::Number => "numbers",
        AttributeType::Code(CodeSet::Country) => "country codes",
        AttributeType::Code(CodeSet::UsState) => "state codes",
        AttributeType::ListSet => "lists",
    }
}
