//! Order numbers: which came first, an inquiry or a start. Taken from the database, not from clocks.

use std::sync::Arc;

use crate::error::StorageError;
use crate::seam::{Dialect, Question, Row, Transaction, Value, values};

const TABLE: &str = "order_numbers";
const NEXT: Question = Question { name: "order numbers", tables: &[TABLE] };

/// Takes the next number. Numbers only rise; one may be lost when its transaction is.
pub(crate) fn take(transaction: &mut Transaction<'_>) -> Result<i64, StorageError> {
    transaction.query_one(TABLE, "{take_order_number}", &[])?.int("order_no")
}

/// Takes the next number for a new inquiry, and at the same time one for each who shares the commit; those that are not
/// needed are lost. Whoever gets one was asked for before the transaction began, so a start that was acknowledged before
/// that has a lower one.
pub(crate) fn take_for_inquiry(transaction: &mut Transaction<'_>) -> Result<i64, StorageError> {
    let row = transaction.pooled(NEXT, |transaction, count| {
        let numbers = take_several(transaction, count)?;
        let columns: Arc<[String]> = Arc::new(["order_no".to_owned()]);
        let row = |number| Row::new(TABLE, Arc::clone(&columns), vec![Value::Int(number)]);
        Ok(numbers.into_iter().map(row).collect())
    })?;
    row.int("order_no")
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
    let rows = transaction.query(TABLE, "{take_order_numbers}", values![wanted])?;
    match (transaction.dialect(), rows.first()) {
        (Dialect::Sqlite, Some(last)) => {
            let last = last.int("order_no")?;
            Ok((last - wanted + 1..=last).collect())
        }
        (Dialect::Sqlite | Dialect::Postgres, _) => {
            rows.iter().map(|row| row.int("order_no")).collect()
        }
    }
}
