//! What the subjects of entries are called now. The record itself holds no name that would have to be erased.

use std::collections::HashMap;

use pointsman_storage::audit::SubjectKind;
use pointsman_storage::inquiries::{self, Inquiry};
use pointsman_storage::people::{keys, members};
use pointsman_storage::{StorageError, Transaction, invariants, lists, workflows};

/// Names that one answer has looked up.
#[derive(Debug, Default)]
pub(super) struct Names(HashMap<String, Option<String>>);

impl Names {
    /// The present name of a subject, if it has one.
    pub(super) fn of(
        &mut self,
        transaction: &mut Transaction<'_>,
        kind: SubjectKind,
        id: &str,
    ) -> Result<Option<String>, StorageError> {
        if let Some(known) = self.0.get(id) {
            return Ok(known.clone());
        }
        let name = look_up(transaction, kind, id)?;
        self.0.insert(id.to_owned(), name.clone());
        Ok(name)
    }
}

fn look_up(
    transaction: &mut Transaction<'_>,
    kind: SubjectKind,
    id: &str,
) -> Result<Option<String>, StorageError> {
    // A text that is no id of its kind names nothing; `audit verify` says whether somebody changed it.
    Ok(match kind {
        SubjectKind::Workflow => match id.parse() {
            Ok(id) => workflows::get(transaction, id)?.map(|workflow| workflow.name),
            Err(_) => None,
        },
        SubjectKind::Invariant => match id.parse() {
            Ok(id) => invariants::get(transaction, id)?.map(|invariant| invariant.text.name),
            Err(_) => None,
        },
        SubjectKind::List => match id.parse() {
            Ok(id) => lists::get(transaction, id)?.map(|list| list.name),
            Err(_) => None,
        },
        SubjectKind::Member => match id.parse() {
            Ok(id) => members::get(transaction, id)?.map(|member| member.name),
            Err(_) => None,
        },
        SubjectKind::Key => match id.parse() {
            Ok(id) => keys::get(transaction, id)?.map(|key| key.name),
            Err(_) => None,
        },
        SubjectKind::Inquiry => match id.parse() {
            Ok(id) => inquiries::get(transaction, id)?.and_then(person_of),
            Err(_) => None,
        },
        SubjectKind::WorkflowOrder | SubjectKind::Invitation | SubjectKind::Workspace => None,
    })
}

/// Whom an inquiry is about: the name, else what the integrator calls it. An erased one has neither, unless its
/// reference was kept.
fn person_of(inquiry: Inquiry) -> Option<String> {
    let part = |field: &str| inquiry.submission.fields.get(field);
    let parts = [part("name_first"), part("name_last")].into_iter().flatten();
    let name = parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    if name.is_empty() { inquiry.reference_id } else { Some(name) }
}
