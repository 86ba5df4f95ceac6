//! Case files: what a document gives, as data. Each file is an array of cases with the wanted result beside
//! the input.

use std::collections::BTreeSet;

use pointsman_domain::workflow::Diagnostic;
use pointsman_engine::sentence::changes;
use pointsman_engine::{DiagnosticCode, check};
use serde_json::{Value, json};

use crate::fixtures::{directory, document};

/// The cases of a file.
pub(crate) fn read(text: &str) -> Vec<Value> {
    serde_json::from_str(text).unwrap()
}

#[test]
fn diagnostics() {
    let cases = read(include_str!("cases/check.json"));
    let mut seen = BTreeSet::new();
    for case in &cases {
        let checking = check(&document(&case["document"]), &directory());
        seen.extend(checking.diagnostics.iter().map(|diagnostic| diagnostic.code.clone()));
        for diagnostic in &checking.diagnostics {
            style(diagnostic);
        }
        assert_eq!(checking.workflow.is_some(), checking.errors().next().is_none());
        let found = serde_json::to_value(&checking.diagnostics).unwrap();
        assert_eq!(found, case["diagnostics"], "{}:\n{found:#}", case["name"]);
    }
    // No JSON text gives `wrong_type` here: reading the document refuses it. See `check_edges`.
    let all = DiagnosticCode::ALL.iter().copied().filter(|code| *code != DiagnosticCode::WrongType);
    let unseen: Vec<&str> =
        all.map(DiagnosticCode::as_str).filter(|code| !seen.contains(*code)).collect();
    assert_eq!(unseen, Vec::<&str>::new(), "no case gives these codes");
}

/// Lower case, no full stop, stable codes.
fn style(Diagnostic { severity, code, message, .. }: &Diagnostic) {
    assert!(!message.ends_with('.'), "{message}");
    assert!(!message.starts_with(char::is_uppercase), "{message}");
    let known = DiagnosticCode::ALL.iter().find(|known| known.as_str() == code).unwrap();
    assert_eq!(known.severity(), *severity);
}

#[test]
fn differences() {
    for case in read(include_str!("cases/changes.json")) {
        let (old, new) = (document(&case["old"]), document(&case["new"]));
        let found = json!(changes(&old, &new, &directory()));
        assert_eq!(found, case["changes"], "{}:\n{found:#}", case["name"]);
        assert_eq!(changes(&new, &new, &directory()), Vec::<String>::new());
    }
}
