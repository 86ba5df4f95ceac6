//! What a run prints: a table for people, or lines of JSON and nothing else.

use std::io::{Write, stdout};

use anyhow::Result;
use serde_json::json;

use crate::measure::Figure;

/// Our own subject.
pub const POINTSMAN: &str = "pointsman";

/// One run of the program: what is wanted, and how it is printed.
pub struct Run {
    json: bool,
    filter: String,
    noisy: Vec<String>,
}

impl Run {
    pub fn new(json: bool, filter: String) -> Self {
        Self { json, filter, noisy: Vec::new() }
    }

    /// Whether a bench is wanted: its name contains the filter.
    pub fn wants(&self, bench: &str) -> bool {
        bench.contains(&self.filter)
    }

    /// A line about what is going on.
    pub fn say(&self, text: &str) {
        eprintln!("bench: {text}");
    }

    /// Prints the figures of one bench. `absent` are subjects without a figure, and why.
    pub fn print(
        &mut self,
        bench: &str,
        figures: &[Figure],
        noisy: bool,
        absent: &[(String, String)],
    ) -> Result<()> {
        let ours = figures.iter().find(|figure| figure.subject == POINTSMAN);
        let ratio = |figure: &Figure| ours.map(|ours| figure.nanoseconds / ours.nanoseconds);
        let mut out = stdout().lock();
        if noisy {
            self.noisy.push(bench.to_owned());
        }
        if self.json {
            for figure in figures {
                let mut line = json!({
                    "bench": bench,
                    "subject": figure.subject,
                    "ns_per_op": rounded(figure.nanoseconds),
                    "ratio_to_pointsman": ratio(figure).map(rounded),
                });
                if let Some(bytes) = figure.bytes_per_item {
                    line["bytes_per_item"] = json!(rounded(bytes));
                }
                writeln!(out, "{line}")?;
            }
            return Ok(());
        }
        let mark = if noisy { "  NOISY: a control moved by more than 15 %" } else { "" };
        writeln!(out, "\n{bench}{mark}")?;
        let mut sorted: Vec<&Figure> = figures.iter().collect();
        sorted.sort_by(|one, other| one.nanoseconds.total_cmp(&other.nanoseconds));
        for figure in sorted {
            let ratio = ratio(figure).map_or(String::new(), |ratio| format!("{ratio:.2} x"));
            let time = time(figure.nanoseconds);
            writeln!(out, "  {:<34}{time:>12}{ratio:>14}  {}", figure.subject, figure.note)?;
        }
        for (subject, why) in absent {
            writeln!(out, "  {subject:<34}{:>12}{:>14}  {why}", "–", "–")?;
        }
        Ok(())
    }

    /// Prints lines that belong to the table alone.
    pub fn remark(&self, text: &str) -> Result<()> {
        if !self.json {
            writeln!(stdout().lock(), "  {text}")?;
        }
        Ok(())
    }

    /// Says at the end how far the figures can be trusted.
    pub fn finish(&self) -> Result<()> {
        if !self.noisy.is_empty() {
            self.say(&format!(
                "NOISY, measure again on a quiet machine: {}",
                self.noisy.join(", ")
            ));
        }
        Ok(())
    }
}

fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.1} ns"),
        ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}
