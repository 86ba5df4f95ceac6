//! `make bench FILTER=http`: completed, committed decisions over HTTP, beside a constant answer, one commit for each
//! inquiry, and what the disk can do, all in one run. And what else takes the whole binary: the first decision after a start, and
//! an import of history.

mod client;
mod controls;
mod figures;
mod import;
mod server;
mod start;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Load, request};
use crate::figures::{Figure, Measure, ON_POSTGRES, POINTSMAN, middle};
use crate::import::Store;
use crate::server::{Cluster, Server};

#[derive(Debug, Parser)]
struct Arguments {
    /// The release binary.
    #[arg(long, default_value = "target/release/pointsman")]
    binary: PathBuf,
    /// Connections at a time.
    #[arg(long, default_value_t = 256)]
    connections: usize,
    /// Inquiries that are completed in each round.
    #[arg(long, default_value_t = 20_000)]
    inquiries: usize,
    /// Rounds; the middle one counts.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Lines of history that are imported in each round.
    #[arg(long, default_value_t = 500_000)]
    lines: usize,
    /// Lines of JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Only subjects whose names contain this.
    #[arg(long)]
    only: Option<String>,
    /// Only benches whose names contain this.
    #[arg(long, default_value = "")]
    filter: String,
    #[command(subcommand)]
    role: Option<Role>,
}

#[derive(Clone, Debug, Subcommand)]
enum Role {
    /// The handler that always answers the same.
    Constant,
}

/// Inquiries of a round that are completed one at a time.
const LONE: usize = 1_000;
const DECIDE: [&str; 3] = ["http/create", "http/complete", "http/lone"];

impl Arguments {
    /// Whether one of these is asked for.
    fn wants(&self, benches: &[&str]) -> bool {
        benches.iter().any(|bench| bench.contains(&self.filter))
    }

