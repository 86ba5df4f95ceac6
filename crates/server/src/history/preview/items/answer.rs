//! From items to what they would change.

use std::cmp::Reverse;
use std::sync::Arc;
use std::time::Duration;

use pointsman_domain::workflow::DecisionAction;
use pointsman_history::{Answer, Cache, Settled, preview, together};

use super::looked::{Looked, Question, begun};
use super::proofs;
use super::read::Asked;
use super::remarks::{Sorted, matching_many};
use super::wire::{ListImpact, ListImpactTogether, ListImpactWorkflow, ListRemark};
use crate::app::App;
use crate::auth::Caller;
use crate::history::preview::counts::milliseconds;
use crate::history::preview::wire::PreviewOutcomeChange;
use crate::history::preview::{view, work};
use crate::problem::Problem;
use crate::workflows::contents::ItemsChange;

/// Remarks in an answer.
const REMARKS: usize = 200;

/// What the items would change.
pub(super) async fn answer(
    app: &App,
    caller: &Caller,
    question: Question,
    began: Duration,
) -> Result<ListImpact, Problem> {
    let asker = work::asker(caller, question.among.asker.clone(), "items");
    let _place = app.impacts().room().enter(asker).await?;
    let looked = Looked::new(app, question).await?;
    let (answers, settled) = counts(app, caller, &looked).await?;
    let workflows = workflows(app, &looked, &answers).await?;
    Ok(impact(app, looked, settled, workflows, began))
}

/// Asks the past about each workflow that asks about the list, with both lists, and about all of them together.
async fn counts(
    app: &App,
    caller: &Caller,
    looked: &Looked,
) -> Result<(Vec<Answer>, Settled), Problem> {
    let inquiries = looked.whom.with_copy(looked.list(), looked.copy);
    let own = Arc::clone(&looked.asked);
    let window = looked.among.window.asked();
    let past = Arc::clone(&looked.whom.past);
    begun(app, caller, (&looked.among, "items"), past, move |means| {
        let cache = Cache::new(super::looked::CACHE_BYTES);
        let effort = || means.effort(u64::MAX);
        let ask = |asked: &Asked| {
            preview(&inquiries, &asked.prepared.question(), &cache, effort(), |_| {})
        };
        let answers = own.iter().filter(|asked| asked.uses).map(ask).collect::<Result<_, _>>()?;
        let sides = super::looked::Sides::of(&own);
        Ok((answers, together(&inquiries, &sides.asked(window), &cache, effort())?))
    })
    .await
}

async fn workflows(
    app: &App,
    looked: &Looked,
    answers: &[Answer],
) -> Result<Vec<ListImpactWorkflow>, Problem> {
    let Looked { proposal, sorted, .. } = looked;
    let change = Arc::new(ItemsChange {
        list: looked.list(),
        added: sorted.new.iter().map(|line| (line.item, line.value.clone())).collect(),
        removed: proposal.removed.iter().map(|(item, _)| *item).collect(),
    });
    let mut found = Vec::new();
    for (asked, answer) in looked.asked.iter().filter(|asked| asked.uses).zip(answers) {
        let (present, then) = (&asked.present, &asked.prepared.plan);
        let cells = || {
            answer.flow.iter().map(|cell| {
                let decides = then.action(cell.to) != present.action(cell.from);
                (cell.count, decides, view::differs(then, present, cell.from, cell.to))
            })
        };
        let proofs::Differing { routes, undecided } =
            proofs::differing(app, present, &change).await?;
        found.push(ListImpactWorkflow {
            id: asked.workflow,
            name: asked.name.clone(),
            version: asked.version,
            route_names: present
                .routes()
                .iter()
                .map(|route| (route.id().to_string(), route.name().to_owned()))
                .collect(),
            decided_differently: cells().filter(|cell| cell.1).map(|cell| cell.0).sum(),
            changed: cells().filter(|cell| cell.2).map(|cell| cell.0).sum(),
            preview: view::preview(&asked.prepared, &looked.whom.past, answer, 0),
            routes,
            undecided,
        });
    }
    Ok(found)
}

fn impact(
    app: &App,
    looked: Looked,
    settled: Settled,
    workflows: Vec<ListImpactWorkflow>,
    began: Duration,
) -> ListImpact {
    let Looked { proposal, sorted: Sorted { new, already, mut remarks }, counted, .. } = looked;
    let considered = settled.considered;
    let broad_one_in = app.options().broad_item_one_in.get();
    remarks.extend(matching_many(&new, &counted.by_item, considered, broad_one_in));
    let (remarks, remarks_more) = shown(remarks);
    ListImpact {
        considered,
        complete_to: looked.whom.past.complete_to().map(Into::into),
        took_ms: milliseconds(app, began),
        added: new.len(),
        removed: proposal.removed.len(),
        already,
        bad: proposal.bad,
        matched: counted.matched,
        newly_on: counted.newly_on,
        no_longer_on: counted.no_longer_on,
        compared: proposal.present.is_some(),
        together: all_together(&settled),
        workflows,
        broad_one_in,
        remarks,
        remarks_more,
    }
}

fn all_together(settled: &Settled) -> ListImpactTogether {
    let pairs = DecisionAction::ALL
        .into_iter()
        .flat_map(|from| DecisionAction::ALL.into_iter().map(move |to| (from, to)));
    let changes = pairs.filter(|(from, to)| from != to).map(|(from, to)| PreviewOutcomeChange {
        from: from.into(),
        to: to.into(),
        count: settled.count_of(from, to),
    });
    let mut outcome_changes: Vec<_> = changes.filter(|change| change.count > 0).collect();
    outcome_changes.sort_by_key(|change| Reverse(change.count));
    ListImpactTogether {
        decided_differently: settled.changed(),
        outcomes: view::outcomes(&settled.after()),
        baseline_outcomes: view::outcomes(&settled.before()),
        outcome_changes,
    }
}

/// Dangers first, then by line.
fn shown(mut remarks: Vec<ListRemark>) -> (Vec<ListRemark>, usize) {
    remarks.sort_by_key(|remark| (remark.kind, remark.number));
    let more = remarks.len().saturating_sub(REMARKS);
    remarks.truncate(REMARKS);
    (remarks, more)
}
