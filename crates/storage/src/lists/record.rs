//! A list's row.

use std::collections::BTreeMap;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ListId;
use pointsman_domain::list::{FieldName, ListKey, ListKind, ListType};

use super::TABLE;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::revisions;
use crate::seam::{Page, Question, Row, Transaction, Value, one_more, page_of, values};

/// A list without its items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// The id.
    pub id: ListId,
    /// What people call it.
    pub name: String,
    /// How documents may name it; unique.
    pub key: ListKey,
    /// What it holds, and for texts the field; never changes.
    pub kind: ListKind,
    /// What it is for.
    pub description: Option<String>,
    /// Raised by every change of items; 0 while there was none.
    pub revision: i64,
    /// How many items are visible.
    pub items: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
    /// When it was changed last.
    pub updated_at: Timestamp,
    /// When it was archived; it matches nothing since.
    pub archived_at: Option<Timestamp>,
}

/// A list to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewList {
    /// The id.
    pub id: ListId,
    /// What people call it.
    pub name: String,
    /// How documents may name it.
    pub key: ListKey,
    /// What it holds, and for texts the field.
    pub kind: ListKind,
    /// What it is for.
    pub description: Option<String>,
    /// When it is made.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
}

/// What making a list led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InsertList {
    /// It is there.
    Inserted(List),
    /// Another list, archived or not, has this key.
    KeyTaken {
        /// Which.
        by: ListId,
    },
}

/// Which lists a page shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArchivedFilter {
    /// Those that match.
    #[default]
    Active,
    /// Those that are archived.
    Archived,
    /// All.
    All,
}

/// A place among lists by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListPosition {
    /// The list's name.
    pub name: String,
    /// Its id, where names are equal.
    pub id: ListId,
}

/// Makes an empty list.
pub fn insert(
    transaction: &mut Transaction<'_>,
    new: &NewList,
) -> Result<InsertList, StorageError> {
    if let Some(present) = by_key(transaction, &new.key)? {
        return Ok(InsertList::KeyTaken { by: present.id });
    }
    transaction.execute(
        TABLE,
        "INSERT INTO lists
         (id, name, key, type, field, description, revision, items, created_at, created_by, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, 0, $7, $8, $7)",
        values![
            new.id,
            &new.name,
            new.key.as_str(),
            new.kind.list_type().as_str(),
            new.kind.field().map(FieldName::as_str),
            new.description.as_ref(),
            new.created_at,
            new.created_by.to_text(),
        ],
    )?;
    revisions::raise_lists(transaction)?;
    Ok(InsertList::Inserted(List {
        id: new.id,
        name: new.name.clone(),
        key: new.key.clone(),
        kind: new.kind.clone(),
        description: new.description.clone(),
        revision: 0,
        items: 0,
        created_at: new.created_at,
        created_by: new.created_by.clone(),
        updated_at: new.created_at,
        archived_at: None,
    }))
}

const BY_ID: Question = Question { name: "lists by id", tables: &[TABLE] };

/// A list by id.
pub fn get(transaction: &mut Transaction<'_>, id: ListId) -> Result<Option<List>, StorageError> {
    let rows = transaction.remembered(BY_ID, id.uuid().as_u128(), |transaction| {
        transaction.query_beside(TABLE, "SELECT * FROM lists WHERE id = $1", values![id])
    })?;
    rows.first().map(from_row).transpose()
}

/// A list by its key.
pub fn by_key(
    transaction: &mut Transaction<'_>,
    key: &ListKey,
) -> Result<Option<List>, StorageError> {
    let found = one(transaction, "SELECT * FROM lists WHERE key = $1", key.as_str().into())?;
    Ok(found.map(|(_, list)| list))
}

/// A list by id, kept from changing until the transaction ends.
pub fn lock(transaction: &mut Transaction<'_>, id: ListId) -> Result<Option<List>, StorageError> {
    Ok(locked(transaction, id)?.map(|(_, list)| list))
}

/// Every list that is not archived, by id: those that can match.
pub fn active(transaction: &mut Transaction<'_>) -> Result<Vec<List>, StorageError> {
    transaction
        .query(TABLE, "SELECT * FROM lists WHERE archived_at IS NULL ORDER BY id", &[])?
        .iter()
        .map(from_row)
        .collect()
}

/// The revisions of those of these lists that are active.
pub fn revisions_of(
    transaction: &mut Transaction<'_>,
    lists: &[ListId],
) -> Result<BTreeMap<ListId, i64>, StorageError> {
    let wanted: Vec<_> = lists.iter().map(|id| serde_json::json!({"id": id.to_string()})).collect();
    transaction
        .query(
            TABLE,
            "SELECT l.id, l.revision FROM {rows $1 id text} w JOIN lists l ON l.id = w.id
             WHERE l.archived_at IS NULL",
            values![serde_json::Value::from(wanted).to_string()],
        )?
        .iter()
        .map(|row| Ok((row.parse("id")?, row.int("revision")?)))
        .collect()
}

