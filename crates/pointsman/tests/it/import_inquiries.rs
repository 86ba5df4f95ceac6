//! `pointsman import inquiries`: the report, the exit codes, and the same file once more.

use serde_json::{Value, json};
use tempfile::{TempDir, tempdir};

use crate::process::{Running, Said, pointsman};

fn import(folder: &TempDir, words: &[&str], input: &str) -> Said {
    let words = [&["import", "inquiries"], words, &["--data", "data"]].concat();
    pointsman(folder, &words, input)
}

fn line(number: usize, status: &str) -> String {
    let line = json!({
        "reference_id": format!("old-{number}"), "status": status,
        "created_at": "2024-01-01T00:00:00Z", "completed_at": "2024-01-02T00:00:00Z",
    });
    line.to_string()
}

#[test]
fn a_file_is_imported_once() {
    let folder = tempdir().expect("a folder");
    let good: Vec<String> = (0..600).map(|number| line(number, "approved")).collect();
    std::fs::write(folder.path().join("good"), good.join("\n")).expect("a file");
    let said = import(&folder, &["good", "--json"], "");
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""), "no bar without a terminal");
    let report: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!((&report["imported"], &report["skipped"]), (&json!(600), &json!(0)));
    let said = import(&folder, &["good"], "");
    let words =
        "imported 0 of 600 inquiries; skipped 600 whose reference id is there already, 0 bad\n";
    assert_eq!((said.code, said.out.as_str()), (Some(0), words));
}

#[test]
fn a_bad_line_is_an_answer_and_a_missing_file_is_misuse() {
    let folder = tempdir().expect("a folder");
    let file = format!("{}\n{}\n", line(1, "done"), line(2, "completed"));
    let said = import(&folder, &["-"], &file);
    assert_eq!(said.code, Some(1), "{}", said.err);
    let mut lines = said.out.lines();
    assert!(lines.next().expect("an error").starts_with("line 1 /status: `done` is none of"));
    assert!(lines.next().expect("counts").starts_with("imported 1 of 2 inquiries"));
    let said = import(&folder, &["nowhere"], "");
    assert_eq!(said.code, Some(2), "{}", said.err);
    let said = pointsman(&folder, &["import", "inquiries"], "");
    assert_eq!(said.code, Some(2), "{}", said.err);
}

/// The server's inquiries get their turn between the parts of the import, and parts are small while they do.
#[test]
fn a_server_beside_goes_on() {
    let folder = tempdir().expect("a folder");
    let words = ["key", "create", "--name", "x", "--role", "integrator", "--data", "data"];
    let key = pointsman(&folder, &words, "").out;
    let server = Running::start(&folder, &["serve", "--listen", "127.0.0.1:0", "--data", "data"]);
    let header = format!("Authorization: Bearer {}\r\n", key.trim());
    let lines: Vec<String> = (0..20_000).map(|number| line(number, "approved")).collect();
    std::fs::write(folder.path().join("past"), lines.join("\n")).expect("a file");
    let (made, said) = std::thread::scope(|scope| {
        let importing = scope.spawn(|| import(&folder, &["past"], ""));
        let mut made = 0;
        while !importing.is_finished() {
            let (status, body) = server.call("POST", "/v1/inquiries", &header, "{}");
            assert_eq!(status, 201, "{body}");
            made += 1;
        }
        (made, importing.join().expect("the import"))
    });
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.out.starts_with("imported 20000 of 20000 inquiries"), "{}", said.out);
    assert!(made > 1, "{made} inquiries were made meanwhile");
    assert!(server.stop().success());
}