    /// Whether one of these is, of a subject with this name.
    fn wants_of(&self, subject: &str, benches: &[&str]) -> bool {
        self.only.as_ref().is_none_or(|only| subject.contains(only)) && self.wants(benches)
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if matches!(arguments.role, Some(Role::Constant)) {
        return controls::constant().await;
    }
    let mut figures = Vec::new();
    let folder = TempDir::new_in(".")?;
    if arguments.wants_of("fsync", &DECIDE) {
        let syncs = controls::syncs(folder.path())?;
        figures
            .extend(["http/complete", "http/lone"].map(|bench| plain(bench, "bare fsync", syncs)));
    }
    if arguments.wants_of("commit", &DECIDE) {
        figures.push(plain("http/complete", "one commit each", controls::commits(folder.path())?));
    }
    if arguments.wants_of("narrow rows", &import::BENCHES[..1]) {
        let rows = controls::rows(folder.path())?;
        figures.push(plain("import/lines", "narrow rows by 10,000", rows));
    }
    if arguments.wants_of("constant", &DECIDE) {
        figures.push(constant(&arguments).await?);
    }
    embedded(&arguments, &folder, &mut figures).await?;
    on_postgres(&arguments, &folder, &mut figures).await?;
    figures::show(&figures, &arguments.filter, arguments.json);
    Ok(())
}

async fn embedded(
    arguments: &Arguments,
    folder: &TempDir,
    figures: &mut Vec<Figure>,
) -> anyhow::Result<()> {
    const NAME: &str = "sqlite";
    let (binary, folder) = (&arguments.binary, folder.path());
    if arguments.wants_of(NAME, &DECIDE) {
        let server = Server::on_sqlite(binary, &folder.join("data")).await?;
        figures.extend(decide(arguments, &server, POINTSMAN).await?);
    }
    if arguments.wants_of(NAME, &start::BENCHES) {
        figures.extend(start::measure(binary, folder).await?);
    }
    if arguments.wants_of(NAME, &import::BENCHES) {
        let how = (Store::Folders(folder), arguments.lines, arguments.rounds);
        figures.extend(import::measure(binary, POINTSMAN, how, folder).await?);
    }
    Ok(())
}

async fn on_postgres(
    arguments: &Arguments,
    folder: &TempDir,
    figures: &mut Vec<Figure>,
) -> anyhow::Result<()> {
    const NAME: &str = "postgres";
    let (binary, folder) = (&arguments.binary, folder.path());
    if arguments.wants_of(NAME, &DECIDE) {
        let cluster = Cluster::start().await?;
        let server = Server::on_postgres(binary, &cluster.url()).await?;
        figures.extend(decide(arguments, &server, ON_POSTGRES).await?);
    }
    if arguments.wants_of(NAME, &import::BENCHES) {
        let cluster = Cluster::start().await?;
        let how = (Store::Postgres(&cluster.url()), arguments.lines, 1);
        figures.extend(import::measure(binary, ON_POSTGRES, how, folder).await?);
    }
    Ok(())
}

fn plain(bench: &'static str, subject: &'static str, per_second: f64) -> Figure {
    let measure = Measure::PerSecond(per_second);
    Figure { bench, subject, measure, note: "control".to_owned() }
}

/// The same load on a handler that does nothing.
async fn constant(arguments: &Arguments) -> anyhow::Result<Figure> {
    let server = Server::constant().await?;
    let body = json!({"fields": {"name_last": "Shore"}}).to_string();
    let mut loads = Vec::new();
    for _ in 0..arguments.rounds {
        let requests = vec![request("POST", "/", "key", "", &body); arguments.inquiries * 4];
        loads.push(Load::run(&server, arguments.connections, requests).await?.0);
    }
    let load = middle(loads, Load::a_second);
    Ok(Figure::of_load("http/complete", "constant answer", &load))
}

async fn decide(
    arguments: &Arguments,
    server: &Server,
    subject: &'static str,
) -> anyhow::Result<Vec<Figure>> {
    server.make_workflow().await?;
    let (mut creates, mut completes, mut lone) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..arguments.rounds {
        let count = arguments.inquiries;
        let new = (0..count).map(|n| new_inquiry(server, round * count + n)).collect();
        let (load, bodies) = Load::run(server, arguments.connections, new).await?;
        creates.push(load);
        let complete =
            bodies.iter().map(|body| completion(server, body)).collect::<Result<_, _>>()?;
        completes.push(Load::run(server, arguments.connections, complete).await?.0);
        let new = (0..LONE).map(|n| new_inquiry(server, n)).collect();
        let (_, bodies) = Load::run(server, 1, new).await?;
        let complete =
            bodies.iter().map(|body| completion(server, body)).collect::<Result<_, _>>()?;
        lone.push(Load::run(server, 1, complete).await?.0);
    }
    Ok(vec![
        Figure::of_load("http/create", subject, &middle(creates, Load::a_second)),
        Figure::of_load("http/complete", subject, &middle(completes, Load::a_second)),
        Figure::of_load("http/lone", subject, &middle(lone, Load::a_second)),
    ])
}

fn new_inquiry(server: &Server, n: usize) -> Vec<u8> {
    let body = json!({
        "fields": {
            "name_first": "Ada", "name_last": format!("Shore{}", n % 977), "birthdate": format!("{}-01-31", 1950 + n % 60),
            "email_address": format!("person{n}@example.com"), "address_country_code": "US",
        },
        "session": {"ip_address": format!("192.0.2.{}", n % 256)},
    });
    request("POST", "/v1/inquiries", &server.key, "", &body.to_string())
}

fn completion(server: &Server, body: &[u8]) -> anyhow::Result<Vec<u8>> {
    let made: Value = serde_json::from_slice(body)?;
    let id = made["id"].as_str().context("an inquiry has an id")?;
    Ok(request("POST", &format!("/v1/inquiries/{id}/complete"), &server.key, "", "{}"))
}
