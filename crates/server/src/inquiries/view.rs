//! Stored inquiries on their way out: with runs, names of lists and workflows, and the timeline. Whoever may not read
//! lists is told which list matched, and not what stands in it.

use std::collections::BTreeMap;

use pointsman_domain::attribute::{AttributeKey, ListMatch, Origin};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ItemId, ListId, WorkflowId};
use pointsman_domain::inquiry::Verification;
use pointsman_domain::people::{Authority, Right};
use pointsman_engine::sentence::left_alone_sentence;
use pointsman_storage::events::{self, Event};
use pointsman_storage::inquiries::{self, Inquiry, LeftAlone};
use pointsman_storage::runs::{self, NewRun, Run};
use pointsman_storage::{StorageError, Transaction, lists, workflows};
use serde_json::{Value, json};

use super::decision::decision;
use super::{timeline, wire};
use crate::deciding::Completed;
use crate::runs::names::{ReadRunError, RouteNames};
use crate::runs::view::summary;
use crate::runs::wire::RunSummary;

/// One inquiry with its timeline; `None` if there is none.
pub(crate) fn one(
    transaction: &mut Transaction<'_>,
    names: &RouteNames,
    reader: Authority,
    id: InquiryId,
) -> Result<Option<wire::Inquiry>, ReadRunError> {
    let Some(inquiry) = inquiries::get(transaction, id)? else { return Ok(None) };
    let facts = events::of_inquiry(transaction, id)?;
    let shown = several(transaction, names, reader, vec![inquiry])?;
    Ok(shown.into_iter().next().map(|mut inquiry| {
        inquiry.timeline = Some(timeline::entries(facts, &inquiry.runs));
        inquiry
    }))
}

/// An inquiry as a transaction has just written it, with all that hangs on it.
pub(crate) struct New {
    pub(crate) inquiry: Inquiry,
    /// In the order of their workflows.
    pub(crate) runs: Vec<NewRun>,
    /// Oldest first.
    pub(crate) facts: Vec<Event>,
}

impl From<Completed> for New {
    fn from(completed: Completed) -> Self {
        let Completed { inquiry, runs, facts, mut facts_before } = completed;
        facts_before.extend(facts);
        Self { inquiry, runs, facts: facts_before }
    }
}

/// What [`one`] would read.
pub(crate) fn new(
    transaction: &mut Transaction<'_>,
    names: &RouteNames,
    reader: Authority,
    new: New,
) -> Result<wire::Inquiry, ReadRunError> {
    let New { inquiry, runs, facts } = new;
    let mut summaries = Vec::with_capacity(runs.len());
    // Newest first.
    for run in runs.into_iter().rev() {
        let workflow = workflows::get(transaction, run.workflow)?;
        let run = Run {
            inquiry: inquiry.id,
            inquiry_reference_id: inquiry.reference_id.clone(),
            workflow_name: workflow.map(|workflow| workflow.name).unwrap_or_default(),
            run,
        };
        summaries.push(summary(transaction, names, &run)?);
    }
    let known = Known::read(transaction, reader, std::slice::from_ref(&inquiry))?;
    let mut shown = on_the_wire(inquiry, summaries, &known);
    shown.timeline = Some(timeline::entries(facts, &shown.runs));
    Ok(shown)
}

/// Inquiries without their timelines.
pub(crate) fn several(
    transaction: &mut Transaction<'_>,
    names: &RouteNames,
    reader: Authority,
    inquiries: Vec<Inquiry>,
) -> Result<Vec<wire::Inquiry>, ReadRunError> {
    let mut runs = runs_of(transaction, names, &inquiries)?;
    let known = Known::read(transaction, reader, &inquiries)?;
    let shown = inquiries.into_iter().map(|inquiry| {
        let runs = runs.remove(&inquiry.id).unwrap_or_default();
        on_the_wire(inquiry, runs, &known)
    });
    Ok(shown.collect())
}

/// What rows refer to by id.
#[derive(Default)]
struct Known {
    workflows: BTreeMap<WorkflowId, String>,
    lists: BTreeMap<ListId, (String, String)>,
    items: BTreeMap<ItemId, String>,
}

