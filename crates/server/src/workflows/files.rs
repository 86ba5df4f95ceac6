//! Documents from files, checked and compared for the command line, with the lists of a database or without any.

use std::sync::Arc;

use pointsman_domain::workflow::{Document, Severity};
use pointsman_engine::prove::{KnownLists, compare};
use pointsman_engine::{CheckedWorkflow, check, compile};
use pointsman_storage::Storage;
use serde_json::Value;

use super::check::{CheckError, checked, directory};
use super::contents::KnownContents;
use super::proving::{Proving, proving};
use super::wire;
use crate::invariants::wire::{InvariantVerdict, JudgedInvariant};

/// What a command says about documents.
#[derive(Clone, Debug, PartialEq)]
pub struct ToldOfDocuments {
    /// For programs: what the API answers.
    pub json: Value,
    /// For people.
    pub lines: Vec<String>,
    /// Whether there is nothing against it: no errors, or no difference.
    pub is_fine: bool,
}

/// Why a command cannot say anything about documents.
#[derive(Debug, thiserror::Error)]
pub enum DocumentFileError {
    /// A text is no document, or one that cannot run; its diagnostics, one a line.
    #[error("this is no document that can run:\n{0}")]
    Unfit(String),
    /// A text is no inquiry, or one that does not fit; why, one a line.
    #[error("this is no inquiry that can be tried:\n{0}")]
    NoInquiry(String),
    /// What is on the lists cannot be read.
    #[error("what is on the lists cannot be read: {0}")]
    Lists(String),
    /// Ours.
    #[error(transparent)]
    Check(#[from] CheckError),
}

/// Checks and proves a document.
pub async fn check_document(
    storage: Option<&Storage>,
    document: &Value,
) -> Result<ToldOfDocuments, DocumentFileError> {
    let found = checked(storage, Arc::new(KnownContents::default()), document).await?;
    let is_error = |diagnostic: &&wire::Diagnostic| diagnostic.severity == wire::Severity::Error;
    let is_broken = |one: &JudgedInvariant| one.verdict == InvariantVerdict::Refuted;
    let is_fine = found.diagnostics.iter().find(is_error).is_none()
        && !found.invariants.iter().any(is_broken);
    let mut lines: Vec<String> = found
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let word = match diagnostic.severity {
                wire::Severity::Error => "error",
                wire::Severity::Warning => "warning",
            };
            format!("{word} at {}: {}", diagnostic.pointer, diagnostic.message)
        })
        .collect();
    for route in found.routes.iter().chain(&found.everything_else) {
        lines.extend(route.because.iter().map(|because| format!("{}: {because}", route.id)));
    }
    lines.extend(found.invariants.iter().filter_map(JudgedInvariant::in_words));
    lines.extend(found.findings.iter().map(wire::Finding::in_words));
    if found.more > 0 {
        lines.push(format!("{} more overlaps", found.more));
    }
    if found.undecided_overlaps > 0 {
        lines.push(format!("undecided about {} pairs of routes", found.undecided_overlaps));
    }
    if lines.is_empty() {
        lines.push("nothing to say against it".to_owned());
    }
    let json = serde_json::to_value(&found).unwrap_or_default();
    Ok(ToldOfDocuments { json, lines, is_fine })
}

/// Says for whom two documents decide differently.
pub async fn compare_documents(
    storage: Option<&Storage>,
    old: &Value,
    new: &Value,
) -> Result<ToldOfDocuments, DocumentFileError> {
    let lists = directory(storage).await?;
    let fit = |document: &Value| -> Result<CheckedWorkflow, DocumentFileError> {
        let document = Document::from_json(document).map_err(|errors| {
            let lines = errors.iter().map(|error| format!("{}: {}", error.pointer, error.detail));
            DocumentFileError::Unfit(lines.collect::<Vec<_>>().join("\n"))
        })?;
        let checking = check(&document, &lists);
        checking.workflow.ok_or_else(|| {
            let errors = checking.diagnostics.iter().filter(|d| d.severity == Severity::Error);
            let lines = errors.map(|error| format!("{}: {}", error.pointer, error.message));
            DocumentFileError::Unfit(lines.collect::<Vec<_>>().join("\n"))
        })
    };
    let (old, new) = (fit(old)?, fit(new)?);
    let mentioned = old.lists.iter().chain(&new.lists).map(|list| list.id).collect();
    let work = move |known: &KnownLists<'_>| compare(&compile(&old), &compile(&new), known);
    let found =
        proving(Proving::Looking, storage, Arc::new(KnownContents::default()), mentioned, work);
    let found = wire::Comparison::new(&found.await?);
    let json = serde_json::to_value(&found).unwrap_or_default();
    Ok(ToldOfDocuments { json, lines: found.in_words(), is_fine: found.equal })
}
