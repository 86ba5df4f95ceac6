//! `pointsman backtest` and `pointsman try`: counts over a server's files, decided by hand for comparison.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::process::{Running, Said, pointsman};

const OLD: &str = r"
format: 1
name: Onboarding
event: inquiry.completed
routes:
  - id: rt_minors
    name: Minors
    if: { attribute: age, operator: less_than, value: 18 }
    then: [{ action: decline }]
everything_else: [{ action: approve }]
";
/// Ages 0 to 39, some missing.
const INQUIRIES: usize = 120;

fn age(number: usize) -> Option<usize> {
    (!number.is_multiple_of(7)).then_some(number % 40)
}

/// A folder with the files of a server that imported inquiries and stopped, and a list with everybody on it whose number
/// ends in 3, named by its id.
fn history() -> (TempDir, String) {
    let folder = tempdir().expect("a folder");
    let words = ["key", "create", "--name", "T", "--role", "administrator", "--data", "data"];
    let key = pointsman(&folder, &words, "").out.trim().to_owned();
    let serve = ["serve", "--data", "data", "--listen", "127.0.0.1:0"];
    let server = Running::start(&folder, &serve);
    let headers = format!("Authorization: Bearer {key}\r\n");
    let post = |path: &str, body: &Value| -> Value {
        let (status, answer) = server.call("POST", path, &headers, &body.to_string());
        assert!((200..300).contains(&status), "{path}: {answer}");
        serde_json::from_str(&answer).expect("JSON")
    };
    let list = json!({"name": "Sanctions", "key": "sanctions", "type": "text", "field": "nick"});
    let list = post("/v1/lists", &list)["id"].as_str().expect("an id").to_owned();
    let lines: Vec<String> = (0..INQUIRIES)
        .map(|number| {
            let mut line = json!({"status": "completed", "created_at": "2024-01-01T00:00:00Z",
                "completed_at": "2024-01-02T00:00:00Z", "fields": {"nick": format!("n{}", number % 10)},
                "attributes": {"list_matches": []}});
            if let Some(age) = age(number) {
                line["attributes"]["age"] = json!(age);
            }
            line.to_string()
        })
        .collect();
    fs::write(folder.path().join("past"), lines.join("\n")).expect("a file");
    let said = pointsman(&folder, &["import", "inquiries", "past", "--data", "data"], "");
    assert_eq!(said.code, Some(0), "{}", said.out);
    post(&format!("/v1/lists/{list}/items"), &json!({"value": "n3"}));
    // Whoever asks makes the server read them now.
    let document = json!({"format": 1, "name": "W", "event": "inquiry.completed", "routes": [],
        "everything_else": [{"action": "approve"}]});
    post("/v1/workflows/preview", &json!({"document": document}));
    assert!(server.stop().success());
    fs::write(folder.path().join("old.yaml"), OLD).expect("written");
    fs::write(folder.path().join("new.yaml"), OLD.replace("18", "21")).expect("written");
    (folder, list)
}

fn on_list(folder: &TempDir, name: &str) {
    let condition = format!("if: {{ attribute: list_matches, operator: contains, value: {name} }}");
    let minors = "if: { attribute: age, operator: less_than, value: 18 }";
    fs::write(folder.path().join("list.yaml"), OLD.replace(minors, &condition)).expect("written");
}

fn backtest(folder: &TempDir, words: &[&str]) -> Said {
    pointsman(folder, &[&["backtest"], words].concat(), "")
}

fn asked(folder: &TempDir, words: &[&str]) -> (Option<i32>, Value) {
    let said = backtest(folder, &[words, &["--json"]].concat());
    let answer = serde_json::from_str(&said.out);
    (said.code, answer.unwrap_or_else(|error| panic!("{error}: {}", said.err)))
}

fn younger_than(limit: usize) -> usize {
    (0..INQUIRIES).filter(|number| age(*number).is_some_and(|age| age < limit)).count()
}

