//! From the start of the process to the first decision, where a workflow runs that asks a list of a million addresses; and what
//! an empty server takes when nobody asks anything.

use std::net::Ipv4Addr;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, ensure};
use serde_json::{Value, json};

use crate::figures::{Figure, Measure, POINTSMAN, middle};
use crate::server::Server;

pub const BENCHES: [&str; 3] = ["start/decision", "start/listening", "start/idle"];

const ADDRESSES: u32 = 1_000_000;
const STARTS: usize = 5;
const IDLE_SERVERS: usize = 3;
/// After so long a server that nobody asks has done what a start brings with it.
const IDLE: Duration = Duration::from_secs(3);

pub async fn measure(binary: &Path, folder: &Path) -> anyhow::Result<[Figure; 3]> {
    let mut idle = Vec::new();
    for round in 0..IDLE_SERVERS {
        idle.push(idle_memory(binary, &folder.join(format!("idle{round}"))).await?);
    }
    let data = folder.join("start");
    let mut server = Server::on_sqlite(binary, &data).await?;
    let list = server.make_workflow().await?;
    let lines: String = (0..ADDRESSES).map(|n| format!("{}\n", address(n))).collect();
    let import = format!("/v1/lists/{list}/import");
    let report: Value =
        serde_json::from_slice(&server.send_as("text/csv", &import, &lines).await?)?;
    ensure!(report["added"] == ADDRESSES, "{report} instead of {ADDRESSES}");
    let key = server.key.clone();
    let mut times = Vec::new();
    for start in 0..STARTS {
        server.stop().await?;
        let began = Instant::now();
        server = Server::again_on_sqlite(binary, &data, &key).await?;
        let listening = began.elapsed();
        // Every start asks about another one, and half of them are on the list.
        let listed = start % 2 == 0;
        let asked = if listed { address(start as u32) } else { address(ADDRESSES + start as u32) };
        let new = json!({"session": {"ip_address": asked.to_string()}});
        let made = server.call("POST", "/v1/inquiries", "", &new).await?;
        let id = made["id"].as_str().context("an id")?;
        let complete = format!("/v1/inquiries/{id}/complete");
        let done = server.call("POST", &complete, "", &json!({})).await?;
        times.push((began.elapsed(), listening));
        let due = if listed { "declined" } else { "approved" };
        ensure!(done["status"] == Value::from(due), "{} instead of {due}", done["status"]);
    }
    let (took, listening): (Vec<_>, Vec<_>) = times.into_iter().unzip();
    let seconds = |times| Measure::Seconds(middle(times, Duration::as_secs_f64).as_secs_f64());
    let note = "a million addresses on a list that a running workflow asks";
    let measures =
        [seconds(took), seconds(listening), Measure::Bytes(middle(idle, |bytes| *bytes))];
    let notes = [note, note, "resident, of a server that nobody asks"];
    let figures = BENCHES.into_iter().zip(measures).zip(notes);
    let figures = figures.map(|((bench, measure), note)| Figure {
        bench,
        subject: POINTSMAN,
        measure,
        note: note.to_owned(),
    });
    figures.collect::<Vec<_>>().try_into().map_err(|_| anyhow!("three figures"))
}

async fn idle_memory(binary: &Path, data: &Path) -> anyhow::Result<f64> {
    let server = Server::on_sqlite(binary, data).await?;
    tokio::time::sleep(IDLE).await;
    server.memory()
}

/// No address twice, and none near another.
fn address(n: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(n.wrapping_mul(0x9e37_79b1))
}
