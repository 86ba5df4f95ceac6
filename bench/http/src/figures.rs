//! What was measured, as a table or as lines of JSON.

use serde_json::json;

use crate::client::Load;

/// What our own subject is called.
pub const POINTSMAN: &str = "pointsman";
/// And on the other database.
pub const ON_POSTGRES: &str = "pointsman, PostgreSQL";

/// One figure of one subject.
pub struct Figure {
    pub bench: &'static str,
    pub subject: &'static str,
    pub measure: Measure,
    pub note: String,
}

/// In what it is counted.
#[derive(Clone, Copy)]
pub enum Measure {
    /// How many a second: more is better.
    PerSecond(f64),
    /// How long one takes, in seconds: less is better.
    Seconds(f64),
    /// Memory: less is better.
    Bytes(f64),
}

impl Figure {
    /// Of what a load did.
    pub fn of_load(bench: &'static str, subject: &'static str, load: &Load) -> Self {
        let note = format!(
            "median {:.1} ms, 99th percentile {:.1} ms, {:.0} µs of the server's work each",
            load.percentile(0.5),
            load.percentile(0.99),
            load.worked.as_secs_f64() * 1e6 / load.requests as f64
        );
        Self { bench, subject, measure: Measure::PerSecond(load.a_second()), note }
    }
}

impl Measure {
    fn number(self) -> f64 {
        match self {
            Self::PerSecond(number) | Self::Seconds(number) | Self::Bytes(number) => number,
        }
    }
}

/// Prints those whose bench contains the filter.
pub fn show(figures: &[Figure], filter: &str, as_json: bool) {
    for figure in figures.iter().filter(|figure| figure.bench.contains(filter)) {
        let Figure { bench, subject, measure, note } = figure;
        let own = figures.iter().find(|own| own.bench == *bench && own.subject == POINTSMAN);
        let ratio = own.map(|own| measure.number() / own.measure.number());
        if as_json {
            let ratio = ratio.map(|ratio| (ratio * 1e3).round() / 1e3);
            let (unit, number) = match measure {
                Measure::PerSecond(number) => ("per_second", *number),
                Measure::Seconds(seconds) => ("ns_per_op", seconds * 1e9),
                Measure::Bytes(bytes) => ("bytes", *bytes),
            };
            println!(
                "{}",
                json!({"bench": bench, "subject": subject, unit: number.round(), "ratio_to_pointsman": ratio})
            );
        } else {
            let ratio = ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.2}"));
            let number = match measure {
                Measure::PerSecond(number) => format!("{number:>10.0} /s"),
                Measure::Seconds(seconds) => format!("{:>10.0} ms", seconds * 1e3),
                Measure::Bytes(bytes) => format!("{:>10.0} MB", bytes / 1e6),
            };
            println!("{bench:15} {subject:24} {number}  ratio to pointsman {ratio:>7}  {note}");
        }
    }
}

/// The one in the middle.
pub fn middle<T>(mut some: Vec<T>, by: impl Fn(&T) -> f64) -> T {
    some.sort_by(|one, other| by(one).total_cmp(&by(other)));
    let place = some.len() / 2;
    some.swap_remove(place)
}
