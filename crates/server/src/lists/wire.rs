//! Lists, items and imports as they stand on the wire.

mod uses;

pub(crate) use uses::{ListInvariant, ListUse, UsedIn};

use pointsman_domain::list;
use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::{Actor, Time};

/// A named, typed set of values.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct List {
    /// `lst_…`
    pub id: String,
    /// What people call it.
    pub name: String,
    /// How documents may name it; unique.
    #[schema(example = "blocked_ip_addresses")]
    pub key: String,
    /// What it holds. It never changes.
    #[serde(rename = "type")]
    pub kind: ListType,
    /// The field of an inquiry that a list of texts is compared with; `null` for other types. It never changes.
    #[schema(required, example = "company")]
    pub field: Option<String>,
    /// What it is for.
    #[schema(required)]
    pub description: Option<String>,
    /// How many items it holds now.
    #[schema(minimum = 0)]
    pub items: i64,
    /// Rises with every change to its items.
    #[schema(minimum = 0)]
    pub revision: i64,
    /// When it was made.
    pub created_at: Time,
    /// When it or its items changed last.
    pub updated_at: Time,
    /// When it was archived; an archived list matches nothing.
    #[schema(required)]
    pub archived_at: Option<Time>,
    /// When it matched last, and how often lately.
    pub matches: Matches,
    /// Drafts and versions that name it; `null` for who does not see Workflows.
    #[schema(required)]
    pub used_by: Option<Vec<ListUse>>,
    /// Invariants that count and name it; `null` for who does not see Workflows.
    #[schema(required)]
    pub used_by_invariants: Option<Vec<ListInvariant>>,
}

/// When a list or an item matched last, and how often lately.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Matches {
    /// The youngest inquiry that it matched; `null` if it never matched.
    #[schema(required)]
    pub last: Option<LastMatch>,
    /// Inquiries of the last `recent_days` days that it matched. At most 1,000 are counted.
    #[schema(minimum = 0)]
    pub recent: i64,
    /// Whether there are more than were counted.
    pub recent_more: bool,
    /// How many days count as lately.
    #[schema(minimum = 1)]
    pub recent_days: i64,
}

/// An inquiry that a list or an item matched.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct LastMatch {
    /// `inq_…`
    pub inquiry: String,
    /// When it completed, which is when lists are asked.
    pub at: Time,
}

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ListType {
    /// Addresses and CIDR blocks, matched against the session's address.
    IpAddress,
    /// Addresses, domains and `*.` subdomains, matched against the e-mail address.
    EmailAddress,
    /// Phone numbers in E.164, matched against the phone number.
    PhoneNumber,
    /// Names of people, matched against first and last name.
    Name,
    /// Countries, matched against the attribute `country`.
    Country,
    /// Numbers of identity documents, matched against number and class.
    GovernmentIdNumber,
    /// Fingerprints, matched against the browser's and the device's.
    Fingerprint,
    /// Texts, matched against the field that the list names.
    Text,
}

/// One value of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Item {
    /// `itm_…`
    pub id: String,
    /// The item in one line, as people read it; `null` once it was erased.
    #[schema(required, example = "Catherine Smith, first name alike from 0.9")]
    pub text: Option<String>,
    /// The parts that items of the list's type have; none once it was erased.
    #[serde(flatten)]
    pub parts: ItemParts,
    /// From this revision of the list on it matches.
    #[schema(minimum = 1)]
    pub added_revision: i64,
    /// When it was added.
    pub added_at: Time,
    /// Who added it.
    pub added_by: Actor,
    /// What was said about it.
    #[schema(required)]
    pub note: Option<String>,
    /// How it left the list; `null` while it is on it.
    #[schema(required)]
    pub removed: Option<Removed>,
    /// When its value was erased; `null` if it was not.
    #[schema(required)]
    pub erased: Option<Erased>,
    /// When it matched last, and how often lately.
    pub matches: Matches,
    /// What was changed about the value as sent, such as masked host bits. Only where the item is added.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// An item whose value was erased, and what else said the same.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ErasedItem {
    /// The item.
    #[serde(flatten)]
    pub item: Item,
    /// How many items were erased, this one counted; 0 if it was erased before.
    #[schema(minimum = 0)]
    pub items_erased: i64,
    /// `itm_…`: items of the list that say the same and are on it. They stay.
    pub present_items: Vec<String>,
    /// `imp_…`: an import of the list that has not ended and brings the value.
    #[schema(required)]
    pub waiting_import: Option<String>,
}

impl ErasedItem {
    /// One that was erased before: what it said is not known any more.
    pub(crate) fn before(item: Item) -> Self {
        Self { item, items_erased: 0, present_items: Vec::new(), waiting_import: None }
    }
}

/// How an item left its list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Removed {
    /// From this revision of the list on it does not match any more.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When.
    pub at: Time,
    /// Who removed it.
    pub by: Actor,
}

/// When an item's value was erased.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Erased {
    /// When.
    pub at: Time,
    /// Who erased it.
    pub by: Actor,
}

