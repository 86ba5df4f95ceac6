//! A list is edited a hundred times a second on one node while another decides under load.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval};

use super::nodes::decided;
use crate::client::{Client, Request, text};
use crate::server::Installation;
use crate::store;
use crate::whole::{self, Since};
use crate::world::World;

/// Who decides at a time.
const WORKERS: usize = 16;
const EDITS_A_SECOND: u64 = 100;
/// Of these so many must have come, where one node does everything.
const SHARE: f64 = 0.9;
/// No decision may wait longer under edits: more is starvation.
const SLOWEST_MS: u64 = 5_000;
/// Nor may so few be left of those without edits.
const LEAST_RATIO: f64 = 0.2;
/// Who edits at a time, so that a hundred a second come whatever one edit takes.
const EDITORS: usize = 4;
/// Addresses that come and go; each worker looks at its own and at all others.
const ADDRESSES: usize = 64;

/// One address: what was acknowledged about it. Even: nothing is under way; odd: an edit is.
struct Address {
    text: String,
    /// Raised before each edit is sent and after each answer.
    epoch: AtomicU64,
    on_list: AtomicBool,
}

struct Shared {
    addresses: Vec<Address>,
    stop: AtomicBool,
    slowest_edit_ms: AtomicU64,
    edits: AtomicU64,
}

/// What one phase shows.
struct Phase {
    decisions: u64,
    sure: u64,
    slowest_ms: u64,
    took: Duration,
}

pub async fn run(
    installation: &Installation,
    nodes: usize,
    seconds: u32,
) -> anyhow::Result<String> {
    let key = installation.key().await?;
    let one = installation.start().await?;
    let other = if nodes > 1 { Some(installation.start().await?) } else { None };
    let (a, b) = (one.client(&key)?, other.as_ref().unwrap_or(&one).client(&key)?);
    let world = World::make(&a).await?;
    let address = |n: usize| Address {
        text: format!("203.0.113.{n}"),
        epoch: AtomicU64::new(0),
        on_list: AtomicBool::new(false),
    };
    let shared = Arc::new(Shared {
        addresses: (0..ADDRESSES).map(address).collect(),
        stop: AtomicBool::new(false),
        slowest_edit_ms: AtomicU64::new(0),
        edits: AtomicU64::new(0),
    });
    let span = Duration::from_secs(seconds.into());
    let first = decide_for(&b, &shared, span / 4).await?;
    let calm = decide_for(&b, &shared, span).await?;
    let mut editors = JoinSet::new();
    for editor in 0..EDITORS {
        editors.spawn(edit(a.clone(), world.list.clone(), Arc::clone(&shared), editor));
    }
    let edited = decide_for(&b, &shared, span).await?;
    shared.stop.store(true, Ordering::Relaxed);
    while let Some(ended) = editors.join_next().await {
        ended.context("an editor panicked")??;
    }
    let after = decide_for(&b, &shared, span).await?;
    let rate = |phase: &Phase| phase.decisions as f64 / phase.took.as_secs_f64();
    let usual = f64::midpoint(rate(&calm), rate(&after));
    let edits = shared.edits.load(Ordering::Relaxed);
    ensure!(edited.sure > 0, "no decision could be compared");
    let ratio = rate(&edited) / usual;
    let share = edits as f64 / (EDITS_A_SECOND as f64 * edited.took.as_secs_f64());
    ensure!(edited.slowest_ms < SLOWEST_MS, "a decision took {} ms", edited.slowest_ms);
    ensure!(ratio > LEAST_RATIO, "only {ratio:.2} of the decisions are left under edits");
    ensure!(nodes > 1 || share > SHARE, "only {share:.2} of the wished edits came");
    let made = first.decisions + calm.decisions + edited.decisions + after.decisions;
    let stored = store::number(installation, "SELECT count(*) FROM inquiries").await?;
    ensure!(u64::try_from(stored)? == made, "{stored} inquiries are stored of {made}");
    whole::inspect(installation, &world, Since::default()).await?;
    Ok(format!(
        "{nodes} nodes; {edits} edits in {seconds} s, {share:.2} of those wished; {} decisions under edits, {} of them between two edits of their \
         address: none stale; {:.0} inquiries a second under edits, {usual:.0} without: ratio {ratio:.2}; slowest decision \
         {} ms under edits, {} ms without; slowest edit {} ms",
        edited.decisions,
        edited.sure,
        rate(&edited),
        edited.slowest_ms,
        calm.slowest_ms.max(after.slowest_ms),
        shared.slowest_edit_ms.load(Ordering::Relaxed),
    ))
}

