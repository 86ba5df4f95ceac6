//! Millions of stored inquiries: the first page of every filter, one inquiry, and a completion, each compared with the
//! same store while it was small.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::JoinSet;

use crate::client::{Client, Request, text};
use crate::cluster::Cluster;
use crate::report::Progress;
use crate::server::{Database, Installation};
use crate::{example, fill, store};

/// What the example holds, and each copy of it adds.
const INQUIRIES: u32 = 50_000;
/// How often each page is asked for; the middle one of the times counts.
const TIMES: usize = 41;
/// For how long completions are counted.
const SPAN: Duration = Duration::from_secs(10);
const AT_A_TIME: usize = 64;

/// What was measured once: names and milliseconds, and completions a second.
struct Look {
    pages: Vec<(String, f64)>,
    lone_ms: f64,
    a_second: f64,
}

/// On the embedded database.
pub async fn on_sqlite(binary: &Path, copies: u32, progress: &Progress) -> anyhow::Result<String> {
    let folder = TempDir::new()?;
    let installation = example::make(binary, &folder.path().join("demo"), INQUIRIES).await?;
    measure(&installation, copies, progress).await
}

/// On PostgreSQL.
pub async fn on_postgres(
    binary: &Path,
    copies: u32,
    progress: &Progress,
) -> anyhow::Result<String> {
    let folder = TempDir::new()?;
    let small = example::make(binary, &folder.path().join("demo"), INQUIRIES).await?;
    let cluster = Cluster::start().await?;
    cluster.create_database("scale").await?;
    let url = cluster.url("scale");
    example::move_to(&small, &url).await?;
    let database = Database::Postgres { url };
    measure(&Installation { binary: binary.to_owned(), database }, copies, progress).await
}

async fn measure(
    installation: &Installation,
    copies: u32,
    progress: &Progress,
) -> anyhow::Result<String> {
    let key = installation.key().await?;
    let small = look(installation, &key).await.context("while it is small")?;
    let began = Instant::now();
    fill::fill(installation, copies, progress).await.context("filling it")?;
    let filled = began.elapsed().as_secs();
    let count = store::number(installation, "SELECT count(*) FROM inquiries").await?;
    ensure!(count > i64::from(copies) * i64::from(INQUIRIES), "{count} inquiries only");
    let large = look(installation, &key).await.context("when it is large")?;
    let mut said = format!("{count} inquiries, filled in {filled} s");
    for ((name, before), (_, after)) in small.pages.iter().zip(&large.pages) {
        said +=
            &format!("\n        {name:44} {before:7.2} ms → {after:7.2} ms: {:.2}", before / after);
    }
    said += &format!(
        "\n        {:44} {:7.2} ms → {:7.2} ms: {:.2}",
        "a lone inquiry made and completed",
        small.lone_ms,
        large.lone_ms,
        small.lone_ms / large.lone_ms
    );
    said += &format!(
        "\n        {:44} {:5.0} /s  → {:5.0} /s:  {:.2}",
        format!("inquiries made and completed, {AT_A_TIME} at a time"),
        small.a_second,
        large.a_second,
        large.a_second / small.a_second
    );
    Ok(said)
}

/// Starts a node, measures, and stops it.
async fn look(installation: &Installation, key: &str) -> anyhow::Result<Look> {
    let server = installation.start().await?;
    let client = server.client(key)?;
    let mut pages = Vec::new();
    for (name, path) in paths(&client).await? {
        pages.push((name, middle(&client, &path, TIMES).await?));
    }
    let mut lone = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        decide(&client).await?;
        lone.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let a_second = rate(&client).await?;
    server.kill().await?;
    Ok(Look { pages, lone_ms: median(lone), a_second })
}

