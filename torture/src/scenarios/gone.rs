//! The database goes away for half a minute, under load.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::json;

use crate::client::{Client, Request};
use crate::cluster::Cluster;
use crate::held;
use crate::load::{Load, Temper};
use crate::report::Progress;
use crate::server::Installation;
use crate::whole::{self, Since};
use crate::world::World;

/// Longer than this nobody waits for a refusal.
const PROMPT: Duration = Duration::from_secs(10);
/// How soon it works again once the database is there.
const RECOVERED: Duration = Duration::from_secs(15);

pub async fn run(
    installation: &Installation,
    cluster: &Cluster,
    seconds: u32,
    seed: u64,
    progress: &Progress,
) -> anyhow::Result<String> {
    let key = installation.key().await?;
    let server = installation.start().await?;
    let client = server.client(&key)?;
    let world = World::make(&client).await?;
    let load = Load::begin(&[client.clone()], &world, Temper::Insist, seed);
    tokio::time::sleep(Duration::from_secs(3)).await;
    cluster.stop_at_once().await?;
    let refusals = refused(&client, seconds, progress).await?;
    cluster.resume().await?;
    let back = Instant::now();
    loop {
        let ready = client.send(&Request::get("/readyz")).await;
        if ready.is_ok_and(|answer| answer.status == 200) {
            break;
        }
        ensure!(
            back.elapsed() < RECOVERED,
            "not ready {RECOVERED:?} after the database:\n{}",
            server.log()
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let recovered = back.elapsed();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let ledger = load.end().await.with_context(|| server.log())?;
    held::compare(installation, &ledger, Since::default()).await?;
    whole::inspect(installation, &world, Since::default()).await?;
    Ok(format!(
        "{seconds} s without the database: {refusals}; ready {} ms after it was back; {} requests acknowledged, {} \
         of them decisions: none lost, none twice; longest wait of a client that repeats {} ms, {} repeats learnt by a \
         conflict that it was done",
        recovered.as_millis(),
        ledger.acknowledged(),
        ledger.decisions(),
        ledger.longest_ms,
        ledger.learnt_by_conflict,
    ))
}

/// Asks again and again while the database is away: each answer is a prompt 503 that says when to come back.
async fn refused(client: &Client, seconds: u32, progress: &Progress) -> anyhow::Result<String> {
    let began = Instant::now();
    let (mut asked, mut slowest) = (0_u32, Duration::ZERO);
    while began.elapsed() < Duration::from_secs(seconds.into()) {
        for request in [
            Request::get("/readyz"),
            Request::post("/v1/inquiries", json!({})),
            Request::get("/v1/lists"),
        ] {
            let sent = Instant::now();
            let answer = client.send(&request).await.map_err(|lost| {
                anyhow::anyhow!("{} is not answered: {}", request.path, lost.because)
            })?;
            slowest = slowest.max(sent.elapsed());
            asked += 1;
            ensure!(answer.status == 503, "{} answered {answer:?}", request.path);
            ensure!(answer.retry_after.is_some(), "{} has no Retry-After", request.path);
        }
        let alive = client.send(&Request::get("/healthz")).await;
        ensure!(alive.is_ok_and(|answer| answer.status == 200), "/healthz must not depend on it");
        progress.at(u32::try_from(began.elapsed().as_secs())?, seconds);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    ensure!(slowest < PROMPT, "a refusal took {slowest:?}");
    Ok(format!("{asked} refusals, all 503 with Retry-After, slowest {} ms", slowest.as_millis()))
}
