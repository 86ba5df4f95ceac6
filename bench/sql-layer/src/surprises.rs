//! What each candidate does where databases differ: types, busy writers, violated constraints, lost races.

use crate::candidate_sqlx::{Sqlx, pool};
use crate::scenario::{Decision, Dialect, READ_INQUIRY};
use crate::seam::{Connection, Transaction, Value};
use crate::seam_postgres::PostgresConnection;
use crate::seam_sqlite::SqliteConnection;
use anyhow::Result;
use sqlx::any::AnyRow;
use sqlx::{AnyPool, Row, ValueRef};
use std::path::Path;
use std::time::Instant;

const TYPES: [&str; 8] = [
    "SELECT COUNT(*) FROM inquiry",
    "SELECT SUM(order_no) FROM inquiry",
    "SELECT AVG(order_no) FROM inquiry",
    "SELECT NULL",
    "SELECT 1",
    "SELECT 1 = 1",
    "SELECT CURRENT_TIMESTAMP",
    "SELECT CAST('[1]' AS json)",
];
const DUPLICATE: &str = "INSERT INTO running_set (id, revision) VALUES (1, 1)";
const SECOND_FIRST: &str = "SELECT CAST($2 AS TEXT), CAST($1 AS TEXT)";

pub async fn run(directory: &Path, url: &str) -> Result<()> {
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        let sqlx = crate::open_sqlx(dialect, directory, url).await?;
        sqlx.seed(&[Decision::next()]).await?;
        println!("\n{dialect:?}, sqlx Any");
        for sql in TYPES {
            let row = sqlx::query(sql).fetch_one(&sqlx.writers).await;
            println!("  {sql}: {}", row.map_or_else(|error| error.to_string(), describe));
        }
        let row =
            sqlx::query(SECOND_FIRST).bind("one").bind("two").fetch_one(&sqlx.writers).await?;
        println!("  $2, $1 → {}, {}", row.get::<String, _>(0), row.get::<String, _>(1));
        for (what, sql) in [("duplicate", DUPLICATE), ("text with NUL", "SELECT $1")] {
            let query =
                if sql == DUPLICATE { sqlx::query(sql) } else { sqlx::query(sql).bind("a\0b") };
            let outcome = query.fetch_optional(&sqlx.writers).await;
            println!("  {what}: {}", outcome.map_or_else(explain, |_| "accepted".into()));
        }
    }
    let sqlite = format!("sqlite://{}?mode=rwc", directory.join("a.sqlite").display());
    for (begin, writers) in [("BEGIN IMMEDIATE", 1), ("BEGIN IMMEDIATE", 16), ("BEGIN", 16)] {
        crowd(&sqlite, begin, writers).await?;
    }
    let postgres = format!("{url}/sql_layer_a");
    for (dialect, url) in [(Dialect::Sqlite, &sqlite), (Dialect::Postgres, &postgres)] {
        for ping in [false, true] {
            println!(
                "{dialect:?}, sqlx Any point read, test_before_acquire = {ping}: {:.1} µs",
                point_reads(&pool(dialect, 4).test_before_acquire(ping).connect(url).await?)
                    .await?
            );
        }
    }
    lost_race(&AnyPool::connect(&postgres).await?).await?;
    let (sqlite, postgres) = (directory.join("a.sqlite"), postgres.clone());
    let seam = move || {
        seam_side(
            Dialect::Sqlite,
            SqliteConnection::open(&sqlite).unwrap(),
            SqliteConnection::open(&sqlite).unwrap(),
        );
        let second = PostgresConnection::open(&postgres).unwrap();
        seam_side(Dialect::Postgres, PostgresConnection::open(&postgres).unwrap(), second);
    };
    Ok(tokio::task::spawn_blocking(seam).await?)
}

fn describe(row: AnyRow) -> String {
    let value = row.try_get_raw(0).unwrap();
    format!("{value:?}, is_null {}", value.is_null())
}

