//! Changing what a member is, and removing one. An administrator always remains.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::MemberId;
use pointsman_domain::people::{Right, Role};

use super::ended::{Ended, end_keys, end_links_by};
use super::members::{self, Member};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

const TABLE: &str = "members";

/// What changing or removing a member led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangeMember {
    /// It is done; this is how the member was before.
    Done {
        /// Before.
        before: Box<Member>,
        /// What ended with it.
        ended: Box<Ended>,
    },
    /// There is no such member.
    NotFound,
    /// It is the last administrator.
    LastAdministrator,
}

/// Gives a member another role. Keys that the role may not grant are revoked, and who may not invite any more leaves no
/// open link behind.
pub fn set_role(
    transaction: &mut Transaction<'_>,
    id: MemberId,
    role: Role,
    now: Timestamp,
    by: &Actor,
) -> Result<ChangeMember, StorageError> {
    let administrators = lock_administrators(transaction)?;
    let Some(before) = members::get(transaction, id)? else { return Ok(ChangeMember::NotFound) };
    if role != Role::Administrator && administrators == [id] {
        return Ok(ChangeMember::LastAdministrator);
    }
    transaction.execute(
        TABLE,
        "UPDATE members SET role = $2 WHERE id = $1",
        values![id, role.as_str()],
    )?;
    let mut ended = end_keys(transaction, id, Some(role), now, by)?;
    if !role.may(Right::MembersManage) {
        ended.links.extend(end_links_by(transaction, &id.to_string())?);
    }
    Ok(ChangeMember::Done { before: Box::new(before), ended: Box::new(ended) })
}

/// Removes a member: the sessions end, keys that the member made are revoked, open links go. What the member did keeps
/// the name, which stands beside it.
pub fn remove(
    transaction: &mut Transaction<'_>,
    id: MemberId,
    now: Timestamp,
    by: &Actor,
) -> Result<ChangeMember, StorageError> {
    let administrators = lock_administrators(transaction)?;
    let Some(before) = members::get(transaction, id)? else { return Ok(ChangeMember::NotFound) };
    if administrators == [id] {
        return Ok(ChangeMember::LastAdministrator);
    }
    let mut ended = end_keys(transaction, id, None, now, by)?;
    ended.links.extend(end_links_by(transaction, &id.to_string())?);
    // Sessions, known networks and a link for a new password refer to the row and go with it.
    transaction.execute(TABLE, "DELETE FROM members WHERE id = $1", values![id])?;
    Ok(ChangeMember::Done { before: Box::new(before), ended: Box::new(ended) })
}

/// The administrators, kept as they are until the transaction ends: two who remove each other at the same moment
/// must not both succeed.
fn lock_administrators(transaction: &mut Transaction<'_>) -> Result<Vec<MemberId>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT id FROM members WHERE role = $1 ORDER BY id {for_update}",
            values![Role::Administrator.as_str()],
        )?
        .iter()
        .map(|row| row.parse("id"))
        .collect()
}
