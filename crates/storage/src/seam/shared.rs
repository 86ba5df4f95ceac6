//! What the closures of one transaction have in common: what was read for all of them at once, and the rows that they
//! write together.
//!
//! A database in another process is asked in the time in which it could do ten times as much, so what each of a group asks
//! first is asked for all of them, and what nobody needs the answer of is written once for all: before anything else is
//! asked, or when the transaction ends.

use std::collections::{HashMap, HashSet};

use super::{CommitGroup, Row, Value};
use crate::error::StorageError;

/// What is kept of a transaction until it ends.
#[derive(Default)]
pub(super) struct Shared {
    /// Of all whose closures run in it.
    companions: Vec<CommitGroup>,
    known: HashMap<&'static str, Known>,
    /// What can be there only once, and may be among the rows that wait.
    claimed: HashSet<String>,
    /// Rows of closures that have succeeded.
    pub(super) later: Later,
}

/// Something that is read once for many.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    pub(crate) name: &'static str,
    /// The tables that the answer comes from: whoever writes to one makes it out of date.
    pub(crate) tables: &'static [&'static str],
}

/// What each of a group asks first. On PostgreSQL it is asked for all of them while their transaction begins, so that nobody
/// waits for one answer after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ahead {
    pub(crate) question: Question,
    pub(crate) statement: fn() -> String,
    /// From the orders of the group; none where the answer is the same for all.
    pub(crate) parameters: fn(&[u128]) -> Vec<Value>,
    /// Under which key somebody asks for a row.
    pub(crate) key: fn(&Row) -> Result<u128, StorageError>,
}

impl Ahead {
    /// The table that errors name.
    pub(super) fn table(&self) -> &'static str {
        self.question.tables.first().copied().unwrap_or_default()
    }
}

struct Known {
    tables: &'static [&'static str],
    rows: HashMap<u128, Vec<Row>>,
}

impl Shared {
    /// Forgets everything: another transaction begins.
    pub(super) fn begin(&mut self) {
        *self = Self::default();
    }

    pub(super) fn set_companions(&mut self, companions: Vec<CommitGroup>) {
        self.companions = companions;
    }

    /// Those for whom `question` is to be asked when `order` asks it: all who do the like, if it has not been asked yet.
    pub(super) fn asking(&self, question: Question, order: u128) -> Vec<u128> {
        let own = self.companions.iter().find(|group| group.order == order);
        let Some(own) = own.filter(|_| !self.known.contains_key(question.name)) else {
            return vec![order];
        };
        let alike = self.companions.iter().filter(|group| group.opening == own.opening);
        let mut orders: Vec<u128> = alike.map(|group| group.order).collect();
        orders.sort_unstable();
        orders.dedup();
        orders
    }

    /// For how many it is to be asked.
    pub(super) fn count_asking(&self, question: Question) -> usize {
        if self.known.contains_key(question.name) { 1 } else { self.companions.len().max(1) }
    }

    pub(super) fn keep(&mut self, question: Question, key: u128, rows: Vec<Row>) {
        let known = self.known.entry(question.name);
        let tables = question.tables;
        known.or_insert_with(|| Known { tables, rows: HashMap::new() }).rows.insert(key, rows);
    }

    pub(super) fn get(&self, question: Question, key: u128) -> Option<&Vec<Row>> {
        self.known.get(question.name)?.rows.get(&key)
    }

    /// Whether nobody in this transaction has claimed it before.
    pub(super) fn claim(&mut self, what: &str) -> bool {
        self.claimed.insert(what.to_owned())
    }

    pub(super) fn take(&mut self, question: Question, key: u128) -> Option<Vec<Row>> {
        self.known.get_mut(question.name)?.rows.remove(&key)
    }

    /// Something is written to a table directly. What came from it is asked again, by each for himself.
    pub(super) fn forget(&mut self, table: &str) {
        for known in self.known.values_mut().filter(|known| known.tables.contains(&table)) {
            known.rows.clear();
        }
    }

    /// The same when nobody knows what has changed.
    pub(super) fn forget_all(&mut self) {
        for known in self.known.values_mut() {
            known.rows.clear();
        }
    }
}

/// Rows that wait to be written, by statement.
#[derive(Default)]
pub(super) struct Later(Vec<Rows>);

/// Rows that one statement writes.
pub(super) struct Rows {
    pub(super) table: &'static str,
    pub(super) statement: &'static str,
    /// The values of each row.
    pub(super) values: Vec<Vec<Value>>,
}

impl Rows {
    /// How many columns are given.
    pub(super) fn width(&self) -> usize {
        self.values.first().map_or(0, Vec::len)
    }

    /// The values of each column.
    pub(super) fn columns(&self) -> Vec<Vec<&Value>> {
        let column = |place| self.values.iter().filter_map(|row| row.get(place)).collect();
        (0..self.width()).map(column).collect()
    }
}

impl Later {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, table: &'static str, statement: &'static str, row: Vec<Value>) {
        self.add_all(Rows { table, statement, values: vec![row] });
    }

    /// Adds what another one has written, behind what is here.
    pub(super) fn append(&mut self, other: Self) {
        if self.is_empty() {
            self.0 = other.0;
            return;
        }
        for rows in other.0 {
            self.add_all(rows);
        }
    }

    /// Statements in the order in which they came up first.
    pub(super) fn take(&mut self) -> Vec<Rows> {
        std::mem::take(&mut self.0)
    }

    fn add_all(&mut self, new: Rows) {
        match self.0.iter_mut().find(|rows| rows.statement == new.statement) {
            Some(rows) => rows.values.extend(new.values),
            None => self.0.push(new),
        }
    }
}
