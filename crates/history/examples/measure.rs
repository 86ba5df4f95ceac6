//! Measures history on made-up inquiries: `measure MILLIONS [ROUTES]`.

#![expect(
    clippy::print_stdout,
    clippy::cast_precision_loss,
    reason = "what it measured is its result"
)]

use std::error::Error;
use std::time::{Duration, Instant};

use pointsman_domain::attribute::{Attributes, Code};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::workflow::{DecisionAction, Document, TakenRoute};
use pointsman_engine::checked::Constant;
use pointsman_engine::{Facts, ListDirectory, ListRef, Plan, Taken, check, compile};
use pointsman_history::lens::Lens;
use pointsman_history::segments::{self, Kept};
use pointsman_history::{
    Answer, Cache, Cancel, Effort, Folder, Inquiries, KeyValues, Known, Lists, NowState,
    PastInquiry, Question, RecordedRun, Segments, Watermark, Window, lens, preview,
};
use serde_json::{Value, json};
use uuid::Uuid;

const LISTS: u64 = 4;
const COUNTRIES: [&str; 8] = ["US", "GB", "DE", "FR", "CA", "IN", "BR", "NG"];
const ROUNDS: usize = 15;
/// Inquiries that are made at once.
const BATCH: u64 = 100_000;

fn main() -> Result<(), Box<dyn Error>> {
    let millions: u64 = std::env::args().nth(1).ok_or("MILLIONS is missing")?.parse()?;
    let start = Instant::now();
    let past = past(millions * 1_000_000)?;
    let memory = past.memory();
    let each = |bytes: u64| bytes / past.len().max(1);
    println!("{} rows in {:?}", past.len(), start.elapsed());
    println!(
        "memory per inquiry: {} bytes, lists now {}",
        each(memory.inquiries),
        each(memory.lists_now)
    );
    if let Some(routes) = std::env::args().nth(2) {
        let plan = plan(routes.parse()?, 0)?;
        let cold = best(|| ask(&past, &plan, None, &Cache::new(0), 1));
        report(&past, &format!("{routes} routes, cold"), cold);
        return Ok(());
    }
    for routes in [8, 20, 100] {
        let plan = plan(routes, 0)?;
        let cold = best(|| {
            let cache = Cache::new(0);
            ask(&past, &plan, None, &cache, 1)
        });
        let threads = best(|| ask(&past, &plan, None, &Cache::new(0), 2));
        report(&past, &format!("{routes} routes, cold"), cold);
        report(&past, &format!("{routes} routes, cold, two threads"), threads);
    }
    controls(&past)?;
    let cache = Cache::new(1 << 30);
    let first = plan(20, 0)?;
    let filling = Instant::now();
    ask(&past, &first, None, &cache, 2);
    println!("20 routes, filling the cache: {:?}, {} MB", filling.elapsed(), cache.bytes() >> 20);
    for threads in [1, 2] {
        let mut times = Vec::new();
        for edit in 1..=9 {
            let edited = plan(20, edit)?;
            let start = Instant::now();
            let answer = ask(&past, &edited, Some(&first), &cache, threads);
            times.push(start.elapsed());
            if edit == 1 {
                println!("  {} cells in the flow", answer.flow.len());
            }
        }
        times.sort_unstable();
        println!("an edit of 20 routes against the running version, {threads} threads: {times:?}");
    }
    let edited = plan(20, 3)?;
    let again = best(|| ask(&past, &edited, Some(&first), &cache, 1));
    report(&past, "20 routes and the flow, all known", again);
    let cancel = Cancel::default();
    let effort = Effort { threads: 1, part: u64::MAX, cancel: &cancel };
    let window = Window::default();
    let question =
        Question { plan: &first, baseline: None, window, lists: Lists::Now, earlier: &[] };
    let pointer = "/routes/4/if/all/2";
    let looked = Lens { pointer, constant: Constant::First, points: 200 };
    let time = best(|| lens(&past, &question, looked, &cache, effort).expect("a curve"));
    report(&past, "the lens", time);
    files(&past)
}

fn report(past: &Inquiries, name: &str, time: Duration) {
    let rate = past.len() as f64 / time.as_secs_f64() / 1e6;
    println!("{name}: {time:?}, {rate:.0} M rows/s");
}

