//! `POST /v1/workflows/check`.

use std::sync::{Arc, LazyLock};

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::ListId;
use pointsman_domain::workflow::{Diagnostic, Document};
use pointsman_engine::prove::{KnownLists, prove};
use pointsman_engine::sentence::explanation;
use pointsman_engine::{CheckedWorkflow, ListDirectory, check, compile};
use pointsman_storage::{Storage, StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::task::JoinError;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::contents::{Contents, ItemsChange, KnownContents, LargeLists};
use super::wire;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
use crate::invariants::Standing;
use crate::invariants::wire::JudgedInvariant;
use crate::lists;
use crate::problem::Problem;

/// Proofs of one kind at a time: each has a thread, and decisions need some too.
const AT_ONCE: usize = 2;

/// For whom something is proved. Whoever looks does not hold up who changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proving {
    /// For who looks at a text, perhaps at every keystroke.
    Looking,
    /// For who saves, publishes or starts one, or writes an invariant.
    Changing,
}

impl Proving {
    fn places(self) -> Arc<Semaphore> {
        static PLACES: LazyLock<[Arc<Semaphore>; 2]> =
            LazyLock::new(|| [(); 2].map(|()| Arc::new(Semaphore::new(AT_ONCE))));
        let [looking, changing] = &*PLACES;
        Arc::clone(match self {
            Self::Looking => looking,
            Self::Changing => changing,
        })
    }
}

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(check_document))
}

/// A document to check.
#[derive(Serialize, ToSchema)]
struct CheckRequest {
    /// Finished or not.
    document: wire::WorkflowDocument,
}

/// What is wrong with a document, what is proved about it, and the document in sentences. Nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/workflows/check",
    operation_id = "check_document",
    tag = "workflows",
    request_body = CheckRequest,
    responses(
        (status = 200, description = "Diagnostics, proofs and sentences; a document with errors is not proved, and one that cannot be read has only diagnostics.",
            body = wire::Checked),
        (status = 422, description = "There is no `document` in the body."),
    )
)]
async fn check_document(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<Json<wire::Checked>, Problem> {
    let mut fields = Fields::of(&body);
    let document = fields.required("document", readers::json);
    let document = fields.finish(|| document)?;
    Ok(Json(checked(Some(app.storage()), app.contents(), document).await?))
}

/// Why a document cannot be checked; ours.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// Lists cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The proof broke off.
    #[error("the proof broke off: {0}")]
    Stopped(#[from] JoinError),
}

impl From<CheckError> for Problem {
    fn from(error: CheckError) -> Self {
        match error {
            CheckError::Storage(error) => error.into(),
            CheckError::Stopped(error) => Self::internal(&error),
        }
    }
}

/// Checks a document and proves what can be proved, with the lists of a database or without any.
pub(super) async fn checked(
    storage: Option<&Storage>,
    known: Arc<KnownContents>,
    document: &Value,
) -> Result<wire::Checked, CheckError> {
    let standing = match storage {
        Some(storage) => storage.read(Standing::read).await?,
        None => Standing::default(),
    };
    let lists = &standing.lists;
    let (readable, diagnostics, explanation, workflow) = match Document::from_json(document) {
        Ok(document) => {
            let checking = check(&document, lists);
            let explanation = explanation(&document, lists);
            (true, checking.diagnostics, explanation, checking.workflow)
        }
        Err(errors) => {
            let diagnostics = errors.into_iter().map(Diagnostic::from).collect();
            (false, diagnostics, explanation(&Document::empty("", ""), lists), None)
        }
    };
    let (proved, invariants) = match workflow {
        Some(workflow) => proved(storage, known, workflow, standing).await?,
        None => (wire::Proved::NOTHING, Vec::new()),
    };
    Ok(wire::Checked {
        readable,
        diagnostics: diagnostics.into_iter().map(wire::Diagnostic::from).collect(),
        routes: proved.routes,
        everything_else: proved.everything_else,
        findings: proved.findings,
        more: proved.more,
        undecided_overlaps: proved.undecided_overlaps,
        invariants,
        explanation: explanation.into(),
    })
}

async fn proved(
    storage: Option<&Storage>,
    known: Arc<KnownContents>,
    workflow: CheckedWorkflow,
    standing: Standing,
) -> Result<(wire::Proved, Vec<JudgedInvariant>), CheckError> {
    let mentioned = standing.mentioned(&workflow);
    let work = move |known: &KnownLists<'_>| {
        let plan = compile(&workflow);
        let proofs = prove(&plan, known);
        (wire::Proved::new(&plan, proofs), standing.judge(&plan, known))
    };
    proving(Proving::Looking, storage, known, mentioned, work).await
}

