//! Routes that nobody would take any more, or somebody for the first time.

use std::sync::Arc;

use pointsman_domain::ids::ListId;
use pointsman_engine::Plan;
use pointsman_engine::prove::{KnownLists, prove};

use super::wire::{ListImpactRoute, ListImpactUndecided};
use crate::app::App;
use crate::problem::Problem;
use crate::workflows::contents::ItemsChange;
use crate::workflows::proving_before_and_after;
use crate::workflows::wire::{Proved, Verdict};

/// What is known of a plan's routes.
pub(super) struct Differing {
    pub(super) routes: Vec<ListImpactRoute>,
    pub(super) undecided: Vec<ListImpactUndecided>,
}

/// Routes of a plan whose reachability changes with the items, and those of which that cannot be said.
pub(super) async fn differing(
    app: &App,
    plan: &Arc<Plan>,
    change: &Arc<ItemsChange>,
) -> Result<Differing, Problem> {
    let mentioned: Vec<ListId> = plan.lists().lists().map(|list| list.id).collect();
    let plan = Arc::clone(plan);
    let work = move |before: &KnownLists<'_>, after: &KnownLists<'_>| {
        let proved = |known| Proved::new(&plan, prove(&plan, known));
        compared(&plan, proved(before), proved(after))
    };
    let (storage, contents) = (app.storage(), app.contents());
    Ok(proving_before_and_after(storage, contents, mentioned, Arc::clone(change), work).await?)
}

/// A list that can be read with the items that it has and not with the others leaves routes undecided on one side. That is
/// no change of what they do.
fn compared(plan: &Plan, before: Proved, after: Proved) -> Differing {
    let before = before.routes.into_iter().chain(before.everything_else);
    let after = after.routes.into_iter().chain(after.everything_else);
    let names = plan.routes().iter().map(|route| Some(route.name().to_owned())).chain([None]);
    let mut differing = Differing { routes: Vec::new(), undecided: Vec::new() };
    for ((before, after), name) in before.zip(after).zip(names) {
        let (id, verdicts) = (after.id, (before.reachable, after.reachable));
        match verdicts {
            (Verdict::Undecided, _) | (_, Verdict::Undecided) => {
                let why =
                    if verdicts.1 == Verdict::Undecided { after.because } else { before.because };
                differing.undecided.push(ListImpactUndecided { id, name, because: why });
            }
            (before, after) if before != after => {
                differing.routes.push(ListImpactRoute { id, name, before, after });
            }
            _ => {}
        }
    }
    differing
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use pointsman_domain::ids::ItemId;
    use pointsman_domain::list::{ItemValue, ListKind};
    use pointsman_engine::prove::{ListContents, ListItems, Present, PresentLists};
    use pointsman_engine::{ListDirectory, ListIndex, ListRef};
    use serde_json::json;

    use super::*;
    use crate::deciding::plan_of;

    const LIST: &str = "lst_00000000000000000000000001";

    /// A plan with one route for a list, and what is proved of it with these items on it; without any they are too many.
    fn proved(items: Option<&[&str]>) -> (Plan, Proved) {
        let list: ListId = LIST.parse().unwrap();
        let kind = ListKind::IpAddress;
        let text = json!({
            "format": 1, "name": "W", "event": "inquiry.completed",
            "routes": [{"id": "rt_on", "name": "On it", "then": [{"action": "decline"}],
                "if": {"attribute": "list_matches", "operator": "contains", "value": LIST}}],
            "everything_else": [{"action": "approve"}],
        });
        let known = ListRef {
            id: list,
            key: "blocked".parse().unwrap(),
            name: "Blocked".to_owned(),
            archived: false,
            items: 0,
        };
        let workflow = "wfl_00000000000000000000000001".parse().unwrap();
        let directory = ListDirectory::new([known]);
        let plan = plan_of(workflow, 1, &text.to_string(), &directory).unwrap();
        let values: Option<Vec<ItemValue>> = items
            .map(|items| items.iter().map(|text| ItemValue::read(&kind, text).unwrap()).collect());
        let items = values.as_deref().map_or(ListItems::Unknown, ListItems::All);
        let contents = [ListContents { list, kind: &kind, items }];
        let mut index = ListIndex::new();
        let numbered = values.iter().flatten().cloned().zip(1..);
        let numbered: Vec<_> =
            numbered.map(|(value, n)| (ItemId::from_bytes([n; 16]), value)).collect();
        index.apply(list, 1, &numbered, &[]);
        let present = PresentLists::new(&contents, &index);
        let known = KnownLists {
            kinds: BTreeMap::from([(list, kind.clone())]),
            present: Some(Present { lists: &present, matching: &index }),
        };
        let proved = Proved::new(&plan, prove(&plan, &known));
        (plan, proved)
    }

    fn told(before: Option<&[&str]>, after: Option<&[&str]>) -> (Vec<String>, Vec<String>) {
        let (plan, before) = proved(before);
        let Differing { routes, undecided } = compared(&plan, before, proved(after).1);
        assert!(undecided.iter().all(|route| route.because.is_some()));
        let changed = routes
            .into_iter()
            .map(|route| format!("{} {:?} {:?}", route.id, route.before, route.after));
        (changed.collect(), undecided.into_iter().map(|route| route.id).collect())
    }

    #[test]
    fn a_route_that_somebody_takes_for_the_first_time_and_no_longer_is_told() {
        let one: Option<&[&str]> = Some(&["192.0.2.1"]);
        let told_of = |text: &str| (vec![text.to_owned()], Vec::new());
        assert_eq!(told(Some(&[]), one), told_of("rt_on No Yes"));
        assert_eq!(told(one, Some(&[])), told_of("rt_on Yes No"));
        assert_eq!(told(one, Some(&["192.0.2.2"])), (Vec::new(), Vec::new()));
    }

    #[test]
    fn a_list_that_cannot_be_looked_through_on_one_side_is_no_change() {
        let one: Option<&[&str]> = Some(&["192.0.2.1"]);
        for (before, after) in [(one, None), (None, one), (None, None)] {
            let (changed, undecided) = told(before, after);
            assert_eq!((changed, undecided.first()), (Vec::new(), Some(&"rt_on".to_owned())));
        }
    }
}