fn best<T>(mut subject: impl FnMut() -> T) -> Duration {
    let times = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        std::hint::black_box(subject());
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

fn ask(
    past: &Inquiries,
    plan: &Plan,
    baseline: Option<&Plan>,
    cache: &Cache,
    threads: usize,
) -> Answer {
    let cancel = Cancel::default();
    let window = Window::default();
    let question = Question { plan, baseline, window, lists: Lists::Now, earlier: &[] };
    let effort = Effort { threads, part: u64::MAX, cancel: &cancel };
    preview(past, &question, cache, effort, |_| {}).expect("an answer")
}

/// Deciding row by row, and adding up columns as one would keep them in arrays.
fn controls(past: &Inquiries) -> Result<(), Box<dyn Error>> {
    let rows = past.len().min(1_000_000);
    let facts: Vec<Facts> = (0..rows)
        .filter_map(|row| past.read(row).ok()?)
        .map(|inquiry| Facts::new(&inquiry.attributes()))
        .collect();
    let rate = |time: Duration| facts.len() as f64 / time.as_secs_f64() / 1e6;
    for routes in [8, 100] {
        let plan = plan(routes, 0)?;
        let time = best(|| {
            facts.iter().filter(|facts| plan.decide(facts) == Taken::EverythingElse).count()
        });
        println!("{routes} routes, row by row with Plan::decide: {:.0} M rows/s", rate(time));
    }
    let (ages, countries) =
        (std::hint::black_box(vec![7_u8; facts.len()]), vec![9_u8; facts.len()]);
    let scores = [vec![4_i32; facts.len()], vec![5; facts.len()], vec![1; facts.len()]];
    let time = best(|| {
        let small = ages.iter().chain(&countries).map(|value| i64::from(*value)).sum::<i64>();
        scores.iter().flatten().map(|value| i64::from(*value)).sum::<i64>() + small
    });
    println!("adding up five columns in arrays: {:.0} M rows/s", rate(time));
    Ok(())
}

/// To files and back.
fn files(past: &Inquiries) -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let mut segments = Segments::open(Box::new(Folder::open(folder.path())?))?;
    let start = Instant::now();
    let mut row = 0;
    while row < past.len() {
        let end = (row + (1 << 20)).min(past.len());
        let rows = (row..end).filter_map(|row| past.read(row).ok()?);
        let kept: Vec<Kept> =
            rows.map(|inquiry| Kept { inquiry, values: KeyValues::default() }).collect();
        let at = Timestamp::from_microseconds(0);
        segments.append(&kept, Watermark { position: 1, at })?;
        row = end;
    }
    let size = segments.size();
    let each = size.inquiries as f64 / size.rows as f64;
    println!("written in {:?}, {each:.1} bytes per inquiry on disk", start.elapsed());
    let first = segments.files().next().ok_or("no file")?.to_owned();
    let content = std::fs::read(folder.path().join(first))?;
    for (column, bytes, rows) in segments::column_sizes(content)? {
        println!("  {column}: {:.2}", bytes as f64 / rows as f64);
    }
    for threads in [1, 2] {
        let start = Instant::now();
        let read = segments.load(threads)?;
        println!("{} rows read by {threads} threads in {:?}", read.len(), start.elapsed());
    }
    Ok(())
}

/// Inquiries of two years.
fn past(count: u64) -> Result<Inquiries, Box<dyn Error>> {
    let mut random = Random(1);
    let mut past = Inquiries::default();
    let mut row = 0;
    let workflow = WorkflowId::from_uuid(Uuid::from_u128(1));
    let list_ids =
        (0..LISTS).map(|list| list_id(list).parse()).collect::<Result<Vec<ListId>, _>>()?;
    while row < count {
        let batch: Vec<PastInquiry> = (row..(row + BATCH).min(count))
            .map(|row| inquiry(&mut random, row, workflow, &list_ids))
            .collect();
        row += BATCH;
        past.append(&batch)?;
    }
    for list in list_ids {
        let on: Vec<u64> = (0..count).filter(|_| random.below(20) == 0).collect();
        past.change_now(list, NowState { revision: 1, rows: count }, on, []);
    }
    Ok(past)
}

