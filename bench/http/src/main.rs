//! `make bench FILTER=http`: completed, committed decisions over HTTP, beside a constant answer, one commit for each
//! inquiry, and what the disk can do, all in one run.

mod client;
mod controls;
mod server;

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Load, request};
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

const BENCHES: [&str; 3] = ["http/create", "http/complete", "http/lone"];

struct Figure {
    bench: &'static str,
    subject: &'static str,
    per_second: f64,
    note: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    if matches!(arguments.role, Some(Role::Constant)) {
        return controls::constant().await;
    }
    if !BENCHES.iter().any(|bench| bench.contains(&arguments.filter)) {
        return Ok(());
    }
    let wanted = |name: &str| arguments.only.as_ref().is_none_or(|only| name.contains(only));
    let mut figures = Vec::new();
    let folder = TempDir::new_in(".")?;
    if wanted("fsync") {
        figures.push(plain("bare fsync", controls::syncs(folder.path())?));
    }
    if wanted("commit") {
        figures.push(plain("one commit each", controls::commits(folder.path())?));
    }
    if wanted("constant") {
        figures.push(constant(&arguments).await?);
    }
    if wanted("sqlite") {
        let data = folder.path().join("data");
        let server = Server::on_sqlite(&arguments.binary, &data).await?;
        figures.extend(decide(&arguments, &server, "pointsman").await?);
    }
    if wanted("postgres") {
        let cluster = Cluster::start().await?;
        let server = Server::on_postgres(&arguments.binary, &cluster.url()).await?;
        figures.extend(decide(&arguments, &server, "pointsman, PostgreSQL").await?);
    }
    show(&arguments, &figures);
    Ok(())
}

fn plain(subject: &'static str, per_second: f64) -> Figure {
    Figure { bench: "http/complete", subject, per_second, note: "one at a time".to_owned() }
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
    Ok(figure("http/complete", "constant answer", middle(loads)))
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
        let new = (0..100).map(|n| new_inquiry(server, n)).collect();
        let (_, bodies) = Load::run(server, 1, new).await?;
        let complete =
            bodies.iter().map(|body| completion(server, body)).collect::<Result<_, _>>()?;
        lone.push(Load::run(server, 1, complete).await?.0);
    }
    Ok(vec![
        figure("http/create", subject, middle(creates)),
        figure("http/complete", subject, middle(completes)),
        figure("http/lone", subject, middle(lone)),
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

fn figure(bench: &'static str, subject: &'static str, load: Load) -> Figure {
    let note = format!(
        "median {:.1} ms, 99th percentile {:.1} ms, {:.0} µs of the server's work each",
        load.percentile(0.5),
        load.percentile(0.99),
        load.worked.as_secs_f64() * 1e6 / load.requests as f64
    );
    Figure { bench, subject, per_second: load.a_second(), note }
}

fn middle(mut loads: Vec<Load>) -> Load {
    loads.sort_by(|one, other| one.a_second().total_cmp(&other.a_second()));
    loads.swap_remove(loads.len() / 2)
}

fn show(arguments: &Arguments, figures: &[Figure]) {
    let own = |bench: &str| {
        figures
            .iter()
            .find(|figure| figure.bench == bench && figure.subject == "pointsman")
            .map(|figure| figure.per_second)
    };
    for figure in figures.iter().filter(|figure| figure.bench.contains(&arguments.filter)) {
        let ratio = own(figure.bench).map(|own| figure.per_second / own);
        if arguments.json {
            let line = json!({
                "bench": figure.bench, "subject": figure.subject, "per_second": figure.per_second.round(),
                "ratio_to_pointsman": ratio.map(|ratio| (ratio * 1e3).round() / 1e3),
            });
            println!("{line}");
        } else {
            let ratio = ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
            println!(
                "{:14} {:24} {:>10.0} /s  ratio to pointsman {ratio:>7}  {}",
                figure.bench, figure.subject, figure.per_second, figure.note
            );
        }
    }
}
