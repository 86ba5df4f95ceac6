//! The five measurements, for one candidate on one database, interleaved.

use crate::candidate::Candidate;
use crate::groups::Group;
use crate::measure::{Figures, bare_sync, median, micros};
use crate::scenario::{Decision, Dialect};
use anyhow::Result;
use std::path::Path;
use std::time::Instant;

const LONE: usize = 100;
const CALLERS: usize = 64;
const WAVES: usize = 8;
const GROUP: usize = 100;
const GROUPS: usize = 12;
const READS: usize = 1_000;
const STORED_BEFORE: usize = 20_000;

pub async fn run(directory: &Path, url: &str, rounds: usize) -> Result<()> {
    let mut candidates = Vec::new();
    for dialect in [Dialect::Sqlite, Dialect::Postgres] {
        candidates.push((dialect, Candidate::A(crate::open_sqlx(dialect, directory, url).await?)));
        candidates.push((dialect, Candidate::B(crate::open_seam(dialect, directory, url).await?)));
    }
    for (_, candidate) in &candidates {
        for group in candidate.seed(STORED_BEFORE).await?.chunks(1_000) {
            candidate.decide_group(group.to_vec()).await?;
        }
        candidate.analyze().await?;
    }
    let mut figures = Figures::default();
    one_round(directory, &candidates, &mut Figures::default()).await?; // warms caches and plans, not counted
    for _ in 0..rounds {
        one_round(directory, &candidates, &mut figures).await?;
        candidates.chunks_mut(2).for_each(|pair| pair.swap(0, 1));
    }
    figures.print();
    Ok(())
}

async fn one_round(
    directory: &Path,
    candidates: &[(Dialect, Candidate)],
    figures: &mut Figures,
) -> Result<()> {
    figures.record("0 bare sync of 4 KiB", "control", bare_sync(directory, LONE)?);
    let group: Vec<Decision> = (0..GROUP).map(|_| Decision::next()).collect();
    let start = Instant::now();
    std::hint::black_box(Group::of(&group));
    figures.record(
        "0 building the arrays of a group",
        "control",
        micros(start.elapsed()) / GROUP as f64,
    );
    let mut inquiries = Vec::new();
    for (_, candidate) in candidates {
        inquiries.push(candidate.seed(LONE + CALLERS * WAVES + 2 * GROUP * GROUPS).await?);
    }
    for ((dialect, candidate), inquiries) in candidates.iter().zip(&inquiries) {
        let sqlite = *dialect == Dialect::Sqlite;
        let subject = if sqlite { "1 lone decide, SQLite" } else { "1 lone decide, PostgreSQL" };
        figures.record(subject, candidate.name(), lone(candidate, &inquiries[..LONE]).await?);
    }
    for ((dialect, candidate), inquiries) in candidates.iter().zip(&inquiries) {
        let sqlite = *dialect == Dialect::Sqlite;
        let subject = if sqlite {
            "2 decide, 64 callers, SQLite"
        } else {
            "2 decide, 64 callers, PostgreSQL"
        };
        let part = &inquiries[LONE..LONE + CALLERS * WAVES];
        figures.record(subject, candidate.name(), concurrent(candidate, part).await?);
    }
    for ((dialect, candidate), inquiries) in candidates.iter().zip(&inquiries) {
        let sqlite = *dialect == Dialect::Sqlite;
        let part = &inquiries[LONE + CALLERS * WAVES..];
        let subject = if sqlite {
            "3 groups of 100, by table, SQLite"
        } else {
            "3 groups of 100, by table, PostgreSQL"
        };
        figures.record(
            subject,
            candidate.name(),
            grouped(candidate, &part[..GROUP * GROUPS], true).await?,
        );
        let subject = if sqlite {
            "3 groups of 100, by row, SQLite"
        } else {
            "3 groups of 100, by row, PostgreSQL"
        };
        figures.record(
            subject,
            candidate.name(),
            grouped(candidate, &part[GROUP * GROUPS..], false).await?,
        );
    }
    for ((dialect, candidate), inquiries) in candidates.iter().zip(&inquiries) {
        let sqlite = *dialect == Dialect::Sqlite;
        let subject = if sqlite { "4 point read, SQLite" } else { "4 point read, PostgreSQL" };
        figures.record(subject, candidate.name(), reads(candidate, inquiries).await?);
    }
    Ok(())
}

async fn lone(candidate: &Candidate, inquiries: &[Decision]) -> Result<f64> {
    let (candidate, inquiries) = (candidate.clone(), inquiries.to_vec());
    tokio::spawn(async move {
        let mut each = Vec::with_capacity(inquiries.len());
        for decision in inquiries {
            let start = Instant::now();
            candidate.decide(vec![decision]).await?;
            each.push(micros(start.elapsed()));
        }
        Ok(median(each))
    })
    .await?
}

/// Waves of 64 tasks, each deciding one inquiry in a transaction of its own; per decision.
async fn concurrent(candidate: &Candidate, inquiries: &[Decision]) -> Result<f64> {
    let start = Instant::now();
    for wave in inquiries.chunks(CALLERS) {
        let mut callers = tokio::task::JoinSet::new();
        for decision in wave.iter().cloned() {
            let candidate = candidate.clone();
            callers.spawn(async move { candidate.decide(vec![decision]).await });
        }
        while let Some(outcome) = callers.join_next().await {
            outcome??;
        }
    }
    Ok(micros(start.elapsed()) / inquiries.len() as f64)
}

async fn grouped(candidate: &Candidate, inquiries: &[Decision], by_table: bool) -> Result<f64> {
    let (candidate, inquiries) = (candidate.clone(), inquiries.to_vec());
    tokio::spawn(async move {
        let mut each = Vec::new();
        for group in inquiries.chunks(GROUP) {
            let group = group.to_vec();
            let start = Instant::now();
            if by_table {
                candidate.decide_group(group).await?
            } else {
                candidate.decide(group).await?
            }
            each.push(micros(start.elapsed()) / GROUP as f64);
        }
        Ok(median(each))
    })
    .await?
}

async fn reads(candidate: &Candidate, inquiries: &[Decision]) -> Result<f64> {
    let candidate = candidate.clone();
    let ids: Vec<String> = inquiries.iter().map(|it| it.inquiry_id.clone()).collect();
    tokio::spawn(async move {
        let mut each = Vec::with_capacity(READS);
        for id in ids.iter().cycle().take(READS) {
            let id = id.clone();
            let start = Instant::now();
            candidate.point_read(id).await?;
            each.push(micros(start.elapsed()));
        }
        Ok(median(each))
    })
    .await?
}
