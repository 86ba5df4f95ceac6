//! Events: facts that others may learn, in the order in which they can be followed without a gap.

mod followed;

pub use followed::{
    LogLine, count_after, has_line, holds_back, line_numbered, lines_after, newest_line,
    newest_number,
};

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{EventId, InquiryId, ListId, WorkflowId};
use pointsman_domain::people::WorkflowsSection;
use serde_json::Value as Json;

use crate::actor::Actor;
use crate::error::StorageError;
use crate::inquiries;
use crate::seam::{Ahead, Page, Question, Row, Transaction, one_more, page_of, values};

const TABLE: &str = "events";
const OF_INQUIRY: Question = Question { name: "events of an inquiry", tables: &[TABLE] };
const OF_WANTED: &str =
    "SELECT id, event_no, mark, type, inquiry_id, workflow_id, list_id, actor, payload, created_at
     FROM {rows $1 wanted text} AS r CROSS JOIN events
     WHERE inquiry_id = r.wanted ORDER BY event_no";
/// See [`of_inquiry`].
pub(crate) const AHEAD: Ahead = Ahead {
    question: OF_INQUIRY,
    statement: || OF_WANTED.to_owned(),
    parameters: inquiries::wanted_parameters,
    key: order_of,
};

/// A fact. Written in the transaction that makes it true.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// Such as `inquiry.completed` or `workflow.published`.
    pub event_type: String,
    /// The inquiry that it is about.
    pub inquiry: Option<InquiryId>,
    /// The workflow that it is about.
    pub workflow: Option<WorkflowId>,
    /// The list that it is about.
    pub list: Option<ListId>,
    /// Who did it.
    pub by: Actor,
    /// More about it: an object.
    pub payload: Json,
    /// When.
    pub at: Timestamp,
}

/// A place in the log of events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventPosition {
    /// The transaction's mark; 0 on SQLite.
    pub mark: i64,
    /// The number of the row.
    pub number: i64,
}

/// Adds events in this order, with those of whoever shares the commit.
pub fn append(transaction: &mut Transaction<'_>, events: &[Event]) -> Result<(), StorageError> {
    for event in events {
        if let Some(inquiry) = event.inquiry {
            transaction.is_out_of_date(OF_INQUIRY, inquiry.uuid().as_u128());
        }
        transaction.write_later(
            TABLE,
            "INSERT INTO events (id, type, inquiry_id, workflow_id, list_id, actor, payload, created_at, mark)
             {each id text, type text, inquiry_id text, workflow_id text, list_id text, actor text, payload text,
                   created_at int, mark transaction_mark}",
            values![
                event.id,
                event.event_type.as_str(),
                event.inquiry,
                event.workflow,
                event.list,
                event.by.to_text(),
                event.payload.to_string(),
                event.at,
            ],
        )?;
    }
    Ok(())
}

/// Events after a position, oldest first. Whoever follows page by page misses none, but for those of workflows and
/// their order, where these are hidden.
pub fn page(
    transaction: &mut Transaction<'_>,
    workflows: WorkflowsSection,
    after: Option<EventPosition>,
    limit: usize,
) -> Result<Page<(EventPosition, Event), EventPosition>, StorageError> {
    let after = after.unwrap_or(EventPosition { mark: -1, number: 0 });
    let rows = transaction.query(
        TABLE,
        match workflows {
            WorkflowsSection::Shown => {
                "SELECT id, event_no, mark, type, inquiry_id, workflow_id, list_id, actor, payload, created_at
                 FROM events WHERE {events_to_read} ORDER BY {events_order} LIMIT $3"
            }
            // People make these one by one, so that few stand between the others, and no index needs to be kept.
            WorkflowsSection::Hidden => {
                "SELECT id, event_no, mark, type, inquiry_id, workflow_id, list_id, actor, payload, created_at
                 FROM events WHERE {events_to_read} AND type NOT LIKE 'workflow%'
                 ORDER BY {events_order} LIMIT $3"
            }
        },
        values![after.mark, after.number, one_more(limit)],
    )?;
    let events: Result<Vec<_>, _> = rows
        .iter()
        .map(|row| {
            let position = EventPosition { mark: row.int("mark")?, number: row.int("event_no")? };
            Ok((position, from_row(row)?))
        })
        .collect();
    Ok(page_of(events?, limit, |(position, _)| *position))
}

/// What the newest event of a type says about a workflow.
pub fn newest_of_workflow(
    transaction: &mut Transaction<'_>,
    workflow: WorkflowId,
    event_type: &str,
) -> Result<Option<Json>, StorageError> {
    let row = transaction.query_opt(
        TABLE,
        "SELECT id, event_no, type, inquiry_id, workflow_id, list_id, actor, payload, created_at FROM events
         WHERE workflow_id = $1 AND inquiry_id IS NULL AND type = $2 ORDER BY event_no DESC LIMIT 1",
        values![workflow, event_type],
    )?;
    Ok(row.as_ref().map(from_row).transpose()?.map(|event| event.payload))
}

/// All events of one inquiry, oldest first.
pub fn of_inquiry(
    transaction: &mut Transaction<'_>,
    inquiry: InquiryId,
) -> Result<Vec<Event>, StorageError> {
    let order = inquiry.uuid().as_u128();
    let rows = transaction.asked_for_all(OF_INQUIRY, order, |transaction, orders| {
        let rows = transaction.query(TABLE, OF_WANTED, &inquiries::wanted_parameters(orders))?;
        rows.into_iter().map(|row| Ok((order_of(&row)?, row))).collect()
    })?;
    rows.iter().map(from_row).collect()
}

fn order_of(row: &Row) -> Result<u128, StorageError> {
    Ok(row.parse::<InquiryId>("inquiry_id")?.uuid().as_u128())
}

/// Gives an event of an inquiry another payload: what a person wrote is erased from it.
pub fn replace_payload(
    transaction: &mut Transaction<'_>,
    inquiry: InquiryId,
    event: EventId,
    payload: &Json,
) -> Result<(), StorageError> {
    transaction
        .execute(
            TABLE,
            "UPDATE events SET payload = $3 WHERE inquiry_id = $1 AND id = $2",
            values![inquiry, event, payload.to_string()],
        )
        .map(drop)
}

/// Whether the log holds marks that this PostgreSQL server has not given yet, because another one gave them: tools that copy
/// tables as they are bring them along. Such events would be hidden, and new ones would come before them, also for
/// followers that are past them.
pub(crate) fn is_ahead_of_its_server(
    transaction: &mut Transaction<'_>,
) -> Result<bool, StorageError> {
    let found = transaction.query_opt(
        TABLE,
        "SELECT event_no FROM events WHERE {mark_of_no_transaction_yet} LIMIT 1",
        &[],
    )?;
    Ok(found.is_some())
}

fn from_row(row: &Row) -> Result<Event, StorageError> {
    Ok(Event {
        id: row.parse("id")?,
        event_type: row.text("type")?.to_owned(),
        inquiry: row.parse_opt("inquiry_id")?,
        workflow: row.parse_opt("workflow_id")?,
        list: row.parse_opt("list_id")?,
        by: row.json("actor")?,
        payload: row.json("payload")?,
        at: row.time("created_at")?,
    })
}
