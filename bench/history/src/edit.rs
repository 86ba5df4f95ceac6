//! What the editor waits for: the start from files, and an edit of one threshold against the version that runs.

use std::time::Instant;

use anyhow::{Result, anyhow};
use pointsman_engine::Plan;
use pointsman_history::{
    Answer, Cache, Cancel, Effort, Inquiries, Lists, Question, Room, Segments, Window, preview,
};

use crate::report::{Figure, POINTSMAN, Run, median};
use crate::workflow::{plan, routes};

pub const EDIT: &str = "history/edit";
pub const LOAD: &str = "history/load";
const ROUTES: u64 = 20;
const EDITS: u64 = 40;
const CACHE_BYTES: usize = 1 << 30;
const THREADS: [usize; 2] = [1, 2];

/// An operation is an edit: counts of all routes and the flow, of all inquiries.
pub fn edits(run: &Run, segments: &Segments, inquiries: &Inquiries) -> Result<()> {
    let mut figures = Vec::new();
    for threads in THREADS {
        let subject = if threads == 1 {
            POINTSMAN.to_owned()
        } else {
            format!("{POINTSMAN}, {threads} threads")
        };
        figures.push(edited(inquiries, threads, subject, CACHE_BYTES)?);
    }
    let last = THREADS.into_iter().max().unwrap_or(1);
    let within = segments.load_watched(last, Some(&Room::new(0, None)?), &|_| {})?;
    let subject = format!("{POINTSMAN}, {last} threads, columns out of memory");
    figures.push(edited(&within, last, subject, CACHE_BYTES)?);
    let subject = format!("{POINTSMAN}, {last} threads, columns and answers out of memory");
    figures.push(edited(&within, last, subject, 0)?);
    run.print(EDIT, &figures, false, &[]);
    Ok(())
}

fn edited(
    inquiries: &Inquiries,
    threads: usize,
    subject: String,
    cache_bytes: usize,
) -> Result<Figure> {
    let before = plan(&routes(ROUTES, 0))?;
    let cache = Cache::new(cache_bytes);
    ask(inquiries, &before, None, &cache, threads)?;
    let mut times = Vec::new();
    for edit in 1..=EDITS {
        let edited = plan(&routes(ROUTES, edit))?;
        let begun = Instant::now();
        let answer = ask(inquiries, &edited, Some(&before), &cache, threads)?;
        times.push(begun.elapsed().as_nanos() as f64);
        anyhow::ensure!(answer.considered == inquiries.len(), "not all were counted");
    }
    times.sort_by(f64::total_cmp);
    let high = times.get(times.len() * 95 / 100).copied().unwrap_or(f64::NAN);
    let memory = inquiries.memory();
    let note = format!(
        "95th percentile {:.1} ms, {} MB of answers kept, {} MB of columns in memory",
        high / 1e6,
        cache.bytes() >> 20,
        memory.inquiries >> 20
    );
    Ok(Figure { subject, nanoseconds: median(&times), note })
}

/// An operation is an inquiry.
pub fn loads(run: &Run, segments: &Segments) -> Result<()> {
    let mut figures = Vec::new();
    let mut inquiries = Inquiries::default();
    for threads in THREADS {
        drop(std::mem::take(&mut inquiries));
        let begun = Instant::now();
        inquiries = segments.load(threads)?;
        let time = begun.elapsed();
        let subject = if threads == 1 {
            POINTSMAN.to_owned()
        } else {
            format!("{POINTSMAN}, {threads} threads")
        };
        figures.push(Figure {
            subject,
            nanoseconds: time.as_nanos() as f64 / inquiries.len() as f64,
            note: format!("{:.2} s for all {}", time.as_secs_f64(), inquiries.len()),
        });
    }
    let (size, memory) = (segments.size(), inquiries.memory());
    run.print(LOAD, &figures, false, &[]);
    let each = |bytes: u64| bytes as f64 / inquiries.len() as f64;
    run.remark(&format!(
        "an inquiry takes {:.1} bytes of memory and {:.1} on disk",
        each(memory.inquiries),
        each(size.inquiries)
    ));
    Ok(())
}

fn ask(
    inquiries: &Inquiries,
    plan: &Plan,
    baseline: Option<&Plan>,
    cache: &Cache,
    threads: usize,
) -> Result<Answer> {
    let cancel = Cancel::default();
    let (window, lists) = (Window::default(), Lists::Then);
    let question = Question { plan, baseline, window, lists, earlier: &[] };
    let effort = Effort { threads, part: u64::MAX, cancel: &cancel };
    preview(inquiries, &question, cache, effort, |_| {}).map_err(|error| anyhow!("{error}"))
}
