//! Run: `cargo build --release --locked`, then, as any user but root,
//! `./with-postgres.sh "$CARGO_TARGET_DIR/release/sql-layer" rounds DIRECTORY 15` (DIRECTORY on the disk to be judged).
//! The script appends the URL of a throw-away PostgreSQL. `surprises DIRECTORY` instead of `rounds …` prints what
//! each candidate does with odd types, busy databases and violated constraints.

mod candidate;
mod candidate_seam;
mod candidate_sqlx;
mod groups;
mod measure;
mod rounds;
mod scenario;
mod seam;
mod seam_postgres;
mod seam_sqlite;
mod surprises;

use anyhow::Result;
use candidate_seam::Seam;
use candidate_sqlx::Sqlx;
use scenario::{Dialect, Texts};
use std::path::{Path, PathBuf};

/// Connections to PostgreSQL, the same for both candidates.
const CONNECTIONS: u32 = 16;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [task, directory, options @ .., url] = &arguments[..] else {
        anyhow::bail!("usage: sql-layer rounds|surprises DIRECTORY [ROUNDS] POSTGRES_URL");
    };
    let directory = PathBuf::from(directory).join(format!("sql-layer-{}", std::process::id()));
    std::fs::create_dir_all(&directory)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let outcome = match task.as_str() {
        "rounds" => {
            let rounds: usize = options.first().map_or(Ok(9), |text| text.parse())?;
            runtime.block_on(rounds::run(&directory, url, rounds))
        }
        "surprises" => runtime.block_on(surprises::run(&directory, url)),
        other => anyhow::bail!("`{other}` is neither rounds nor surprises"),
    };
    std::fs::remove_dir_all(&directory)?;
    outcome
}

pub async fn open_sqlx(dialect: Dialect, directory: &Path, url: &str) -> Result<Sqlx> {
    let sqlite = format!("sqlite://{}?mode=rwc", directory.join("a.sqlite").display());
    let candidate = match dialect {
        Dialect::Sqlite => Sqlx::open(dialect, &sqlite, 1).await?,
        Dialect::Postgres => {
            Sqlx::open(dialect, &fresh_database(url, "sql_layer_a").await?, CONNECTIONS).await?
        }
    };
    candidate.prepare(dialect).await?;
    Ok(candidate)
}

pub async fn open_seam(dialect: Dialect, directory: &Path, url: &str) -> Result<Seam> {
    let store = match dialect {
        Dialect::Sqlite => seam_sqlite::open(&directory.join("b.sqlite"))?,
        Dialect::Postgres => {
            seam_postgres::open(&fresh_database(url, "sql_layer_b").await?, CONNECTIONS as usize)?
        }
    };
    let candidate = Seam { store, texts: Texts::of(dialect) };
    candidate.prepare(dialect).await?;
    Ok(candidate)
}

async fn fresh_database(url: &str, name: &'static str) -> Result<String> {
    let administration = format!("{url}/postgres");
    tokio::task::spawn_blocking(move || -> Result<()> {
        let mut client = postgres::Client::connect(&administration, postgres::NoTls)?;
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {name}"))?;
        Ok(client.batch_execute(&format!("CREATE DATABASE {name}"))?)
    })
    .await??;
    Ok(format!("{url}/{name}"))
}
