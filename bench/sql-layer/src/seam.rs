//! Candidate B's seam: all that the storage code would know about a database. It must not know which.

use rusqlite::types::{ToSqlOutput, Value as SqliteValue, ValueRef};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Int(i64),
    Text(String),
    Blob(Vec<u8>),
}

pub struct Row(pub Vec<Value>);

impl Row {
    pub fn int(&self, column: usize) -> Result<i64> {
        match self.0.get(column) {
            Some(Value::Int(value)) => Ok(*value),
            other => {
                Err(Failure::Other(format!("column {column}: expected an integer, got {other:?}")))
            }
        }
    }

    pub fn text(&self, column: usize) -> Result<&str> {
        match self.0.get(column) {
            Some(Value::Text(value)) => Ok(value),
            other => Err(Failure::Other(format!("column {column}: expected text, got {other:?}"))),
        }
    }
}

/// Whose turn it is: the caller's (`Unique`), the store's own (`TryAgain`), or the operator's.
#[derive(Debug)]
pub enum Failure {
    Unique(String),
    TryAgain(String),
    Other(String),
}

pub type Result<T> = std::result::Result<T, Failure>;

impl From<Failure> for anyhow::Error {
    fn from(failure: Failure) -> Self {
        anyhow::anyhow!("{failure:?}")
    }
}

/// What the bodies of transactions see.
pub trait Transaction {
    fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>>;
    fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64>;
}

/// What the threads that own connections see.
pub trait Connection: Transaction {
    fn begin(&mut self) -> Result<()>;
    fn commit(&mut self) -> Result<()>;
    fn roll_back(&mut self);
}

pub type Job = Box<dyn FnOnce(&mut dyn Connection) + Send>;

pub type Readers = Arc<Mutex<Vec<Box<dyn Connection + Send>>>>;

/// SQLite: one writer thread, readers used on the caller's thread. PostgreSQL: connection threads only.
#[derive(Clone)]
pub struct Store {
    pub jobs: Sender<Job>,
    pub readers: Option<Readers>,
}

const ATTEMPTS: usize = 5;

impl Store {
    pub async fn transaction<T: Send + 'static>(
        &self,
        body: impl Fn(&mut dyn Transaction) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.on_a_connection(move |connection| {
            let mut attempt = 1;
            loop {
                match attempt_once(connection, &body) {
                    Err(Failure::TryAgain(_)) if attempt < ATTEMPTS => attempt += 1,
                    outcome => return outcome,
                }
            }
        })
        .await
    }

    /// One statement outside a transaction. SQLite answers in microseconds, so it does not leave the thread.
    pub async fn read<T: Send + 'static>(
        &self,
        body: impl FnOnce(&mut dyn Transaction) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let Some(readers) = &self.readers else {
            return self.on_a_connection(move |connection| body(connection)).await;
        };
        let mut reader = readers.lock().unwrap().pop().expect("as many readers as threads");
        let outcome = body(&mut *reader);
        readers.lock().unwrap().push(reader);
        outcome
    }

    async fn on_a_connection<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut dyn Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |connection| {
            let _ = reply.send(work(connection));
        });
        let gone = |_| Failure::Other("the connection thread has gone".into());
        self.jobs.send(job).map_err(|_| Failure::Other("the connection thread has gone".into()))?;
        answer.await.map_err(gone)?
    }
}

fn attempt_once<T>(
    connection: &mut dyn Connection,
    body: &impl Fn(&mut dyn Transaction) -> Result<T>,
) -> Result<T> {
    connection.begin()?;
    let outcome = body(connection).and_then(|value| connection.commit().map(|()| value));
    if outcome.is_err() {
        connection.roll_back();
    }
    outcome
}

impl rusqlite::ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Value::Null => ToSqlOutput::Owned(SqliteValue::Null),
            Value::Int(value) => ToSqlOutput::Owned(SqliteValue::Integer(*value)),
            Value::Text(value) => ToSqlOutput::Borrowed(ValueRef::Text(value.as_bytes())),
            Value::Blob(value) => ToSqlOutput::Borrowed(ValueRef::Blob(value)),
        })
    }
}
