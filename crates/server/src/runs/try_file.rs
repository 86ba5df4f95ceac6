//! A document and an inquiry from files, tried for the command line, with the lists of a database or without any.

use std::sync::Arc;

use pointsman_domain::attribute::derive;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::error::FieldError;
use pointsman_domain::list::ListKeys;
use pointsman_engine::ListDirectory;
use pointsman_storage::{Storage, StorageError, Transaction};
use serde_json::Value;

use super::explain::values_of;
use super::trace::ItemValues;
use super::trace_wire::{TraceKind, TraceNode, Verdict};
use super::try_document::{plan, tried, tried_run};
use super::wire::TriedRun;
use crate::deciding::{Decider, RefreshError};
use crate::lists;
use crate::workflows::{CheckError, DocumentFileError, ToldOfDocuments};

/// Decides one inquiry that is never made, and explains it.
pub async fn try_document(
    storage: Option<&Storage>,
    document: &Value,
    inquiry: &Value,
    now: Timestamp,
) -> Result<ToldOfDocuments, DocumentFileError> {
    let directory = match storage {
        Some(storage) => storage.read(lists::directory).await.map_err(CheckError::from)?,
        None => ListDirectory::default(),
    };
    let plan = plan(document, &directory).map_err(|errors| unfit(&errors))?;
    let tried = tried(inquiry, &directory, now).map_err(|errors| ill_fitting(&errors))?;
    let mut attributes = derive::attributes(&tried.submission, tried.completed_at);
    attributes.list_matches = match (tried.lists, storage) {
        (Some(assumed), _) => assumed,
        (None, Some(storage)) => {
            let keys = ListKeys::new(&tried.submission, &attributes);
            Arc::new(Decider::default()).list_matches(storage, &keys).await.map_err(of_lists)?
        }
        (None, None) => Vec::new(),
    };
    let items = match storage {
        Some(storage) => {
            let matches = attributes.list_matches.clone();
            let values = move |transaction: &mut Transaction<'_>| -> Result<_, StorageError> {
                values_of(transaction, &matches)
            };
            storage.read(values).await.map_err(CheckError::from)?
        }
        None => ItemValues::new(),
    };
    let run = tried_run(&plan, &attributes, &items);
    let json = serde_json::to_value(&run).unwrap_or_default();
    Ok(ToldOfDocuments { json, lines: lines(&run, &directory), is_fine: true })
}

fn joined(errors: &[FieldError]) -> String {
    let lines = errors.iter().map(|error| format!("{}: {}", error.pointer, error.detail));
    lines.collect::<Vec<_>>().join("\n")
}

fn unfit(errors: &[FieldError]) -> DocumentFileError {
    DocumentFileError::Unfit(joined(errors))
}

fn ill_fitting(errors: &[FieldError]) -> DocumentFileError {
    DocumentFileError::NoInquiry(joined(errors))
}

fn of_lists(error: RefreshError) -> DocumentFileError {
    match error.into_storage() {
        Ok(error) => CheckError::from(error).into(),
        Err(error) => DocumentFileError::Lists(error.to_string()),
    }
}

/// The decision, and why: each route down to the one taken, each condition with what it said and what was read.
fn lines(run: &TriedRun, directory: &ListDirectory) -> Vec<String> {
    let mut lines = vec![run.sentence.clone()];
    for route in &run.trace.routes {
        let taken = if route.taken { ", taken" } else { "" };
        lines.push(format!("{} ({}): {}{taken}", route.id, route.name, word(route.verdict)));
        node(&route.condition, directory, 1, &mut lines);
    }
    if run.trace.everything_else.taken {
        lines.push("everything_else: taken, because no route matched".to_owned());
    }
    lines
}

fn node(written: &TraceNode, directory: &ListDirectory, depth: usize, lines: &mut Vec<String>) {
    let kind = match written.kind {
        TraceKind::All => "all of",
        TraceKind::Any => "any of",
        TraceKind::Not => "not",
        TraceKind::Condition => written.sentence.as_str(),
    };
    let read = match &written.actual {
        // Of lists the items are said below.
        None | Some(Value::Array(_)) => String::new(),
        Some(Value::Null) => " (it is missing)".to_owned(),
        Some(actual) => format!(" (it is {})", value(actual)),
    };
    let (indent, verdict) = ("  ".repeat(depth), word(written.verdict));
    lines.push(format!("{indent}{verdict}: {kind}{read}"));
    for item in written.matched.iter().flatten() {
        let name = directory.get(item.list).map_or("a list", |list| list.name.as_str());
        let by = item.item_value.as_deref().unwrap_or("assumption");
        lines.push(format!("{indent}  on “{name}” by {by}"));
    }
    for child in &written.children {
        node(child, directory, depth + 1, lines);
    }
}

fn value(read: &Value) -> String {
    match read {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            read.to_string()
        }
    }
}

const fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::True => "true",
        Verdict::False => "false",
        Verdict::Unknown => "unknown",
    }
}
