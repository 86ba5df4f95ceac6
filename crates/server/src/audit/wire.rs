//! Entries of the record on the wire.

use pointsman_storage::audit::{
    Action, ActorKind, Entry, Kept, Sides, SubjectKind as StoredKind, Via as StoredVia,
};
use pointsman_storage::{StorageError, Transaction};
use serde::{Serialize, Serializer};
use serde_json::Value;
use utoipa::openapi::schema::{ObjectBuilder, SchemaType, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::names::Names;
use crate::auth::hex;
use crate::wire::{ActorType, Time};

/// What was done, such as `list.item_added`.
#[derive(Clone, Copy, Debug)]
pub(super) struct AuditAction(Action);

impl Serialize for AuditAction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0.as_str())
    }
}

impl PartialSchema for AuditAction {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .description(Some("What was done."))
            .enum_values(Some(Action::ALL.iter().map(|action| action.as_str())))
            .into()
    }
}

impl ToSchema for AuditAction {}

/// By which way somebody came.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AuditVia {
    /// A member's session.
    Session,
    /// An API key.
    ApiKey,
    /// The command line, on the machine itself.
    CommandLine,
    /// The one-time code of the first start.
    SetupCode,
    /// A link that lets a person in: an invitation, or one for a new password.
    Link,
}

impl From<StoredVia> for AuditVia {
    fn from(via: StoredVia) -> Self {
        match via {
            StoredVia::Session => Self::Session,
            StoredVia::ApiKey => Self::ApiKey,
            StoredVia::CommandLine => Self::CommandLine,
            StoredVia::SetupCode => Self::SetupCode,
            StoredVia::Link => Self::Link,
        }
    }
}

/// Who changed something.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditActor {
    /// What it is.
    #[serde(rename = "type")]
    kind: ActorType,
    /// Its id; `system` for Pointsman itself.
    #[schema(example = "mbr_01h45ytscbebyvny4gc8cr8ma2")]
    id: String,
    /// Its name then; `null` once erased.
    #[schema(required)]
    name: Option<String>,
}

/// What kind of thing was changed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(super) enum AuditSubjectType {
    /// The order in which workflows run.
    WorkflowOrder,
    /// A workflow.
    Workflow,
    /// An invariant.
    Invariant,
    /// A list, or an item of it.
    List,
    /// An inquiry.
    Inquiry,
    /// A member.
    Member,
    /// An API key.
    Key,
    /// An invitation.
    Invitation,
    /// What counts for everybody.
    Workspace,
}

impl From<StoredKind> for AuditSubjectType {
    fn from(kind: StoredKind) -> Self {
        match kind {
            StoredKind::WorkflowOrder => Self::WorkflowOrder,
            StoredKind::Workflow => Self::Workflow,
            StoredKind::Invariant => Self::Invariant,
            StoredKind::List => Self::List,
            StoredKind::Inquiry => Self::Inquiry,
            StoredKind::Member => Self::Member,
            StoredKind::Key => Self::Key,
            StoredKind::Invitation => Self::Invitation,
            StoredKind::Workspace => Self::Workspace,
        }
    }
}

/// What was changed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditSubject {
    /// What kind of thing it is.
    #[serde(rename = "type")]
    kind: AuditSubjectType,
    /// Its id; `workflow_order` for the order of workflows.
    #[schema(example = "lst_01h45ytscbebyvny4gc8cr8ma2")]
    id: String,
    /// The item, if it is one of a list.
    #[schema(required, example = "itm_01h45ytscbebyvny4gc8cr8ma2")]
    item: Option<String>,
    /// What it is called today; `null` if it has no name.
    #[schema(required)]
    name: Option<String>,
}

/// One value, before and after.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditValue {
    /// What the value is, such as `role`.
    name: String,
    /// What it was; `null` if there was nothing.
    before: Value,
    /// What it is; `null` if there is nothing any more.
    after: Value,
    /// Whether it belongs to a person and can be erased.
    personal: bool,
}

/// An entry of the record of changes.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditEntry {
    /// Its number: 1, 2, 3 … without gaps.
    #[schema(minimum = 1)]
    seq: i64,
    /// When.
    at: Time,
    /// Who.
    actor: AuditActor,
    /// By which way.
    via: AuditVia,
    /// From which network address; `null` on the machine itself, or once erased.
    #[schema(required)]
    address: Option<String>,
    /// What was done.
    action: AuditAction,
    /// To what.
    subject: AuditSubject,
    /// What differs.
    changes: Vec<AuditValue>,
    /// When its personal values were erased; `null` if they were not.
    #[schema(required)]
    erased_at: Option<Time>,
    /// What the next entry is chained to: SHA-256, in hexadecimal digits.
    #[schema(min_length = 64, max_length = 64)]
    hash: String,
}

/// An entry with the present name of its subject.
pub(super) fn entry(
    entry: Entry,
    names: &mut Names,
    transaction: &mut Transaction<'_>,
) -> Result<AuditEntry, StorageError> {
    let name = names.of(transaction, entry.subject, &entry.subject_id)?;
    let subject = AuditSubject {
        kind: entry.subject.into(),
        id: entry.subject_id,
        item: entry.item.map(|item| item.to_string()),
        name,
    };
    let who = match entry.who {
        Kept::Present(who) => who,
        Kept::Erased { .. } | Kept::Nothing => pointsman_storage::audit::Who::default(),
    };
    let (kind, name) = match entry.actor {
        ActorKind::Member => (ActorType::Member, who.name),
        ActorKind::Key => (ActorType::Key, who.name),
        ActorKind::Run => (ActorType::Run, who.name),
        ActorKind::System => (ActorType::System, Some("Pointsman".to_owned())),
    };
    let mut changes = Vec::new();
    values(entry.plain, false, &mut changes);
    let erased_at = match entry.personal {
        Kept::Nothing => None,
        Kept::Erased { at } => Some(Time(at)),
        Kept::Present(sides) => {
            values(sides, true, &mut changes);
            None
        }
    };
    Ok(AuditEntry {
        seq: entry.seq,
        at: entry.at.into(),
        actor: AuditActor { kind, id: entry.actor_id, name },
        via: entry.via.into(),
        address: who.address,
        action: AuditAction(entry.action),
        subject,
        changes,
        erased_at,
        hash: hex(&entry.hash),
    })
}

/// Values in the order in which they were noted, those that are gone first.
fn values(sides: Sides, personal: bool, into: &mut Vec<AuditValue>) {
    let Sides { before, mut after } = sides;
    for (name, before) in before {
        let after = after.shift_remove(&name).unwrap_or_default();
        into.push(AuditValue { name, before, after, personal });
    }
    for (name, after) in after {
        into.push(AuditValue { name, before: Value::Null, after, personal });
    }
}
