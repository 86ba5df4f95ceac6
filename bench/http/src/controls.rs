//! What the figures are compared with.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::header::CONTENT_TYPE;
use axum::routing::post;
use rusqlite::Connection;
use tokio::net::TcpListener;

const SPAN: Duration = Duration::from_secs(3);

/// As long as the answer to a completion.
const ANSWER: usize = 1_800;

/// Serves the same answer for ever and says where.
pub async fn constant() -> anyhow::Result<()> {
    let answer: &'static str = Box::leak(format!("{{\"id\":\"{}\"}}", "x".repeat(ANSWER)).into());
    let handler = move |_: Bytes| async move { ([(CONTENT_TYPE, "application/json")], answer) };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    eprintln!("at {}", listener.local_addr()?);
    Ok(axum::serve(listener, Router::new().route("/", post(handler))).await?)
}

/// Appends and syncs one block after the other.
pub fn syncs(folder: &Path) -> anyhow::Result<f64> {
    let mut file = File::create(folder.join("syncs"))?;
    file.set_len(64 << 20)?;
    file.sync_all()?;
    let (began, mut done) = (Instant::now(), 0_u32);
    while began.elapsed() < SPAN {
        if done % 16_000 == 0 {
            file.seek(SeekFrom::Start(0))?;
        }
        file.write_all(&[0x55; 4_096])?;
        file.sync_data()?;
        done += 1;
    }
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}

/// One narrow row, one commit, one sync.
pub fn commits(folder: &Path) -> anyhow::Result<f64> {
    let connection = narrow(&folder.join("commits"))?;
    let mut insert = connection.prepare(INSERT)?;
    let (began, mut done) = (Instant::now(), 0_u32);
    while began.elapsed() < SPAN {
        insert.execute([])?;
        done += 1;
    }
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}

/// Narrow rows, ten thousand for each commit.
pub fn rows(folder: &Path) -> anyhow::Result<f64> {
    const TOGETHER: u32 = 10_000;
    let connection = narrow(&folder.join("rows"))?;
    let mut insert = connection.prepare(INSERT)?;
    let (began, mut done) = (Instant::now(), 0_u32);
    while began.elapsed() < SPAN {
        connection.execute_batch("BEGIN")?;
        for _ in 0..TOGETHER {
            insert.execute([])?;
        }
        connection.execute_batch("COMMIT")?;
        done += TOGETHER;
    }
    Ok(f64::from(done) / began.elapsed().as_secs_f64())
}

const INSERT: &str = "INSERT INTO t (x) VALUES ('decided')";

fn narrow(path: &Path) -> anyhow::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);",
    )?;
    Ok(connection)
}
