//! Tests in files, run on documents in files: for the command line, with the lists of a database or without any.

use std::sync::Arc;

use pointsman_domain::error::FieldError;
use pointsman_domain::workflow::Document;
use pointsman_engine::prove::KnownLists;
use pointsman_engine::{CheckedWorkflow, ListDirectory, Plan, compile};
use pointsman_storage::Storage;
use serde_json::{Value, json};

use super::TESTS;
use super::body::{self, NewBody, Source};
use super::offer::offered;
use super::stated::{Stated, known_text};
use super::text::checked;
use super::verdict::{decide, decided};
use super::wire::Decided;
use crate::workflows::contents::KnownContents;
use crate::workflows::{DocumentFileError, Proving, ToldOfDocuments, directory, proving};

/// Runs the tests of a file (`{"tests": […]}`, as they are kept over HTTP) on a document.
pub async fn test_document(
    storage: Option<&Storage>,
    document: &Value,
    tests: &Value,
) -> Result<ToldOfDocuments, DocumentFileError> {
    let lists = directory(storage).await?;
    let plan = compile(&fit(document, &lists)?);
    let tests = body::new_tests(tests).map_err(|problem| unfit(&problem.into_errors()))?;
    let (mut lines, mut results, mut broken) = (Vec::new(), Vec::new(), 0);
    for (place, test) in tests.iter().enumerate() {
        let result = result(&plan, test, place, &lists)?;
        if !result.passed() {
            broken += 1;
            lines.push(format!("broken: {}", result.in_words()));
        }
        results.push(result.to_json());
    }
    let passed = results.len() - broken;
    lines.push(format!("{passed} of {} tests pass", results.len()));
    let json = json!({"passed": passed, "broken": broken, "results": results});
    Ok(ToldOfDocuments { json, lines, is_fine: broken == 0 })
}

/// The tests of a file, if there is one, and after them all that is offered for a document and not among them. Says how
/// many of these there are.
pub async fn with_offered_tests(
    storage: Option<&Storage>,
    document: &Value,
    tests: Option<&Value>,
) -> Result<(Value, usize), DocumentFileError> {
    let lists = directory(storage).await?;
    let workflow = fit(document, &lists)?;
    let mut all = Vec::new();
    if let Some(tests) = tests {
        body::new_tests(tests).map_err(|problem| unfit(&problem.into_errors()))?;
        all.extend(tests.get("tests").and_then(Value::as_array).into_iter().flatten().cloned());
    }
    let known: Vec<String> =
        all.iter().filter_map(|test| test.get("inquiry")).map(known_text).collect();
    let mentioned = workflow.lists.iter().map(|list| list.id).collect();
    let work = move |known: &KnownLists<'_>| offered(&workflow, known).0;
    let offered =
        proving(Proving::Looking, storage, Arc::new(KnownContents::default()), mentioned, work)
            .await?;
    let new: Vec<Value> = offered
        .into_iter()
        .filter(|test| !known.contains(&known_text(&test.inquiry)))
        .filter_map(|test| serde_json::to_value(test).ok())
        .take(TESTS.saturating_sub(all.len()))
        .collect();
    let count = new.len();
    all.extend(new);
    Ok((json!({"tests": all}), count))
}

fn fit(document: &Value, lists: &ListDirectory) -> Result<CheckedWorkflow, DocumentFileError> {
    let document = Document::from_json(document).map_err(|errors| unfit(&errors))?;
    checked(&document, lists).map_err(|errors| unfit(&errors))
}

fn unfit(errors: &[FieldError]) -> DocumentFileError {
    let lines: Vec<String> =
        errors.iter().map(|error| format!("{}: {}", error.pointer, error.detail)).collect();
    DocumentFileError::Unfit(lines.join("\n"))
}

/// What becomes of a test of a file.
struct FileResult {
    name: String,
    inquiry: Value,
    expected: Decided,
    actual: Decided,
}

impl FileResult {
    fn passed(&self) -> bool {
        (&self.expected.route, self.expected.outcome) == (&self.actual.route, self.actual.outcome)
    }

    fn in_words(&self) -> String {
        let (expected, actual) = (self.expected.in_words(), self.actual.in_words());
        format!("“{}” expects {expected}, and gets {actual}", self.name)
    }

    fn to_json(&self) -> Value {
        json!({
            "name": self.name, "inquiry": self.inquiry, "passed": self.passed(),
            "expected": self.expected, "actual": self.actual,
        })
    }
}

fn result(
    plan: &Plan,
    test: &NewBody,
    place: usize,
    lists: &ListDirectory,
) -> Result<FileResult, DocumentFileError> {
    let wrong = |what: &str| DocumentFileError::Unfit(format!("/tests/{place}: {what}"));
    let Source::Stated(inquiry) = &test.source else {
        return Err(wrong("a file has no inquiries; state `inquiry`"));
    };
    let expect = test.expect.as_ref().ok_or_else(|| wrong("`expect` is missing"))?;
    let stated = Stated::read(inquiry, lists).map_err(|errors| {
        unfit(&errors.into_iter().map(|error| body::at(place, error)).collect::<Vec<_>>())
    })?;
    let (route, outcome) = decide(plan, &stated);
    Ok(FileResult {
        name: test.name.clone().unwrap_or_else(|| format!("test {}", place + 1)),
        inquiry: stated.to_json(),
        expected: decided(plan, &expect.route, expect.outcome),
        actual: decided(plan, &route, outcome),
    })
}
