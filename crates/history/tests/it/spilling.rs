//! What does not fit into memory is answered like what does.

use std::collections::BTreeMap;

use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::checked::{CodeAttribute, Constant};
use pointsman_engine::compile;
use pointsman_history::lens::Lens;
use pointsman_history::preview::newest::newest;
use pointsman_history::{
    Cache, Cancel, Effort, Inquiries, Known, Lists, Question, Room, Window, lens, preview,
    recorded_routes,
};

use crate::agreement::edit;
use crate::fixtures::checked_document;
use crate::generate::{self, Random};
use crate::past::{Past, workflow};
use crate::{lens as lenses, segments};

/// A little more than three chunks.
const ROWS: u64 = 200_000;
/// What one chunk of the random histories takes at most.
const CHUNK_BYTES: usize = 8 << 20;

/// The same inquiries with so much memory.
fn within(past: &Past, bound: usize) -> Inquiries {
    let mut inquiries = Inquiries::within(Room::new(bound, None).unwrap());
    inquiries.append(&past.plain).unwrap();
    for (list, rows) in &past.now {
        inquiries.set_now(*list, 1, rows.iter().copied());
    }
    inquiries
}

#[test]
fn all_of_it_some_of_it_or_nothing_in_memory_gives_the_same_answers() {
    let mut random = Random::seeded(2_026);
    let mut document = generate::document(&mut random);
    let mut past = Past::default();
    past.grow(&mut random, &document, ROWS);
    let whole = past.columns.memory().inquiries;
    let half = usize::try_from(whole).unwrap() / 2;
    let mut bounded = [0, half, usize::MAX].map(|bound| (bound, within(&past, bound)));
    for (bound, inquiries) in &bounded {
        let memory = inquiries.memory();
        let held = usize::try_from(memory.inquiries).unwrap();
        assert!(held <= bound.saturating_add(CHUNK_BYTES), "{held} bytes within {bound}");
        assert_eq!(memory.spilled > 0, *bound < usize::MAX, "{bound}: {memory:?}");
    }
    for round in 0..12 {
        edit(&mut random, &mut document);
        let plan = compile(&checked_document(&document));
        edit(&mut random, &mut document);
        let baseline = compile(&checked_document(&document));
        let at = |row: usize| Some(past.plain[row].completed_at);
        let question = Question {
            plan: &plan,
            baseline: (round % 3 > 0).then_some(&baseline),
            window: match round % 4 {
                0 => Window { from: at(30_000), to: at(150_000) },
                1 => Window { from: at(180_000), to: None },
                _ => Window::default(),
            },
            lists: [Lists::Now, Lists::Then][round % 2],
            earlier: &[workflow(1)],
        };
        let cancel = Cancel::default();
        let effort = Effort { threads: 2, part: u64::MAX, cancel: &cancel };
        let ask = |inquiries: &Inquiries| {
            let cache = Cache::new(if round % 2 == 0 { 0 } else { 1 << 24 });
            let answer = preview(inquiries, &question, &cache, effort, |_| {}).unwrap();
            let found =
                newest(inquiries, &question, |_, _| true, None, 50, &cache, &cancel).unwrap();
            let routes = recorded_routes(inquiries, workflow(1), &question.window, &cancel);
            let curve = lenses::numbers(&plan).first().map(|pointer| {
                let looked = Lens { pointer, constant: Constant::First, points: 50 };
                lens(inquiries, &question, looked, &cache, effort).unwrap()
            });
            (answer, found, routes.unwrap(), curve)
        };
        let wanted = ask(&past.columns);
        for (bound, inquiries) in &bounded {
            assert_eq!(ask(inquiries), wanted, "round {round}, {bound} bytes");
        }
    }
    rows_change(&mut past, &mut bounded);
    let codes = |inquiries: &Inquiries| {
        let mut counts = BTreeMap::new();
        let count = |_, code| {
            let code = if let Known::Value(code) = code { Some(code) } else { None };
            *counts.entry(code).or_insert(0) += 1;
        };
        inquiries.codes(CodeAttribute::Country, count).unwrap();
        counts
    };
    let [(_, nothing), _, (_, everything)] = &bounded;
    assert_eq!(codes(nothing), codes(everything));
    let room = nothing.room().unwrap().clone();
    assert_eq!(room.take_trouble(), None);
    drop(bounded);
    assert_eq!(room.spilled(), 0, "what nobody has any more takes no room");
}

