//! Erasing personal values. The chain keeps their digests, which without the salt say nothing.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ItemId};

use super::PERSONAL;
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// What can ask for its values to be erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Erasable {
    /// Everything personal that was recorded about an inquiry.
    Inquiry(InquiryId),
    /// Everything personal that was recorded about an item of a list.
    Item(ItemId),
}

/// Erases the personal values that the record holds about something and says in how many entries. Who changed it
/// stays. Append the entry that tells of the erasing in the same transaction.
pub fn erase_personal(
    transaction: &mut Transaction<'_>,
    about: Erasable,
    now: Timestamp,
) -> Result<u64, StorageError> {
    match about {
        Erasable::Inquiry(id) => transaction.execute(
            PERSONAL,
            "UPDATE audit_personal SET what = NULL, what_salt = NULL, what_erased_at = $2
             WHERE what IS NOT NULL AND seq IN (SELECT seq FROM audit_entries WHERE subject_id = $1)",
            values![id, now],
        ),
        Erasable::Item(id) => transaction.execute(
            PERSONAL,
            "UPDATE audit_personal SET what = NULL, what_salt = NULL, what_erased_at = $2
             WHERE what IS NOT NULL AND seq IN (SELECT seq FROM audit_entries WHERE item_id = $1)",
            values![id, now],
        ),
    }
}
