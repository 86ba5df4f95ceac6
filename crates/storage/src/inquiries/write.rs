//! From inquiries to rows.

use pointsman_domain::attribute::Attributes;
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::text::fold_name;
use serde_json::{Value as Json, json};

use super::TABLE;
use super::record::{Completion, Inquiry, NewInquiry};
use crate::error::StorageError;
use crate::order_numbers;
use crate::seam::{Transaction, Value, values};

/// What the column `decision` holds while there is none.
pub(super) const UNDECIDED: &str = "none";

/// What making an inquiry led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InsertInquiry {
    /// It is there.
    Inserted(Box<Inquiry>),
    /// Another inquiry has this reference id.
    ReferenceTaken {
        /// Which.
        by: InquiryId,
    },
}

/// What saving an inquiry led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveInquiry {
    /// It is saved.
    Saved,
    /// Another inquiry has this reference id.
    ReferenceTaken {
        /// Which.
        by: InquiryId,
    },
}

/// Makes an inquiry and takes its order number, with those of whoever shares the commit.
pub fn insert(
    transaction: &mut Transaction<'_>,
    new: &NewInquiry,
) -> Result<InsertInquiry, StorageError> {
    if let Some(by) = other_with(transaction, new.reference_id.as_deref(), new.id)? {
        return Ok(InsertInquiry::ReferenceTaken { by });
    }
    let order_no = order_numbers::take_for_inquiry(transaction)?;
    let columns = Columns::of(&new.submission);
    transaction.write_later(
        TABLE,
        "INSERT INTO inquiries (order_no, id, reference_id, template, status, personal, facts, tags, created_at,
                                updated_at, imported, decision, left_alone, email_folded, last_name_folded)
         {each order_no int, id text, reference_id text, template text, status text, personal text, facts text,
               tags text, created_at int, updated_at int, imported int, decision text, left_alone text,
               email_folded text, last_name_folded text}",
        values![
            order_no,
            new.id,
            new.reference_id.as_ref(),
            new.template.as_ref(),
            new.status.as_str(),
            columns.personal,
            columns.facts,
            json!(new.tags).to_string(),
            new.created_at,
            new.created_at,
            new.imported,
            UNDECIDED,
            "[]",
            columns.email_folded,
            columns.last_name_folded,
        ],
    )?;
    for tag in &new.tags {
        transaction.write_later(
            "inquiry_tags",
            "INSERT INTO inquiry_tags (tag, created_at, order_no) {each tag text, created_at int, order_no int}",
            values![tag, new.created_at, order_no],
        )?;
    }
    Ok(InsertInquiry::Inserted(Box::new(Inquiry {
        id: new.id,
        order_no,
        reference_id: new.reference_id.clone(),
        template: new.template.clone(),
        status: new.status,
        submission: new.submission.clone(),
        tags: new.tags.clone(),
        created_at: new.created_at,
        updated_at: new.created_at,
        imported: new.imported,
        completion: None,
        decision: None,
        left_alone: Vec::new(),
        erased_at: None,
    })))
}

/// Saves what bodies change: reference id, template, status, submission, `updated_at`, but not the tags, see
/// [`super::save_tags`]. Lock the inquiry first.
pub fn save_submission(
    transaction: &mut Transaction<'_>,
    inquiry: &Inquiry,
) -> Result<SaveInquiry, StorageError> {
    if let Some(by) = holder_of_reference(transaction, inquiry)? {
        return Ok(SaveInquiry::ReferenceTaken { by });
    }
    let columns = Columns::of(&inquiry.submission);
    transaction.execute(
        TABLE,
        "UPDATE inquiries SET reference_id = $2, template = $3, status = $4, personal = $5, facts = $6,
             updated_at = $7, email_folded = $8, last_name_folded = $9
         WHERE order_no = $1",
        values![
            inquiry.order_no,
            inquiry.reference_id.as_ref(),
            inquiry.template.as_ref(),
            inquiry.status.as_str(),
            columns.personal,
            columns.facts,
            inquiry.updated_at,
            columns.email_folded,
            columns.last_name_folded,
        ],
    )?;
    Ok(SaveInquiry::Saved)
}

/// Saves what calls and decisions change: status, decision, `left_alone`, `updated_at`. Lock the inquiry first.
pub fn save_status(
    transaction: &mut Transaction<'_>,
    inquiry: &Inquiry,
) -> Result<(), StorageError> {
    transaction.write_later(
        TABLE,
        "{update_each inquiries order_no int, status text, decision text, decided_by text, decided_at int,
                      decision_comment text, left_alone text, updated_at int, decider text}",
        &status_columns(inquiry),
    )
}

/// The number, and what calls and decisions change.
fn status_columns(inquiry: &Inquiry) -> [Value; 9] {
    let decision = inquiry.decision.as_ref();
    [
        inquiry.order_no.into(),
        inquiry.status.as_str().into(),
        decision.map_or(UNDECIDED, |decision| decision.outcome.as_str()).into(),
        decision.map(|decision| decision.by.to_text()).into(),
        decision.map(|decision| decision.at).into(),
        decision.and_then(|decision| decision.comment.as_ref()).into(),
        json!(inquiry.left_alone).to_string().into(),
        inquiry.updated_at.into(),
        decision.map(|decision| decision.by.kind()).into(),
    ]
}

