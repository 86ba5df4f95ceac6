//! Reading everything in one transaction, page by page in the order of keys, so that memory does not grow with it.

use super::contents::{Contents, Counting, Piece, size};
use super::log::Renumbering;
use super::tables::{NUMBERED, Nature, ORDER_NUMBERS, TABLES, Table, WITHOUT_ROW_NUMBERS};
use super::{Progress, Stage, Watch};
use crate::error::StorageError;
use crate::events::EventPosition;
use crate::seam::{Row, Transaction, Value};

/// Rows of a first page.
const FIRST_ROWS: usize = 100;
/// Rows of a page at most.
const MOST_ROWS: usize = 2_000;
/// What a page should hold, in bytes. Further pages are as long as the rows of the last one let expect.
const PAGE_SIZE: usize = 2 * 1024 * 1024;

/// Hands everything to `push` and says what it was. `rows` is how many there are, where that is known.
pub(super) fn read_all<E: From<StorageError>>(
    transaction: &mut Transaction<'_>,
    stage: Stage,
    rows: Option<u64>,
    watch: &Watch,
    push: &mut dyn FnMut(Piece) -> Result<(), E>,
) -> Result<Contents, E> {
    let total = match rows {
        Some(rows) => rows,
        None => estimate(transaction)?,
    };
    let followers = followers(transaction)?;
    let mut reading = Reading {
        stage,
        watch,
        push,
        done: 0,
        total,
        renumbering: Renumbering::new(followers),
        contents: Contents::default(),
    };
    for table in &TABLES {
        reading.table(transaction, table)?;
    }
    let contents = reading.contents;
    push(Piece::End(contents.clone()))?;
    Ok(contents)
}

/// About how many rows there are, for the sake of the progress bar: to count them would be to read everything twice.
fn estimate(transaction: &mut Transaction<'_>) -> Result<u64, StorageError> {
    let mut total = NUMBERED.len() as u64 + 1;
    for table in TABLES.iter().filter(|table| table.is_stored()) {
        let word = if WITHOUT_ROW_NUMBERS.contains(&table.name) { "keyed_rows" } else { "rows" };
        let statement = format!("SELECT {{about_{word} {}}} AS about", table.name);
        let rows = transaction.query_one(table.name, &statement, &[])?.int("about")?;
        total += u64::try_from(rows).unwrap_or(0);
    }
    Ok(total)
}

fn followers(transaction: &mut Transaction<'_>) -> Result<Vec<EventPosition>, StorageError> {
    transaction
        .query("event_followers", "SELECT name, mark, event_no FROM event_followers", &[])?
        .iter()
        .map(|row| Ok(EventPosition { mark: row.int("mark")?, number: row.int("event_no")? }))
        .collect()
}

struct Reading<'a, E> {
    stage: Stage,
    watch: &'a Watch,
    push: &'a mut dyn FnMut(Piece) -> Result<(), E>,
    done: u64,
    total: u64,
    renumbering: Renumbering,
    contents: Contents,
}

impl<E: From<StorageError>> Reading<'_, E> {
    fn table(&mut self, transaction: &mut Transaction<'_>, table: &'static Table) -> Result<(), E> {
        let mut counting = Counting::begin(table);
        (self.push)(Piece::Table(table))?;
        match table.nature {
            Nature::Plain | Nature::BornWithARow | Nature::Events | Nature::Followers => {
                let mut pages = Pages::new(table);
                while let Some(rows) = pages.next(transaction)? {
                    self.page(table, &mut counting, rows)?;
                }
            }
            Nature::Counters => {
                let rows = self.counters(transaction)?;
                self.page(table, &mut counting, rows)?;
            }
        }
        self.contents.tables.push(counting.end());
        Ok(())
    }

    fn page(
        &mut self,
        table: &'static Table,
        counting: &mut Counting,
        mut rows: Vec<Vec<Value>>,
    ) -> Result<(), E> {
        for row in &mut rows {
            self.move_in_log(table, row);
            counting.row(row);
        }
        self.done += rows.len() as u64;
        (self.push)(Piece::Rows(rows))?;
        // How many there are was an estimate, until the counters have come, which are the last.
        let of = match table.nature {
            Nature::Counters => self.done,
            Nature::Plain | Nature::BornWithARow | Nature::Events | Nature::Followers => {
                self.total.max(self.done)
            }
        };
        (self.watch)(Progress { stage: self.stage, table: table.name, done: self.done, of });
        Ok(())
    }

    fn move_in_log(&mut self, table: &Table, row: &mut [Value]) {
        match (table.nature, row) {
            (Nature::Events, [Value::Int(number), Value::Int(mark), ..]) => {
                let new = self.renumbering.event(EventPosition { mark: *mark, number: *number });
                (*mark, *number) = (new.mark, new.number);
            }
            (Nature::Followers, [_, Value::Int(mark), Value::Int(number), ..]) => {
                let old = EventPosition { mark: *mark, number: *number };
                let new = self.renumbering.follower(old);
                (*mark, *number) = (new.mark, new.number);
            }
            // The schema keeps whole numbers in the places above, so no event and no follower comes here.
            (
                Nature::Plain
                | Nature::BornWithARow
                | Nature::Counters
                | Nature::Events
                | Nature::Followers,
                _,
            ) => {}
        }
    }

    /// Read last: on PostgreSQL counters are no part of what a transaction sees, and are never behind it.
    fn counters(&self, transaction: &mut Transaction<'_>) -> Result<Vec<Vec<Value>>, StorageError> {
        let mut rows = Vec::with_capacity(NUMBERED.len() + 1);
        for (table, column) in NUMBERED {
            let statement = format!("SELECT {{last_number {table} {column}}} AS last");
            let mut last = transaction.query_one(table, &statement, &[])?.int("last")?;
            if table == "events" {
                last = last.max(self.renumbering.last_number());
            }
            rows.push(vec![table.into(), last.into()]);
        }
        let last =
            transaction.query_one(ORDER_NUMBERS, "SELECT {last_order_number} AS last", &[])?;
        rows.push(vec![ORDER_NUMBERS.into(), last.int("last")?.into()]);
        rows.sort_by(|a, b| name(a).cmp(&name(b)));
        Ok(rows)
    }
}

