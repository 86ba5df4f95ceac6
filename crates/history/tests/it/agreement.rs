//! Counts, flows and rows agree with deciding every inquiry by itself: over random workflows, histories with missing
//! values, unknown lists, windows, edits in sequence with the cache kept, later decisions and erasures.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::workflow::Document;
use pointsman_engine::{Plan, Taken, compile};
use pointsman_history::preview::Cell;
use pointsman_history::{
    Cache, Cancel, Effort, Inquiries, Lists, Question, Room, Unanswered, Window, preview,
    recorded_routes, rows,
};

use crate::fixtures::checked_document;
use crate::generate::{self, Random};
use crate::naive;
use crate::past::{Past, workflow};

const HISTORIES: u64 = 60;
const EDITS: usize = 5;

fn compiled(document: &Document) -> Plan {
    compile(&checked_document(document))
}

/// One route is written anew, put elsewhere, taken out or added.
pub(crate) fn edit(random: &mut Random, document: &mut Document) {
    let mut other = generate::document(random);
    let count = document.routes.len();
    match random.below(5) {
        0 if count > 1 => drop(document.routes.remove(random.below(count))),
        1 => {
            let (one, two) = (random.below(count), random.below(count));
            document.routes.swap(one, two);
        }
        2 => {
            let mut added = other.routes.remove(0);
            added.id = format!("rt_new_{}", random.below(1_000_000)).parse().unwrap();
            document.routes.insert(random.below(count + 1), added);
        }
        _ => document.routes[random.below(count)].condition = other.routes.remove(0).condition,
    }
}

pub(crate) fn window(random: &mut Random, past: &Past) -> Window {
    let moment = |random: &mut Random| {
        let row = random.below(past.plain.len());
        random.percent(60).then_some(past.plain[row].completed_at)
    };
    if random.percent(40) {
        return Window::default();
    }
    Window { from: moment(random), to: moment(random) }
}

fn check(past: &Past, question: &Question<'_>, cache: &Cache, random: &mut Random, context: &str) {
    let cancel = Cancel::default();
    let threads = random.between(1, 2);
    let effort = Effort { threads, part: 100_000, cancel: &cancel };
    let mut parts = Vec::new();
    let answer = preview(&past.columns, question, cache, effort, |part| parts.push(part.clone()));
    let answer = answer.unwrap();
    assert_eq!(answer, naive::answer(past, question), "{context}");
    assert_eq!(parts.last(), Some(&answer));
    assert!(parts.is_sorted_by_key(|part| part.considered));
    let number = workflow(u128::try_from(random.between(0, 2)).unwrap());
    let mut routes = std::collections::BTreeMap::new();
    for inquiry in past.plain.iter().filter(|inquiry| naive::is_within(question, inquiry)) {
        for run in inquiry.runs.iter().filter(|run| run.workflow == number) {
            *routes.entry(run.route.to_string()).or_default() += 1;
        }
    }
    let found = recorded_routes(&past.columns, number, &question.window, &cancel);
    assert_eq!(found.unwrap(), routes, "{context}");
    let pick = |random: &mut Random, plan: Option<&Plan>| {
        let routes = plan?.routes().len();
        match random.between(0, routes) {
            place if place < routes => Some(Taken::Route(place)),
            _ => random.percent(50).then_some(Taken::EverythingElse),
        }
    };
    let mut cell =
        Cell { from: pick(random, question.baseline), to: pick(random, Some(question.plan)) };
    if let Some(flow) = answer.flow.first().filter(|_| random.percent(50)) {
        cell = Cell { from: Some(flow.from), to: Some(flow.to) };
    }
    let wanted = naive::rows(past, question, cell);
    let page =
        |before, limit| rows(&past.columns, question, cell, before, limit, cache, &cancel).unwrap();
    let first = page(None, 7);
    assert_eq!(first, wanted[..wanted.len().min(7)], "{context} {cell:?}");
    if let Some(last) = first.last() {
        assert_eq!(page(Some(*last), usize::MAX), wanted[first.len()..], "{context} {cell:?}");
    }
}