/// Proves on a thread of its own, few at a time, so that nothing else waits for it. The place is the work's and not the
/// caller's: who gives up leaves a proof behind that still takes one.
pub(crate) async fn proving<T: Send + 'static>(
    why: Proving,
    storage: Option<&Storage>,
    known: Arc<KnownContents>,
    mentioned: Vec<ListId>,
    work: impl FnOnce(&KnownLists<'_>) -> T + Send + 'static,
) -> Result<T, CheckError> {
    // Nobody closes it.
    let place = why.places().acquire_owned().await.ok();
    let contents = contents(storage, known, mentioned).await?;
    let work = move || {
        let _place = place;
        work(&contents.known())
    };
    Ok(tokio::task::spawn_blocking(work).await?)
}

/// Proves with what is on lists now, and with what would be on them then.
pub(crate) async fn proving_before_and_after<T: Send + 'static>(
    storage: &Storage,
    known: Arc<KnownContents>,
    mentioned: Vec<ListId>,
    change: Arc<ItemsChange>,
    work: impl FnOnce(&KnownLists<'_>, &KnownLists<'_>) -> T + Send + 'static,
) -> Result<T, CheckError> {
    // Nobody closes it.
    let place = Proving::Looking.places().acquire_owned().await.ok();
    let read = move |known: &KnownContents, t: &mut Transaction<'_>, large: LargeLists| {
        let before = known.of(t, &mentioned, large)?;
        Ok((before, known.with_change(t, &mentioned, &change, large)?))
    };
    let (before, after) = known.reading(storage, read).await?;
    let work = move || {
        let _place = place;
        work(&before.known(), &after.known())
    };
    Ok(tokio::task::spawn_blocking(work).await?)
}

/// The lists that a document may name.
pub(crate) async fn directory(storage: Option<&Storage>) -> Result<ListDirectory, CheckError> {
    match storage {
        Some(storage) => Ok(storage.read(lists::directory).await?),
        None => Ok(ListDirectory::default()),
    }
}

/// What is on these lists now.
pub(super) async fn contents(
    storage: Option<&Storage>,
    known: Arc<KnownContents>,
    mentioned: Vec<ListId>,
) -> Result<Arc<Contents>, CheckError> {
    let Some(storage) = storage else { return Ok(Arc::default()) };
    let read = move |known: &KnownContents, t: &mut Transaction<'_>, large: LargeLists| {
        known.of(t, &mentioned, large)
    };
    Ok(known.reading(storage, read).await?)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_proof_whose_caller_has_gone_still_takes_a_place() {
        let ask = |why| proving(why, None, Arc::default(), Vec::new(), |_| ());
        let mut ends = Vec::new();
        for _ in 0..AT_ONCE {
            let (begun, has_begun) = oneshot::channel();
            let (end, ended) = mpsc::channel::<()>();
            ends.push(end);
            let work = move |_: &KnownLists<'_>| {
                begun.send(()).unwrap();
                ended.recv().unwrap_err();
            };
            let asked = proving(Proving::Looking, None, Arc::default(), Vec::new(), work);
            let asked = tokio::spawn(asked);
            has_begun.await.unwrap();
            asked.abort();
            asked.await.unwrap_err();
        }
        let mut next = Box::pin(ask(Proving::Looking));
        assert!((&mut next).now_or_never().is_none(), "all places are taken");
        ask(Proving::Changing).await.unwrap();
        drop(ends);
        next.await.unwrap();
    }
}