fn inquiry(random: &mut Random, row: u64, workflow: WorkflowId, lists: &[ListId]) -> PastInquiry {
    let at = Timestamp::from_microseconds(1_700_000_000_000_000 + (row * 6_307_200).cast_signed());
    let id = u128::from(at.milliseconds()) << 80 | u128::from(random.next()) << 16;
    let mut past =
        PastInquiry::new(InquiryId::from_uuid(Uuid::from_u128(id)), at, &Attributes::default());
    let number = |random: &mut Random, below: u64, unit: i64| {
        if random.below(16) == 0 {
            return Known::Missing;
        }
        Known::Value(Decimal::from_ten_thousandths(random.below(below).cast_signed() * unit))
    };
    past.numbers = [
        number(random, 80, 10_000),
        number(random, 10_001, 100),
        number(random, 10_001, 100),
        Known::Value(Decimal::from_ten_thousandths(random.below(4).cast_signed() * 10_000)),
    ];
    let country = Code::parse(random.country()).filter(|_| random.below(16) != 0);
    past.codes = [country.map_or(Known::Missing, Known::Value), Known::Missing];
    past.lists_then = Some(lists.iter().copied().filter(|_| random.below(20) == 0).collect());
    let place = usize::try_from(random.below(4)).unwrap_or(0);
    past.outcome = DecisionAction::ALL.get(place).copied();
    past.runs = vec![RecordedRun {
        workflow,
        route: match random.below(4) {
            0 => TakenRoute::EverythingElse,
            place => format!("rt_{place}").parse().unwrap_or(TakenRoute::EverythingElse),
        },
    }];
    past.settled_by = (place < 2).then_some(workflow);
    past
}

/// Three conditions a route; an edit moves one threshold.
fn plan(routes: u64, edit: u64) -> Result<Plan, Box<dyn Error>> {
    let mut random = Random(routes);
    let width = (40_000 / routes).min(5_000);
    let routes: Vec<Value> =
        (0..routes).map(|place| route(&mut random, place, width, edit)).collect();
    let document = json!({
        "format": 1, "name": "Measured", "event": "inquiry.completed", "routes": routes,
        "everything_else": [{"action": "do_nothing"}],
    });
    let document = Document::from_json(&document).map_err(|errors| format!("{errors:?}"))?;
    let lists = (0..LISTS).map(|list| -> Result<ListRef, Box<dyn Error>> {
        let (id, key) = (list_id(list).parse()?, format!("list_{list}").parse()?);
        Ok(ListRef { id, key, name: format!("List {list}"), archived: false, items: 1 })
    });
    let directory = ListDirectory::new(lists.collect::<Result<Vec<_>, _>>()?);
    let checking = check(&document, &directory);
    let workflow = checking.workflow.ok_or_else(|| format!("{:?}", checking.diagnostics))?;
    Ok(compile(&workflow))
}

fn route(random: &mut Random, place: u64, width: u64, edit: u64) -> Value {
    let age = random.below(60);
    let (one, other) = (random.country(), random.country());
    let moved = if place == 4 { edit * 37 } else { 0 };
    let score = random.below(10_000 - width).saturating_sub(moved);
    let attribute =
        if place.is_multiple_of(2) { "document_similarity_score" } else { "liveness_check_score" };
    let third = match place % 8 {
        3 => {
            json!({"attribute": "list_matches", "operator": "contains", "value": list_id(place % LISTS)})
        }
        5 => json!({"attribute": attribute, "operator": "is_missing"}),
        _ => {
            let between = [hundredths(score), hundredths(score + width)];
            json!({"attribute": attribute, "operator": "between", "value": between})
        }
    };
    let countries = if one == other { vec![one] } else { vec![one, other] };
    let all = [
        json!({"attribute": "age", "operator": "between", "value": [age, age + 20]}),
        json!({"attribute": "country", "operator": "any_of", "value": countries}),
        third,
    ];
    let action = ["approve", "decline", "mark_for_review"]
        .get(usize::try_from(place % 3).unwrap_or(0))
        .copied();
    json!({
        "id": format!("rt_{place}"), "name": format!("Route {place}"), "if": {"all": all},
        "then": [{"action": action}],
    })
}

fn hundredths(number: u64) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(0)) / 100.0
}

fn list_id(list: u64) -> String {
    format!("lst_{:026}", list + 1)
}

/// `SplitMix64`: the same numbers in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn country(&mut self) -> &'static str {
        let place = usize::try_from(self.below(COUNTRIES.len() as u64)).unwrap_or(0);
        COUNTRIES.get(place).copied().unwrap_or("US")
    }
}
