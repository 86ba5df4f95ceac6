//! Reading the record.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::people::WorkflowsSection;

use super::ENTRIES;
use super::action::Action;
use super::entry::{Entry, Kept, Sides, Who};
use crate::error::StorageError;
use crate::seam::{Conditions, Page, Row, Transaction, one_more, page_of, values};

/// Which entries are wanted; all that is given must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// The actor's id, or `system`.
    pub actor: Option<String>,
    /// What was done.
    pub action: Option<Action>,
    /// The subject's id, or that of an item.
    pub subject: Option<String>,
    /// At this moment or later.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub to: Option<Timestamp>,
    /// Hidden: no entry of a workflow or of their order.
    pub workflows: WorkflowsSection,
}

/// A place among the entries, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditPosition {
    /// When.
    pub at: Timestamp,
    /// The entry's number.
    pub seq: i64,
}

const SELECT: &str =
    "SELECT e.seq, e.at, e.actor_kind, e.actor_id, e.via, e.action, e.subject_kind,
        e.subject_id, e.item_id, e.details, e.what_digest, e.hash,
        p.who, p.who_erased_at, p.what, p.what_erased_at
    FROM audit_entries e LEFT JOIN audit_personal p ON p.seq = e.seq";

/// What ids of items begin with, as opposed to those of subjects.
const ITEM: &str = "itm_";

/// In the words of the index `audit_entries_beside_workflows`, which is used for no others.
const BESIDE_WORKFLOWS: &str = "e.subject_kind NOT IN ('workflow', 'workflow_order', 'invariant')";

/// Entries, newest first.
pub fn page(
    transaction: &mut Transaction<'_>,
    filter: &AuditFilter,
    after: Option<AuditPosition>,
    limit: usize,
) -> Result<Page<Entry, AuditPosition>, StorageError> {
    let mut conditions = Conditions::default();
    if let Some(actor) = &filter.actor {
        conditions.compare("e.actor_id", "=", actor);
    }
    if let Some(action) = filter.action {
        conditions.compare("e.action", "=", action.as_str());
    }
    if let Some(subject) = &filter.subject {
        let column = if subject.starts_with(ITEM) { "e.item_id" } else { "e.subject_id" };
        conditions.compare(column, "=", subject);
    }
    if let Some(from) = filter.from {
        conditions.compare("e.at", ">=", from);
    }
    if let Some(to) = filter.to {
        conditions.compare("e.at", "<", to);
    }
    match filter.workflows {
        WorkflowsSection::Shown => {}
        WorkflowsSection::Hidden => conditions.add(BESIDE_WORKFLOWS),
    }
    if let Some(AuditPosition { at, seq }) = after {
        let (at, seq) = (conditions.bind(at), conditions.bind(seq));
        conditions.add(format!("(e.at, e.seq) < ({at}, {seq})"));
    }
    let limit_parameter = conditions.bind(one_more(limit));
    let statement = format!(
        "{SELECT} WHERE {} ORDER BY e.at DESC, e.seq DESC LIMIT {limit_parameter}",
        conditions.joined()
    );
    let rows = transaction.query(ENTRIES, &statement, conditions.parameters())?;
    let entries: Result<Vec<Entry>, _> = rows.iter().map(from_row).collect();
    Ok(page_of(entries?, limit, |entry| AuditPosition { at: entry.at, seq: entry.seq }))
}

/// One entry.
pub fn get(transaction: &mut Transaction<'_>, seq: i64) -> Result<Option<Entry>, StorageError> {
    let row =
        transaction.query_opt(ENTRIES, &format!("{SELECT} WHERE e.seq = $1"), values![seq])?;
    row.as_ref().map(from_row).transpose()
}

fn from_row(row: &Row) -> Result<Entry, StorageError> {
    let who = match (row.text_opt("who")?, row.time_opt("who_erased_at")?) {
        (Some(_), _) => Kept::Present(row.json::<Who>("who")?),
        (None, Some(at)) => Kept::Erased { at },
        (None, None) => Kept::Nothing,
    };
    let personal = match (row.text_opt("what")?, row.time_opt("what_erased_at")?) {
        (Some(_), _) => Kept::Present(row.json::<Sides>("what")?),
        (None, Some(at)) => Kept::Erased { at },
        (None, None) => Kept::Nothing,
    };
    Ok(Entry {
        seq: row.int("seq")?,
        at: row.time("at")?,
        actor: row.parse("actor_kind")?,
        actor_id: row.text("actor_id")?.to_owned(),
        via: row.parse("via")?,
        who,
        action: row.parse("action")?,
        subject: row.parse("subject_kind")?,
        subject_id: row.text("subject_id")?.to_owned(),
        item: row.parse_opt("item_id")?,
        plain: row.json("details")?,
        personal,
        hash: row.digest("hash")?,
    })
}
