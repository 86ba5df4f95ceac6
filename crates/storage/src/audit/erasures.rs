//! Whether the record itself tells why values are gone from it. A mark beside the chain proves nothing: whoever can
//! write to the database can set it. The entry of an erasing is part of the chain.
//!
//! Asked for each entry whose values are gone, by index, so that a check keeps nothing in memory. An entry behind the
//! head of the beginning counts too, because people go on erasing while the record is checked.

use pointsman_domain::ids::InquiryId;

use super::ENTRIES;
use super::action::Action;
use super::subject::SubjectKind;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// Whether a later entry tells that the values of this one were erased.
pub(super) fn tells(
    transaction: &mut Transaction<'_>,
    row: &Row,
    seq: i64,
) -> Result<bool, StorageError> {
    if let Some(item) = row.text_opt("item_id")? {
        let statement = "SELECT seq, action FROM audit_entries WHERE item_id = $1 AND seq > $2";
        return is_among(
            &transaction.query(ENTRIES, statement, values![item, seq])?,
            Action::ListItemErased,
        );
    }
    if row.text("subject_kind")? != SubjectKind::Inquiry.as_str() {
        return Ok(false);
    }
    let inquiry: InquiryId = row.parse("subject_id")?;
    let statement = "SELECT seq, action FROM audit_entries WHERE subject_id = $1 AND seq > $2";
    let later = transaction.query(ENTRIES, statement, values![inquiry, seq])?;
    Ok(is_among(&later, Action::InquiryErased)?
        || went_with_the_example(transaction, inquiry, seq)?)
}

fn is_among(rows: &[Row], action: Action) -> Result<bool, StorageError> {
    for row in rows {
        if row.text("action")? == action.as_str() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Inquiries are removed with the example and in no other way, in the transaction that erases what was said about them.
fn went_with_the_example(
    transaction: &mut Transaction<'_>,
    inquiry: InquiryId,
    seq: i64,
) -> Result<bool, StorageError> {
    let statement = "SELECT order_no FROM inquiries WHERE id = $1";
    if transaction.query_opt("inquiries", statement, values![inquiry])?.is_some() {
        return Ok(false);
    }
    example_removed_after(transaction, seq)
}

/// Whether the newest removal of the example is told behind everything that was said about an inquiry.
pub fn tells_of_removal(
    transaction: &mut Transaction<'_>,
    inquiry: InquiryId,
) -> Result<bool, StorageError> {
    let statement = "SELECT seq FROM audit_entries WHERE subject_id = $1";
    let mut newest = 0;
    for row in transaction.query(ENTRIES, statement, values![inquiry])? {
        newest = newest.max(row.int("seq")?);
    }
    example_removed_after(transaction, newest)
}

fn example_removed_after(
    transaction: &mut Transaction<'_>,
    seq: i64,
) -> Result<bool, StorageError> {
    let removed = transaction.query_opt(
        ENTRIES,
        "SELECT seq FROM audit_entries WHERE action = $1 AND seq > $2 ORDER BY at DESC, seq DESC LIMIT 1",
        values![Action::ExampleRemoved.as_str(), seq],
    )?;
    Ok(removed.is_some())
}
