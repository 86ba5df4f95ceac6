//! The seam on SQLite. `$1` becomes `?1` once per text: to SQLite `$1` is a *named* parameter, numbered by
//! first appearance and not by its digit.

use crate::seam::{Connection, Failure, Job, Result, Row, Store, Transaction, Value};
use rusqlite::types::ValueRef;
use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, mpsc};

const STATEMENTS_KEPT: usize = 256;
const READERS: usize = 4;

pub fn open(path: &Path) -> Result<Store> {
    let mut writer = SqliteConnection::open(path)?;
    let (jobs, inbox) = mpsc::channel::<Job>();
    std::thread::spawn(move || inbox.iter().for_each(|job| job(&mut writer)));
    let readers: Vec<Box<dyn Connection + Send>> = (0..READERS)
        .map(|_| Ok(Box::new(SqliteConnection::open(path)?) as Box<dyn Connection + Send>))
        .collect::<Result<_>>()?;
    Ok(Store { jobs, readers: Some(Arc::new(Mutex::new(readers))) })
}

pub struct SqliteConnection {
    connection: rusqlite::Connection,
    rewritten: HashMap<&'static str, String>,
}

impl SqliteConnection {
    pub fn open(path: &Path) -> Result<Self> {
        let connection = rusqlite::Connection::open(path).map_err(failure)?;
        connection.execute_batch(crate::scenario::SQLITE_PRAGMAS).map_err(failure)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
        Ok(Self { connection, rewritten: HashMap::new() })
    }

    fn statement(&mut self, sql: &'static str) -> Result<rusqlite::CachedStatement<'_>> {
        let text = self.rewritten.entry(sql).or_insert_with(|| rewrite(sql));
        self.connection.prepare_cached(text).map_err(failure)
    }
}

impl Transaction for SqliteConnection {
    fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let mut statement = self.statement(sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(failure)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next().map_err(failure)? {
            let read = |column| row.get_ref(column).map_err(failure).and_then(value);
            found.push(Row((0..columns).map(read).collect::<Result<_>>()?));
        }
        Ok(found)
    }

    fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let changed = self.statement(sql)?.execute(rusqlite::params_from_iter(params));
        changed.map(|rows| rows as u64).map_err(failure)
    }
}

impl Connection for SqliteConnection {
    fn begin(&mut self) -> Result<()> {
        self.execute("BEGIN IMMEDIATE", &[]).map(drop)
    }

    fn commit(&mut self) -> Result<()> {
        self.execute("COMMIT", &[]).map(drop)
    }

    fn roll_back(&mut self) {
        if !self.connection.is_autocommit() {
            let _ = self.execute("ROLLBACK", &[]);
        }
    }
}

/// `$` followed by a digit; a JSON path such as `'$.id'` is left alone.
fn rewrite(sql: &str) -> String {
    let mut text = String::with_capacity(sql.len());
    let mut characters = sql.chars().peekable();
    while let Some(character) = characters.next() {
        let placeholder = character == '$' && characters.peek().is_some_and(char::is_ascii_digit);
        text.push(if placeholder { '?' } else { character });
    }
    text
}

fn value(value: ValueRef<'_>) -> Result<Value> {
    Ok(match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        ValueRef::Text(value) => Value::Text(String::from_utf8_lossy(value).into_owned()),
        ValueRef::Blob(value) => Value::Blob(value.to_vec()),
        ValueRef::Real(_) => return Err(Failure::Other("floating point has no place here".into())),
    })
}

fn failure(error: rusqlite::Error) -> Failure {
    use rusqlite::ffi;
    let text = error.to_string();
    match error.sqlite_error() {
        Some(code) if code.extended_code == ffi::SQLITE_CONSTRAINT_UNIQUE => Failure::Unique(text),
        Some(code) if code.extended_code == ffi::SQLITE_CONSTRAINT_PRIMARYKEY => {
            Failure::Unique(text)
        }
        Some(code) if code.code == ffi::ErrorCode::DatabaseBusy => Failure::TryAgain(text),
        _ => Failure::Other(text),
    }
}