/// Adds and removes addresses in turn, each edit sent when its tick comes and the one before is answered.
async fn edit(
    client: Client,
    list: String,
    shared: Arc<Shared>,
    editor: usize,
) -> anyhow::Result<()> {
    let path = format!("/v1/lists/{list}/items");
    let mut ticks = interval(Duration::from_micros(1_000_000 * EDITORS as u64 / EDITS_A_SECOND));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    let mut items: Vec<Option<String>> = vec![None; ADDRESSES];
    loop {
        for (address, item) in shared.addresses.iter().zip(&mut items).skip(editor).step_by(EDITORS)
        {
            ticks.tick().await;
            if shared.stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let began = Instant::now();
            address.epoch.fetch_add(1, Ordering::SeqCst);
            if let Some(item) = item.take() {
                client.done(Request::delete(format!("{path}/{item}"))).await?;
                address.on_list.store(false, Ordering::SeqCst);
            } else {
                let new = Request::post(path.clone(), json!({"value": address.text}));
                *item = Some(text(&client.done(new).await?, "id")?.to_owned());
                address.on_list.store(true, Ordering::SeqCst);
            }
            address.epoch.fetch_add(1, Ordering::SeqCst);
            shared.slowest_edit_ms.fetch_max(millis(began), Ordering::Relaxed);
            shared.edits.fetch_add(1, Ordering::Relaxed);
        }
    }
}

async fn decide_for(
    client: &Client,
    shared: &Arc<Shared>,
    span: Duration,
) -> anyhow::Result<Phase> {
    let began = Instant::now();
    let mut workers = JoinSet::new();
    for worker in 0..WORKERS {
        let (client, shared) = (client.clone(), Arc::clone(shared));
        workers.spawn(async move { decide_until(&client, &shared, worker, began + span).await });
    }
    let mut all = Phase { decisions: 0, sure: 0, slowest_ms: 0, took: Duration::ZERO };
    while let Some(ended) = workers.join_next().await {
        let one = ended.context("a client panicked")??;
        all.decisions += one.decisions;
        all.sure += one.sure;
        all.slowest_ms = all.slowest_ms.max(one.slowest_ms);
    }
    all.took = began.elapsed();
    Ok(all)
}

async fn decide_until(
    client: &Client,
    shared: &Shared,
    worker: usize,
    end: Instant,
) -> anyhow::Result<Phase> {
    let mut phase = Phase { decisions: 0, sure: 0, slowest_ms: 0, took: Duration::ZERO };
    let mut addresses = shared.addresses.iter().cycle().skip(worker * 4);
    while Instant::now() < end {
        let Some(address) = addresses.next() else { break };
        let before = address.epoch.load(Ordering::SeqCst);
        let on_list = address.on_list.load(Ordering::SeqCst);
        let sent = Instant::now();
        let answer = decided(client, &address.text).await?;
        phase.slowest_ms = phase.slowest_ms.max(millis(sent));
        phase.decisions += 1;
        // With no edit of this address under way from before the request to its answer, there is one right outcome.
        if before % 2 == 0 && address.epoch.load(Ordering::SeqCst) == before {
            phase.sure += 1;
            let due = if on_list { "declined" } else { "approved" };
            ensure!(answer["status"] == due, "stale: {due} was due for {}: {answer}", address.text);
        }
    }
    Ok(phase)
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
