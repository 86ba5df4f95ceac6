//! A full cold backtest: how many of all inquiries take each route, from memory and from the same Parquet files.
//!
//! Subjects take turns over several rounds and the median counts; whoever counts differently has no figure. Ours keeps no
//! answer of a condition from one round to the next.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

use anyhow::{Result, anyhow};
use pointsman_engine::Plan;
use pointsman_history::answer::Counts;
use pointsman_history::{
    Cache, Cancel, Effort, Inquiries, Lists, Question, Segments, Window, preview,
};

use crate::peer::Peer;
use crate::report::{Figure, POINTSMAN, Run, median, moved};
use crate::workflow::{plan, routes};

const ROUNDS: usize = 5;
const PEERS: [&str; 3] = ["duckdb", "polars", "datafusion"];
const ROUTES: [u64; 2] = [8, 100];
pub const MEMORY: &str = "memory";
pub const SOURCES: [&str; 2] = [MEMORY, "parquet"];
const CONTROL: &str = "(adding up six columns in arrays)";

pub struct Backtest<'b> {
    pub segments: &'b Segments,
    pub inquiries: &'b Inquiries,
    pub folder: &'b Path,
    pub libraries: &'b Path,
}

pub fn name(routes: u64, source: &str) -> String {
    format!("history/{routes}_routes/{source}")
}

/// Whether any bench of this module is wanted that counts in one of these places.
pub fn wanted(run: &Run, sources: &[&str]) -> bool {
    ROUTES.iter().any(|routes| sources.iter().any(|source| run.wants(&name(*routes, source))))
}

impl Backtest<'_> {
    pub fn run(&self, run: &Run) -> Result<()> {
        let files: Vec<String> = self
            .segments
            .files()
            .map(|file| self.folder.join(file).to_string_lossy().into_owned())
            .collect();
        let mut peers = Vec::new();
        for name in PEERS {
            let started = Peer::start(name, self.libraries, &files);
            peers.push((name, started.map_err(|error| format!("{error:#}"))));
        }
        for count in ROUTES {
            for source in SOURCES {
                if run.wants(&name(count, source)) {
                    self.side_by_side(run, &mut peers, count, source)?;
                }
            }
        }
        Ok(())
    }

    fn side_by_side(
        &self,
        run: &Run,
        peers: &mut [(&str, Result<Peer, String>)],
        count: u64,
        source: &str,
    ) -> Result<()> {
        let routes = routes(count, 0);
        let plan = plan(&routes)?;
        let rows = self.segments.size().rows as f64;
        let (mut times, mut worked) =
            (BTreeMap::<String, Vec<f64>>::new(), BTreeMap::<String, Vec<f64>>::new());
        let mut absent = Vec::new();
        let right = taken(&self.counts(&plan, source)?);
        for (name, peer) in peers.iter_mut() {
            let warm = match peer {
                Ok(peer) => peer.ask(source, &routes).map_err(|error| format!("{error:#}")),
                Err(error) => Err(error.clone()),
            };
            match warm {
                Ok(answer) if answer.counts == right => drop(times.insert((*name).into(), vec![])),
                Ok(_) => absent.push(((*name).to_owned(), "counts differently".to_owned())),
                Err(error) => absent.push(((*name).to_owned(), error)),
            }
        }
        let columns = columns(rows as usize);
        for _ in 0..ROUNDS {
            let begun = Instant::now();
            black_box(sums(&columns));
            times.entry(CONTROL.into()).or_default().push(begun.elapsed().as_nanos() as f64 / rows);
            let (begun, before) = (Instant::now(), on_processor());
            let own = self.counts(&plan, source)?;
            let elapsed = begun.elapsed().as_nanos() as f64 / rows;
            times.entry(POINTSMAN.into()).or_default().push(elapsed);
            worked.entry(POINTSMAN.into()).or_default().push((on_processor() - before) / rows);
            anyhow::ensure!(taken(&own) == right, "the counts changed");
            for (name, peer) in peers.iter_mut() {
                let (Ok(peer), Some(times)) = (peer, times.get_mut(*name)) else { continue };
                let answer = peer.ask(source, &routes)?;
                anyhow::ensure!(answer.counts == right, "{name} changed its counts");
                times.push(answer.nanoseconds / rows);
                worked.entry((*name).into()).or_default().push(answer.processor / rows);
            }
        }
        let noisy = times.get(CONTROL).is_some_and(|times| moved(times));
        let mut figures: Vec<Figure> = times
            .iter()
            .map(|(subject, times)| Figure {
                subject: subject.clone(),
                nanoseconds: median(times),
                note: worked.get(subject).map_or(String::new(), |worked| {
                    format!("{:.1} ns on a processor", median(worked))
                }),
            })
            .collect();
        figures.sort_by(|one, other| one.nanoseconds.total_cmp(&other.nanoseconds));
        run.print(&name(count, source), &figures, noisy, &absent);
        Ok(())
    }

    fn counts(&self, plan: &Plan, source: &str) -> Result<Counts> {
        if source != MEMORY {
            return Ok(self.segments.counts(plan)?);
        }
        let cancel = Cancel::default();
        let (window, lists) = (Window::default(), Lists::Then);
        let question = Question { plan, baseline: None, window, lists, earlier: &[] };
        let effort = Effort { threads: 1, part: u64::MAX, cancel: &cancel };
        let answer = preview(self.inquiries, &question, &Cache::new(0), effort, |_| {});
        Ok(answer.map_err(|error| anyhow!("{error}"))?.plan)
    }
}

/// Nanoseconds that this thread has had a processor: what is left of a figure where others use the machine.
fn on_processor() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    text.split(' ').next().and_then(|own| own.parse().ok()).unwrap_or(f64::NAN)
}

fn taken(counts: &Counts) -> Vec<u64> {
    counts.routes.iter().chain([&counts.everything_else]).map(|own| own.count).collect()
}

struct Columns(Vec<i16>, Vec<i32>, Vec<i32>, Vec<i32>, Vec<i16>, Vec<u8>);

fn columns(rows: usize) -> Columns {
    Columns(
        vec![1; rows],
        vec![2; rows],
        vec![3; rows],
        vec![4; rows],
        vec![5; rows],
        vec![6; rows],
    )
}

fn sums(all: &Columns) -> i64 {
    let small = all.0.iter().chain(&all.4).map(|value| i64::from(*value)).sum::<i64>();
    let large =
        all.1.iter().chain(&all.2).chain(&all.3).map(|value| i64::from(*value)).sum::<i64>();
    small + large + all.5.iter().map(|value| i64::from(*value)).sum::<i64>()
}
