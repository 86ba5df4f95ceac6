//! `pointsman import inquiries`: past inquiries from a file, and the same file again, when each is read, derived and found to be
//! there already.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{anyhow, ensure};
use tokio::process::Command;

use crate::figures::{Figure, Measure, middle};

pub const BENCHES: [&str; 2] = ["import/lines", "import/again"];

/// Where inquiries are brought to.
pub enum Store<'s> {
    /// A new folder in this one for each round.
    Folders(&'s Path),
    /// An empty database, for one round.
    Postgres(&'s str),
}

pub async fn measure(
    binary: &Path,
    subject: &'static str,
    (store, lines, rounds): (Store<'_>, usize, usize),
    folder: &Path,
) -> anyhow::Result<[Figure; 2]> {
    let file = folder.join("past.ndjson");
    let text: String = (0..lines as u64).map(line).collect();
    let bytes = text.len() / lines;
    fs::write(&file, text)?;
    let mut times: [Vec<f64>; 2] = Default::default();
    for round in 0..rounds {
        let (option, place) = match store {
            Store::Folders(folder) => ("--data", folder.join(format!("import{round}"))),
            Store::Postgres(url) => ("--database", PathBuf::from(url)),
        };
        for (times, due) in times.iter_mut().zip([[lines, lines, 0], [lines, 0, lines]]) {
            let mut command = Command::new(binary);
            command.args(["import", "inquiries", "--json", option]).arg(&place).arg(&file);
            times.push(took(command, due).await?.as_secs_f64());
        }
    }
    let figures = BENCHES.into_iter().zip(times).map(|(bench, mut times)| {
        times.sort_by(f64::total_cmp);
        let rates = [times.last(), times.first()].map(|time| lines as f64 / time.unwrap_or(&0.0));
        let [least, most] = rates;
        let range =
            if rounds > 1 { format!("; {least:.0} to {most:.0}") } else { "; once".to_owned() };
        let note = format!("{lines} lines of {bytes} bytes, with the start of the process{range}");
        let measure = Measure::PerSecond(lines as f64 / middle(times, |time| *time));
        Figure { bench, subject, measure, note }
    });
    figures.collect::<Vec<_>>().try_into().map_err(|_| anyhow!("two figures"))
}

/// How long it takes until this many were read, imported and skipped.
async fn took(mut command: Command, due: [usize; 3]) -> anyhow::Result<Duration> {
    let began = Instant::now();
    let output = command.output().await?;
    let took = began.elapsed();
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let counted = ["read", "imported", "skipped"].map(|key| &report[key]);
    ensure!(counted.iter().zip(due).all(|(is, due)| **is == due), "{report} instead of {due:?}");
    Ok(took)
}

/// One a minute, as a verification vendor would export them.
fn line(n: u64) -> String {
    const FIRST: [&str; 8] = ["Anna", "John", "Maria", "Peter", "Lena", "Paul", "Eva", "Max"];
    const COUNTRIES: [&str; 8] = ["US", "DE", "GB", "FR", "ES", "IT", "PL", "NL"];
    const STATUS: [&str; 10] = [
        "approved",
        "approved",
        "approved",
        "approved",
        "approved",
        "approved",
        "approved",
        "declined",
        "needs_review",
        "completed",
    ];
    let any = |salt: u64, below: u64| mixed(n.wrapping_mul(16) + salt) % below;
    let (minute, hour, day) = (n % 60, n / 60 % 24, n / 1_440 % 28 + 1);
    let (month, year) = (n / 40_320 % 12 + 1, 2_000 + n / 483_840);
    format!(
        "{{\"reference_id\":\"case-{n:07}\",\"status\":\"{}\",\"created_at\":\"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:00Z\",\
         \"completed_at\":\"{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:41Z\",\"fields\":{{\"name_first\":\"{}\",\
         \"name_last\":\"Smith{}\",\"birthdate\":\"{}-{:02}-{:02}\",\"address_country_code\":\"{}\",\
         \"email_address\":\"user{}@mailbox.example\"}}}}\n",
        STATUS[any(0, 10) as usize],
        FIRST[any(1, 8) as usize],
        any(2, 200_000),
        1_940 + any(3, 40),
        any(4, 12) + 1,
        any(5, 28) + 1,
        COUNTRIES[any(6, 8) as usize],
        any(7, 100_000_000),
    )
}

/// SplitMix64's output function (Steele, Lea, Flood, 2014).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}
