//! Values of lists in answers that are kept. A stored answer leaves them out, so that nothing of an item survives in it
//! when the item is erased; whoever repeats the request and may read lists gets what the list says then.
//!
//! They stand in three places: the items that an inquiry was on, the bad lines of an import, and examples of proofs. An
//! example may be made of items, and nobody knows of which; it does not come again.

use std::collections::BTreeMap;

use pointsman_domain::ids::{ImportId, ItemId};
use pointsman_storage::{StorageError, Transaction, lists};
use serde_json::{Value, json};

/// Whether an answer may speak of values of lists; most do not.
pub(super) fn are_in(body: &[u8]) -> bool {
    let keys = ["\"item_value\"", "\"bad_lines\"", "\"witness\""];
    keys.iter().any(|key| body.windows(key.len()).any(|part| part == key.as_bytes()))
}

/// The body of an answer as it is kept.
pub(super) fn take_out(body: &[u8]) -> Vec<u8> {
    rewritten(body, |answer| {
        for found in matches(answer) {
            blank(found, "item_value");
        }
        for line in bad_lines(answer) {
            blank(line, "value");
            blank(line, "detail");
        }
        for verdict in verdicts(answer) {
            blank(verdict, "witness");
        }
        Ok::<_, StorageError>(())
    })
    .unwrap_or_else(|_| body.to_vec())
}

/// The body of an answer as it is given again.
pub(super) fn put_in(
    transaction: &mut Transaction<'_>,
    body: &[u8],
) -> Result<Vec<u8>, StorageError> {
    rewritten(body, |answer| {
        let items: Vec<ItemId> =
            matches(answer).iter().filter_map(|found| id(found.get("item"))).collect();
        let values = lists::values_of(transaction, &items)?;
        for found in matches(answer) {
            let value = id(found.get("item")).and_then(|item: ItemId| values.get(&item));
            found["item_value"] = json!(value);
        }
        if bad_lines(answer).is_empty() {
            return Ok(());
        }
        let Some(import) = id::<ImportId>(answer.get("id")) else { return Ok(()) };
        let kept = lists::bad_lines(transaction, import)?;
        let kept: BTreeMap<i64, _> = kept.into_iter().map(|bad| (bad.line, bad)).collect();
        for line in bad_lines(answer) {
            let number = line.get("line").and_then(Value::as_i64);
            if let Some(bad) = number.and_then(|number| kept.get(&number)) {
                (line["value"], line["detail"]) = (json!(bad.value), json!(bad.detail));
            }
        }
        Ok(())
    })
}

/// What is not JSON, or speaks of nothing of the kind, stays as it is, letter by letter. The rest is written as it was:
/// keys keep their order, and numbers have few digits.
fn rewritten<E>(
    body: &[u8],
    change: impl FnOnce(&mut Value) -> Result<(), E>,
) -> Result<Vec<u8>, E> {
    if !are_in(body) {
        return Ok(body.to_vec());
    }
    let Ok(mut answer) = serde_json::from_slice::<Value>(body) else { return Ok(body.to_vec()) };
    change(&mut answer)?;
    Ok(answer.to_string().into_bytes())
}

/// The items that an inquiry was on.
fn matches(answer: &mut Value) -> Vec<&mut Value> {
    objects(answer.pointer_mut("/attributes/list_matches/value"))
}

fn bad_lines(answer: &mut Value) -> Vec<&mut Value> {
    objects(answer.get_mut("bad_lines"))
}

/// Of a draft, and of an invariant.
fn verdicts(answer: &mut Value) -> Vec<&mut Value> {
    let Some(answer) = answer.as_object_mut() else { return Vec::new() };
    let named =
        answer.iter_mut().filter(|(key, _)| ["invariants", "running"].contains(&key.as_str()));
    named.flat_map(|(_, rows)| objects(Some(rows))).collect()
}

fn objects(rows: Option<&mut Value>) -> Vec<&mut Value> {
    let rows = rows.and_then(Value::as_array_mut).into_iter().flatten();
    rows.filter(|row| row.is_object()).collect()
}

fn blank(object: &mut Value, key: &str) {
    if let Some(value) = object.get_mut(key) {
        *value = Value::Null;
    }
}

fn id<T: std::str::FromStr>(value: Option<&Value>) -> Option<T> {
    value?.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_lists_are_left_out_and_nothing_else() {
        for (body, kept) in [
            (
                r#"{"id":"inq_x","fields":{"item_value":"mine"},"attributes":{"age":{"value":18.25},"list_matches":{"value":[{"item":"itm_x","item_value":"secret"}]}}}"#,
                r#"{"id":"inq_x","fields":{"item_value":"mine"},"attributes":{"age":{"value":18.25},"list_matches":{"value":[{"item":"itm_x","item_value":null}]}}}"#,
            ),
            (
                r#"{"id":"imp_x","bad_lines":[{"line":3,"value":"secret","code":"x","detail":"`secret`"}],"bad_lines_more":0}"#,
                r#"{"id":"imp_x","bad_lines":[{"line":3,"value":null,"code":"x","detail":null}],"bad_lines_more":0}"#,
            ),
            (
                r#"{"id":"ivr_x","running":[{"verdict":"refuted","witness":{"fields":{"email_address":"secret"}}}],"name":"witness"}"#,
                r#"{"id":"ivr_x","running":[{"verdict":"refuted","witness":null}],"name":"witness"}"#,
            ),
            (
                r#"{"etag":"a","invariants":[{"id":"ivr_x","witness":{"session":{"ip_address":"secret"}}}],"running":null}"#,
                r#"{"etag":"a","invariants":[{"id":"ivr_x","witness":null}],"running":null}"#,
            ),
            (r#"{ "a" : 1.0 }"#, r#"{ "a" : 1.0 }"#),
            (r#""item_value""#, r#""item_value""#),
            (r#""bad_lines": no JSON"#, r#""bad_lines": no JSON"#),
        ] {
            assert_eq!(String::from_utf8(take_out(body.as_bytes())).unwrap(), kept);
        }
    }
}
