//! Invitations to become a member. Only the hash of an invitation's secret is kept.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InvitationId, MemberId};
use pointsman_domain::people::Role;

use super::members::{self, AddMember, Member};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Page, Row, Transaction, one_more, page_of, values};

const TABLE: &str = "invitations";

/// An invitation that nobody took yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The id.
    pub id: InvitationId,
    /// Whom it is for.
    pub email: String,
    /// What the member will be.
    pub role: Role,
    /// SHA-256 of the secret in the link.
    pub secret_hash: [u8; 32],
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
    /// From then on it opens nothing.
    pub expires_at: Timestamp,
}

/// What inviting led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Invite {
    /// The invitation is there.
    Invited {
        /// One for the same address that had ended, and is gone now.
        replaced: Option<Box<Invitation>>,
    },
    /// The address belongs to a member.
    IsMember {
        /// Who.
        member: MemberId,
    },
    /// An invitation for this address is open.
    IsInvited {
        /// Which.
        invitation: InvitationId,
    },
}

/// What taking an invitation led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accept {
    /// The member is there and the invitation is gone.
    Joined(Box<Member>),
    /// There is no such invitation (any more).
    Void,
    /// It ended before.
    Expired,
    /// Somebody with this address became a member in another way meanwhile. The invitation stays.
    EmailTaken {
        /// The address.
        email: String,
    },
}

/// Who joins, as far as the invitation does not say it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// The id of the new member.
    pub id: MemberId,
    /// What others call this person.
    pub name: String,
    /// The password's hash in PHC form.
    pub password_hash: String,
    /// Now.
    pub at: Timestamp,
}

/// Adds an invitation. Addresses that differ in case alone are the same.
pub fn add(
    transaction: &mut Transaction<'_>,
    invitation: &Invitation,
) -> Result<Invite, StorageError> {
    if let Some(member) = members::by_email(transaction, &invitation.email)? {
        return Ok(Invite::IsMember { member: member.id });
    }
    let folded = members::fold(&invitation.email);
    let present = transaction.query_opt(
        TABLE,
        "SELECT * FROM invitations WHERE email_folded = $1",
        values![&folded],
    )?;
    let present = present.as_ref().map(from_row).transpose()?;
    if let Some(present) = &present {
        if present.expires_at > invitation.created_at {
            return Ok(Invite::IsInvited { invitation: present.id });
        }
        remove(transaction, present.id)?;
    }
    transaction.execute(
        TABLE,
        "INSERT INTO invitations (id, email, email_folded, role, secret_hash, created_at, created_by,
                                  created_by_id, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        values![
            invitation.id,
            &invitation.email,
            folded,
            invitation.role.as_str(),
            &invitation.secret_hash,
            invitation.created_at,
            invitation.created_by.to_text(),
            invitation.created_by.holder(),
            invitation.expires_at,
        ],
    )?;
    Ok(Invite::Invited { replaced: present.map(Box::new) })
}

/// An invitation by id.
pub fn get(
    transaction: &mut Transaction<'_>,
    id: InvitationId,
) -> Result<Option<Invitation>, StorageError> {
    transaction
        .query_opt(TABLE, "SELECT * FROM invitations WHERE id = $1", values![id])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// An invitation by its secret's hash, ended or not.
pub fn by_secret(
    transaction: &mut Transaction<'_>,
    secret_hash: &[u8; 32],
) -> Result<Option<Invitation>, StorageError> {
    transaction
        .query_opt(TABLE, "SELECT * FROM invitations WHERE secret_hash = $1", values![secret_hash])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// Invitations, newest first; `after` is the last id of the page before.
pub fn page(
    transaction: &mut Transaction<'_>,
    after: Option<InvitationId>,
    limit: usize,
) -> Result<Page<Invitation, InvitationId>, StorageError> {
    // `~` sorts behind every letter of an id.
    let after = after.map_or_else(|| "~".to_owned(), |id| id.to_string());
    let invitations: Result<Vec<Invitation>, _> = transaction
        .query(
            TABLE,
            "SELECT * FROM invitations WHERE id < $1 ORDER BY id DESC LIMIT $2",
            values![after, one_more(limit)],
        )?
        .iter()
        .map(from_row)
        .collect();
    Ok(page_of(invitations?, limit, |invitation| invitation.id))
}

/// Takes an invitation back. Says whether it was there.
pub fn remove(transaction: &mut Transaction<'_>, id: InvitationId) -> Result<bool, StorageError> {
    let removed =
        transaction.execute(TABLE, "DELETE FROM invitations WHERE id = $1", values![id])?;
    Ok(removed > 0)
}

/// Makes the invited person a member, once.
pub fn accept(
    transaction: &mut Transaction<'_>,
    secret_hash: &[u8; 32],
    joining: &Joining,
) -> Result<Accept, StorageError> {
    let Some(invitation) = by_secret(transaction, secret_hash)? else { return Ok(Accept::Void) };
    if joining.at >= invitation.expires_at {
        return Ok(Accept::Expired);
    }
    if members::by_email(transaction, &invitation.email)?.is_some() {
        return Ok(Accept::EmailTaken { email: invitation.email });
    }
    // Deleting first settles a race: whoever loses it runs again and finds no invitation.
    if !remove(transaction, invitation.id)? {
        return Ok(Accept::Void);
    }
    let member = Member {
        id: joining.id,
        email: invitation.email,
        name: joining.name.clone(),
        role: invitation.role,
        password_hash: joining.password_hash.clone(),
        created_at: joining.at,
        created_by: invitation.created_by,
        signed_in_at: None,
    };
    match members::add(transaction, &member)? {
        AddMember::Added => Ok(Accept::Joined(Box::new(member))),
        AddMember::EmailTaken { .. } => Ok(Accept::EmailTaken { email: member.email }),
    }
}

/// Takes back what a member or key that loses the right to invite has left open, and says what that was.
pub(super) fn remove_all_by(
    transaction: &mut Transaction<'_>,
    holder: &str,
) -> Result<Vec<Invitation>, StorageError> {
    let open: Result<Vec<Invitation>, _> = transaction
        .query(
            TABLE,
            "SELECT * FROM invitations WHERE created_by_id = $1 ORDER BY id",
            values![holder],
        )?
        .iter()
        .map(from_row)
        .collect();
    transaction.execute(
        TABLE,
        "DELETE FROM invitations WHERE created_by_id = $1",
        values![holder],
    )?;
    open
}

fn from_row(row: &Row) -> Result<Invitation, StorageError> {
    Ok(Invitation {
        id: row.parse("id")?,
        email: row.text("email")?.to_owned(),
        role: row.parse("role")?,
        secret_hash: row.digest("secret_hash")?,
        created_at: row.time("created_at")?,
        created_by: row.json("created_by")?,
        expires_at: row.time("expires_at")?,
    })
}
