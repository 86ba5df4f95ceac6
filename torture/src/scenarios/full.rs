//! The disk of the embedded database is full, and is given room again.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use serde_json::json;
use tempfile::TempDir;
use tokio::process::Command;

use crate::client::{Answer, Client, Request};
use crate::server::{Database, Installation};
use crate::whole::{self, Since};
use crate::world::World;
use crate::{held, load, store};

/// The disk.
const SIZE: &str = "size=24m";
/// What stands on it besides and is taken away in the end.
const BALLAST_BYTES: usize = 12 * 1_048_576;
/// Refusals that are looked at while it is full.
const REFUSALS: u32 = 200;
/// How soon it must say so.
const SEEN: Duration = Duration::from_secs(60);
/// How soon it works again once there is room.
const RECOVERED: Duration = Duration::from_secs(15);

/// A small disk; gone when it is dropped.
struct Disk {
    folder: TempDir,
}

impl Disk {
    async fn mount() -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(folder.path());
        let output = mount.output().await?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            bail!("cannot mount a small disk here (it takes root): {said}");
        }
        Ok(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a server that was just killed may still be letting go of it.
        drop(std::process::Command::new("umount").arg("-l").arg(self.path()).status());
    }
}

pub async fn run(binary: &Path, seed: u64) -> anyhow::Result<String> {
    let disk = Disk::mount().await?;
    let ballast = disk.path().join("ballast");
    fs::write(&ballast, vec![0x55; BALLAST_BYTES])?;
    let database = Database::Sqlite { folder: disk.path().join("data") };
    let installation = Installation { binary: binary.to_owned(), database };
    let key = installation.key().await?;
    let server = installation.start().await?;
    let client = server.client(&key)?;
    let world = World::make(&client).await?;
    // Clients that insist and go on when there is room again.
    let load = load::Load::begin(&[client.clone()], &world, load::Temper::Insist, seed);
    let filled = fill(&client).await?;
    let refusals = refused(&client).await?;
    fs::remove_file(&ballast)?;
    let freed = Instant::now();
    loop {
        let answer = create(&client).await?;
        if answer.status == 201 {
            break;
        }
        ensure!(answer.status == 503, "{answer:?} after room was made");
        ensure!(freed.elapsed() < RECOVERED, "it does not work again:\n{}", server.log());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let recovered = freed.elapsed();
    tokio::time::sleep(Duration::from_millis(500)).await;
    let ledger = load.end().await.with_context(|| server.log())?;
    held::compare(&installation, &ledger, Since::default()).await?;
    whole::inspect(&installation, &world, Since::default()).await?;
    let integrity = store::rows(&installation, "PRAGMA integrity_check").await?;
    ensure!(integrity == [["ok"]], "integrity_check: {integrity:?}");
    let ready = by_itself(&client, &ballast).await.with_context(|| server.log())?;
    Ok(format!(
        "full after {:.1} s; {refusals}; works {} ms after room was made; {} requests acknowledged, {} of them \
         decisions: none lost, none twice; integrity_check ok; longest wait of a client that repeats {} ms; full once more it says that it is not ready, and \
         is ready {} ms after room was made, though nobody writes",
        filled.as_secs_f64(),
        recovered.as_millis(),
        ledger.acknowledged(),
        ledger.decisions(),
        ledger.longest_ms,
        ready.as_millis(),
    ))
}

/// Fills the disk to the last byte, until the server says that it is not ready; then makes room and asks nothing else.
async fn by_itself(client: &Client, ballast: &Path) -> anyhow::Result<Duration> {
    let mut file = fs::File::create(ballast)?;
    while file.write_all(&[0x55; 4_096]).is_ok() {}
    let began = Instant::now();
    while !(create(client).await?.status == 503 && says_it_is_full(client).await?) {
        ensure!(began.elapsed() < SEEN, "/readyz does not say that the disk is full");
    }
    drop(file);
    fs::remove_file(ballast)?;
    let freed = Instant::now();
    while says_it_is_full(client).await? {
        ensure!(freed.elapsed() < RECOVERED, "it is not ready again");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(freed.elapsed())
}

/// What `/readyz` answers: well, or that the disk is full.
async fn says_it_is_full(client: &Client) -> anyhow::Result<bool> {
    let sent = client.send(&Request::get("/readyz")).await;
    let answer = sent.map_err(|lost| anyhow::anyhow!("not answered: {}", lost.because))?;
    let codes = answer.body["errors"].as_array().into_iter().flatten();
    let is_full = codes.into_iter().any(|error| error["code"] == "database_full");
    ensure!(is_full == (answer.status == 503), "/readyz answered {answer:?}");
    Ok(is_full)
}

async fn create(client: &Client) -> anyhow::Result<Answer> {
    let body = json!({"fields": {"note": "x".repeat(2_000)}});
    let sent = client.send(&Request::post("/v1/inquiries", body)).await;
    sent.map_err(|lost| anyhow::anyhow!("not answered: {}", lost.because))
}

/// Until the first refusal.
async fn fill(client: &Client) -> anyhow::Result<Duration> {
    let began = Instant::now();
    loop {
        let answer = create(client).await?;
        if answer.status != 201 {
            ensure!(answer.status == 503, "a full disk was answered {answer:?}");
            return Ok(began.elapsed());
        }
        ensure!(began.elapsed() < Duration::from_secs(300), "the disk does not fill");
    }
}

async fn refused(client: &Client) -> anyhow::Result<String> {
    let (mut refused, mut slowest) = (0, Duration::ZERO);
    let mut codes = std::collections::BTreeSet::new();
    while refused < REFUSALS {
        let sent = Instant::now();
        let answer = create(client).await?;
        slowest = slowest.max(sent.elapsed());
        // What another one's rollback leaves may just be enough.
        if answer.status != 201 {
            ensure!(answer.status == 503, "a full disk was answered {answer:?}");
            ensure!(answer.retry_after.is_some(), "no Retry-After: {answer:?}");
            codes.insert(answer.body["code"].to_string());
            refused += 1;
        }
        let read = client.done(Request::get("/v1/inquiries?limit=10")).await;
        read.context("reading needs no room")?;
    }
    Ok(format!("{refused} refusals, all 503 {codes:?}, slowest {} ms", slowest.as_millis()))
}
