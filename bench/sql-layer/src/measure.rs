//! Rounds, medians and the table. Every round measures every subject once, the order turning from round to round.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// (subject, candidate) → one figure per round. Microseconds per operation, less is better.
#[derive(Default)]
pub struct Figures(BTreeMap<(&'static str, &'static str), Vec<f64>>);

impl Figures {
    pub fn record(&mut self, subject: &'static str, candidate: &'static str, micros: f64) {
        self.0.entry((subject, candidate)).or_default().push(micros);
    }

    pub fn print(&self) {
        let of = |subject, candidate| self.0.get(&(subject, candidate));
        let mut subjects: Vec<_> = self.0.keys().map(|(subject, _)| *subject).collect();
        subjects.dedup();
        println!(
            "| subject | A sqlx Any, µs | B seam, µs | A/B, median of rounds (least … most) |\n|---|---|---|---|"
        );
        for subject in subjects {
            let Some((a, b)) = of(subject, "A").zip(of(subject, "B")) else {
                let control = of(subject, "control").cloned().unwrap_or_default();
                println!("| {subject} | {0:.1} | {0:.1} | |", median(control));
                continue;
            };
            let mut ratios: Vec<f64> = a.iter().zip(b).map(|(a, b)| a / b).collect();
            ratios.sort_by(f64::total_cmp);
            let (least, most) = (ratios[0], ratios[ratios.len() - 1]);
            let (a, b) = (median(a.clone()), median(b.clone()));
            println!(
                "| {subject} | {a:.1} | {b:.1} | {:.2} ({least:.2} … {most:.2}) |",
                median(ratios)
            );
        }
    }
}

pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

pub fn micros(elapsed: Duration) -> f64 {
    elapsed.as_secs_f64() * 1e6
}

/// Median time of appending 4 KiB and syncing it: what a commit cannot be cheaper than.
pub fn bare_sync(directory: &Path, times: usize) -> std::io::Result<f64> {
    let path = directory.join("bare-sync");
    let mut file = std::fs::File::create(&path)?;
    let mut each = Vec::with_capacity(times);
    for _ in 0..times {
        let start = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        each.push(micros(start.elapsed()));
    }
    std::fs::remove_file(path)?;
    Ok(median(each))
}