/// Writes the completion of an inquiry, which happens once, and saves its status as `save_status` does, together with whoever
/// shares the commit. Lock the inquiry first and check there that it has no completion yet.
pub fn complete(
    transaction: &mut Transaction<'_>,
    inquiry: &Inquiry,
    completion: &Completion,
) -> Result<(), StorageError> {
    write_completion(transaction, inquiry, completion)?;
    save_status(transaction, inquiry)
}

/// The same for a completion whose body has changed the inquiry, but not the tags. See [`holder_of_reference`] first, if it
/// has another reference id now.
pub fn complete_changed(
    transaction: &mut Transaction<'_>,
    inquiry: &Inquiry,
    completion: &Completion,
) -> Result<(), StorageError> {
    write_completion(transaction, inquiry, completion)?;
    let columns = Columns::of(&inquiry.submission);
    let changed = values![
        inquiry.reference_id.as_ref(),
        inquiry.template.as_ref(),
        columns.personal,
        columns.facts,
        columns.email_folded,
        columns.last_name_folded,
    ];
    transaction.write_later(
        TABLE,
        "{update_each inquiries order_no int, status text, decision text, decided_by text, decided_at int,
                      decision_comment text, left_alone text, updated_at int, decider text, reference_id text,
                      template text, personal text, facts text, email_folded text, last_name_folded text}",
        &[&status_columns(inquiry), changed].concat(),
    )
}

fn write_completion(
    transaction: &mut Transaction<'_>,
    inquiry: &Inquiry,
    completion: &Completion,
) -> Result<(), StorageError> {
    let attributes = attributes_text(&completion.attributes)?;
    transaction.write_later(
        "completions",
        "INSERT INTO completions (order_no, completed_at, catalogue_version, attributes, digest)
         {each order_no int, completed_at int, catalogue_version int, attributes text, digest blob}",
        values![
            inquiry.order_no,
            completion.completed_at,
            completion.catalogue_version,
            attributes,
            completion.digest.as_ref(),
        ],
    )?;
    for found in &completion.attributes.list_matches {
        transaction.write_later(
            "list_matches",
            "INSERT INTO list_matches (list_id, created_at, order_no, item_id, revision)
             {each list_id text, created_at int, order_no int, item_id text, revision int}",
            values![found.list, inquiry.created_at, inquiry.order_no, found.item, found.revision,],
        )?;
    }
    Ok(())
}

/// Attributes as they stand in their column.
pub(super) fn attributes_text(attributes: &Attributes) -> Result<String, StorageError> {
    serde_json::to_string(attributes).map_err(|problem| StorageError::Database {
        table: "completions",
        message: problem.to_string(),
    })
}

/// Columns that are made from the submission.
pub(super) struct Columns {
    pub(super) personal: String,
    pub(super) facts: String,
    pub(super) email_folded: Option<String>,
    pub(super) last_name_folded: Option<String>,
}

impl Columns {
    pub(super) fn of(submission: &Submission) -> Self {
        let mut parts = submission.to_json();
        let mut part = |key: &str| parts.get_mut(key).map(Json::take).unwrap_or_default();
        let personal = json!({"fields": part("fields"), "session": part("session")});
        let facts =
            json!({"attributes": part("attributes"), "verifications": part("verifications")});
        let field = |key: &str| {
            // What cannot be kept as text cannot be searched for either.
            submission.fields.get(key).filter(|text| !text.contains('\0'))
        };
        let present = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            personal: personal.to_string(),
            facts: facts.to_string(),
            email_folded: field("email_address").and_then(|text| present(fold_email(text))),
            last_name_folded: field("name_last").and_then(|text| present(fold_name(text))),
        }
    }
}

/// An e-mail address as it is indexed and searched.
pub(super) fn fold_email(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Which other inquiry has this one's reference id.
pub fn holder_of_reference(
    transaction: &mut Transaction<'_>,
    inquiry: &Inquiry,
) -> Result<Option<InquiryId>, StorageError> {
    other_with(transaction, inquiry.reference_id.as_deref(), inquiry.id)
}

fn other_with(
    transaction: &mut Transaction<'_>,
    reference_id: Option<&str>,
    id: InquiryId,
) -> Result<Option<InquiryId>, StorageError> {
    let Some(reference_id) = reference_id else { return Ok(None) };
    let statement = "SELECT id FROM inquiries WHERE reference_id = $1";
    let parameters = values![reference_id];
    let found = if transaction.is_first_to_claim(reference_id) {
        transaction.query_beside(TABLE, statement, parameters)?
    } else {
        transaction.query(TABLE, statement, parameters)?
    };
    let by: Option<InquiryId> = found.first().map(|row| row.parse("id")).transpose()?;
    Ok(by.filter(|by| *by != id))
}
