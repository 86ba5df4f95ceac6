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
