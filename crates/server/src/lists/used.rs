//! Which drafts and versions name a list. Only texts that may still run count: while one of them names a list, the
//! list cannot be archived.

use std::collections::HashMap;

use pointsman_domain::attribute::AttributeKey;
use pointsman_storage::lists::List;
use pointsman_storage::workflows::{self, DocumentInUse, DocumentPlace};
use pointsman_storage::{StorageError, Transaction};
use serde_json::Value;

use super::wire::{ListUse, UsedIn};

/// Uses by what a text calls the list: its id or its key.
pub(crate) struct UsedLists(HashMap<String, Vec<ListUse>>);

impl UsedLists {
    /// Reads all texts that may still run.
    pub(crate) fn read(transaction: &mut Transaction<'_>) -> Result<Self, StorageError> {
        Ok(Self::of(workflows::documents_in_use(transaction)?))
    }

    fn of(documents: Vec<DocumentInUse>) -> Self {
        let mut uses: HashMap<String, Vec<ListUse>> = HashMap::new();
        for document in documents {
            let mut names = Vec::new();
            // A text of another release counts as well, so this asks only for what every format has.
            if let Ok(json) = serde_json::from_str(&document.document) {
                named_lists(&json, &mut names);
            }
            names.sort_unstable();
            names.dedup();
            for name in names {
                uses.entry(name).or_default().push(list_use(&document));
            }
        }
        Self(uses)
    }

    /// The texts that name `list`, by id or by key, each once.
    pub(crate) fn of_list(&self, list: &List) -> Vec<ListUse> {
        let mut found: Vec<ListUse> = Vec::new();
        for name in [list.id.to_string(), list.key.to_string()] {
            for used in self.0.get(&name).into_iter().flatten() {
                if !found.contains(used) {
                    found.push(used.clone());
                }
            }
        }
        found
    }
}

/// Collects the values of all conditions on lists.
fn named_lists(json: &Value, names: &mut Vec<String>) {
    match json {
        Value::Object(map) => {
            let attribute = map.get("attribute").and_then(Value::as_str);
            if attribute == Some(AttributeKey::ListMatches.as_str()) {
                match map.get("value") {
                    Some(Value::String(name)) => names.push(name.clone()),
                    Some(Value::Array(values)) => {
                        names.extend(values.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_))
                    | None => {}
                }
            }
            map.values().for_each(|member| named_lists(member, names));
        }
        Value::Array(members) => members.iter().for_each(|member| named_lists(member, names)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn list_use(document: &DocumentInUse) -> ListUse {
    let (place, version, running) = match document.place {
        DocumentPlace::Draft => (UsedIn::Draft, None, false),
        DocumentPlace::Version { number, running } => (UsedIn::Version, Some(number), running),
    };
    ListUse {
        workflow: document.workflow.to_string(),
        workflow_name: document.workflow_name.clone(),
        place,
        version,
        running,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_are_found_at_any_depth() {
        let on = |value: Value| json!({"attribute": "list_matches", "operator": "contains", "value": value});
        let document = json!({"name": "lst_name", "routes": [
            {"if": {"all": [on(json!("a")), {"not": {"any": [on(json!(["b", "c"])), on(json!(7))]}}]}},
            {"if": {"attribute": "country", "operator": "equals", "value": "d"}},
            {"if": {"attribute": "list_matches", "operator": "contains"}}]});
        let mut names = Vec::new();
        named_lists(&document, &mut names);
        assert_eq!(names, ["a", "b", "c"]);
    }
}
