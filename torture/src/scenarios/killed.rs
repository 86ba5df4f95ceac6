//! `kill -9` of the server at random moments under load.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::client::Client;
use crate::held;
use crate::ledger::{Fate, Ledger, What};
use crate::load::{Load, Temper, Verdict, look, verdict};
use crate::report::Progress;
use crate::server::Installation;
use crate::whole::{self, Since};
use crate::world::World;

/// From the first request to the kill, in milliseconds.
const MOMENTS: std::ops::Range<u64> = 50..600;
/// How long a key may count as in flight after the process that worked on it is gone.
const LEASE: Duration = Duration::from_secs(130);

/// What is counted.
#[derive(Default)]
struct Counts {
    acknowledged: usize,
    decisions: usize,
    open: usize,
    done_unseen: usize,
    in_flight: usize,
    learnt: usize,
}

pub async fn run(
    installation: &Installation,
    rounds: u32,
    seed: u64,
    progress: &Progress,
) -> anyhow::Result<String> {
    let key = installation.key().await?;
    let mut server = installation.start().await?;
    let world = World::make(&server.client(&key)?).await?;
    let mut dice = fastrand::Rng::with_seed(seed);
    let mut counts = Counts::default();
    let mut all = Ledger::default();
    let mut slowest_start = Duration::ZERO;
    let mut killed_last = Instant::now();
    for round in 1..=rounds {
        let since = whole::end(installation).await?;
        let load = Load::begin(&[server.client(&key)?], &world, Temper::GiveUp, dice.u64(..));
        tokio::time::sleep(Duration::from_millis(dice.u64(MOMENTS))).await;
        let log = server.log();
        server.kill().await?;
        killed_last = Instant::now();
        let mut ledger = load.end().await.with_context(|| format!("round {round}; log: {log}"))?;
        let starting = Instant::now();
        server = installation.start().await?;
        slowest_start = slowest_start.max(starting.elapsed());
        counts.acknowledged += ledger.acknowledged();
        counts.decisions += ledger.decisions();
        check(installation, &world, &ledger, since)
            .await
            .with_context(|| format!("round {round}, after the kill"))?;
        repeat(&server.client(&key)?, &mut ledger, &mut counts).await?;
        check(installation, &world, &ledger, since)
            .await
            .with_context(|| format!("round {round}, after what was open was repeated"))?;
        all.absorb(ledger);
        progress.at(round, rounds);
    }
    let waited = wait_for_leases(&all, killed_last).await;
    let before = counts.in_flight;
    repeat(&server.client(&key)?, &mut all, &mut counts).await?;
    if counts.in_flight > before {
        bail!("{} keys still count as in flight", counts.in_flight - before);
    }
    check(installation, &world, &all, Since::default()).await.context("at the end")?;
    server.kill().await?;
    Ok(format!(
        "{rounds} kills; {} requests acknowledged, {} of them decisions: none lost, none twice; {} open, of which {} \
         had been done ({} learnt so by a conflict), {} counted as in flight after the restart{waited}; \
         nobody made twice by a repeat; slowest start {} ms",
        counts.acknowledged,
        counts.decisions,
        counts.open,
        counts.done_unseen,
        counts.learnt,
        counts.in_flight,
        slowest_start.as_millis(),
    ))
}

async fn check(
    installation: &Installation,
    world: &World,
    ledger: &Ledger,
    since: Since,
) -> anyhow::Result<()> {
    held::compare(installation, ledger, since).await?;
    whole::inspect(installation, world, since).await
}

/// Repeats what is open, with the same keys. What counts as in flight stays open.
async fn repeat(client: &Client, ledger: &mut Ledger, counts: &mut Counts) -> anyhow::Result<()> {
    let mut late = Vec::new();
    for (place, entry) in ledger.entries.iter_mut().enumerate() {
        if !matches!(entry.fate, Fate::Open) {
            continue;
        }
        let before = look(client, &entry.what).await?;
        let answer = match client.send(&entry.request).await {
            Ok(answer) => answer,
            Err(lost) => bail!("the restarted server does not answer: {}", lost.because),
        };
        counts.open += 1;
        counts.done_unseen += usize::from(before.as_ref().is_some_and(|found| !found.is_null()));
        match verdict(answer, true) {
            Verdict::Done(body) => entry.fate = Fate::Acknowledged(body),
            Verdict::DoneBefore(refusal) => match look(client, &entry.what).await? {
                Some(found) => {
                    counts.learnt += 1;
                    entry.fate = Fate::Acknowledged(found);
                }
                None => bail!("{entry:?} was refused with {refusal}"),
            },
            Verdict::Later(_) => {
                counts.open -= 1;
                counts.in_flight += 1;
            }
            Verdict::Wrong(answer) => bail!("{entry:?} was answered {answer:?}"),
        }
        let is_known = matches!(entry.fate, Fate::Acknowledged(_));
        if is_known && matches!(entry.what, What::Start | What::Pause) {
            late.push(place);
        }
    }
    // What starts or pauses only now comes after all that was acknowledged before.
    for (moved, place) in late.into_iter().enumerate() {
        let entry = ledger.entries.remove(place - moved);
        ledger.entries.push(entry);
    }
    Ok(())
}

/// With several nodes on a database nobody can know that a key's process is gone, until its lease ends.
async fn wait_for_leases(all: &Ledger, killed_last: Instant) -> &'static str {
    if all.entries.iter().all(|entry| !matches!(entry.fate, Fate::Open)) {
        return "";
    }
    tokio::time::sleep(LEASE.saturating_sub(killed_last.elapsed())).await;
    " and were repeated when their leases had ended"
}
