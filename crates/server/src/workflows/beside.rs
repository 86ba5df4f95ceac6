//! `POST /v1/workflows/disagreements`: whether a document and the versions that run beside it can settle one inquiry
//! differently.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::{ListId, WorkflowId};
use pointsman_domain::workflow::WorkflowEvent;
use pointsman_engine::prove::{Disagreement, Disagrees, KnownLists, disagreements_within, limits};
use pointsman_engine::{ListDirectory, Plan};
use pointsman_storage::workflows::{self, Listening};
use pointsman_storage::{StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::proving::{Proving, proving};
use super::wire::{ProofScope, WorkflowDocument};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
use crate::deciding::plan_of;
use crate::lists;
use crate::problem::Problem;
use crate::runs::try_document::{below, plan as plan_of_document};
use crate::runs::wire::ActionKind;

const NOT_READABLE: &str = "its text cannot be executed any more";
const TOO_MUCH: &str = "asking about it takes more work than is allowed for all of them together";

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
    /// Ways in which one of them and the document settle one inquiry differently, in the order in which they run. For a
    /// version that was asked about (its `not_asked` is `null`), without one and without what is undecided there is no such
    /// inquiry, whatever is on lists.
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
    /// Why nothing was asked about it, such as because its text does not check any more; `null` if it was.
    #[schema(required)]
    not_asked: Option<String>,
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
    let is_before = |one: &Running| place(one.workflow).is_some_and(|theirs| theirs < ours_at);
    let asked: Vec<(Beside, Option<Plan>)> =
        running.into_iter().map(|one| beside(&one, is_before(&one), &directory)).collect();
    let plans = asked.iter().filter_map(|(_, plan)| plan.as_ref());
    let named = plans.chain([&ours]).flat_map(|plan| plan.lists().lists());
    let mentioned: BTreeSet<ListId> = named.map(|list| list.id).collect();
    let work = move |known: &KnownLists<'_>| found(&asked, &ours, known, limits::STEPS);
    let mentioned = mentioned.into_iter().collect();
    let storage = Some(app.storage());
    Ok(Json(proving(Proving::Looking, storage, app.contents(), mentioned, work).await?))
}

fn read(
    transaction: &mut Transaction<'_>,
    own: Option<WorkflowId>,
) -> Result<(ListDirectory, Vec<WorkflowId>, Vec<Running>), StorageError> {
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

/// A version that runs besides, with its plan if it has one: each is named, whatever may be asked about it.
fn beside(
    Running { workflow, name, version, text }: &Running,
    runs_before: bool,
    directory: &ListDirectory,
) -> (Beside, Option<Plan>) {
    let plan = plan_of(*workflow, *version, text, directory);
    let problem = plan.as_ref().err().map(|error| &error.problem);
    let beside = Beside {
        workflow: *workflow,
        workflow_name: name.clone(),
        version: *version,
        runs_before,
        not_asked: problem.map(|problem| format!("{NOT_READABLE}: {problem}")),
    };
    (beside, plan.ok())
}

/// One question for each that runs besides, with so many steps of work for all of them: how those disagree with each
/// other is not asked.
fn found(
    asked: &[(Beside, Option<Plan>)],
    ours: &Plan,
    known: &KnownLists<'_>,
    steps: u64,
) -> Disagreements {
    let mut left = steps;
    let mut all = Disagreements { beside: Vec::new(), disagreements: Vec::new() };
    for (with, plan) in asked {
        let mut with = with.clone();
        if let Some(theirs) = plan {
            if left == 0 {
                with.not_asked = Some(TOO_MUCH.to_owned());
            } else {
                let (found, rest) = disagreements_within(&[theirs, ours], known, left);
                left = rest;
                let found = found.into_iter().map(|one| disagreement(with.clone(), one));
                all.disagreements.extend(found);
            }
        }
        all.beside.push(with);
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

#[cfg(test)]
mod tests {
    use pointsman_domain::clock::Timestamp;
    use pointsman_domain::ids::CountingIds;
    use serde_json::json;

    use super::*;

    fn plan(age: i64, action: &str) -> Plan {
        let young = json!({"attribute": "age", "operator": "less_than", "value": age});
        let document = json!({"format": 1, "name": "Ages", "event": "inquiry.completed",
            "routes": [{"id": "rt_1", "name": "Young", "if": young, "then": [{"action": action}]}],
            "everything_else": [{"action": "approve"}]});
        plan_of_document(&document, &ListDirectory::default()).expect("a plan")
    }

    /// All three decline somebody whom the document approves.
    fn ask(steps: u64) -> Disagreements {
        let ids = CountingIds::default();
        let asked = [30, 40, 50].map(|age| {
            let beside = Beside {
                workflow: WorkflowId::new(&ids, Timestamp::from_microseconds(0)),
                workflow_name: format!("Under {age}"),
                version: 1,
                runs_before: true,
                not_asked: None,
            };
            (beside, Some(plan(age, "decline")))
        });
        found(&asked, &plan(18, "decline"), &KnownLists::default(), steps)
    }

    #[test]
    fn the_work_is_bounded_for_all_that_run_together_and_the_rest_is_named() {
        let all = ask(limits::STEPS);
        assert!(all.beside.iter().all(|beside| beside.not_asked.is_none()));
        let yes = |one: &&OneDisagreement| one.verdict == DisagreementVerdict::Yes;
        assert_eq!(all.disagreements.iter().filter(yes).count(), 3);

        // Enough to read the first two, and for no question about them.
        let few = ask(4);
        let asked: Vec<bool> = few.beside.iter().map(|beside| beside.not_asked.is_none()).collect();
        assert_eq!(asked, [true, false, false]);
        assert_eq!(few.beside[2].not_asked.as_deref(), Some(TOO_MUCH));
        for one in &few.disagreements {
            assert_eq!(one.verdict, DisagreementVerdict::Undecided);
            assert_ne!(one.theirs, one.ours, "it says what each would do");
        }
        assert_eq!(few.disagreements.len(), 6);
    }
    #[test]
    fn a_version_that_cannot_be_executed_any_more_is_named() {
        let ids = CountingIds::default();
        let running = |name: &str, text: &str| Running {
            workflow: WorkflowId::new(&ids, Timestamp::from_microseconds(0)),
            name: name.to_owned(),
            version: 3,
            text: text.to_owned(),
        };
        let good = json!({"format": 1, "name": "Good", "event": "inquiry.completed", "routes": [],
            "everything_else": [{"action": "decline"}]});
        let lists = ListDirectory::default();
        let asked = [running("Bad", r#"{"format": 9}"#), running("Good", &good.to_string())]
            .map(|one| beside(&one, true, &lists));
        let all = found(&asked, &plan(18, "decline"), &KnownLists::default(), limits::STEPS);
        let [bad, other] = all.beside.as_slice() else { panic!("{all:?}") };
        let why = bad.not_asked.as_deref().expect("a reason");
        assert!(why.starts_with(NOT_READABLE), "{why}");
        assert_eq!((bad.version, other.not_asked.as_ref()), (3, None));
        assert!(all.disagreements.iter().all(|one| one.with == *other), "{all:?}");
        assert!(!all.disagreements.is_empty());
    }
}
