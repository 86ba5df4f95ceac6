//! One past inquiry, as it comes in and as it can be read back.

use pointsman_domain::attribute::{AttributeValue, Attributes, Code, ListMatch, Origin, Sourced};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::workflow::{DecisionAction, TakenRoute};
use pointsman_engine::checked::{CodeAttribute, NumberAttribute};

/// A value, or why there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Known<T> {
    /// It is known.
    Value(T),
    /// The inquiry had none.
    Missing,
    /// The attribute did not exist when the inquiry completed, or is not kept. Conditions on it are unknown, as they
    /// are on a missing one.
    NotRecorded,
}

/// A route that a workflow took when the inquiry was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedRun {
    /// The workflow.
    pub workflow: WorkflowId,
    /// The route.
    pub route: TakenRoute,
}

/// An inquiry that has completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastInquiry {
    /// Its id.
    pub id: InquiryId,
    /// When it completed.
    pub completed_at: Timestamp,
    /// In the order of [`NumberAttribute::ALL`]. `failed_verification_attempts` is never missing: without a value
    /// deciding reads 0, and so does history.
    pub numbers: [Known<Decimal>; NumberAttribute::ALL.len()],
    /// In the order of [`CodeAttribute::ALL`].
    pub codes: [Known<Code>; CodeAttribute::ALL.len()],
    /// The lists that matched at completion; `None` if nobody knows (imported without them).
    pub lists_then: Option<Vec<ListId>>,
    /// Whether what lists match on is still kept, so that they can be asked now.
    pub keys: Keys,
    /// The decision that stands, made by a workflow or by a person; `None` while there is none.
    pub outcome: Option<DecisionAction>,
    /// The runs, one per workflow at most.
    pub runs: Vec<RecordedRun>,
    /// The workflow whose run decided the inquiry; `None` if a person did, or nobody.
    pub settled_by: Option<WorkflowId>,
    /// Where it comes from.
    pub source: Source,
}

/// What is kept of the values that lists match on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keys {
    /// They are kept.
    Kept,
    /// They were never there, for an inquiry that was imported as attributes alone.
    Never,
    /// They were erased.
    Erased,
}

/// Where an inquiry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// It completed here.
    Intake,
    /// It was imported.
    Import,
}

impl PastInquiry {
    /// From stored attributes; everything else is as of an inquiry that completed here and nobody decided.
    pub fn new(id: InquiryId, completed_at: Timestamp, attributes: &Attributes) -> Self {
        let number = |attribute: NumberAttribute| match attributes.get(attribute.key()) {
            Some(AttributeValue::Number(number)) => Known::Value(number),
            Some(AttributeValue::Code(_)) | None => match attribute {
                NumberAttribute::FailedVerificationAttempts => Known::Value(Decimal::from_whole(0)),
                NumberAttribute::Age
                | NumberAttribute::DocumentSimilarityScore
                | NumberAttribute::LivenessCheckScore => Known::Missing,
            },
        };
        let code = |attribute: CodeAttribute| match attributes.get(attribute.key()) {
            Some(AttributeValue::Code(code)) => Known::Value(code),
            Some(AttributeValue::Number(_)) | None => Known::Missing,
        };
        Self {
            id,
            completed_at,
            numbers: NumberAttribute::ALL.map(number),
            codes: CodeAttribute::ALL.map(code),
            lists_then: Some(attributes.list_matches.iter().map(|found| found.list).collect()),
            keys: Keys::Kept,
            outcome: None,
            runs: Vec::new(),
            settled_by: None,
            source: Source::Intake,
        }
    }

    /// The attributes, as [`Facts`](pointsman_engine::Facts) take them, with the lists that matched then.
    pub fn attributes(&self) -> Attributes {
        let numbers =
            NumberAttribute::ALL.into_iter().zip(&self.numbers).filter_map(|(key, known)| {
                let Known::Value(number) = known else { return None };
                Some((key.key(), AttributeValue::Number(*number)))
            });
        let codes = CodeAttribute::ALL.into_iter().zip(&self.codes).filter_map(|(key, known)| {
            let Known::Value(code) = known else { return None };
            Some((key.key(), AttributeValue::Code(*code)))
        });
        let values = numbers.chain(codes);
        let sourced = |value| Sourced { value, origin: Origin::Sent, from: None };
        let lists = self.lists_then.iter().flatten();
        Attributes {
            values: values.map(|(key, value)| (key, sourced(value))).collect(),
            list_matches: lists
                .map(|list| ListMatch { list: *list, item: None, revision: 0 })
                .collect(),
        }
    }
}
