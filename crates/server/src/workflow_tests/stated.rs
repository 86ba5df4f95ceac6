//! What a test says of its inquiry: attributes, and the lists that they are on.

use std::collections::BTreeMap;

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Attributes, ListMatch, derive};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::ListId;
use pointsman_domain::inquiry::{InquiryBody, SentLists, Submission};
use pointsman_domain::json::{canonical, parse_strict};
use pointsman_engine::ListDirectory;
use pointsman_storage::StorageError;
use pointsman_storage::workflow_tests::WorkflowTest;
use serde_json::{Map, Value};

use crate::runs::assumed_lists;

/// An inquiry as tests state it. What is not stated is missing, and a list that is not stated does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stated {
    values: BTreeMap<AttributeKey, AttributeValue>,
    lists: Vec<ListId>,
}

/// Attributes depend on no moment when they are stated themselves.
const NO_MOMENT: Timestamp = Timestamp::from_microseconds(0);

impl Stated {
    /// Of a body that `try` accepts. Only attributes may be in it, so that nothing of a person is kept.
    pub(super) fn read(
        inquiry: &Value,
        directory: &ListDirectory,
    ) -> Result<Self, Vec<FieldError>> {
        let others = inquiry.as_object().into_iter().flat_map(Map::keys);
        let others = others.filter(|key| *key != "attributes");
        let errors: Vec<FieldError> = others
            .map(|key| {
                let detail = format!("`{key}` is not kept with a test; state attributes alone");
                FieldError::new(&Pointer::root().key(key), "unknown_key", detail)
            })
            .collect();
        if !errors.is_empty() {
            return Err(errors);
        }
        let body = InquiryBody::parse(inquiry, NO_MOMENT, SentLists::Accepted)?;
        let submission = Submission::default().merge(&body)?;
        let lists = body.list_matches.unwrap_or_default();
        let lists = assumed_lists(&lists, directory)?.into_iter().map(|found| found.list).collect();
        Ok(Self { values: submission.attributes, lists })
    }

    /// What was derived when an inquiry completed.
    pub(super) fn of(attributes: &Attributes) -> Self {
        let values = attributes.values.iter().map(|(key, sourced)| (*key, sourced.value)).collect();
        let mut lists: Vec<ListId> = attributes.list_matches.iter().map(|m| m.list).collect();
        lists.sort_unstable();
        lists.dedup();
        Self { values, lists }
    }

    /// What is kept with a test. Lists may have gone since.
    pub(super) fn stored(test: &WorkflowTest) -> Result<Self, StorageError> {
        let damaged = |problem: String| StorageError::Row {
            table: "workflow_tests",
            column: "inquiry".to_owned(),
            id: test.id.to_string(),
            problem,
        };
        let json = parse_strict(test.inquiry.as_bytes()).map_err(|e| damaged(e.to_string()))?;
        let unfit = |errors: Vec<FieldError>| {
            damaged(errors.into_iter().map(|error| error.detail).collect::<Vec<_>>().join("; "))
        };
        let body = InquiryBody::parse(&json, NO_MOMENT, SentLists::Accepted).map_err(unfit)?;
        let submission = Submission::default().merge(&body).map_err(unfit)?;
        let lists: Result<Vec<ListId>, _> =
            body.list_matches.iter().flatten().map(|list| list.parse()).collect();
        let lists = lists.map_err(|error| damaged(format!("{error}")))?;
        Ok(Self { values: submission.attributes, lists })
    }

    /// As plans read it.
    pub(super) fn attributes(&self) -> Attributes {
        let submission = Submission { attributes: self.values.clone(), ..Submission::default() };
        let mut attributes = derive::attributes(&submission, NO_MOMENT);
        let matches = self.lists.iter();
        attributes.list_matches =
            matches.map(|list| ListMatch { list: *list, item: None, revision: 0 }).collect();
        attributes
    }

    /// A body that `try` accepts.
    pub(super) fn to_json(&self) -> Value {
        let mut attributes: Map<String, Value> =
            self.values.iter().map(|(key, value)| (key.to_string(), value.to_json())).collect();
        if !self.lists.is_empty() {
            let lists = self.lists.iter().map(ToString::to_string).collect::<Vec<_>>();
            attributes.insert(AttributeKey::ListMatches.to_string(), lists.into());
        }
        let attributes = Value::Object(attributes);
        Value::Object(Map::from_iter([("attributes".to_owned(), attributes)]))
    }

    /// The text that is kept: one for all that say the same.
    pub(super) fn to_stored(&self) -> String {
        canonical(&self.to_json())
    }

    /// What a name says of it.
    pub(super) fn in_parts(&self) -> Vec<pointsman_engine::sentence::Stated> {
        use pointsman_engine::sentence::Stated as Part;
        let values = self.values.iter().map(|(key, value)| Part::Value(*key, Some(*value)));
        values.chain(self.lists.iter().map(|list| Part::List(*list, true))).collect()
    }
}

/// The text by which an inquiry is known again: being on no list goes without saying in what is kept.
pub(super) fn known_text(inquiry: &Value) -> String {
    let mut inquiry = inquiry.clone();
    if let Some(attributes) = inquiry.get_mut("attributes").and_then(Value::as_object_mut)
        && attributes
            .get("list_matches")
            .is_some_and(|lists| lists.as_array().is_some_and(Vec::is_empty))
    {
        attributes.remove("list_matches");
    }
    canonical(&inquiry)
}
