//! Small objects inside a body, key by key.

use pointsman_domain::error::Pointer;
use pointsman_domain::json::type_name;
use serde_json::{Map, Value};

use super::Fault;

/// An object with these keys alone.
pub(crate) fn object<'v>(value: &'v Value, keys: &[&str]) -> Result<&'v Map<String, Value>, Fault> {
    let Value::Object(map) = value else {
        let detail = format!("must be an object, not {}", type_name(value));
        return Err(Fault::new("wrong_type", detail));
    };
    match map.keys().find(|key| !keys.contains(&key.as_str())) {
        None => Ok(map),
        Some(key) => {
            let detail = format!("`{key}` is not a key here; the keys are {}", keys.join(", "));
            Err(Fault { within: Pointer::root().key(key), ..Fault::new("unknown_key", detail) })
        }
    }
}

/// A part that may be absent or `null`.
pub(crate) fn part<T>(
    map: &Map<String, Value>,
    key: &str,
    read: impl FnOnce(&Value) -> Result<T, Fault>,
) -> Result<Option<T>, Fault> {
    let Some(value) = map.get(key).filter(|value| !value.is_null()) else { return Ok(None) };
    read(value).map(Some).map_err(|fault| Fault { within: Pointer::root().key(key), ..fault })
}
