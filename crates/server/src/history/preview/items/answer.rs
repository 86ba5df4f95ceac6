//! From items to what they would change.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_engine::Plan;
use pointsman_history::{Answer, Cache, Cancel, preview};

use super::concerned::{Counted, concerned};
use super::proofs;
use super::read::{Read, read};
use super::remarks::{Sorted, matching_many, sorted};
use super::wire::{ListImpact, ListImpactWorkflow, ListRemark};
use crate::app::App;
use crate::auth::Caller;
use crate::history::preview::counts::milliseconds;
use crate::history::preview::prepare::Prepared;
use crate::history::preview::view;
use crate::history::preview::work;
use crate::history::room::Place;
use crate::lists::proposal::{self, Proposal, ProposedLine};
use crate::problem::Problem;
use crate::workflows::contents::ItemsChange;

/// Remarks in an answer.
const REMARKS: usize = 200;
/// What answers of conditions may take in memory: they are of a list that never will be.
const CACHE_BYTES: usize = 16 * 1024 * 1024;

/// Ends the work when nobody waits any more.
struct Waiting(Arc<Cancel>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// What the items would change.
pub(super) async fn answer(
    app: &App,
    caller: &Caller,
    id: ListId,
    lines: (Vec<ProposedLine>, u64),
    remove: BTreeSet<ItemId>,
    began: Duration,
) -> Result<ListImpact, Problem> {
    let proposal = app.storage().read(move |t| proposal::proposal(t, id, lines, &remove)).await?;
    let list = proposal.list.clone();
    let read = app.storage().read(move |t| read(t, &list)).await?;
    let proposal = Arc::new(proposal);
    let own = Arc::clone(&proposal);
    let sorted = tokio::task::spawn_blocking(move || {
        sorted(&own.lines, own.present.as_deref().unwrap_or_default(), &own.removed)
    })
    .await;
    let sorted = sorted.map_err(|error| Problem::internal(&error))?;
    let copy = ListId::new(app.ids(), app.now());
    let asked = read.prepared(id, copy).map_err(|error| Problem::internal(&error))?;
    let asked = Arc::new(asked);
    let mut lists = BTreeSet::from([id]);
    for plan in asked.iter().filter_map(present_plan) {
        lists.extend(plan.lists().lists().map(|list| list.id));
    }
    app.history().up_to_now(app, &lists).await?;
    let cancel = Arc::new(Cancel::default());
    let waiting = Waiting(Arc::clone(&cancel));
    let counted = concerned(app, &proposal, &sorted, cancel).await?;
    // Only now: who holds a place does not wait for the files.
    let answers = match asked.first() {
        Some(first) => {
            let place = work::enter(app, caller, first, "items").await?;
            counts(app, place, &asked, &counted, (id, copy)).await?
        }
        None => Vec::new(),
    };
    drop(waiting);
    let workflows = workflows(app, &read, &asked, &answers, &proposal, &sorted, &counted).await?;
    let took = milliseconds(app, began);
    Ok(impact(&proposal, sorted, &counted, workflows, took))
}

fn present_plan(asked: &Prepared) -> Option<&Arc<Plan>> {
    asked.baseline.as_ref().map(|(_, plan)| plan)
}

/// Asks the past about each workflow with both lists.
async fn counts(
    app: &App,
    place: Place,
    asked: &Arc<Vec<Prepared>>,
    counted: &Counted,
    (list, copy): (ListId, ListId),
) -> Result<Vec<Answer>, Problem> {
    let inquiries = counted.with_copy(list, copy);
    let own = Arc::clone(asked);
    let begun = work::begin(app, place, Arc::clone(&counted.past), move |means| {
        let cache = Cache::new(CACHE_BYTES);
        let ask = |asked: &Prepared| {
            preview(&inquiries, &asked.question(), &cache, means.effort(u64::MAX), |_| {})
        };
        own.iter().map(ask).collect()
    });
    work::ended(begun).await
}

async fn workflows(
    app: &App,
    read: &Read,
    asked: &[Prepared],
    answers: &[Answer],
    proposal: &Proposal,
    sorted: &Sorted,
    counted: &Counted,
) -> Result<Vec<ListImpactWorkflow>, Problem> {
    let change = Arc::new(ItemsChange {
        list: proposal.list.id,
        added: sorted.new.iter().map(|line| (line.item, line.value.clone())).collect(),
        removed: proposal.removed.iter().map(|(item, _)| *item).collect(),
    });
    let mut found = Vec::new();
    for ((running, asked), answer) in read.running.iter().zip(asked).zip(answers) {
        let Some(present) = present_plan(asked) else { continue };
        let cells = || {
            answer.flow.iter().map(|cell| {
                let decides = asked.plan.action(cell.to) != present.action(cell.from);
                (cell.count, decides, view::differs(&asked.plan, present, cell.from, cell.to))
            })
        };
        found.push(ListImpactWorkflow {
            id: running.workflow,
            name: running.name.clone(),
            version: running.version,
            decided_differently: cells().filter(|cell| cell.1).map(|cell| cell.0).sum(),
            changed: cells().filter(|cell| cell.2).map(|cell| cell.0).sum(),
            preview: view::preview(asked, &counted.past, answer, 0),
            routes: proofs::changed(app, present, &change).await?,
        });
    }
    Ok(found)
}

fn impact(
    proposal: &Proposal,
    sorted: Sorted,
    counted: &Counted,
    workflows: Vec<ListImpactWorkflow>,
    took_ms: u64,
) -> ListImpact {
    let considered = counted.past.inquiries.len();
    let Sorted { new, already, mut remarks } = sorted;
    remarks.extend(matching_many(&new, &counted.by_item, considered));
    let (remarks, remarks_more) = shown(remarks);
    ListImpact {
        considered,
        complete_to: counted.past.complete_to().map(Into::into),
        took_ms,
        added: new.len(),
        removed: proposal.removed.len(),
        already,
        bad: proposal.bad,
        matched: counted.matched,
        newly_on: counted.newly_on,
        no_longer_on: counted.no_longer_on,
        compared: proposal.present.is_some(),
        workflows,
        remarks,
        remarks_more,
    }
}

/// Dangers first, then by line.
fn shown(mut remarks: Vec<ListRemark>) -> (Vec<ListRemark>, usize) {
    remarks.sort_by_key(|remark| (remark.kind, remark.number));
    let more = remarks.len().saturating_sub(REMARKS);
    remarks.truncate(REMARKS);
    (remarks, more)
}
