//! Order numbers: which came first, an inquiry or a start. Taken from the database, not from clocks.

use crate::error::StorageError;
use crate::seam::Transaction;

/// Takes the next number. Numbers only rise; one may be lost when its transaction is.
pub(crate) fn take(transaction: &mut Transaction<'_>) -> Result<i64, StorageError> {
    transaction.query_one("order_numbers", "{take_order_number}", &[])?.int("order_no")
}
