//! Bodies of create, patch and complete: a change of an inquiry.

use std::collections::BTreeMap;

use serde_json::Value;

use super::read;
use super::texts::TextChanges;
use super::verification_patch::VerificationPatch;
use crate::attribute::{AttributeKey, AttributeValue};
use crate::clock::Timestamp;
use crate::error::FieldError;
use crate::json::{Document, Tree};

/// Whether a body may say which lists match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentLists {
    /// Intake: the server computes them.
    Refused,
    /// `try`: the caller may assume them. `completed_at` may be given as well.
    Accepted,
}

/// What a body does to one value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Change<T> {
    /// The body does not speak of it.
    #[default]
    Keep,
    /// `null`.
    Clear,
    /// A new value.
    Set(T),
}

impl<T> Change<T> {
    /// The value after this change.
    pub fn applied_to(self, present: Option<T>) -> Option<T> {
        match self {
            Self::Keep => present,
            Self::Clear => None,
            Self::Set(value) => Some(value),
        }
    }
}

/// A change of an inquiry as a body describes it. `None` inside a map clears the key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct InquiryBody {
    /// The integrator's own key.
    pub reference_id: Change<String>,
    /// Which template the check followed.
    pub template: Change<String>,
    /// Replaces all tags.
    pub tags: Option<Vec<String>>,
    /// Raw fields.
    pub(super) fields: TextChanges,
    /// The session.
    pub(super) session: TextChanges,
    /// Attributes that the integrator states.
    pub attributes: BTreeMap<AttributeKey, Option<AttributeValue>>,
    /// Lists by id or key, where [`SentLists::Accepted`].
    pub list_matches: Option<Vec<String>>,
    /// When the check completed, where [`SentLists::Accepted`].
    pub completed_at: Option<Timestamp>,
    pub(super) verifications: Vec<VerificationPatch>,
}

impl InquiryBody {
    /// Reads a body. `now` decides whether a birthdate lies in the future.
    pub fn parse(value: &Value, now: Timestamp, lists: SentLists) -> Result<Self, Vec<FieldError>> {
        Self::read(Document::of(value).root(), now, lists)
    }

    /// The same, from a document that has not become a value.
    pub fn read(tree: Tree<'_>, now: Timestamp, lists: SentLists) -> Result<Self, Vec<FieldError>> {
        Self::read_beside(&[], tree, now, lists)
    }

    /// The same, of an object that has keys for somebody else as well.
    pub fn read_beside(
        others: &[&str],
        tree: Tree<'_>,
        now: Timestamp,
        lists: SentLists,
    ) -> Result<Self, Vec<FieldError>> {
        read::body(others, tree, now, lists)
    }
}
