//! What a plan reads about one inquiry: a compact, typed record made once from its attributes.

mod read;

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Attributes, Code};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;

use crate::checked::{CodeAttribute, NumberAttribute};

/// The values that a decision reads. Made once per inquiry, read by every plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    numbers: [Option<Decimal>; NumberAttribute::ALL.len()],
    codes: [Option<Code>; CodeAttribute::ALL.len()],
    lists: Option<Vec<ListId>>,
}

impl Facts {
    /// From the attributes of an inquiry that is being decided: an absent value is missing, except that
    /// `failed_verification_attempts` is then 0 and that the lists are known.
    pub fn new(attributes: &Attributes) -> Self {
        let mut lists: Vec<ListId> = attributes.list_matches.iter().map(|m| m.list).collect();
        lists.sort_unstable();
        lists.dedup();
        Self { lists: Some(lists), ..Self::with_unknown_lists(attributes) }
    }

    /// The same, but nobody knows which lists match: conditions on lists are unknown. For past inquiries.
    pub fn with_unknown_lists(attributes: &Attributes) -> Self {
        let number = |key| match attributes.get(key) {
            Some(AttributeValue::Number(number)) => Some(number),
            Some(AttributeValue::Code(_)) | None => None,
        };
        let code = |key| match attributes.get(key) {
            Some(AttributeValue::Code(code)) => Some(code),
            Some(AttributeValue::Number(_)) | None => None,
        };
        let attempts = number(AttributeKey::FailedVerificationAttempts);
        Self {
            numbers: [
                number(AttributeKey::Age),
                number(AttributeKey::DocumentSimilarityScore),
                number(AttributeKey::LivenessCheckScore),
                Some(attempts.unwrap_or(Decimal::from_whole(0))),
            ],
            codes: [code(AttributeKey::Country), code(AttributeKey::UsState)],
            lists: None,
        }
    }

    /// A number; `None` is missing.
    pub const fn number(&self, attribute: NumberAttribute) -> Option<Decimal> {
        let [age, similarity, liveness, attempts] = self.numbers;
        match attribute {
            NumberAttribute::Age => age,
            NumberAttribute::DocumentSimilarityScore => similarity,
            NumberAttribute::LivenessCheckScore => liveness,
            NumberAttribute::FailedVerificationAttempts => attempts,
        }
    }

    /// A code; `None` is missing.
    pub const fn code(&self, attribute: CodeAttribute) -> Option<Code> {
        let [country, us_state] = self.codes;
        match attribute {
            CodeAttribute::Country => country,
            CodeAttribute::UsState => us_state,
        }
    }

    /// The lists that match, ordered by id, each once; `None` if nobody knows.
    pub fn lists(&self) -> Option<&[ListId]> {
        self.lists.as_deref()
    }
}
