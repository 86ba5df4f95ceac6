//! `make torture`: does to the release binary what must never lose or double anything, for long, and looks.
//!
//! It knows the product from outside: its command line, its HTTP API, and the tables of its database.

mod client;
mod cluster;
mod example;
mod fill;
mod held;
mod ledger;
mod load;
mod report;
mod scenarios;
mod server;
mod store;
mod whole;
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;
use clap::Parser;
use tempfile::TempDir;

use crate::cluster::Cluster;
use crate::report::Progress;
use crate::server::{Database, Installation};

/// Tortures the release binary.
#[derive(Debug, Parser)]
struct Arguments {
    /// The binary.
    #[arg(long, default_value = "target/release/pointsman")]
    binary: PathBuf,
    /// Only the checks whose name begins so.
    #[arg(long)]
    only: Option<String>,
    /// Rounds of those that go round; each has a number of its own otherwise.
    #[arg(long)]
    rounds: Option<u32>,
    /// Where chance begins; the same seed gives the same load and the same moments.
    #[arg(long)]
    seed: Option<u64>,
}

/// The checks in the order in which they run.
const CHECKS: [&str; 10] = [
    "kill-sqlite",
    "kill-postgres",
    "nodes-2",
    "nodes-4",
    "edits-sqlite",
    "edits-postgres",
    "gone",
    "full",
    "failover",
    "moved",
];

/// Checks that run only when they are named: they take tens of gigabytes, and an hour.
const ON_REQUEST: [&str; 2] = ["scale-sqlite", "scale-postgres"];

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let seed = arguments.seed.unwrap_or_else(|| fastrand::u64(..));
    let asked = |name: &&str| arguments.only.as_ref().is_none_or(|only| name.starts_with(only));
    let mut checks: Vec<&str> = CHECKS.into_iter().filter(asked).collect();
    if arguments.only.is_some() {
        checks.extend(ON_REQUEST.iter().filter(|name| asked(name)));
    }
    if checks.is_empty() {
        bail!("there is no such check; there are {}, {}", CHECKS.join(", "), ON_REQUEST.join(", "));
    }
    println!("seed {seed}; repeat with SEED={seed}");
    let mut held = true;
    for name in checks {
        let began = Instant::now();
        let progress = Progress::of(name);
        let ended = check(name, &arguments, seed, &progress).await;
        drop(progress);
        held &= report::line(name, began, &ended);
    }
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn check(
    name: &str,
    arguments: &Arguments,
    seed: u64,
    progress: &Progress,
) -> anyhow::Result<String> {
    let binary = arguments.binary.as_path();
    let rounds = |usual| arguments.rounds.unwrap_or(usual);
    match name {
        "kill-sqlite" => {
            let folder = TempDir::new()?;
            let installation = embedded(binary, folder.path());
            scenarios::killed::run(&installation, rounds(200), seed, progress).await
        }
        "kill-postgres" => {
            let (_cluster, installation) = on_a_cluster(binary).await?;
            scenarios::killed::run(&installation, rounds(50), seed, progress).await
        }
        "nodes-2" | "nodes-4" => {
            let (_cluster, installation) = on_a_cluster(binary).await?;
            let nodes = if name == "nodes-2" { 2 } else { 4 };
            scenarios::nodes::run(&installation, nodes, arguments.rounds, progress).await
        }
        "edits-sqlite" => {
            let folder = TempDir::new()?;
            scenarios::edits::run(&embedded(binary, folder.path()), 1, rounds(20)).await
        }
        "edits-postgres" => {
            let (_cluster, installation) = on_a_cluster(binary).await?;
            scenarios::edits::run(&installation, 2, rounds(20)).await
        }
        "gone" => {
            let (cluster, installation) = on_a_cluster(binary).await?;
            scenarios::gone::run(&installation, &cluster, rounds(30), seed, progress).await
        }
        "full" => scenarios::full::run(binary, seed).await,
        "failover" => scenarios::failover::run(binary, seed).await,
        "moved" => scenarios::moved::run(binary, rounds(1_000)).await,
        "scale-sqlite" => scenarios::scale::on_sqlite(binary, rounds(200), progress).await,
        "scale-postgres" => scenarios::scale::on_postgres(binary, rounds(200), progress).await,
        other => bail!("`{other}` is not known"),
    }
}

fn embedded(binary: &Path, folder: &Path) -> Installation {
    let database = Database::Sqlite { folder: folder.to_owned() };
    Installation { binary: binary.to_owned(), database }
}

async fn on_a_cluster(binary: &Path) -> anyhow::Result<(Cluster, Installation)> {
    let cluster = Cluster::start().await?;
    cluster.create_database("torture").await?;
    let database = Database::Postgres { url: cluster.url("torture") };
    Ok((cluster, Installation { binary: binary.to_owned(), database }))
}
