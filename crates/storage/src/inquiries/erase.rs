//! Erasing the person's data.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InquiryId;

use super::TABLE;
use super::record::Inquiry;
use super::tags::save_tags;
use super::write::{Columns, attributes_text};
use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// Writes an inquiry whose data was erased: `inquiry` holds what stays. The comment of its decision, the columns by
/// which a person is found, and the digest of the completing body go whatever it holds. Lock the inquiry first.
pub fn erase(
    transaction: &mut Transaction<'_>,
    inquiry: &Inquiry,
    at: Timestamp,
) -> Result<(), StorageError> {
    save_tags(transaction, inquiry)?;
    let Columns { personal, facts, email_folded, last_name_folded } =
        Columns::of(&inquiry.submission);
    transaction.execute(
        TABLE,
        "UPDATE inquiries SET reference_id = $2, status = $3, personal = $4, facts = $5, updated_at = $6,
             email_folded = $7, last_name_folded = $8, decision_comment = NULL,
             erased_at = COALESCE(erased_at, $6)
         WHERE order_no = $1",
        values![
            inquiry.order_no,
            inquiry.reference_id.as_ref(),
            inquiry.status.as_str(),
            personal,
            facts,
            at,
            email_folded,
            last_name_folded,
        ],
    )?;
    let Some(completion) = &inquiry.completion else { return Ok(()) };
    transaction
        .execute(
            "completions",
            "UPDATE completions SET attributes = $2, digest = NULL WHERE order_no = $1",
            values![inquiry.order_no, attributes_text(&completion.attributes)?],
        )
        .map(drop)
}

/// Whether an inquiry's data was erased, kept from changing until the transaction ends.
pub fn is_erased(transaction: &mut Transaction<'_>, id: InquiryId) -> Result<bool, StorageError> {
    let found = transaction.query_opt(
        TABLE,
        "SELECT id, erased_at FROM inquiries WHERE id = $1 {for_update}",
        values![id],
    )?;
    Ok(found.map(|row| row.time_opt("erased_at")).transpose()?.flatten().is_some())
}
