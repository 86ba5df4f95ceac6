//! Several nodes on one PostgreSQL: the same inquiries on all of them at once, and changes on one seen by the next
//! decision on another.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::client::{Client, Request, text};
use crate::report::Progress;
use crate::server::{Installation, Server};
use crate::whole::{self, Since};
use crate::world::World;
use crate::{store, world};

/// Inquiries that are completed on every node at once.
const INQUIRIES: usize = 10_000;
/// Requests that each node works on at a time.
const AT_A_TIME: usize = 32;
/// How often a change on one node is followed by a decision on another.
const CHANGES: u32 = 300;

pub async fn run(
    installation: &Installation,
    nodes: usize,
    rounds: Option<u32>,
    progress: &Progress,
) -> anyhow::Result<String> {
    let key = installation.key().await?;
    let mut servers = Vec::new();
    let mut starting = JoinSet::new();
    // All at once, on an empty database.
    for _ in 0..nodes {
        let installation = installation.clone();
        starting.spawn(async move { installation.start().await });
    }
    while let Some(started) = starting.join_next().await {
        servers.push(started??);
    }
    let clients: Vec<Client> =
        servers.iter().map(|server| server.client(&key)).collect::<Result<_, _>>()?;
    let [first, .., last] = clients.as_slice() else { bail!("two nodes at least") };
    let world = World::make(first).await?;
    let count = rounds.map_or(INQUIRIES, |rounds| rounds as usize);
    let raced = race(installation, &clients, count, progress).await?;
    let changes = rounds.unwrap_or(CHANGES).min(CHANGES);
    let items = items_at_once(first, last, &world, changes, progress).await?;
    whole::inspect(installation, &world, Since::default()).await?;
    let pauses = pauses_at_once(first, last, &world, changes, progress).await?;
    drop::<Vec<Server>>(servers);
    Ok(format!("{nodes} nodes; {raced}; {items}; {pauses}"))
}

/// Completes the same inquiries on all nodes; in each node's order of its own.
async fn race(
    installation: &Installation,
    clients: &[Client],
    count: usize,
    progress: &Progress,
) -> anyhow::Result<String> {
    let before = store::number(installation, "SELECT count(*) FROM runs").await?;
    let ids = people(clients, count).await?;
    let began = Instant::now();
    let outcomes: Arc<Mutex<HashMap<String, Value>>> = Arc::default();
    let mut workers = JoinSet::new();
    let total = u32::try_from(count * clients.len())?;
    for client in clients {
        // Every node begins at the same end, so that they meet at the same inquiries.
        let queue = Arc::new(Mutex::new(ids.clone()));
        for _ in 0..AT_A_TIME {
            let (client, queue, outcomes) =
                (client.clone(), Arc::clone(&queue), Arc::clone(&outcomes));
            workers.spawn(async move {
                let mut done = 0_u32;
                loop {
                    let Some(id) = queue.lock().await.pop() else { return Ok(done) };
                    let complete = Request::post(format!("/v1/inquiries/{id}/complete"), json!({}));
                    let answer = client.done(complete).await?;
                    let decision = answer["decision"].clone();
                    ensure!(!decision.is_null(), "{id} was completed and not decided: {answer}");
                    let known =
                        outcomes.lock().await.entry(id.clone()).or_insert(decision.clone()).clone();
                    ensure!(known == decision, "{id}: one node says {known}, another {decision}");
                    done += 1;
                }
            });
        }
    }
    let mut done = 0;
    while let Some(ended) = workers.join_next().await {
        done += ended.context("a client panicked")??;
        progress.at(done, total);
    }
    let rate = f64::from(total) / began.elapsed().as_secs_f64();
    // Two workflows run.
    let runs = store::number(installation, "SELECT count(*) FROM runs").await? - before;
    let due = i64::try_from(count * 2)?;
    ensure!(runs == due, "{count} inquiries left {runs} runs of two workflows, not {due}");
    Ok(format!(
        "{count} inquiries completed on each at once left {} runs of each of two workflows, one decision everywhere, \
         {rate:.0} answers a second",
        runs / 2
    ))
}

async fn people(clients: &[Client], count: usize) -> anyhow::Result<Vec<String>> {
    let mut workers = JoinSet::new();
    for worker in 0..AT_A_TIME {
        let Some(client) = clients.get(worker % clients.len()).cloned() else { continue };
        let share = count / AT_A_TIME + usize::from(worker < count % AT_A_TIME);
        workers.spawn(async move {
            let mut ids = Vec::with_capacity(share);
            for _ in 0..share {
                let made = client.done(Request::post("/v1/inquiries", json!({}))).await?;
                ids.push(text(&made, "id")?.to_owned());
            }
            anyhow::Ok(ids)
        });
    }
    let mut all = Vec::with_capacity(count);
    while let Some(ids) = workers.join_next().await {
        all.extend(ids??);
    }
    Ok(all)
}

/// An inquiry from an address, made and completed at this node.
pub async fn decided(client: &Client, address: &str) -> anyhow::Result<Value> {
    let body = json!({"session": {"ip_address": address}});
    let made = client.done(Request::post("/v1/inquiries", body)).await?;
    let id = text(&made, "id")?;
    client.done(Request::post(format!("/v1/inquiries/{id}/complete"), json!({}))).await
}

async fn items_at_once(
    a: &Client,
    b: &Client,
    world: &World,
    changes: u32,
    progress: &Progress,
) -> anyhow::Result<String> {
    let path = format!("/v1/lists/{}/items", world.list);
    for n in 0..changes {
        let address = format!("198.51.{}.{}", 100 + n / 256, n % 256);
        let item = a.done(Request::post(path.clone(), json!({"value": address}))).await?;
        let with = decided(b, &address).await?;
        ensure!(with["status"] == "declined", "{address} was added on A, and B answered {with}");
        a.done(Request::delete(format!("{path}/{}", text(&item, "id")?))).await?;
        let without = decided(b, &address).await?;
        ensure!(without["status"] == "approved", "{address} was removed on A: B: {without}");
        progress.at(n + 1, changes);
    }
    Ok(format!("{changes} items added and removed on A decided the very next inquiry on B"))
}

async fn pauses_at_once(
    a: &Client,
    b: &Client,
    world: &World,
    changes: u32,
    progress: &Progress,
) -> anyhow::Result<String> {
    a.done(Request::post(format!("/v1/workflows/{}/pause", world.main), json!({}))).await?;
    let toggled = world::running(a, "Toggled", json!([]), "decline").await?;
    for n in 0..changes {
        let with = decided(b, "192.0.2.1").await?;
        ensure!(with["status"] == "declined", "started on A, and B answered {with}");
        a.done(Request::post(format!("/v1/workflows/{toggled}/pause"), json!({}))).await?;
        let without = decided(b, "192.0.2.1").await?;
        ensure!(without["decision"].is_null(), "paused on A, and B answered {without}");
        a.done(Request::post(format!("/v1/workflows/{toggled}/start"), json!({}))).await?;
        progress.at(n + 1, changes);
    }
    Ok(format!("{changes} pauses on A: nothing decided on B after the answer"))
}