/// One revision of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ListRevision)]
pub(crate) struct HistoryEntry {
    /// Its number.
    #[schema(minimum = 1)]
    pub revision: i64,
    /// When.
    pub at: Time,
    /// Who.
    pub by: Actor,
    /// What happened.
    pub change: Change,
    /// The item that was added or removed.
    #[schema(required)]
    pub item: Option<ChangedItem>,
    /// The import whose items became visible.
    #[schema(required)]
    pub import: Option<ChangedByImport>,
}

/// What a revision changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ListChange)]
pub(crate) enum Change {
    /// One item was added.
    Added,
    /// One item was removed.
    Removed,
    /// The items of an import became visible.
    Imported,
}

/// An item that a revision concerns.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ChangedItem {
    /// `itm_…`
    pub id: String,
    /// The value; `null` once it was erased.
    #[schema(required)]
    pub value: Option<String>,
}

/// An import that made a revision.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ChangedByImport {
    /// `imp_…`
    pub id: String,
    /// How many items it brought.
    #[schema(minimum = 0)]
    pub added: i64,
}

/// The parts of an item: those of its list's type, and of these the ones that it has.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub(crate) struct ItemParts {
    /// The value in canonical form; of every type but `name` and `government_id_number`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "203.0.113.0/24")]
    pub value: Option<String>,
    /// A `name`'s first name, as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub first: Option<String>,
    /// A `name`'s last name, as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last: Option<String>,
    /// From this similarity on other first names match too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<f64>, minimum = 0.8, maximum = 1)]
    pub threshold: Option<serde_json::Number>,
    /// A `government_id_number`'s class; without one any class matches.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub class: Option<String>,
    /// A `government_id_number`'s number.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub number: Option<String>,
}

/// One upload of items.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Import {
    /// `imp_…`
    pub id: String,
    /// `lst_…`
    pub list: String,
    /// Whether it still runs, and how it ended.
    pub state: ImportState,
    /// Whether it can go on where it stopped, with the same file.
    pub resumable: bool,
    /// Lines read so far; blank ones, comments and the header are counted.
    #[schema(minimum = 0)]
    pub lines: i64,
    /// Items that the list did not have.
    #[schema(minimum = 0)]
    pub added: i64,
    /// Lines whose value stood earlier in the file or was on the list already.
    #[schema(minimum = 0)]
    pub duplicates: i64,
    /// Lines that hold no value of the list's type.
    #[schema(minimum = 0)]
    pub bad: i64,
    /// The first 1,000 of them.
    pub bad_lines: Vec<BadLine>,
    /// How many more there are.
    #[schema(minimum = 0)]
    pub bad_lines_more: i64,
    /// Bytes received so far.
    #[schema(minimum = 0)]
    pub bytes: i64,
    /// Bytes that will come, if the client said so.
    #[schema(required, minimum = 0)]
    pub bytes_total: Option<i64>,
    /// The list's revision at which the items became visible.
    #[schema(required)]
    pub revision: Option<i64>,
    /// When it began.
    pub started_at: Time,
    /// Who began it.
    pub started_by: Actor,
    /// When it ended or stopped.
    #[schema(required)]
    pub ended_at: Option<Time>,
}

/// Whether an import still runs, and how it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ImportState {
    /// Lines are being read; nothing is visible yet.
    Running,
    /// All items became visible at one revision.
    Completed,
    /// It broke off: nothing is visible, and it can be resumed or discarded.
    BrokenOff,
    /// Somebody stopped it: nothing is visible, and it can be resumed or discarded.
    Canceled,
    /// Somebody discarded it; nothing of it stays.
    Discarded,
    /// The file cannot be imported; nothing of it stays.
    Failed,
}

/// A line that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct BadLine {
    /// The line's number, from 1.
    #[schema(minimum = 1)]
    pub line: i64,
    /// The beginning of what stands there.
    pub value: String,
    /// Stable code in `snake_case`.
    pub code: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

impl From<list::ItemKeys> for ItemParts {
    fn from(keys: list::ItemKeys) -> Self {
        match keys {
            list::ItemKeys::Value(value) => Self { value: Some(value), ..Self::default() },
            list::ItemKeys::Name { first, last, threshold } => Self {
                first,
                last: Some(last),
                threshold: threshold.map(|threshold| threshold.decimal().to_json()),
                ..Self::default()
            },
            list::ItemKeys::GovernmentId { class, number } => {
                Self { class, number: Some(number), ..Self::default() }
            }
        }
    }
}

impl From<list::ListType> for ListType {
    fn from(list_type: list::ListType) -> Self {
        match list_type {
            list::ListType::IpAddress => Self::IpAddress,
            list::ListType::EmailAddress => Self::EmailAddress,
            list::ListType::PhoneNumber => Self::PhoneNumber,
            list::ListType::Name => Self::Name,
            list::ListType::Country => Self::Country,
            list::ListType::GovernmentIdNumber => Self::GovernmentIdNumber,
            list::ListType::Fingerprint => Self::Fingerprint,
            list::ListType::Text => Self::Text,
        }
    }
}