/// Lists by name.
pub fn page(
    transaction: &mut Transaction<'_>,
    filter: ArchivedFilter,
    list_type: Option<ListType>,
    after: Option<&ListPosition>,
    limit: usize,
) -> Result<Page<List, ListPosition>, StorageError> {
    let archived = match filter {
        ArchivedFilter::Active => "archived_at IS NULL",
        ArchivedFilter::Archived => "archived_at IS NOT NULL",
        ArchivedFilter::All => "1 = 1",
    };
    let (name, id) =
        after.map_or_else(Default::default, |after| (after.name.clone(), after.id.to_string()));
    let mut parameters = vec![Value::from(name), Value::from(id), Value::Int(one_more(limit))];
    let mut types = "1 = 1";
    if let Some(list_type) = list_type {
        types = "type = $4";
        parameters.push(list_type.as_str().into());
    }
    let statement = format!(
        "SELECT * FROM lists WHERE (name, id) > ($1, $2) AND {archived} AND {types}
         ORDER BY name, id LIMIT $3"
    );
    let lists: Result<Vec<List>, _> =
        transaction.query(TABLE, &statement, &parameters)?.iter().map(from_row).collect();
    Ok(page_of(lists?, limit, |list| ListPosition { name: list.name.clone(), id: list.id }))
}

/// Changes name and description. `None` if there is no such list.
pub fn update(
    transaction: &mut Transaction<'_>,
    id: ListId,
    name: &str,
    description: Option<&str>,
    now: Timestamp,
) -> Result<Option<List>, StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE lists SET name = $2, description = $3, updated_at = $4 WHERE id = $1",
        values![id, name, description, now],
    )?;
    let list = get(transaction, id)?;
    revisions::raise_lists(transaction)?;
    Ok(list)
}

/// Archives a list; the first time counts. Whether it is in use is the caller's to ask, in the same
/// transaction. `None` if there is no such list.
pub fn archive(
    transaction: &mut Transaction<'_>,
    id: ListId,
    now: Timestamp,
    by: &Actor,
) -> Result<Option<List>, StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE lists SET archived_at = $2, archived_by = $3, updated_at = $2
         WHERE id = $1 AND archived_at IS NULL",
        values![id, now, by.to_text()],
    )?;
    let list = get(transaction, id)?;
    revisions::raise_lists_that_can_be_named(transaction)?;
    Ok(list)
}

/// A list and its number, kept from changing until the transaction ends.
pub(super) fn locked(
    transaction: &mut Transaction<'_>,
    id: ListId,
) -> Result<Option<(i64, List)>, StorageError> {
    one(transaction, "SELECT * FROM lists WHERE id = $1 {for_update}", id.into())
}

/// A list's number, which other tables refer to.
pub(super) fn number(
    transaction: &mut Transaction<'_>,
    id: ListId,
) -> Result<Option<i64>, StorageError> {
    let found = one(transaction, "SELECT * FROM lists WHERE id = $1", id.into())?;
    Ok(found.map(|(number, _)| number))
}

/// Writes revision and number of items, and tells those who decide.
pub(super) fn save_contents(
    transaction: &mut Transaction<'_>,
    number: i64,
    list: &List,
) -> Result<(), StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE lists SET revision = $2, items = $3, updated_at = $4 WHERE list_no = $1",
        values![number, list.revision, list.items, list.updated_at],
    )?;
    revisions::raise_lists(transaction)
}

fn one(
    transaction: &mut Transaction<'_>,
    statement: &str,
    parameter: Value,
) -> Result<Option<(i64, List)>, StorageError> {
    transaction
        .query_opt(TABLE, statement, &[parameter])?
        .map(|row| Ok((row.int("list_no")?, from_row(&row)?)))
        .transpose()
}

fn from_row(row: &Row) -> Result<List, StorageError> {
    Ok(List {
        id: row.parse("id")?,
        name: row.text("name")?.to_owned(),
        key: row.parse("key")?,
        kind: kind_of(row)?,
        description: row.string_opt("description")?,
        revision: row.int("revision")?,
        items: row.int("items")?,
        created_at: row.time("created_at")?,
        created_by: row.json("created_by")?,
        updated_at: row.time("updated_at")?,
        archived_at: row.time_opt("archived_at")?,
    })
}

/// Type and field of a row of lists.
pub(super) fn kind_of(row: &Row) -> Result<ListKind, StorageError> {
    let field = match row.text_opt("field")? {
        None => None,
        Some(_) => Some(row.parse("field")?),
    };
    ListKind::new(row.parse("type")?, field)
        .map_err(|error| row.invalid("field", error.to_string()))
}
