//! What ends with the right of who made it: links that nobody used yet, and keys. Who may less from now on knows the
//! secrets still.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::MemberId;
use pointsman_domain::people::Role;

use super::invitations::{self, Invitation};
use super::keys::{self, ApiKey, Revoked};
use super::members::Member;
use super::password_links;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::Transaction;

/// Links that were taken back. Each is a change that belongs into the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EndedLinks {
    /// Invitations that nobody took.
    pub invitations: Vec<Invitation>,
    /// Whose links for a new password open nothing any more.
    pub passwords_of: Vec<Member>,
}

/// What ended with a member's right.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Keys that were revoked, newest first.
    pub keys: Vec<ApiKey>,
    /// Links that the member or these keys had left open.
    pub links: EndedLinks,
}

/// The keys that a member made and that end if the member gets `role`: those that it may not grant. All of them if the
/// member is removed, which is `None`. Newest first.
pub fn keys_at_stake(
    transaction: &mut Transaction<'_>,
    member: MemberId,
    role: Option<Role>,
    now: Timestamp,
) -> Result<Vec<ApiKey>, StorageError> {
    let mut made = keys::made_by(transaction, member, now)?;
    made.retain(|key| role.is_none_or(|role| !role.may_grant(key.role)));
    Ok(made)
}

/// Revokes the keys that are at stake.
pub(super) fn end_keys(
    transaction: &mut Transaction<'_>,
    member: MemberId,
    role: Option<Role>,
    now: Timestamp,
    by: &Actor,
) -> Result<Ended, StorageError> {
    let mut ended = Ended::default();
    for key in keys_at_stake(transaction, member, role, now)? {
        if let Some(Revoked { key, links }) = keys::revoke(transaction, key.id, now, by)? {
            ended.keys.push(key);
            ended.links.extend(links);
        }
    }
    Ok(ended)
}

impl EndedLinks {
    /// Further links that were taken back.
    pub(super) fn extend(&mut self, further: Self) {
        self.invitations.extend(further.invitations);
        self.passwords_of.extend(further.passwords_of);
    }
}

/// Takes back all links that a member or a key made.
pub(super) fn end_links_by(
    transaction: &mut Transaction<'_>,
    holder: &str,
) -> Result<EndedLinks, StorageError> {
    Ok(EndedLinks {
        invitations: invitations::remove_all_by(transaction, holder)?,
        passwords_of: password_links::remove_all_by(transaction, holder)?,
    })
}