/// Rows are found, read and written anew wherever they are.
fn rows_change(past: &mut Past, bounded: &mut [(usize, Inquiries)]) {
    // One by one.
    for row in [0, 65_535, 65_536, 131_072, ROWS - 1] {
        let place = usize::try_from(row).unwrap();
        past.plain[place].outcome = Some(DecisionAction::Decline);
        let changed = past.plain[place].clone();
        for (bound, inquiries) in &mut *bounded {
            assert_eq!(inquiries.find([changed.id]).unwrap(), [(changed.id, row)].into());
            let before = inquiries.memory().inquiries;
            inquiries.bring_to(&[(row, &changed)]).unwrap();
            let mut read = inquiries.read(row).unwrap().unwrap();
            read.runs.sort_by_key(|run| run.workflow);
            assert_eq!(read, changed);
            assert_eq!(inquiries.outcome(row).unwrap(), changed.outcome);
            let after = inquiries.memory().inquiries;
            assert!(after <= before + 65_536, "it is put out again: {bound}");
        }
    }
    // Several at once, of which some are as they were.
    let rows = [1, 2, 70_000, 70_001, ROWS - 2];
    let mut wanted = rows.map(|row| past.plain[usize::try_from(row).unwrap()].clone());
    for inquiry in wanted.iter_mut().step_by(2) {
        inquiry.outcome = match inquiry.outcome {
            Some(DecisionAction::Approve) => None,
            _ => Some(DecisionAction::Approve),
        };
    }
    for (bound, inquiries) in &mut *bounded {
        // As it reads them itself: runs in its own order.
        let mut asked: Vec<_> =
            rows.iter().map(|row| (*row, inquiries.read(*row).unwrap().unwrap())).collect();
        for ((_, own), wanted) in asked.iter_mut().zip(&wanted) {
            own.outcome = wanted.outcome;
        }
        let asked: Vec<_> = asked.iter().map(|(row, own)| (*row, own)).collect();
        assert_eq!(inquiries.bring_to(&asked).unwrap(), [0, 2, 4], "{bound}");
        assert_eq!(inquiries.bring_to(&asked).unwrap(), Vec::<usize>::new());
        for (row, own) in asked {
            assert_eq!(inquiries.read(row).unwrap().as_ref(), Some(own));
        }
    }
}

#[test]
fn files_are_read_within_the_bound() {
    let mut random = Random::seeded(9);
    let document = generate::document(&mut random);
    let mut past = Past::default();
    past.grow(&mut random, &document, ROWS);
    let folder = tempfile::tempdir().unwrap();
    let mut written = segments::open(&folder);
    written.append(&segments::kept(&past.plain, 0), segments::at(1)).unwrap();
    let whole = written.load(2).unwrap();
    let room = Room::new(0, Some(folder.path())).unwrap();
    let bounded = written.load_watched(2, Some(&room), &|_| {}).unwrap();
    assert_eq!(bounded.len(), whole.len());
    let held = usize::try_from(bounded.memory().inquiries).unwrap();
    assert!(held <= CHUNK_BYTES && room.spilled() > 0, "{held}");
    for row in (0..ROWS).step_by(19_997) {
        assert_eq!(bounded.read(row), whole.read(row));
    }
    let mut grown = bounded;
    assert_eq!(grown.append(&past.plain[..1]).unwrap(), ROWS..ROWS + 1);
    let names = std::fs::read_dir(folder.path()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    assert!(names.into_iter().all(|name| !name.contains("tmp")), "the file has no name");
}
