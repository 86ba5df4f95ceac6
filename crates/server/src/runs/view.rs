//! A stored run on its way out.

use pointsman_domain::run::Applied;
use pointsman_domain::workflow::TakenRoute;
use pointsman_engine::sentence::{DecidedBy, run_sentence};
use pointsman_storage::Transaction;
use pointsman_storage::runs::Run;

use super::names::{ReadRunError, RouteNames};
use super::wire;
use crate::auth::hex;

/// The run in short.
pub(crate) fn summary(
    transaction: &mut Transaction<'_>,
    names: &RouteNames,
    run: &Run,
) -> Result<wire::RunSummary, ReadRunError> {
    let Run { run, workflow_name, .. } = run;
    let route_name = names.name(transaction, run.workflow, run.version, &run.route)?;
    let by = decided_by(&run.route, &route_name, workflow_name, run.version);
    Ok(wire::RunSummary {
        id: run.id,
        workflow: run.workflow,
        workflow_name: workflow_name.clone(),
        version: run.version,
        route: run.route.to_string(),
        actions: run.actions.iter().copied().map(wire::Action::from).collect(),
        applied: run.applied == Applied::Yes,
        reason: match run.applied {
            Applied::Yes => None,
            Applied::No(reason) => Some(reason.into()),
        },
        at: run.created_at.into(),
        sentence: run_sentence(run.outcome, by, run.applied),
        route_name,
    })
}

/// The run without its trace.
pub(crate) fn run(
    transaction: &mut Transaction<'_>,
    names: &RouteNames,
    found: &Run,
) -> Result<wire::Run, ReadRunError> {
    Ok(wire::Run {
        summary: summary(transaction, names, found)?,
        inquiry: found.inquiry,
        inquiry_reference_id: found.inquiry_reference_id.clone(),
        event: found.run.event.as_str().to_owned(),
        ran: found.run.ran.iter().copied().map(wire::RanVersion::from).collect(),
        semantics: found.run.semantics,
        trace_digest: hex(&found.run.trace_digest),
        trace: None,
    })
}

/// A route as the one who decides.
pub(crate) fn decided_by<'a>(
    taken: &TakenRoute,
    route: &'a str,
    workflow: &'a str,
    version: i64,
) -> DecidedBy<'a> {
    match taken {
        TakenRoute::Route(_) => DecidedBy::Route { route, workflow, version },
        TakenRoute::EverythingElse => DecidedBy::EverythingElse { workflow, version },
    }
}
