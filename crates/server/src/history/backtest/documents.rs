//! Documents, and the lists that they may name.

use std::collections::BTreeSet;

use pointsman_domain::ids::ListId;
use pointsman_engine::{ListDirectory, ListRef, Plan};
use pointsman_storage::{Storage, StorageError};
use serde_json::Value;

use super::BacktestError;
use crate::lists;
use crate::runs::try_document::plan as plan_of_document;

/// The lists of a database. Without one, whatever the documents name by id: what matched then is known by ids alone.
pub(super) async fn directory(
    storage: Option<&Storage>,
    documents: [Option<&Value>; 2],
) -> Result<ListDirectory, StorageError> {
    if let Some(storage) = storage {
        return storage.read(lists::directory).await;
    }
    let mut named = BTreeSet::new();
    documents.into_iter().flatten().for_each(|document| collect(document, &mut named));
    let list = |(place, id): (usize, ListId)| {
        let key = format!("list_{place}").parse().ok()?;
        Some(ListRef { id, key, name: id.to_string(), archived: false, items: 1 })
    };
    Ok(ListDirectory::new(named.into_iter().enumerate().filter_map(list)))
}

fn collect(value: &Value, named: &mut BTreeSet<ListId>) {
    match value {
        Value::String(text) => named.extend(text.parse::<ListId>().ok()),
        Value::Array(members) => members.iter().for_each(|member| collect(member, named)),
        Value::Object(members) => members.values().for_each(|member| collect(member, named)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

pub(super) fn plan(
    document: &Value,
    which: &'static str,
    directory: &ListDirectory,
) -> Result<Plan, BacktestError> {
    plan_of_document(document, directory).map_err(|errors| {
        let lines = errors.iter().map(|error| format!("{}: {}", error.pointer, error.detail));
        BacktestError::Unfit { which, why: lines.collect::<Vec<_>>().join("\n") }
    })
}