#[test]
fn columns_answer_what_deciding_one_by_one_answers() {
    let mut looked_at = 0;
    for seed in 0..HISTORIES {
        let mut random = Random::seeded(seed);
        let mut document = generate::document(&mut random);
        let mut past = Past::default();
        let size = if seed % 30 == 3 { 67_000 } else { random.between(1, 2_000) };
        if seed % 60 == 3 {
            // Nothing fits but the last chunk, which is written to.
            past.columns = Inquiries::within(Room::new(0, None).unwrap());
        }
        past.grow(&mut random, &document, u64::try_from(size).unwrap());
        let cache = Cache::new(*random.pick(&[0, 60_000, 1 << 20, 1 << 30]));
        let mut plan = compiled(&document);
        for number in 0..EDITS {
            let baseline = plan;
            edit(&mut random, &mut document);
            plan = compiled(&document);
            let earlier: Vec<_> = (0..3).filter(|_| random.percent(40)).map(workflow).collect();
            let question = Question {
                plan: &plan,
                baseline: random.percent(80).then_some(&baseline),
                window: window(&mut random, &past),
                lists: *random.pick(&[Lists::Now, Lists::Then]),
                earlier: &earlier,
            };
            let context = format!("seed {seed}, edit {number}, {question:?}");
            check(&past, &question, &cache, &mut random, &context);
            looked_at += past.plain.len();
            past.change(&mut random);
            let more = random.between(0, 200);
            past.grow(&mut random, &document, u64::try_from(more).unwrap());
        }
    }
    eprintln!("{looked_at} inquiries decided twice");
    assert!(looked_at > 600_000, "too few");
}

#[test]
fn rows_are_read_back_as_they_came_in() {
    let mut random = Random::seeded(11);
    let document = generate::document(&mut random);
    let mut past = Past::default();
    past.grow(&mut random, &document, 66_000);
    let before = past.columns.clone();
    let earlier = past.plain.clone();
    past.change(&mut random);
    for (row, wanted) in past.plain.iter().enumerate() {
        let mut read = past.columns.read(u64::try_from(row).unwrap()).unwrap().unwrap();
        read.runs.sort_by_key(|run| run.workflow);
        assert_eq!(read, *wanted);
    }
    let snapshot = [0, before.len() - 1].map(|row| before.ids_beside(row).unwrap());
    let ids: Vec<_> = snapshot.into_iter().flat_map(|(_, ids)| ids).collect();
    let wanted: Vec<_> = earlier.iter().map(|inquiry| inquiry.id).collect();
    assert_eq!(ids, wanted, "a snapshot stays");
    assert_eq!(past.columns.read(past.columns.len()), Ok(None));
}

#[test]
fn a_question_is_withdrawn_and_a_list_that_is_behind_is_named() {
    let mut random = Random::seeded(5);
    let (mut past, list) = (Past::default(), crate::fixtures::list_id(1));
    let document = serde_json::json!({"format": 1, "name": "W", "event": "inquiry.completed",
        "routes": [{"id": "rt_1", "name": "R", "then": [{"action": "decline"}],
            "if": {"attribute": "list_matches", "operator": "contains", "value": list.to_string()}}],
        "everything_else": [{"action": "approve"}]});
    let document = crate::fixtures::document(&document);
    past.grow(&mut random, &document, 10);
    let plan = compiled(&document);
    let question = Question {
        plan: &plan,
        baseline: None,
        window: Window { from: Some(Timestamp::from_microseconds(0)), to: None },
        lists: Lists::Now,
        earlier: &[],
    };
    let cancel = Cancel::default();
    let effort = Effort { threads: 1, part: u64::MAX, cancel: &cancel };
    let cache = Cache::new(1 << 20);
    let ask = |columns: &Inquiries| preview(columns, &question, &cache, effort, |_| {});
    assert!(ask(&past.columns).is_ok());
    past.columns.append(&past.plain[..1]).unwrap();
    assert_eq!(ask(&past.columns), Err(Unanswered::ListBehind { list }));
    past.columns.set_now(list, 2, [3]);
    assert_eq!(ask(&past.columns).map(|answer| answer.considered), Ok(11));
    cancel.cancel();
    assert_eq!(ask(&past.columns), Err(Unanswered::Cancelled));
}