impl Known {
    fn read(
        transaction: &mut Transaction<'_>,
        reader: Authority,
        inquiries: &[Inquiry],
    ) -> Result<Self, StorageError> {
        let mut known = Self::default();
        for aside in inquiries.iter().flat_map(|inquiry| &inquiry.left_alone) {
            if !known.workflows.contains_key(&aside.workflow)
                && let Some(workflow) = workflows::get(transaction, aside.workflow)?
            {
                known.workflows.insert(workflow.id, workflow.name);
            }
        }
        let matches: Vec<ListMatch> = inquiries
            .iter()
            .filter_map(|inquiry| inquiry.completion.as_ref())
            .flat_map(|completion| completion.attributes.list_matches.iter().copied())
            .collect();
        for found in &matches {
            if !known.lists.contains_key(&found.list)
                && let Some(list) = lists::get(transaction, found.list)?
            {
                known.lists.insert(list.id, (list.name, list.key.to_string()));
            }
        }
        if reader.may(Right::ListsRead) {
            let items: Vec<ItemId> = matches.iter().filter_map(|found| found.item).collect();
            known.items = lists::values_of(transaction, &items)?;
        }
        Ok(known)
    }
}

fn runs_of(
    transaction: &mut Transaction<'_>,
    names: &RouteNames,
    inquiries: &[Inquiry],
) -> Result<BTreeMap<InquiryId, Vec<RunSummary>>, ReadRunError> {
    let found = runs::of_inquiries(transaction, &inquiries.iter().collect::<Vec<_>>())?;
    let mut runs: BTreeMap<InquiryId, Vec<RunSummary>> = BTreeMap::new();
    for run in &found {
        let summary = summary(transaction, names, run)?;
        runs.entry(run.inquiry).or_default().push(summary);
    }
    Ok(runs)
}

fn on_the_wire(inquiry: Inquiry, runs: Vec<RunSummary>, known: &Known) -> wire::Inquiry {
    let attributes = attributes(&inquiry, known);
    let decision = inquiry.decision.map(|found| decision(found, &runs));
    let left_alone = inquiry.left_alone.iter().map(|aside| left_alone(aside, known)).collect();
    let submission = inquiry.submission;
    wire::Inquiry {
        id: inquiry.id,
        reference_id: inquiry.reference_id,
        template: inquiry.template,
        status: inquiry.status.into(),
        verifications: submission.verifications.iter().map(Verification::to_json).collect(),
        fields: submission.fields,
        session: submission.session,
        attributes,
        tags: inquiry.tags,
        created_at: inquiry.created_at.into(),
        updated_at: inquiry.updated_at.into(),
        completed_at: inquiry.completion.map(|completion| completion.completed_at.into()),
        erased_at: inquiry.erased_at.map(Into::into),
        imported: inquiry.imported,
        decision,
        runs,
        left_alone,
        timeline: None,
    }
}

/// Before completion what was sent, afterwards all that is not missing.
fn attributes(inquiry: &Inquiry, known: &Known) -> BTreeMap<String, wire::AttributeValue> {
    let Some(completion) = &inquiry.completion else {
        let sent = inquiry.submission.attributes.iter();
        return sent
            .map(|(key, value)| {
                let origin = wire::AttributeOrigin::Sent;
                let value = wire::AttributeValue { value: value.to_json(), origin, from: None };
                (key.to_string(), value)
            })
            .collect();
    };
    let values = completion.attributes.values.iter();
    let mut attributes: BTreeMap<String, wire::AttributeValue> = values
        .map(|(key, sourced)| {
            let value = wire::AttributeValue {
                value: sourced.value.to_json(),
                origin: sourced.origin.into(),
                from: sourced.from.clone(),
            };
            (key.to_string(), value)
        })
        .collect();
    if completion.lists_unknown {
        return attributes;
    }
    let matches = &completion.attributes.list_matches;
    let matches: Vec<Value> =
        matches.iter().map(|found| json!(list_match(*found, known, inquiry.erased_at))).collect();
    let matches = wire::AttributeValue {
        value: Value::Array(matches),
        origin: Origin::Derived.into(),
        from: Some("lists".to_owned()),
    };
    attributes.insert(AttributeKey::ListMatches.to_string(), matches);
    attributes
}

/// The value of an item may be the person's own address or name, so an erased inquiry shows the item's id alone.
fn list_match(found: ListMatch, known: &Known, erased_at: Option<Timestamp>) -> wire::ListMatch {
    let (list_name, list_key) = known.lists.get(&found.list).cloned().unwrap_or_default();
    wire::ListMatch {
        list: found.list,
        list_name,
        list_key,
        item: found.item,
        item_value: match erased_at {
            Some(_) => None,
            None => found.item.and_then(|item| known.items.get(&item).cloned()),
        },
        revision: found.revision,
    }
}

fn left_alone(aside: &LeftAlone, known: &Known) -> wire::LeftAlone {
    let workflow_name = known.workflows.get(&aside.workflow).cloned().unwrap_or_default();
    wire::LeftAlone {
        workflow: aside.workflow,
        reason: aside.reason.into(),
        since: aside.since.into(),
        at: aside.at.into(),
        sentence: left_alone_sentence(aside.reason, &workflow_name, aside.since),
        workflow_name,
    }
}
