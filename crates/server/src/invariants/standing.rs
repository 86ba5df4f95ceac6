//! The invariants that count, read as far as this release can, and what they say about a document.

use std::collections::BTreeSet;

use pointsman_domain::error::FieldError;
use pointsman_domain::ids::{InvariantId, ListId};
use pointsman_domain::json::parse_strict;
use pointsman_domain::workflow::{Condition, Document, WorkflowEvent};
use pointsman_engine::prove::{KnownLists, Statement};
use pointsman_engine::sentence::{OPEN, never_sentence};
use pointsman_engine::{CheckedWorkflow, ListDirectory, Plan, check, compile};
use pointsman_storage::invariants::{self, Invariant};
use pointsman_storage::{StorageError, Transaction};
use serde_json::Value;

use super::Judgement;
use super::wire::JudgedInvariant;
use crate::app::App;
use crate::lists;
use crate::workflows::{CheckError, Proving, proving};

/// An invariant with what can be asked about it.
pub(crate) struct ReadInvariant {
    pub(super) stored: Invariant,
    /// Its condition.
    pub(super) whom: Value,
    pub(super) sentence: String,
    /// What proofs take, or why there is nothing to prove.
    pub(super) statement: Result<Statement, String>,
}

impl ReadInvariant {
    pub(super) fn new(stored: Invariant, lists: &ListDirectory) -> Self {
        let whom = parse_strict(stored.text.whom.as_bytes()).unwrap_or_default();
        let (sentence, statement) = match Condition::from_json(&whom) {
            Ok(condition) => {
                let statement = Statement::new(&condition, &stored.text.never, lists);
                let sentence = never_sentence(&condition, &stored.text.never, lists);
                (sentence, statement.map_err(|errors| unfit(errors.into_iter().map(Into::into))))
            }
            Err(errors) => (OPEN.to_owned(), Err(unfit(errors.into_iter()))),
        };
        Self { stored, whom, sentence, statement }
    }

    /// The lists that it names.
    pub(super) fn lists(&self) -> impl Iterator<Item = ListId> + '_ {
        self.statement.iter().flat_map(Statement::lists)
    }

    /// Whether a plan keeps it.
    pub(super) fn judge(&self, plan: &Plan, known: &KnownLists<'_>) -> Judgement {
        match &self.statement {
            Ok(statement) => Judgement::of(plan, statement, known),
            Err(because) => Judgement::undecided(because.clone()),
        }
    }
}

fn unfit(errors: impl Iterator<Item = FieldError>) -> String {
    let details: Vec<String> = errors.map(|error| error.detail).collect();
    format!("the invariant does not check any more: {}", details.join("; "))
}

/// All that count, with the lists of the same moment.
#[derive(Default)]
pub(crate) struct Standing {
    pub(crate) lists: ListDirectory,
    invariants: Vec<ReadInvariant>,
}

impl Standing {
    /// Reads them.
    pub(crate) fn read(transaction: &mut Transaction<'_>) -> Result<Self, StorageError> {
        let lists = lists::directory(transaction)?;
        let found = invariants::active(transaction)?;
        let invariants = found.into_iter().map(|stored| ReadInvariant::new(stored, &lists));
        let invariants = invariants.collect();
        Ok(Self { lists, invariants })
    }

    /// Which they are.
    pub(super) fn numbers(&self) -> Vec<(InvariantId, i64)> {
        self.invariants.iter().map(|read| (read.stored.id, read.stored.version)).collect()
    }

    /// The lists that a workflow and its invariants name, ordered by id.
    pub(crate) fn mentioned(&self, workflow: &CheckedWorkflow) -> Vec<ListId> {
        let named = self.of(workflow.event).flat_map(ReadInvariant::lists);
        let all: BTreeSet<ListId> =
            workflow.lists.iter().map(|list| list.id).chain(named).collect();
        all.into_iter().collect()
    }

    fn of(&self, event: WorkflowEvent) -> impl Iterator<Item = &ReadInvariant> {
        self.invariants.iter().filter(move |read| read.stored.event == event)
    }

    /// Whether a plan keeps each of those that concern it.
    pub(crate) fn judge(&self, plan: &Plan, known: &KnownLists<'_>) -> Vec<JudgedInvariant> {
        let judged = self.of(plan.event()).map(|read| {
            let found = read.judge(plan, known);
            let taken = found.taken.map(|taken| plan.taken_route(taken).to_string());
            JudgedInvariant {
                id: read.stored.id,
                name: read.stored.text.name.clone(),
                verdict: found.verdict,
                scope: found.scope.into(),
                witness: found.witness,
                because: found.because,
                route: taken,
                sentence: read.sentence.clone(),
            }
        });
        judged.collect()
    }
}

/// Whether a document keeps the invariants; one with errors is not asked about.
pub(crate) async fn judge_document(
    app: &App,
    document: &Value,
) -> Result<Vec<JudgedInvariant>, CheckError> {
    let standing = app.storage().read(Standing::read).await?;
    if standing.invariants.is_empty() {
        return Ok(Vec::new());
    }
    Ok(judge_read(app, standing, document, Proving::Changing).await?.unwrap_or_default())
}

/// `None` if the document has errors.
pub(super) async fn judge_read(
    app: &App,
    standing: Standing,
    document: &Value,
    why: Proving,
) -> Result<Option<Vec<JudgedInvariant>>, CheckError> {
    let Ok(document) = Document::from_json(document) else { return Ok(None) };
    let Some(workflow) = check(&document, &standing.lists).workflow else { return Ok(None) };
    let mentioned = standing.mentioned(&workflow);
    let judge = move |known: &KnownLists<'_>| standing.judge(&compile(&workflow), known);
    let storage = Some(app.storage());
    proving(why, storage, app.contents(), mentioned, judge).await.map(Some)
}
