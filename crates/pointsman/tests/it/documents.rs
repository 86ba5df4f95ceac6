//! `pointsman check` and `pointsman diff`.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::process::{Said, pointsman};

const MINORS: &str = r"
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

fn run(folder: &TempDir, words: &[&str]) -> Said {
    pointsman(folder, words, "")
}

#[test]
fn a_document_in_yaml_is_checked_and_proved() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("one.yaml"), MINORS).expect("written");
    let output = run(&folder, &["check", "one.yaml", "--json"]);
    assert_eq!(output.code, Some(0), "{}", output.err);
    let answer: Value = serde_json::from_str(&output.out).expect("JSON");
    assert_eq!(answer["routes"][0]["witness"], json!({"attributes": {"age": 17}}));
    assert_eq!(answer["findings"][0]["kind"], "missing_falls_through");

    fs::write(folder.path().join("bad.yaml"), MINORS.replace("less_than", "lesser"))
        .expect("written");
    let output = run(&folder, &["check", "bad.yaml"]);
    assert_eq!(output.code, Some(1));
    assert!(output.out.starts_with("error at /routes/0/if/operator: "), "{}", output.out);
    assert_eq!(run(&folder, &["check", "none.yaml"]).code, Some(2));
    fs::write(folder.path().join("text.yaml"), "a: [").expect("written");
    assert_eq!(run(&folder, &["check", "text.yaml"]).code, Some(2));
}

#[test]
fn offered_tests_are_written_beside_a_document_and_run() {
    let folder = TempDir::new().expect("a folder");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("one.yaml", MINORS);
    assert_eq!(run(&folder, &["test", "one.yaml"]).code, Some(2), "there are none yet");
    let output = run(&folder, &["test", "one.yaml", "--write"]);
    assert_eq!(
        (output.code, output.out.trim_end()),
        (Some(0), "3 of 3 tests pass"),
        "{}",
        output.err
    );
    assert!(output.err.contains("3 tests added to one.tests.yaml"), "{}", output.err);
    let written = fs::read_to_string(folder.path().join("one.tests.yaml")).expect("tests");
    assert!(written.starts_with("tests:\n  - {\"name\":\"Minors: age 17\""), "{written}");
    assert!(run(&folder, &["test", "one.yaml", "--write"]).err.contains("0 tests added"));

    write("one.yaml", &MINORS.replace("18", "21"));
    let output = run(&folder, &["test", "one.yaml"]);
    assert_eq!(output.code, Some(1), "{}", output.err);
    let broken = "broken: “Minors: age 18 goes to Everything else” expects approve by “Everything else”, and gets decline by “Minors”";
    assert_eq!(output.out.trim_end(), format!("{broken}\n2 of 3 tests pass"));
    let output = run(&folder, &["test", "one.yaml", "--tests", "one.tests.yaml", "--json"]);
    let answer: Value = serde_json::from_str(&output.out).expect("JSON");
    assert_eq!((&answer["broken"], &answer["results"][1]["passed"]), (&json!(1), &json!(false)));
    let inquiry = json!({"tests": [{"from_inquiry": "inq_01h45ytscbebyvny4gc8cr8ma2"}]});
    write("other.json", &inquiry.to_string());
    assert_eq!(run(&folder, &["test", "one.yaml", "--tests", "other.json"]).code, Some(2));
}

#[test]
fn two_documents_differ_where_they_decide_differently() {
    let folder = TempDir::new().expect("a folder");
    fs::write(folder.path().join("old.yaml"), MINORS).expect("written");
    fs::write(folder.path().join("new.yaml"), MINORS.replace("18", "21")).expect("written");
    let output = run(&folder, &["diff", "old.yaml", "new.yaml"]);
    assert_eq!(output.code, Some(1), "{}", output.err);
    assert!(output.out.contains("approve becomes decline"), "{}", output.out);
    assert!(output.out.contains("if age is between 18 and 20"), "{}", output.out);
    let output = run(&folder, &["diff", "old.yaml", "old.yaml", "--json"]);
    assert_eq!(output.code, Some(0));
    let answer: Value = serde_json::from_str(&output.out).expect("JSON");
    assert_eq!(answer, json!({"equal": true, "changes": [], "undecided": []}));
}
