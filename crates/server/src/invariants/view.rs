//! A stored invariant on its way out.

use pointsman_engine::ListDirectory;
use pointsman_storage::invariants::Invariant;

use super::standing::ReadInvariant;
use super::wire;

/// As callers see it, without what runs.
pub(super) fn invariant(stored: Invariant, lists: &ListDirectory) -> wire::Invariant {
    let ReadInvariant { stored, whom, sentence, .. } = ReadInvariant::new(stored, lists);
    wire::Invariant {
        id: stored.id,
        name: stored.text.name,
        event: stored.event.as_str().to_owned(),
        version: stored.version,
        whom,
        never: stored.text.never.into_iter().map(Into::into).collect(),
        sentence,
        updated_at: stored.written_at.into(),
        updated_by: stored.written_by.into(),
        created_at: stored.created_at.into(),
        archived_at: stored.archived_at.map(Into::into),
        running: None,
    }
}
