//! The primary is killed under load, and its synchronous standby promoted.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};

use crate::client::Request;
use crate::cluster::Cluster;
use crate::held;
use crate::load::{Load, Temper};
use crate::server::{Database, Installation};
use crate::whole::{self, Since};
use crate::world::World;
use std::path::Path;

/// Far less than the lease of a request, and far more than a failover takes here.
const LONGEST_MS: u64 = 60_000;
/// How soon it works again once the standby is promoted.
const RECOVERED: Duration = Duration::from_secs(15);

pub async fn run(binary: &Path, seed: u64) -> anyhow::Result<String> {
    let primary = Cluster::start().await?;
    primary.create_database("torture").await?;
    let standby = primary.standby().await?;
    let url = format!(
        "postgres://pointsman@{},{}/torture?target_session_attrs=read-write",
        primary.host(),
        standby.host()
    );
    let installation =
        Installation { binary: binary.to_owned(), database: Database::Postgres { url } };
    let key = installation.key().await?;
    let (one, other) = (installation.start().await?, installation.start().await?);
    let clients = [one.client(&key)?, other.client(&key)?];
    let world = World::make(&clients[0]).await?;
    let load = Load::begin(&clients, &world, Temper::Insist, seed);
    tokio::time::sleep(Duration::from_secs(4)).await;
    primary.kill().await?;
    let killed = Instant::now();
    // Whoever watches the primary needs a moment to see that it is gone.
    tokio::time::sleep(Duration::from_secs(2)).await;
    standby.promote().await?;
    let promoted = Instant::now();
    for (client, server) in clients.iter().zip([&one, &other]) {
        loop {
            let ready = client.send(&Request::get("/readyz")).await;
            if ready.is_ok_and(|answer| answer.status == 200) {
                break;
            }
            ensure!(
                promoted.elapsed() < RECOVERED,
                "not ready after the promotion:\n{}",
                server.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let (ready, away) = (promoted.elapsed(), killed.elapsed());
    tokio::time::sleep(Duration::from_secs(4)).await;
    let ledger = load.end().await.with_context(|| format!("{}\n{}", one.log(), other.log()))?;
    let survivor = Installation {
        binary: binary.to_owned(),
        database: Database::Postgres { url: standby.url("torture") },
    };
    ensure!(
        ledger.longest_ms < LONGEST_MS,
        "somebody who repeats waited for {} ms: a request belonged to nobody until its lease ended",
        ledger.longest_ms
    );
    held::compare(&survivor, &ledger, Since::default()).await?;
    whole::inspect(&survivor, &world, Since::default()).await?;
    Ok(format!(
        "2 nodes; ready {} ms after the promotion, {} ms after the kill; {} requests acknowledged, {} of them \
         decisions: none lost, none twice; longest wait of a client that repeats {} ms; {} repeats learnt by a conflict \
         that it was done",
        ready.as_millis(),
        away.as_millis(),
        ledger.acknowledged(),
        ledger.decisions(),
        ledger.longest_ms,
        ledger.learnt_by_conflict,
    ))
}