#[test]
fn documents_are_counted_over_the_files_of_a_server() {
    let (folder, list) = history();
    let (code, answer) = asked(&folder, &["new.yaml", "--data", "data"]);
    assert_eq!(code, Some(0));
    assert_eq!(answer["considered"], json!(INQUIRIES));
    assert_eq!(answer["routes"][0]["count"], json!(younger_than(21)));
    assert_eq!(answer["changed"], Value::Null);
    let against = ["new.yaml", "--against", "old.yaml", "--data", "data"];
    let (code, answer) = asked(&folder, &against);
    let changed = younger_than(21) - younger_than(18);
    assert_eq!((code, &answer["changed"]), (Some(1), &json!(changed)));
    assert_eq!(answer["routes"][0]["baseline_count"], json!(younger_than(18)));
    assert_eq!(answer["flow"][0]["count"], json!(changed));
    let said = backtest(&folder, &against);
    let words =
        format!("approve becomes decline: {changed}, by rt_minors instead of everything_else");
    assert!(said.out.contains(&words), "{}", said.out);
    let (code, answer) = asked(&folder, &["old.yaml", "--against", "old.yaml", "--data", "data"]);
    assert_eq!((code, &answer["changed"]), (Some(0), &json!(0)));
    let (_, answer) = asked(&folder, &["old.yaml", "--data", "data", "--window", "30"]);
    assert_eq!(answer["considered"], json!(0), "they completed long ago");

    on_list(&folder, "sanctions");
    let words = ["try", "list.yaml", "-", "--data", "data"];
    let said = pointsman(&folder, &words, r#"{"fields": {"nick": "n3"}}"#);
    let why = "rt_minors (Minors): true, taken\n  true: the inquiry is on “Sanctions”\n    on “Sanctions” by n3\n";
    assert!(said.out.ends_with(why), "{}{}", said.out, said.err);
    let on = (0..INQUIRIES).filter(|number| number % 10 == 3).count();
    let counted = |words: &[&str]| {
        let (code, answer) = asked(&folder, words);
        assert_eq!(code, Some(0));
        (answer["lists"].clone(), answer["routes"][0]["count"].clone())
    };
    assert_eq!(counted(&["list.yaml", "--data", "data"]), (json!("now"), json!(on)));
    let then = ["list.yaml", "--data", "data", "--lists", "then"];
    assert_eq!(counted(&then), (json!("then"), json!(0)), "nobody was on it");

    // Only files, as on another machine.
    let (files, elsewhere) = (folder.path().join("data/history"), folder.path().join("elsewhere"));
    fs::rename(&files, &elsewhere).expect("moved");
    fs::rename(folder.path().join("data"), folder.path().join("gone")).expect("moved");
    let said = backtest(&folder, &["list.yaml", "--history-folder", "elsewhere"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("there is no list `sanctions`"), "{}", said.err);
    on_list(&folder, &list);
    let words = ["list.yaml", "--history-folder", "elsewhere"];
    assert_eq!(counted(&words), (json!("then"), json!(0)));
    let said = backtest(&folder, &[&words[..], &["--lists", "now"]].concat());
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("--database"), "{}", said.err);
    assert!(!folder.path().join("pointsman-data").exists(), "nothing is made");
}

#[test]
fn a_query_is_usable_by_copy() {
    let (folder, _) = history();
    let said = backtest(&folder, &["old.yaml", "--data", "data", "--sql", "duckdb"]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    let python = "import duckdb, json, sys\n\
        print(json.dumps(duckdb.connect().execute(sys.stdin.read()).fetchall()))";
    let packages = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/python");
    fs::write(folder.path().join("query.sql"), &said.out).expect("written");
    let output = Command::new("python3")
        .args(["-c", python])
        .env("PYTHONPATH", packages)
        .current_dir(folder.path())
        .stdin(Stdio::from(fs::File::open(folder.path().join("query.sql")).expect("a file")))
        .output()
        .expect("python3, which scripts/install-test-needs.sh installs");
    let err = String::from_utf8_lossy(&output.stderr);
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{err}"));
    let young = younger_than(18);
    let else_ = INQUIRIES - young;
    let wanted = json!([["rt_minors", "decline", young], ["everything_else", "approve", else_]]);
    assert_eq!(rows, wanted);
    let said = backtest(&folder, &["old.yaml", "--data", "data", "--sql", "spark"]);
    assert!(said.out.contains("parquet.`data/history/{inquiries-"), "{}", said.out);
    let elsewhere = ["old.yaml", "--history-folder", "s3a://past/us", "--sql", "spark"];
    let said = backtest(&folder, &elsewhere);
    assert!(said.out.contains("parquet.`s3a://past/us/inquiries-*.parquet`"), "{}", said.out);
    let now = ["old.yaml", "--data", "data", "--sql", "spark", "--lists", "now"];
    assert_eq!(backtest(&folder, &now).code, Some(2));
    let said = backtest(&folder, &["old.yaml", "--history-folder", "nowhere"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("no history in `nowhere`"), "{}", said.err);
}

#[test]
fn one_inquiry_is_tried_and_explained() {
    let folder = tempdir().expect("a folder");
    fs::write(folder.path().join("old.yaml"), OLD).expect("written");
    let tried = |inquiry: &str, words: &[&str]| {
        pointsman(&folder, &[&["try", "old.yaml", "-"], words].concat(), inquiry)
    };
    let said = tried(r#"{"attributes": {"age": 17}}"#, &[]);
    let words = "Declined by route “Minors” of Onboarding.\nrt_minors (Minors): true, taken\n  \
        true: age is less than 18 (it is 17)\n";
    assert_eq!((said.code, said.out.as_str()), (Some(0), words), "{}", said.err);
    let said = tried(r#"{"fields": {"name_first": "Ada"}}"#, &[]);
    assert!(said.out.contains("unknown: age is less than 18 (it is missing)"), "{}", said.out);
    let said = tried(r#"{"fields": {"birthdate": "1990-01-01"}}"#, &["--json"]);
    let run: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((&run["route"], &run["trace"]["taken"]), (&json!("everything_else"), &run["route"]));
    for (inquiry, told) in
        [(r#"{"attributes": {"age": 200}}"#, "/attributes/age"), (r#"{"colour": 1}"#, "/colour")]
    {
        let said = tried(inquiry, &[]);
        assert_eq!(said.code, Some(2));
        assert!(said.err.contains(told), "{}", said.err);
    }
}

#[test]
fn the_help_page_has_every_command_in_a_group() {
    let folder = tempdir().expect("a folder");
    let help = pointsman(&folder, &["help"], "").out;
    for heading in ["Run it:", "Workflows in files:", "People and keys:", "Records:"] {
        assert!(help.contains(heading), "{help}");
    }
    let files = help.split("Workflows in files:").nth(1).expect("the group");
    let files = files.split("\n\n").next().expect("the group");
    for command in ["check", "test", "diff", "try", "backtest"] {
        assert!(files.contains(&format!("  {command} ")), "{help}");
        let own = pointsman(&folder, &["help", command], "").out;
        assert!(own.contains("Examples:") && own.contains("Exit codes:"), "{own}");
        assert!(own.contains("--json"), "{own}");
    }
    assert_eq!(pointsman(&folder, &["--help"], "").out, help);
}
