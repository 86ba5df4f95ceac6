//! Keeps the pages for users true: the API page is run from top to bottom against the real binary, every error code has
//! its row, links lead somewhere.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use regex::Regex;
use serde_json::Value;
use tempfile::TempDir;

use crate::process::{Running, pointsman};

const BETWEEN: &str = "-- next block --";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A command block and, if one follows before the next command, the answer that the page promises.
struct Step {
    commands: String,
    promised: Option<Value>,
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for block in page.split("\n```").skip(1).step_by(2) {
        let (language, text) = block.split_once('\n').unwrap_or((block, ""));
        match language {
            "sh" => steps.push(Step { commands: text.to_owned(), promised: None }),
            "json" => {
                let step = steps.last_mut().expect("an answer follows commands");
                let promised = serde_json::from_str(text);
                step.promised = Some(promised.unwrap_or_else(|error| panic!("{error} in\n{text}")));
            }
            _ => {}
        }
    }
    steps
}

/// Whether `found` says what was promised: objects may say more, a text that ends in `…` may end otherwise.
fn holds(promised: &Value, found: &Value) -> bool {
    match (promised, found) {
        (Value::Object(promised), Value::Object(found)) => promised
            .iter()
            .all(|(key, value)| found.get(key).is_some_and(|found| holds(value, found))),
        (Value::Array(promised), Value::Array(found)) => {
            promised.len() == found.len() && promised.iter().zip(found).all(|(p, f)| holds(p, f))
        }
        (Value::String(promised), Value::String(found)) => match promised.strip_suffix('…') {
            Some(beginning) => found.starts_with(beginning),
            None => promised == found,
        },
        (promised, found) => promised == found,
    }
}

#[test]
fn the_api_page_says_what_really_happens() {
    let folder = TempDir::new().expect("a folder");
    let running = Running::start(&folder, &["serve", "--data", "data", "--listen", "127.0.0.1:0"]);
    let words = ["key", "create", "--name", "Docs", "--role", "administrator", "--data", "data"];
    let key = pointsman(&folder, &words, "").out;
    let steps = steps(&page("api.md"));
    assert!(steps.len() > 15, "the page has its examples");
    let mut script = String::from("set -euo pipefail\n");
    for step in &steps {
        script.push_str(&step.commands);
        script.extend(["\necho '", BETWEEN, "'\n"]);
    }
    let output = Command::new("bash")
        .args(["-c", &script])
        .current_dir(folder.path())
        .env("POINTSMAN_URL", format!("http://{}", running.address))
        .env("POINTSMAN_KEY", key.trim())
        .output()
        .expect("bash");
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}\n{complaint}");
    for (step, answer) in steps.iter().zip(said.split(BETWEEN)) {
        let Some(promised) = &step.promised else { continue };
        let found: Value = serde_json::from_str(answer)
            .unwrap_or_else(|error| panic!("{error}: `{answer}` to\n{}", step.commands));
        assert!(
            holds(promised, &found),
            "the page promises {promised}, but {found} came of\n{}",
            step.commands
        );
    }
}

#[test]
fn links_between_the_pages_lead_somewhere() {
    for entry in fs::read_dir(root().join("docs")).expect("docs") {
        let path = entry.expect("an entry").path();
        if path.extension().is_none_or(|ending| ending != "md") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let local = !link.is_empty() && !link.starts_with("http");
            let target = path.with_file_name(link);
            assert!(!local || target.exists(), "{} links to `{link}`", path.display());
        }
    }
}

/// How the sources give a code to a problem, a place in a body, a bad line or a diagnostic.
const GIVES_A_CODE: [&str; 11] = [
    r#"::(?:unauthorized|forbidden|conflict|bad_request|too_many|unavailable|gone)\(\s*"([a-z_]+)""#,
    r#"StatusCode::[A-Z_]+,\s*"([a-z_]+)""#,
    r#"FieldError::new\([^;"]*?(?:\("[a-z_]+"\)[^;"]*?)*,\s*"([a-z_]+)""#,
    r#"(?:Fault|InvalidItem)::new\(\s*(?:[^"(),;]+(?:\([^()]*\)[^"(),;]*)*,\s*)?"([a-z_]+)""#,
    r#"\.error\(\s*(?:&?[a-z_.]+(?:\((?:"[a-z_]+"|[a-z_]*)\))?,\s*)?"([a-z_]+)""#,
    r#"parsed(?:::<\w+>)?\(\s*"([a-z_]+)"\)"#,
    r#"\(\s*"([a-z_]+)",\s*(?:format!|unknown\(\)|detail)"#,
    r#"code: "([a-z_]+)""#,
    r#"Field\w+(?:\(_\))? => "([a-z_]+)""#,
    r#"const \w+_ERASED: &str = "([a-z_]+)""#,
    r#"[A-Z]\w+ = "([a-z_]+)", (?:Error|Warning);"#,
];

fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            let text = fs::read_to_string(&path).expect("a text");
            found.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
        }
    }
}

fn codes_in_sources() -> BTreeSet<String> {
    let mut texts = Vec::new();
    for name in ["domain", "engine", "server"] {
        sources(&root().join("crates").join(name).join("src"), &mut texts);
    }
    let mut codes = BTreeSet::new();
    for pattern in GIVES_A_CODE.map(|pattern| Regex::new(pattern).expect("a pattern")) {
        for text in &texts {
            codes.extend(pattern.captures_iter(text).map(|found| found[1].to_owned()));
        }
    }
    let by_variant = Regex::new(r"(?s)fn code\([^)]*\)[^{]*\{(.*?)\n    \}").expect("a pattern");
    let literal = Regex::new(r#""([a-z_]+)""#).expect("a pattern");
    for text in &texts {
        for body in by_variant.captures_iter(text) {
            codes.extend(literal.captures_iter(&body[1]).map(|found| found[1].to_owned()));
        }
    }
    codes
}

#[test]
fn every_error_code_has_its_row_and_no_other() {
    let row = Regex::new(r"(?m)^\| `([a-z_]+)` \|").expect("a pattern");
    let page = page("errors.md");
    let rows: Vec<String> = row.captures_iter(&page).map(|found| found[1].to_owned()).collect();
    let listed: BTreeSet<String> = rows.iter().cloned().collect();
    assert_eq!(listed.len(), rows.len(), "no code stands twice");
    let given = codes_in_sources();
    assert!(given.len() > 100, "the sources give codes");
    let missing: Vec<&String> = given.difference(&listed).collect();
    let gone: Vec<&String> = listed.difference(&given).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "docs/errors.md lacks {missing:?}, and {gone:?} are given nowhere"
    );
}
