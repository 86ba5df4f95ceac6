//! Whether who hands something on may still do so when it is kept: the right was looked at when the request came, and
//! what came in between may have ended it.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::people::Role;

use super::{keys, members};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// How a right stands at the moment of keeping.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// As it was.
    Stands,
    /// The member is gone, the key revoked or ended, or its role may not do this any more.
    Overtaken,
}

/// Looks again whether `by` has a role that `may`, in the transaction that keeps what is handed on.
pub fn confirm(
    transaction: &mut Transaction<'_>,
    by: &Actor,
    now: Timestamp,
    may: impl Fn(Role) -> bool,
) -> Result<Grant, StorageError> {
    // A change, so that whoever takes the right away at the same moment finds what was made with it, or this finds
    // that it is gone.
    let role = match by {
        Actor::Member { id, .. } => {
            let statement = "UPDATE members SET role = role WHERE id = $1";
            transaction.execute(members::TABLE, statement, values![*id])?;
            members::get(transaction, *id)?.map(|member| member.role)
        }
        Actor::Key { id, .. } => {
            let statement = "UPDATE api_keys SET role = role WHERE id = $1";
            transaction.execute(keys::TABLE, statement, values![*id])?;
            let opens = |key: &keys::ApiKey| {
                key.revoked_at.is_none() && key.expires_at.is_none_or(|end| now < end)
            };
            keys::get(transaction, *id)?.filter(opens).map(|key| key.role)
        }
        // Nobody can take anything away from Pointsman itself.
        Actor::Run { .. } | Actor::System => return Ok(Grant::Stands),
    };
    Ok(if role.is_some_and(may) { Grant::Stands } else { Grant::Overtaken })
}
