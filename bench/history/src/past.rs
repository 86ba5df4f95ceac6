//! Made-up inquiries in segments, made once and kept under `target`.

use std::path::Path;

use anyhow::Result;
use pointsman_domain::attribute::{Attributes, Code};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::workflow::{DecisionAction, TakenRoute};
use pointsman_history::segments::Kept;
use pointsman_history::{Folder, KeyValues, Known, PastInquiry, RecordedRun, Segments, Watermark};
use uuid::Uuid;

use crate::random::Random;
use crate::workflow::{COUNTRIES, LISTS, list_id};

/// Inquiries that are written at once: a whole segment.
const BATCH: u64 = 16 * 65_536;
const BEGIN: i64 = 1_700_000_000_000_000;
const APART: i64 = 6_307_200;

/// The segments in a folder, which are made if they are not there or are not so many.
pub fn open(folder: &Path, count: u64) -> Result<Segments> {
    let segments = Segments::open(Box::new(Folder::open(folder)?))?;
    if segments.size().rows == count {
        return Ok(segments);
    }
    drop(segments);
    std::fs::remove_dir_all(folder)?;
    let mut segments = Segments::open(Box::new(Folder::open(folder)?))?;
    let lists: Vec<ListId> =
        (0..LISTS).map(|list| list_id(list).parse()).collect::<Result<_, _>>()?;
    let mut random = Random(1);
    let mut row = 0;
    while row < count {
        let end = (row + BATCH).min(count);
        let batch: Vec<Kept> = (row..end).map(|row| kept(&mut random, row, &lists)).collect();
        row = end;
        segments.append(&batch, Watermark { position: 0, at: moment(row) })?;
        eprintln!("bench: {row} of {count} inquiries written");
    }
    Ok(segments)
}

fn moment(row: u64) -> Timestamp {
    Timestamp::from_microseconds(BEGIN + row.cast_signed() * APART)
}

fn kept(random: &mut Random, row: u64, lists: &[ListId]) -> Kept {
    let at = moment(row);
    let id = u128::from(at.milliseconds()) << 80 | u128::from(random.next()) << 16;
    let id = InquiryId::from_uuid(Uuid::from_u128(id));
    let mut inquiry = PastInquiry::new(id, at, &Attributes::default());
    let mut number = |below: u64, unit: i64| {
        if random.below(16) == 0 {
            return Known::Missing;
        }
        Known::Value(Decimal::from_ten_thousandths(random.below(below).cast_signed() * unit))
    };
    inquiry.numbers =
        [number(80, 10_000), number(10_001, 100), number(10_001, 100), number(4, 10_000)];
    let country = Code::parse(random.one_of(&COUNTRIES)).filter(|_| random.below(16) != 0);
    inquiry.codes = [country.map_or(Known::Missing, Known::Value), Known::Missing];
    inquiry.lists_then = Some(lists.iter().copied().filter(|_| random.below(20) == 0).collect());
    let place = random.below(4) as usize;
    inquiry.outcome = DecisionAction::ALL.get(place).copied();
    let workflow = WorkflowId::from_uuid(Uuid::from_u128(1));
    inquiry.settled_by = (place < 2).then_some(workflow);
    let route = match random.below(4) {
        0 => TakenRoute::EverythingElse,
        place => format!("rt_{place}").parse().unwrap_or(TakenRoute::EverythingElse),
    };
    inquiry.runs = vec![RecordedRun { workflow, route }];
    Kept { inquiry, values: KeyValues::default() }
}
