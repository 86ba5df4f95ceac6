//! What ends with the right of who made it: links that nobody used yet.

use super::invitations::{self, Invitation};
use super::members::Member;
use super::password_links;
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
