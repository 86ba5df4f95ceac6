//! What becomes of each part of the example when it is removed. The dashboard shows it before, the removal acts on it:
//! nothing that people made or changed themselves goes, and what their own inquiries need stays readable.

use std::collections::BTreeSet;

use pointsman_domain::ids::{InvariantId, ListId, MemberId, WorkflowId};
use pointsman_storage::example::{self, Part};
use pointsman_storage::people::{keys, members};
use pointsman_storage::workflows::{self, WorkflowState};
use pointsman_storage::{StorageError, Transaction, invariants, lists};

/// A part and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartFate {
    pub(super) part: Part,
    /// What people call it.
    pub(super) name: String,
    pub(super) fate: Fate,
}

/// What becomes of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It is removed.
    Goes,
    /// It is archived, because inquiries that are not the example's were decided with it.
    Archived,
    /// It stays: people have changed it since.
    Changed,
    /// It stays: a workflow or an invariant that stays names it.
    InUse,
    /// It stays: this is who removes the example.
    You,
}

/// What becomes of all parts if the member `by` removes the example.
pub(super) fn fates(
    transaction: &mut Transaction<'_>,
    by: Option<MemberId>,
) -> Result<Vec<PartFate>, StorageError> {
    let parts = example::parts(transaction)?;
    let has_own_inquiries = example::has_own_inquiries(transaction)?;
    let (mut found, mut going) = (Vec::new(), Going::default());
    for part in &parts {
        let Some(fate) = (match *part {
            Part::Workflow(id) => workflow(transaction, id, has_own_inquiries)?,
            Part::Invariant(id) => invariant(transaction, id)?,
            Part::List(_) | Part::Key(_) | Part::Member(_) => None,
        }) else {
            continue;
        };
        going.note(&fate);
        found.push(fate);
    }
    let archived: BTreeSet<WorkflowId> = found.iter().filter_map(archived_workflow).collect();
    for part in parts {
        match part {
            Part::Workflow(_) | Part::Invariant(_) => {}
            Part::List(id) => found.extend(list(transaction, id, &going, &archived)?),
            Part::Key(id) => {
                let key = keys::get(transaction, id)?;
                found.extend(key.map(|key| PartFate { part, name: key.name, fate: Fate::Goes }));
            }
            Part::Member(id) => {
                let fate = if by == Some(id) { Fate::You } else { Fate::Goes };
                let member = members::get(transaction, id)?;
                found.extend(member.map(|member| PartFate { part, name: member.name, fate }));
            }
        }
    }
    Ok(found)
}

/// What goes, whatever it names.
#[derive(Debug, Default)]
struct Going {
    workflows: BTreeSet<WorkflowId>,
    invariants: BTreeSet<InvariantId>,
}

impl Going {
    fn note(&mut self, found: &PartFate) {
        match (found.part, found.fate) {
            (Part::Workflow(id), Fate::Goes) => drop(self.workflows.insert(id)),
            (Part::Invariant(id), Fate::Goes) => drop(self.invariants.insert(id)),
            _ => {}
        }
    }
}

/// It decides nobody, so nothing of it has to stay readable.
fn invariant(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
) -> Result<Option<PartFate>, StorageError> {
    let part = Part::Invariant(id);
    let Some(found) = invariants::get(transaction, id)? else { return Ok(None) };
    let is_changed = example::is_changed(transaction, part)?;
    let fate = if is_changed { Fate::Changed } else { Fate::Goes };
    Ok(Some(PartFate { part, name: found.text.name, fate }))
}

/// One that never ran has decided nobody. One that ran, or was paused, may stand on any inquiry.
fn workflow(
    transaction: &mut Transaction<'_>,
    id: WorkflowId,
    has_own_inquiries: bool,
) -> Result<Option<PartFate>, StorageError> {
    let part = Part::Workflow(id);
    let Some(found) = workflows::get(transaction, id)? else { return Ok(None) };
    let may_have_decided = match found.state {
        WorkflowState::Draft | WorkflowState::Published { .. } => false,
        WorkflowState::Running { .. }
        | WorkflowState::Paused { .. }
        | WorkflowState::Archived { .. } => true,
    };
    let fate = if example::is_changed(transaction, part)? {
        Fate::Changed
    } else if may_have_decided && has_own_inquiries {
        Fate::Archived
    } else {
        Fate::Goes
    };
    Ok(Some(PartFate { part, name: found.name, fate }))
}

fn list(
    transaction: &mut Transaction<'_>,
    id: ListId,
    going: &Going,
    archived: &BTreeSet<WorkflowId>,
) -> Result<Option<PartFate>, StorageError> {
    let part = Part::List(id);
    let Some(found) = lists::get(transaction, id)? else { return Ok(None) };
    let mut namings = example::namings(transaction, &found)?;
    namings.retain(|naming| !going.workflows.contains(&naming.workflow));
    let texts = [found.id.to_string(), found.key.to_string()];
    let mut kept = invariants::naming(transaction, &texts)?.into_iter();
    let in_use = kept.any(|naming| !going.invariants.contains(&naming.invariant))
        || namings.iter().any(|naming| !naming.archived && !archived.contains(&naming.workflow));
    let fate = if example::is_changed(transaction, part)? {
        Fate::Changed
    } else if in_use {
        Fate::InUse
    } else if !namings.is_empty() || example::has_own_matches(transaction, id)? {
        Fate::Archived
    } else {
        Fate::Goes
    };
    Ok(Some(PartFate { part, name: found.name, fate }))
}

fn archived_workflow(found: &PartFate) -> Option<WorkflowId> {
    match (found.part, found.fate) {
        (Part::Workflow(id), Fate::Archived) => Some(id),
        _ => None,
    }
}
