//! What a run prints: a table for people, or lines of JSON and nothing else.

use serde_json::json;

pub const POINTSMAN: &str = "pointsman";

pub struct Run {
    pub json: bool,
    pub filter: String,
}

/// A figure, with what people should know about it.
pub struct Figure {
    pub subject: String,
    pub nanoseconds: f64,
    pub note: String,
}

impl Run {
    pub fn wants(&self, bench: &str) -> bool {
        bench.contains(&self.filter)
    }

    /// Prints the figures of one bench. `absent` are subjects without a figure, and why.
    pub fn print(&self, bench: &str, figures: &[Figure], noisy: bool, absent: &[(String, String)]) {
        let ours = figures.iter().find(|figure| figure.subject == POINTSMAN);
        let ratio = |figure: &Figure| ours.map(|ours| figure.nanoseconds / ours.nanoseconds);
        if self.json {
            for figure in figures {
                let line = json!({
                    "bench": bench, "subject": figure.subject, "ns_per_op": rounded(figure.nanoseconds),
                    "per_second": (1e9 / figure.nanoseconds).round(),
                    "ratio_to_pointsman": ratio(figure).map(rounded),
                });
                println!("{line}");
            }
            return;
        }
        println!(
            "\n{bench}{}",
            if noisy { "  NOISY: a control moved by more than 15 %" } else { "" }
        );
        for figure in figures {
            let ratio = ratio(figure).map_or(String::new(), |ratio| format!("{ratio:.2} x"));
            println!(
                "  {:<34}{:>12}{ratio:>12}  {}",
                figure.subject,
                time(figure.nanoseconds),
                figure.note
            );
        }
        for (subject, why) in absent {
            println!("  {subject:<34}{:>12}{:>12}  {why}", "–", "–");
        }
    }

    /// Prints a line that belongs to the table alone.
    pub fn remark(&self, text: &str) {
        if !self.json {
            println!("  {text}");
        }
    }
}

fn rounded(number: f64) -> f64 {
    (number * 1_000.0).round() / 1_000.0
}

fn time(nanoseconds: f64) -> String {
    match nanoseconds {
        ns if ns < 1e3 => format!("{ns:.2} ns"),
        ns if ns < 1e6 => format!("{:.2} µs", ns / 1e3),
        ns => format!("{:.2} ms", ns / 1e6),
    }
}

/// The middle one.
pub fn median(times: &[f64]) -> f64 {
    let mut times = times.to_vec();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Whether a control moved between its first and its last turn.
pub fn moved(times: &[f64]) -> bool {
    matches!((times.first(), times.last()), (Some(first), Some(last)) if (last / first - 1.0).abs() > 0.15)
}
