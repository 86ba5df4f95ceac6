//! The SQL of a workflow, run in `DuckDB` over the segments, counts what history counts.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use pointsman_domain::clock::Timestamp;
use pointsman_engine::{Plan, Taken, compile};
use pointsman_history::segments::Kept;
use pointsman_history::{
    Answer, Cache, Cancel, Dialect, Effort, Folder, KeyValues, Lists, Question, Segments,
    Watermark, Window, preview, to_sql,
};
use serde_json::{Value, json};

use crate::fixtures::checked_document;
use crate::generate::{self, Random};
use crate::past::Past;

const WORKFLOWS: u64 = 60;

/// Runs the queries in `DuckDB`, which scripts/install-test-needs.sh installs.
fn run(queries: &[String]) -> Vec<Value> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut python = Command::new("python3")
        .arg(root.join("tests/run_queries.py"))
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
        "DuckDB fails; scripts/install-test-needs.sh installs it into target/python"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// What the query must answer: routes that have inquiries.
fn wanted(plan: &Plan, answer: &Answer) -> Value {
    let routes = (0..plan.routes().len()).map(Taken::Route).zip(&answer.plan.routes);
    let rows = routes.chain([(Taken::EverythingElse, &answer.plan.everything_else)]);
    let rows = rows.filter(|(_, own)| own.count > 0);
    rows.map(|(taken, own)| {
        json!([plan.taken_route(taken).to_string(), plan.action(taken).as_str(), own.count])
    })
    .collect()
}

#[test]
fn duckdb_counts_what_history_counts() {
    let mut random = Random::seeded(77);
    let documents: Vec<_> = (0..WORKFLOWS).map(|_| generate::document(&mut random)).collect();
    let mut past = Past::default();
    for document in &documents {
        past.grow(&mut random, document, 30);
    }
    let folder = tempfile::tempdir().unwrap();
    let mut segments = Segments::open(Box::new(Folder::open(folder.path()).unwrap())).unwrap();
    let kept = past.plain.iter().cloned();
    let kept: Vec<_> = kept.map(|inquiry| Kept { inquiry, values: KeyValues::default() }).collect();
    let at = Timestamp::from_microseconds(0);
    segments.append(&kept, Watermark { position: 1, at }).unwrap();
    let columns = segments.load(1).unwrap();
    let files = folder.path().join("inquiries-*.parquet");
    let (mut queries, mut answers) = (Vec::new(), Vec::new());
    for document in &documents {
        let plan = compile(&checked_document(document));
        let moment = past.plain[random.below(past.plain.len())].completed_at;
        let window = match random.below(3) {
            0 => Window { from: Some(moment), to: None },
            1 => Window { from: None, to: Some(moment) },
            _ => Window::default(),
        };
        queries.push(to_sql(&plan, window, files.to_str().unwrap(), Dialect::DuckDb));
        let question =
            Question { plan: &plan, baseline: None, window, lists: Lists::Then, earlier: &[] };
        let cancel = Cancel::default();
        let effort = Effort { threads: 1, part: u64::MAX, cancel: &cancel };
        let answer = preview(&columns, &question, &Cache::new(0), effort, |_| {}).unwrap();
        answers.push(wanted(&plan, &answer));
        let question = Question { window: Window::default(), ..question };
        let of_all = preview(&columns, &question, &Cache::new(0), effort, |_| {}).unwrap();
        assert_eq!(segments.counts(&plan).unwrap(), of_all.plan, "straight from the files");
    }
    for ((found, wanted), query) in run(&queries).iter().zip(&answers).zip(&queries) {
        assert_eq!(found, wanted, "{query}");
    }
}

#[test]
fn spark_differs_in_three_words() {
    let mut random = Random::seeded(77);
    let plan = compile(&checked_document(&generate::document(&mut random)));
    let at = Some(Timestamp::from_microseconds(0));
    let window = Window { from: at, to: None };
    let sql = |dialect| to_sql(&plan, window, "h/inquiries-*.parquet", dialect);
    let spark = sql(Dialect::Spark);
    let translated = sql(Dialect::DuckDb)
        .replace("read_parquet('h/inquiries-*.parquet')", "parquet.`h/inquiries-*.parquet`")
        .replace("list_contains", "array_contains")
        .replace("TIMESTAMPTZ", "TIMESTAMP");
    assert_eq!(spark, translated);
}
