//! Writing a copy into an empty database, in one transaction: all of it is there afterwards, or nothing.

use super::contents::{Contents, Difference, Piece, size};
use super::tables::{LEFT_BEHIND, NUMBERED, Nature, ORDER_NUMBERS, TABLES, Table};
use super::{Progress, Stage, Watch, source};
use crate::error::StorageError;
use crate::seam::{Transaction, Value, values};

/// Parameters of a statement, at most.
const MOST_PARAMETERS: usize = 4_000;
/// Rows of a statement, at most.
const MOST_ROWS: usize = 200;
/// Bytes of a statement's rows, about.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// Rows are counted up to here to say what is there.
const COUNTED: i64 = 1_000;

/// Why a database does not take a copy. It is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// Something is in it. The caller's turn: choose another one.
    #[error("the database is not empty, it holds {found}; choose one that was never used")]
    NotEmpty {
        /// The tables with their rows.
        found: String,
    },
    /// What was read back is not what was written. Ours, or the database's.
    #[error("what was read back is not what was written: {difference}; nothing of it was kept")]
    Differs {
        /// The first table that differs.
        difference: Difference,
    },
}

/// Says what is in a database that should hold nothing.
pub(super) fn require_empty<E: From<StorageError> + From<Refused>>(
    transaction: &mut Transaction<'_>,
) -> Result<(), E> {
    let copied = TABLES.iter().filter(|table| match table.nature {
        Nature::Plain | Nature::Events | Nature::Followers => true,
        Nature::BornWithARow | Nature::Counters => false,
    });
    let left = LEFT_BEHIND.into_iter().filter(|name| *name != "schema_migrations");
    let mut found = Vec::new();
    for name in copied.map(|table| table.name).chain(left) {
        let statement =
            format!("SELECT COUNT(*) AS rows FROM (SELECT 1 FROM {name} LIMIT $1) AS first_rows");
        match transaction.query_one(name, &statement, values![COUNTED])?.int("rows")? {
            0 => {}
            1 => found.push(format!("1 row in {name}")),
            COUNTED.. => found.push(format!("{COUNTED} or more rows in {name}")),
            rows => found.push(format!("{rows} rows in {name}")),
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Refused::NotEmpty { found: found.join(", ") }.into())
}

/// Writes everything that `next` gives, reads it back and compares.
pub(super) fn write_all<E: From<StorageError> + From<Refused>>(
    transaction: &mut Transaction<'_>,
    total: Option<u64>,
    watch: &Watch,
    next: &mut dyn FnMut() -> Result<Piece, E>,
) -> Result<Contents, E> {
    lock(transaction)?;
    require_empty::<E>(transaction)?;
    for table in TABLES.iter().filter(|table| table.nature == Nature::BornWithARow) {
        transaction.execute(table.name, &format!("DELETE FROM {}", table.name), &[])?;
    }
    let mut filling = Filling::default();
    let written = loop {
        match next()? {
            Piece::Table(table) => {
                filling.flush(transaction)?;
                filling.table = Some(table);
            }
            Piece::Rows(rows) => {
                for row in rows {
                    filling.row(transaction, row)?;
                }
                if let (Some(table), Some(total)) = (filling.table, total) {
                    let done = filling.done;
                    let of = total.max(done);
                    watch(Progress { stage: Stage::Copying, table: table.name, done, of });
                }
            }
            Piece::End(contents) => break contents,
        }
    };
    filling.flush(transaction)?;
    transaction.batch("statistics", "{gather_statistics}")?;
    let rows = Some(written.rows());
    let read = source::read_all::<E>(transaction, Stage::Verifying, rows, watch, &mut |_| Ok(()))?;
    match read.difference_from(&written) {
        None => Ok(read),
        Some(difference) => Err(Refused::Differs { difference }.into()),
    }
}

/// Keeps everybody else from writing until all is there. First in its transaction, so that nothing that was seen
/// before can have changed.
fn lock(transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
    let stored = TABLES.iter().filter(|table| table.is_stored()).map(|table| table.name);
    let names: Vec<&str> = stored.chain(LEFT_BEHIND).collect();
    transaction.batch("tables", &format!("{{lock_tables {}}}", names.join(", ")))
}

/// Rows that wait to be written.
#[derive(Default)]
struct Filling {
    table: Option<&'static Table>,
    rows: Vec<Vec<Value>>,
    bytes: usize,
    done: u64,
}

impl Filling {
    fn row(
        &mut self,
        transaction: &mut Transaction<'_>,
        row: Vec<Value>,
    ) -> Result<(), StorageError> {
        self.bytes += size(&row);
        self.done += 1;
        let most = (MOST_PARAMETERS / row.len().max(1)).clamp(1, MOST_ROWS);
        self.rows.push(row);
        if self.rows.len() >= most || self.bytes >= MOST_BYTES {
            self.flush(transaction)?;
        }
        Ok(())
    }

    fn flush(&mut self, transaction: &mut Transaction<'_>) -> Result<(), StorageError> {
        self.bytes = 0;
        let rows = std::mem::take(&mut self.rows);
        let Some(table) = self.table.filter(|_| !rows.is_empty()) else { return Ok(()) };
        if table.nature == Nature::Counters {
            return rows.iter().try_for_each(|row| set_counter(transaction, row));
        }
        let statement = insert(table, rows.len());
        let parameters: Vec<Value> = rows.into_iter().flatten().collect();
        transaction.execute(table.name, &statement, &parameters).map(drop)
    }
}

fn insert(table: &Table, rows: usize) -> String {
    let names = table.column_names();
    let row = |row: usize| {
        let places = (1..=names.len()).map(|column| format!("${}", row * names.len() + column));
        format!("({})", places.collect::<Vec<_>>().join(", "))
    };
    let rows: Vec<String> = (0..rows).map(row).collect();
    format!(
        "INSERT INTO {} ({}) {{keep_row_numbers}} VALUES {}",
        table.name,
        names.join(", "),
        rows.join(", ")
    )
}

fn set_counter(transaction: &mut Transaction<'_>, row: &[Value]) -> Result<(), StorageError> {
    let [Value::Text(counter), Value::Int(last)] = row else { return Ok(()) };
    if counter == ORDER_NUMBERS {
        return transaction.batch(ORDER_NUMBERS, &format!("{{set_order_number {last}}}"));
    }
    match NUMBERED.iter().find(|(table, _)| table == counter) {
        Some((table, column)) => {
            transaction.batch(table, &format!("{{set_last_number {table} {column} {last}}}"))
        }
        None => Ok(()),
    }
}