fn name(row: &[Value]) -> Option<&str> {
    match row.first() {
        Some(Value::Text(name)) => Some(name),
        Some(Value::Null | Value::Int(_) | Value::Blob(_)) | None => None,
    }
}

/// A table's rows, page by page.
struct Pages {
    table: &'static Table,
    /// The key of the last row.
    after: Option<Vec<Value>>,
    rows: usize,
    ended: bool,
}

impl Pages {
    fn new(table: &'static Table) -> Self {
        Self { table, after: None, rows: FIRST_ROWS, ended: false }
    }

    fn next(
        &mut self,
        transaction: &mut Transaction<'_>,
    ) -> Result<Option<Vec<Vec<Value>>>, StorageError> {
        if self.ended {
            return Ok(None);
        }
        let mut parameters = self.after.clone().unwrap_or_default();
        parameters.push(Value::Int(i64::try_from(self.rows).unwrap_or(i64::MAX)));
        let found = transaction.query(self.table.name, &self.statement(), &parameters)?;
        self.ended = found.len() < self.rows;
        if let Some(last) = found.last() {
            self.after = Some(self.position(last)?);
        }
        let rows: Vec<Vec<Value>> = found.into_iter().map(Row::into_values).collect();
        let bytes: usize = rows.iter().map(|row| size(row)).sum();
        self.rows = (PAGE_SIZE * rows.len() / bytes.max(1)).clamp(1, MOST_ROWS);
        Ok((!rows.is_empty()).then_some(rows))
    }

    /// What the order of rows compares.
    fn order(&self) -> Vec<&'static str> {
        match self.table.nature {
            Nature::Events => vec!["mark", "event_no"],
            Nature::Plain | Nature::BornWithARow | Nature::Followers | Nature::Counters => {
                self.table.key()
            }
        }
    }

    fn position(&self, row: &Row) -> Result<Vec<Value>, StorageError> {
        self.order().into_iter().map(|column| row.value(column).cloned()).collect()
    }

    fn statement(&self) -> String {
        let (names, table) = (self.table.column_names().join(", "), self.table.name);
        let order = self.order();
        let limit = self.after.as_ref().map_or(1, |after| after.len() + 1);
        let after = match (&self.after, self.table.nature) {
            (None, _) => String::new(),
            (Some(_), Nature::Events) => "WHERE {events_after} ".to_owned(),
            (
                Some(_),
                Nature::Plain | Nature::BornWithARow | Nature::Followers | Nature::Counters,
            ) => {
                let parameters: Vec<String> =
                    (1..=order.len()).map(|place| format!("${place}")).collect();
                format!("WHERE ({}) > ({}) ", order.join(", "), parameters.join(", "))
            }
        };
        let order = match self.table.nature {
            Nature::Events => "{events_order}".to_owned(),
            Nature::Plain | Nature::BornWithARow | Nature::Followers | Nature::Counters => {
                order.join(", ")
            }
        };
        format!("SELECT {names} FROM {table} {after}ORDER BY {order} LIMIT ${limit}")
    }
}
