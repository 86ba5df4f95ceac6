//! Order numbers: which came first, an inquiry or a start. Taken from the database, not from clocks.

use crate::error::StorageError;
use crate::seam::{Transaction, values};

/// Takes the next number. Numbers only rise; one may be lost when its transaction is.
pub(crate) fn take(transaction: &mut Transaction<'_>) -> Result<i64, StorageError> {
    transaction.query_one("order_numbers", "{take_order_number}", &[])?.int("order_no")
}

/// Takes several numbers at once, in their order.
pub(crate) fn take_several(
    transaction: &mut Transaction<'_>,
    count: usize,
) -> Result<Vec<i64>, StorageError> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let wanted = i64::try_from(count).unwrap_or(i64::MAX);
    let rows = transaction.query("order_numbers", "{take_order_numbers}", values![wanted])?;
    let mut numbers = Vec::with_capacity(count);
    for row in rows {
        let last = row.int("order_no")?;
        numbers.extend(last - row.int("given")? + 1..=last);
    }
    Ok(numbers)
}
