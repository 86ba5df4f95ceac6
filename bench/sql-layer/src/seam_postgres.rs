//! The seam on PostgreSQL: the same texts, unchanged; the server infers the parameters' types when preparing.

use crate::seam::{Connection, Failure, Job, Result, Row, Store, Transaction, Value};
use postgres::error::SqlState;
use postgres::types::private::BytesMut;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use postgres::{Client, NoTls, Statement};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, mpsc};

pub fn open(url: &str, connections: usize) -> Result<Store> {
    let (jobs, inbox) = mpsc::channel::<Job>();
    let inbox = Arc::new(Mutex::new(inbox));
    for _ in 0..connections {
        let inbox = inbox.clone();
        let url = url.to_owned();
        std::thread::spawn(move || {
            let mut connection = PostgresConnection::open(&url).expect("PostgreSQL answers");
            loop {
                let next = inbox.lock().unwrap().recv();
                let Ok(job) = next else { return };
                job(&mut connection);
            }
        });
    }
    Ok(Store { jobs, readers: None })
}

pub struct PostgresConnection {
    client: Client,
    statements: HashMap<&'static str, Statement>,
}

impl PostgresConnection {
    pub fn open(url: &str) -> Result<Self> {
        let client = Client::connect(url, NoTls).map_err(failure)?;
        Ok(Self { client, statements: HashMap::new() })
    }

    fn statement(&mut self, sql: &'static str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql).map_err(failure)?;
        self.statements.insert(sql, statement.clone());
        Ok(statement)
    }
}

impl Transaction for PostgresConnection {
    fn query(&mut self, sql: &'static str, params: &[Value]) -> Result<Vec<Row>> {
        let statement = self.statement(sql)?;
        let rows = self.client.query(&statement, &as_sql(params)).map_err(failure)?;
        rows.iter()
            .map(|row| {
                (0..row.len()).map(|column| value(row, column)).collect::<Result<_>>().map(Row)
            })
            .collect()
    }

    fn execute(&mut self, sql: &'static str, params: &[Value]) -> Result<u64> {
        let statement = self.statement(sql)?;
        self.client.execute(&statement, &as_sql(params)).map_err(failure)
    }
}

impl Connection for PostgresConnection {
    fn begin(&mut self) -> Result<()> {
        self.client.batch_execute("BEGIN").map_err(failure)
    }

    fn commit(&mut self) -> Result<()> {
        self.client.batch_execute("COMMIT").map_err(failure)
    }

    fn roll_back(&mut self) {
        let _ = self.client.batch_execute("ROLLBACK");
    }
}

fn as_sql(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl ToSql for Value {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Value::Null => Ok(IsNull::Yes),
            Value::Int(value) if *ty == Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
            Value::Int(value) => value.to_sql(ty, out),
            Value::Text(value) => {
                out.extend_from_slice(value.as_bytes()); // text and json look alike on the wire
                Ok(IsNull::No)
            }
            Value::Blob(value) => value.to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        [Type::TEXT, Type::VARCHAR, Type::JSON, Type::INT8, Type::INT4, Type::BYTEA].contains(ty)
    }

    to_sql_checked!();
}

fn value(row: &postgres::Row, column: usize) -> Result<Value> {
    let ty = row.columns()[column].type_();
    let found = match *ty {
        Type::INT8 => row.try_get::<_, Option<i64>>(column).map(|value| value.map(Value::Int)),
        Type::INT4 => row
            .try_get::<_, Option<i32>>(column)
            .map(|value| value.map(|value| Value::Int(value.into()))),
        Type::TEXT | Type::VARCHAR => {
            row.try_get::<_, Option<String>>(column).map(|value| value.map(Value::Text))
        }
        Type::BYTEA => {
            row.try_get::<_, Option<Vec<u8>>>(column).map(|value| value.map(Value::Blob))
        }
        _ => return Err(Failure::Other(format!("column {column}: type `{ty}` has no place here"))),
    };
    found.map(|value| value.unwrap_or(Value::Null)).map_err(failure)
}

fn failure(error: postgres::Error) -> Failure {
    let text = error.as_db_error().map_or_else(|| error.to_string(), |error| error.to_string());
    match error.code() {
        Some(&SqlState::UNIQUE_VIOLATION) => Failure::Unique(text),
        Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED) => {
            Failure::TryAgain(text)
        }
        _ => Failure::Other(text),
    }
}
