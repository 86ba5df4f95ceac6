//! A look into the database itself, past the product.

use anyhow::Context;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use tokio_postgres::{NoTls, SimpleQueryMessage};

use crate::server::{Database, Installation};

/// A row as texts; null is the empty text.
pub type Row = Vec<String>;

/// Runs a query that both databases understand.
pub async fn rows(installation: &Installation, query: &str) -> anyhow::Result<Vec<Row>> {
    match &installation.database {
        Database::Sqlite { folder } => {
            let file = Database::file(folder);
            let query = query.to_owned();
            tokio::task::spawn_blocking(move || sqlite(&file, &query)).await?
        }
        Database::Postgres { url } => postgres(url, query).await,
    }
    .with_context(|| query.to_owned())
}

/// The one number that a query gives.
pub async fn number(installation: &Installation, query: &str) -> anyhow::Result<i64> {
    let rows = rows(installation, query).await?;
    let cell = rows.first().and_then(|row| row.first()).context("no row")?;
    Ok(if cell.is_empty() { 0 } else { cell.parse()? })
}

fn sqlite(file: &std::path::Path, query: &str) -> anyhow::Result<Vec<Row>> {
    let connection = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    let mut statement = connection.prepare(query)?;
    let columns = statement.column_count();
    let mut found = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut cells = Vec::with_capacity(columns);
        for column in 0..columns {
            cells.push(match row.get_ref(column)? {
                ValueRef::Null => String::new(),
                ValueRef::Integer(number) => number.to_string(),
                ValueRef::Real(number) => number.to_string(),
                ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                    String::from_utf8_lossy(bytes).into_owned()
                }
            });
        }
        rows.push(cells);
    }
    Ok(rows)
}

async fn postgres(url: &str, query: &str) -> anyhow::Result<Vec<Row>> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let connection = tokio::spawn(connection);
    let messages = client.simple_query(query).await?;
    drop(client);
    connection.await??;
    let rows = messages.into_iter().filter_map(|message| match message {
        SimpleQueryMessage::Row(row) => {
            let cells = 0..row.len();
            Some(cells.map(|cell| row.get(cell).unwrap_or_default().to_owned()).collect())
        }
        _ => None,
    });
    Ok(rows.collect())
}
