//! Routes that nobody would take any more, or somebody for the first time.

use std::sync::Arc;

use pointsman_domain::ids::ListId;
use pointsman_engine::Plan;
use pointsman_engine::prove::{KnownLists, prove};

use super::wire::ListImpactRoute;
use crate::app::App;
use crate::problem::Problem;
use crate::workflows::contents::ItemsChange;
use crate::workflows::proving_before_and_after;
use crate::workflows::wire::Proved;

/// Routes of a plan whose reachability changes with the items.
pub(super) async fn changed(
    app: &App,
    plan: &Arc<Plan>,
    change: &Arc<ItemsChange>,
) -> Result<Vec<ListImpactRoute>, Problem> {
    let mentioned: Vec<ListId> = plan.lists().lists().map(|list| list.id).collect();
    let plan = Arc::clone(plan);
    let work = move |before: &KnownLists<'_>, after: &KnownLists<'_>| {
        let proved = |known| Proved::new(&plan, prove(&plan, known));
        differing(&plan, proved(before), proved(after))
    };
    let (storage, contents) = (app.storage(), app.contents());
    Ok(proving_before_and_after(storage, contents, mentioned, Arc::clone(change), work).await?)
}

fn differing(plan: &Plan, before: Proved, after: Proved) -> Vec<ListImpactRoute> {
    let before = before.routes.into_iter().chain(before.everything_else);
    let after = after.routes.into_iter().chain(after.everything_else);
    let names = plan.routes().iter().map(|route| Some(route.name().to_owned())).chain([None]);
    before
        .zip(after)
        .zip(names)
        .filter(|((before, after), _)| before.reachable != after.reachable)
        .map(|((before, after), name)| ListImpactRoute {
            id: after.id,
            name,
            before: before.reachable,
            after: after.reachable,
        })
        .collect()
}