fn explain(error: sqlx::Error) -> String {
    match error.as_database_error() {
        Some(it) => format!("kind {:?}, code {:?}, `{}`", it.kind(), it.code(), it.message()),
        None => error.to_string(),
    }
}

/// 64 callers on a pool of several SQLite writers.
async fn crowd(url: &str, begin: &'static str, writers: u32) -> Result<()> {
    let mut sqlx = Sqlx::open(Dialect::Sqlite, url, writers).await?;
    sqlx.begin = begin;
    let decisions: Vec<Decision> = (0..640).map(|_| Decision::next()).collect();
    sqlx.seed(&decisions).await?;
    let start = Instant::now();
    let (mut failures, mut last) = (0, String::new());
    for wave in decisions.chunks(64) {
        let mut callers = tokio::task::JoinSet::new();
        for decision in wave.iter().cloned() {
            let sqlx = sqlx.clone();
            callers.spawn(async move { sqlx.decide(vec![decision]).await });
        }
        while let Some(outcome) = callers.join_next().await {
            if let Err(error) = outcome? {
                failures += 1;
                last =
                    error.downcast::<sqlx::Error>().map_or_else(|error| error.to_string(), explain);
            }
        }
    }
    let each = start.elapsed().as_secs_f64() * 1e6 / decisions.len() as f64;
    println!(
        "Sqlite, sqlx Any, {writers} writers, {begin}: {each:.0} µs each, {failures} of 640 failed {last}"
    );
    Ok(())
}

async fn point_reads(pool: &AnyPool) -> Result<f64> {
    let mut each = Vec::new();
    for _ in 0..1_000 {
        let start = Instant::now();
        sqlx::query(READ_INQUIRY).bind("inq_1").fetch_optional(pool).await?;
        each.push(crate::measure::micros(start.elapsed()));
    }
    Ok(crate::measure::median(each))
}

async fn lost_race(pool: &AnyPool) -> Result<()> {
    let (mut one, mut two) = (
        pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?,
        pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?,
    );
    sqlx::query("SELECT revision FROM running_set").fetch_one(&mut *two).await?;
    sqlx::query("UPDATE running_set SET revision = revision + 1").execute(&mut *one).await?;
    one.commit().await?;
    let lost =
        sqlx::query("UPDATE running_set SET revision = revision + 1").execute(&mut *two).await;
    println!("Postgres, sqlx Any, lost race: {}", lost.map_or_else(explain, |_| "none".into()));
    Ok(())
}

fn seam_side(dialect: Dialect, mut one: impl Connection, mut two: impl Connection) {
    println!("\n{dialect:?}, seam");
    for sql in TYPES {
        println!("  {sql}: {:?}", one.query(sql, &[]).map(|rows| rows[0].0[0].clone()));
    }
    let both = [Value::Text("one".into()), Value::Text("two".into())];
    println!("  $2, $1 → {:?}", one.query(SECOND_FIRST, &both).map(|rows| rows[0].0.clone()));
    println!("  duplicate: {:?}", one.execute(DUPLICATE, &[]));
    println!(
        "  text with NUL: {:?}",
        one.query("SELECT CAST($1 AS TEXT)", &[Value::Text("a\0b".into())]).map(drop)
    );
    let update = "UPDATE running_set SET revision = revision + 1";
    two.execute_start_of_race();
    let _ = two.query("SELECT revision FROM running_set", &[]);
    let _ = one.execute(update, &[]);
    println!("  lost race: {:?}", two.execute(update, &[]));
    two.roll_back();
}

trait Race: Transaction {
    /// A snapshot taken before the other's write: deferred on SQLite, repeatable read on PostgreSQL.
    fn execute_start_of_race(&mut self) {
        if self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ", &[]).is_err() {
            self.execute("BEGIN", &[]).expect("a transaction begins");
        }
    }
}

impl<T: Transaction> Race for T {}