/// Every filter alone, those that go together, and the other pages that grow with inquiries.
async fn paths(client: &Client) -> anyhow::Result<Vec<(String, String)>> {
    let get = |path: &str| client.done(Request::get(path.to_owned()));
    // The oldest page before anything was filled in would be another one afterwards; the newest is the same.
    let inquiry = get("/v1/inquiries?limit=1&decision=approve").await?["data"][0].clone();
    let id = text(&inquiry, "id")?.to_owned();
    let email = inquiry["fields"]["email_address"]["value"]
        .as_str()
        .or_else(|| inquiry["fields"]["email_address"].as_str())
        .unwrap_or("nobody@example.com")
        .to_owned();
    let run = get(&format!("/v1/runs?inquiry={id}&limit=1")).await?["data"][0].clone();
    let workflow = text(&run, "workflow")?.to_owned();
    let lists = get("/v1/lists").await?;
    let list = text(&lists["data"][0], "id")?.to_owned();
    let mut queries: Vec<String> = Vec::new();
    for status in [
        "completed",
        "approved",
        "declined",
        "needs_review",
        "failed",
        "expired",
        "created",
        "pending",
    ] {
        queries.push(format!("status={status}"));
    }
    for decision in ["none", "approve", "decline", "mark_for_review"] {
        queries.push(format!("decision={decision}"));
    }
    queries.push(format!("workflow={workflow}"));
    queries.push("route=everything_else".to_owned());
    queries.push(format!("workflow={workflow}&route=everything_else"));
    queries.push(format!("list={list}"));
    queries.push("tag=vip".to_owned());
    queries.push("q=shore".to_owned());
    queries.push(format!("q={}", email.replace('@', "%40")));
    queries.push("q=nobody-has-this-name".to_owned());
    queries.push(format!("q={id}"));
    queries.push("created_before=2000-01-01T00:00:00Z".to_owned());
    queries.push("created_after=2026-01-01T00:00:00Z&status=declined".to_owned());
    queries.push(format!("workflow={workflow}&status=declined"));
    queries.push(format!("list={list}&decision=approve"));
    queries.push("tag=vip&status=declined".to_owned());
    queries.push("q=shore&status=declined".to_owned());
    let mut paths = vec![("inquiries".to_owned(), "/v1/inquiries".to_owned())];
    for query in queries {
        let shown = query.replace(&workflow, "…").replace(&list, "…").replace(&id, "…");
        paths.push((shown, format!("/v1/inquiries?{query}")));
    }
    for (name, path) in [
        ("oldest first", "/v1/inquiries?order=oldest_first".to_owned()),
        ("one inquiry", format!("/v1/inquiries/{id}")),
        ("its runs", format!("/v1/runs?inquiry={id}")),
        ("runs", "/v1/runs".to_owned()),
        ("runs of a workflow", format!("/v1/runs?workflow={workflow}")),
        ("runs of a route", format!("/v1/runs?workflow={workflow}&route=everything_else")),
        ("events", "/v1/events".to_owned()),
        ("review queue", "/v1/review_queue".to_owned()),
        ("overview", "/v1/overview".to_owned()),
        ("tags", "/v1/tags".to_owned()),
        ("lists", "/v1/lists".to_owned()),
        ("workflows", "/v1/workflows".to_owned()),
    ] {
        paths.push((name.to_owned(), path));
    }
    Ok(paths)
}

async fn middle(client: &Client, path: &str, times: usize) -> anyhow::Result<f64> {
    let mut took = Vec::with_capacity(times);
    client.done(Request::get(path)).await?;
    for _ in 0..times {
        let began = Instant::now();
        client.done(Request::get(path)).await?;
        took.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(median(took))
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

async fn decide(client: &Client) -> anyhow::Result<Value> {
    let body = json!({
        "fields": {"name_first": "Ada", "name_last": "Shore", "birthdate": "1990-01-01"},
        "session": {"ip_address": "192.0.2.7"},
    });
    let made = client.done(Request::post("/v1/inquiries", body)).await?;
    let path = format!("/v1/inquiries/{}/complete", text(&made, "id")?);
    client.done(Request::post(path, json!({}))).await
}

/// How many inquiries are made and completed in a second.
async fn rate(client: &Client) -> anyhow::Result<f64> {
    let stop = Arc::new(AtomicBool::new(false));
    let mut workers = JoinSet::new();
    let began = Instant::now();
    for _ in 0..AT_A_TIME {
        let (client, stop) = (client.clone(), Arc::clone(&stop));
        workers.spawn(async move {
            let mut done = 0_u64;
            while !stop.load(Ordering::Relaxed) {
                decide(&client).await?;
                done += 1;
            }
            anyhow::Ok(done)
        });
    }
    tokio::time::sleep(SPAN).await;
    stop.store(true, Ordering::Relaxed);
    let mut done = 0;
    while let Some(ended) = workers.join_next().await {
        done += ended.context("a client panicked")??;
    }
    Ok(done as f64 / began.elapsed().as_secs_f64())
}
