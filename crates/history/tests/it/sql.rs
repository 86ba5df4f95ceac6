//! The SQL of a workflow, run in `DuckDB` and in Spark over the segments, counts what history counts; and the queries to
//! copy of the page for users say what can be counted by hand.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use pointsman_domain::clock::Timestamp;
use pointsman_domain::workflow::DecisionAction;
use pointsman_engine::{Plan, Taken, compile};
use pointsman_history::segments::Kept;
use pointsman_history::{
    Answer, Cache, Cancel, Dialect, Effort, Files, Folder, KeyValues, Known, Lists, PastInquiry,
    Question, Segments, Watermark, Window, preview, read_beside, to_sql,
};
use serde_json::{Value, json};

use crate::fixtures::checked_document;
use crate::generate::{self, Random};
use crate::past::Past;

/// Runs the queries in an engine, which scripts/install-test-needs.sh installs.
fn run(engine: &str, queries: &[String]) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut python = Command::new("python3")
        .arg(root.join("tests/run_queries.py"))
        .arg(engine)
        .env("PYTHONPATH", root.join("../../target/python"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3, which scripts/install-test-needs.sh installs");
    let mut input = python.stdin.take().unwrap();
    let written = input.write_all(json!(queries).to_string().as_bytes());
    drop(input);
    let output = python.wait_with_output().unwrap();
    assert!(
        written.is_ok() && output.status.success(),
        "{engine} fails; scripts/install-test-needs.sh installs it into target/python"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What the query must answer: routes that have inquiries.
pub(crate) fn wanted(plan: &Plan, answer: &Answer) -> Value {
    let routes = (0..plan.routes().len()).map(Taken::Route).zip(&answer.plan.routes);
    let rows = routes.chain([(Taken::EverythingElse, &answer.plan.everything_else)]);
    let rows = rows.filter(|(_, own)| own.count > 0);
    rows.map(|(taken, own)| {
        json!([plan.taken_route(taken).to_string(), plan.action(taken).as_str(), own.count])
    })
    .collect()
}

/// Writes segments into a folder.
fn write(folder: &Path, past: &[PastInquiry]) {
    let mut segments = Segments::open(Box::new(Folder::open(folder).unwrap())).unwrap();
    let kept = past.iter().cloned();
    let kept: Vec<_> = kept.map(|inquiry| Kept { inquiry, values: KeyValues::default() }).collect();
    let at = Timestamp::from_microseconds(0);
    segments.append(&kept, Watermark { position: 1, at }).unwrap();
}

/// A query for an engine.
pub(crate) struct Asked {
    pub(crate) query: String,
    /// The rows that it must answer.
    pub(crate) wanted: Value,
    /// Whether rows may change places: the queries to copy do not say what comes first of those that are equal.
    pub(crate) in_any_order: bool,
}

/// Random workflows over one history: what an engine must answer is what history answers.
fn workflows(folder: &Path, dialect: Dialect, seed: u64, count: u64) -> Vec<Asked> {
    let mut random = Random::seeded(seed);
    let documents: Vec<_> = (0..count).map(|_| generate::document(&mut random)).collect();
    let mut past = Past::default();
    for document in &documents {
        past.grow(&mut random, document, 30);
    }
    write(folder, &past.plain);
    let columns = read_beside(folder, |segments| segments.load(1)).unwrap().unwrap();
    let pattern = folder.join("inquiries-*.parquet").to_str().unwrap().to_owned();
    let names = read_beside(folder, |segments| Ok(segments.files().map(str::to_owned).collect()));
    let folder_name = folder.to_str().unwrap().to_owned();
    let exact = Files::Named { folder: folder_name, names: names.unwrap().unwrap() };
    let both = [Files::Pattern(pattern), exact];
    let mut asked = Vec::new();
    for document in &documents {
        let plan = compile(&checked_document(document));
        let moment = past.plain[random.below(past.plain.len())].completed_at;
        let window = match random.below(3) {
            0 => Window { from: Some(moment), to: None },
            1 => Window { from: None, to: Some(moment) },
            _ => Window::default(),
        };
        let query = to_sql(&plan, window, &both[asked.len() % 2], dialect);
        let question =
            Question { plan: &plan, baseline: None, window, lists: Lists::Then, earlier: &[] };
        let cancel = Cancel::default();
        let effort = Effort { threads: 1, part: u64::MAX, cancel: &cancel };
        let answer = preview(&columns, &question, &Cache::new(0), effort, |_| {}).unwrap();
        asked.push(Asked { query, wanted: wanted(&plan, &answer), in_any_order: false });
        let question = Question { window: Window::default(), ..question };
        let of_all = preview(&columns, &question, &Cache::new(0), effort, |_| {}).unwrap();
        let straight = read_beside(folder, |segments| segments.counts(&plan)).unwrap().unwrap();
        assert_eq!(straight, of_all.plan, "straight from the files");
    }
    asked
}

fn page() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/history.md");
    fs::read_to_string(page).unwrap()
}

/// The columns that an engine sees are those of the table in docs/history.md, with their types and in their order.
fn columns(files: &str, dialect: Dialect) -> Asked {
    let page = page();
    let table =
        page.split("| column | type | is |\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let mut wanted = Vec::new();
    for line in table.lines().skip(1) {
        let mut cells = line.trim_matches('|').split(" | ");
        let (names, kind) = (cells.next().unwrap(), cells.next().unwrap());
        let kind = kind.trim_end_matches(" or null").trim_end_matches(',');
        let (of_duckdb, of_spark) = match kind {
            "text" => ("VARCHAR", "string"),
            "timestamp, microseconds, UTC" => ("TIMESTAMP WITH TIME ZONE", "timestamp"),
            "whole number" => ("INTEGER", "int"),
            "decimal(7,4)" => ("DECIMAL(7,4)", "decimal(7,4)"),
            "list of texts" => ("VARCHAR[]", "array<string>"),
            other => panic!("no type {other}"),
        };
        for name in names.split(", ") {
            let name = name.trim().trim_matches('`');
            wanted.push(match dialect {
                Dialect::DuckDb => json!([name, of_duckdb]),
                Dialect::Spark => json!([name, of_spark, null]),
            });
        }
    }
    assert!(wanted.len() > 10, "the page has its table");
    let query = match dialect {
        Dialect::DuckDb => format!(
            "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet('{files}'))"
        ),
        Dialect::Spark => format!("DESCRIBE QUERY SELECT * FROM parquet.`{files}`"),
    };
    Asked { query, wanted: Value::Array(wanted), in_any_order: false }
}

/// The queries to copy of docs/history.md, over inquiries that completed on many days.
fn to_copy(folder: &Path, dialect: Dialect) -> Vec<Asked> {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    let mut random = Random::seeded(5);
    let document = generate::document(&mut random);
    let mut past = Past::default();
    past.grow(&mut random, &document, 200);
    for (day, inquiry) in (0_i64..).zip(&mut past.plain) {
        inquiry.completed_at = Timestamp::from_microseconds(day * DAY + DAY / 2);
    }
    write(folder, &past.plain);
    let page = page();
    let queries = page.split("```sql\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let files = folder.join("inquiries-*.parquet");
    let files = files.to_str().unwrap();
    // As the page says.
    let translated = |query: &str| match dialect {
        Dialect::DuckDb => query.replace("history/inquiries-*.parquet", files),
        Dialect::Spark => query
            .replace("read_parquet('history/inquiries-*.parquet')", &format!("parquet.`{files}`"))
            .replace("unnest(", "explode("),
    };
    let answers = [by_month(&past.plain), by_run(&past.plain), by_country(&past.plain)];
    let mut asked: Vec<Asked> = queries
        .map(translated)
        .zip(answers)
        .map(|(query, wanted)| Asked { query, wanted, in_any_order: true })
        .collect();
    assert_eq!((asked.len(), page.matches("```sql").count()), (3, 3));
    asked.push(columns(files, dialect));
    asked
}

/// Runs all that is asked, at once.
pub(crate) fn compare(engine: &str, asked: Vec<Asked>) {
    let queries: Vec<String> = asked.iter().map(|asked| asked.query.clone()).collect();
    let found = run(engine, &queries);
    assert_eq!(found.len(), asked.len());
    for (mut found, Asked { query, mut wanted, in_any_order }) in found.into_iter().zip(asked) {
        if in_any_order {
            for rows in [&mut found, &mut wanted] {
                rows.as_array_mut().unwrap().sort_by_key(ToString::to_string);
            }
        }
        assert_eq!(found, wanted, "{engine}: {query}");
    }
}

fn by_month(past: &[PastInquiry]) -> Value {
    let mut months: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for inquiry in past {
        let (all, declined) = months
            .entry(inquiry.completed_at.to_string().chars().take(7).collect::<String>())
            .or_default();
        *all += 1;
        *declined += u32::from(inquiry.outcome == Some(DecisionAction::Decline));
    }
    let rows = months.into_iter().map(|(month, (all, declined))| {
        let tenths = (1_000.0 * f64::from(declined) / f64::from(all)).round();
        json!([format!("{month}-01T00:00:00"), all, tenths / 10.0])
    });
    rows.collect()
}

fn by_run(past: &[PastInquiry]) -> Value {
    let mut runs: BTreeMap<String, (u32, u32)> = BTreeMap::new();
    for inquiry in past {
        for run in &inquiry.runs {
            let (all, decided) = runs.entry(format!("{}/{}", run.workflow, run.route)).or_default();
            *all += 1;
            *decided += u32::from(inquiry.settled_by == Some(run.workflow));
        }
    }
    runs.into_iter().map(|(run, (all, decided))| json!([run, all, decided])).collect()
}

fn by_country(past: &[PastInquiry]) -> Value {
    let mut countries: BTreeMap<Option<String>, (u32, u32, u32)> = BTreeMap::new();
    for inquiry in past {
        let country = match inquiry.codes[0] {
            Known::Value(code) => Some(code.to_string()),
            Known::Missing | Known::NotRecorded => None,
        };
        let (all, without, approved) = countries.entry(country).or_default();
        let lacks = !matches!(inquiry.numbers[2], Known::Value(_));
        *all += 1;
        *without += u32::from(lacks);
        *approved += u32::from(lacks && inquiry.outcome == Some(DecisionAction::Approve));
    }
    assert!(countries.len() <= 20, "the query stops at 20");
    let rows = countries.into_iter();
    rows.map(|(country, (all, without, approved))| json!([country, all, without, approved]))
        .collect()
}

/// Both at once, for one session of Spark takes seconds to start.
fn all(dialect: Dialect, seed: u64, count: u64) -> (Vec<Asked>, [tempfile::TempDir; 2]) {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut asked = workflows(folders[0].path(), dialect, seed, count);
    asked.extend(to_copy(folders[1].path(), dialect));
    (asked, folders)
}

#[test]
fn duckdb_counts_what_history_counts() {
    let (asked, _folders) = all(Dialect::DuckDb, 77, 60);
    compare("duckdb", asked);
}

#[test]
fn spark_counts_what_history_counts() {
    let (asked, _folders) = all(Dialect::Spark, 78, 40);
    compare("spark", asked);
}

#[test]
fn spark_differs_in_three_words() {
    let mut random = Random::seeded(77);
    let plan = compile(&checked_document(&generate::document(&mut random)));
    let at = Some(Timestamp::from_microseconds(0));
    let window = Window { from: at, to: None };
    let sql =
        |dialect| to_sql(&plan, window, &Files::Pattern("h/inquiries-*.parquet".into()), dialect);
    let spark = sql(Dialect::Spark);
    let translated = sql(Dialect::DuckDb)
        .replace("read_parquet('h/inquiries-*.parquet')", "parquet.`h/inquiries-*.parquet`")
        .replace("list_contains", "array_contains")
        .replace("TIMESTAMPTZ", "TIMESTAMP");
    assert_eq!(spark, translated);
}
