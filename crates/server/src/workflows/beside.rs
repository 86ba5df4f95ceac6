//! `POST /v1/workflows/disagreements`: whether a document and the versions that run beside it can settle one inquiry
//! differently.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_domain::workflow::WorkflowEvent;
use pointsman_engine::Plan;
use pointsman_engine::prove::{Disagreement, Disagrees, KnownLists, disagreements};
use pointsman_storage::workflows::{self, Listening};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::check::{Proving, proving};
use super::wire::{ProofScope, WorkflowDocument};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
use crate::deciding::plan_of;
use crate::lists;
use crate::problem::Problem;
use crate::runs::try_document::{below, plan as plan_of_document};
use crate::runs::wire::ActionKind;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(find_disagreements))
}

/// A document, and whose it is.
#[derive(Serialize, ToSchema)]
struct DisagreementsRequest {
    /// The document; it must be without errors.
    document: WorkflowDocument,
    /// `wfl_…`: the workflow whose text it would be, which is where it would run. Without one it would run last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    workflow: Option<String>,
}

/// What runs beside a document, and where they disagree.
#[derive(Debug, Serialize, ToSchema)]
struct Disagreements {
    /// The versions that run on the document's event besides, in their order.
    beside: Vec<Beside>,
    /// Ways in which one of them and the document settle one inquiry differently, in the order in which they run. Without
    /// one and without what is undecided there is no such inquiry, whatever is on lists.
    disagreements: Vec<OneDisagreement>,
}

/// A version that runs beside a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
struct Beside {
    /// `wfl_…`
    #[schema(value_type = String)]
    workflow: WorkflowId,
    /// The workflow's name.
    workflow_name: String,
    /// The version.
    #[schema(minimum = 1)]
    version: i64,
    /// Whether it runs before the document would, and so decides first.
    runs_before: bool,
}

/// One way in which two workflows settle one inquiry differently. The one that runs first is applied.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
struct OneDisagreement {
    /// The other version.
    with: Beside,
    /// What that one does.
    theirs: ActionKind,
    /// What the document does.
    ours: ActionKind,
    /// Whether it happens.
    verdict: DisagreementVerdict,
    /// For which contents of lists the example holds.
    scope: ProofScope,
    /// An inquiry about which they disagree, as `try` takes it. With an undecided verdict one about which they do with other
    /// items on the lists.
    #[schema(required)]
    witness: Option<Value>,
    /// Why it cannot be said.
    #[schema(required)]
    because: Option<String>,
}

/// Whether two workflows disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DisagreementVerdict {
    /// About the example.
    Yes,
    /// It cannot be said.
    Undecided,
}

/// A version that runs, with its text.
struct Running {
    workflow: WorkflowId,
    name: String,
    version: i64,
    text: String,
}

/// Whether a document and the versions that run beside it can settle one inquiry differently. Only the first that
/// decides is applied, so whoever writes the later one may be surprised. Nothing is kept.
#[utoipa::path(
    post,
    path = "/v1/workflows/disagreements",
    operation_id = "find_disagreements",
    tag = "workflows",
    request_body = DisagreementsRequest,
    responses(
        (status = 200, description = "What runs besides, and the ways in which they disagree.", body = Disagreements),
        (status = 404, description = "There is no such workflow."),
        (status = 422, description = "The document has errors, or the request does."),
    )
)]
async fn find_disagreements(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<Json<Disagreements>, Problem> {
    let mut fields = Fields::of(&body);
    let document = fields.required("document", readers::json);
    let own = fields.optional("workflow", readers::parsed::<WorkflowId>("invalid_id"));
    let document = fields.finish(|| document)?;
    let read = move |transaction: &mut Transaction<'_>| read(transaction, own);
    let (directory, order, running) = app.storage().read(read).await?;
    if let Some(own) = own.filter(|own| !order.contains(own)) {
        return Err(super::no_workflow(own));
    }
    let ours = plan_of_document(document, &directory).map_err(|errors| {
        Problem::invalid(errors.into_iter().map(|error| below("/document", error)).collect())
    })?;
    let place = |id: WorkflowId| order.iter().position(|other| *other == id);
    let ours_at = own.and_then(place).unwrap_or(order.len());
    let mut beside = Vec::new();
    let mut plans = Vec::new();
    for one in running {
        let plan = plan_of(one.workflow, one.version, &one.text, &directory);
        plans.push(plan.map_err(|error| Problem::internal(&error))?);
        beside.push(Beside {
            workflow: one.workflow,
            workflow_name: one.name,
            version: one.version,
            runs_before: place(one.workflow).is_some_and(|theirs| theirs < ours_at),
        });
    }
    let named = plans.iter().chain([&ours]).flat_map(|plan| plan.lists().lists());
    let mentioned: BTreeSet<ListId> = named.map(|list| list.id).collect();
    let others = beside.clone();
    let work = move |known: &KnownLists<'_>| found(&others, &plans, &ours, known);
    let mentioned = mentioned.into_iter().collect();
    let storage = Some(app.storage());
    let disagreements = proving(Proving::Looking, storage, app.contents(), mentioned, work).await?;
    Ok(Json(Disagreements { beside, disagreements }))
}

fn read(
    transaction: &mut Transaction<'_>,
    own: Option<WorkflowId>,
) -> Result<(pointsman_engine::ListDirectory, Vec<WorkflowId>, Vec<Running>), StorageError> {
    let directory = lists::directory(transaction)?;
    let order = workflows::order(transaction)?;
    let mut running = Vec::new();
    for found in workflows::listening(transaction, WorkflowEvent::InquiryCompleted)? {
        if let Listening::Running { version, document, .. } = found.listening
            && Some(found.id) != own
        {
            let (workflow, name) = (found.id, found.name);
            running.push(Running { workflow, name, version, text: document });
        }
    }
    Ok((directory, order, running))
}

/// One question for each that runs besides: how those disagree with each other is not asked.
fn found(
    beside: &[Beside],
    plans: &[Plan],
    ours: &Plan,
    known: &KnownLists<'_>,
) -> Vec<OneDisagreement> {
    let mut all = Vec::new();
    for (with, theirs) in beside.iter().zip(plans) {
        let found = disagreements(&[theirs, ours], known);
        all.extend(found.into_iter().map(|one| disagreement(with.clone(), one)));
    }
    all
}

fn disagreement(with: Beside, found: Disagreement) -> OneDisagreement {
    let [theirs, ours] = found.actions.map(ActionKind::from);
    let (verdict, witness, because) = match found.verdict {
        Disagrees::About(witness) => (DisagreementVerdict::Yes, Some(witness), None),
        Disagrees::Undecided { because, elsewhere } => {
            (DisagreementVerdict::Undecided, elsewhere, Some(because))
        }
    };
    let scope = witness.as_ref().map_or(ProofScope::PresentLists, |witness| witness.scope.into());
    let witness = witness.and_then(|witness| serde_json::to_value(witness).ok());
    OneDisagreement { with, theirs, ours, verdict, scope, witness, because }
}
