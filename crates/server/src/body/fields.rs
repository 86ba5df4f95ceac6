//! One reader for all small bodies: keys that must or may be there, nothing else, all errors at once.
//!
//! ```text
//! let mut fields = Fields::of(&body);
//! let name = fields.required("name", text(1, 200));
//! let note = fields.optional("note", text(0, 2_000));
//! fields.finish(|| Some(Request { name: name?, note }))
//! ```

use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::json::type_name;
use serde_json::{Map, Value};

use crate::problem::Problem;

/// What is wrong with one value; its place is added by the reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// JSON pointer from the value to the part of it that is wrong; empty for the value itself.
    pub within: Pointer,
    /// Stable code in `snake_case`.
    pub code: &'static str,
    /// What would be right.
    pub detail: String,
}

impl Fault {
    /// A fault with a code and a detail.
    pub fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { within: Pointer::root(), code, detail: detail.into() }
    }

    /// The value has another JSON type than `wanted` (in words, "a text").
    pub fn wrong_type(wanted: &str, found: &Value) -> Self {
        Self::new("wrong_type", format!("must be {wanted}, not {}", type_name(found)))
    }
}

/// Reads the keys of one object.
pub struct Fields<'v> {
    map: Option<&'v Map<String, Value>>,
    known: Vec<&'static str>,
    errors: Vec<FieldError>,
}

impl<'v> Fields<'v> {
    /// Begins to read `body`; that it is no object becomes an error of [`Fields::finish`].
    pub fn of(body: &'v Value) -> Self {
        let mut errors = Vec::new();
        let map = body.as_object();
        if map.is_none() {
            let fault = Fault::wrong_type("an object", body);
            errors.push(FieldError::new(&Pointer::root(), fault.code, fault.detail));
        }
        Self { map, known: Vec::new(), errors }
    }

    /// A key that must be there and not be `null`.
    pub fn required<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'v Value) -> Result<T, Fault>,
    ) -> Option<T> {
        self.known.push(key);
        let map = self.map?;
        let Some(value) = map.get(key) else {
            self.error(key, Fault::new("required", format!("`{key}` is missing")));
            return None;
        };
        self.read(key, value, read)
    }

    /// A key that may be absent or `null`; both mean the same.
    pub fn optional<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'v Value) -> Result<T, Fault>,
    ) -> Option<T> {
        self.known.push(key);
        let value = self.map?.get(key).filter(|value| !value.is_null())?;
        self.read(key, value, read)
    }

    /// A key where absent means *leave it* (`None`) and `null` means *clear it* (`Some(None)`).
    pub fn clearable<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(&'v Value) -> Result<T, Fault>,
    ) -> Option<Option<T>> {
        self.known.push(key);
        let value = self.map?.get(key)?;
        if value.is_null() { Some(None) } else { self.read(key, value, read).map(Some) }
    }

    /// Refuses unknown keys, then builds the request if nothing was wrong; else 422 with all errors.
    pub fn finish<T>(mut self, build: impl FnOnce() -> Option<T>) -> Result<T, Problem> {
        let unknown: Vec<&String> = self
            .map
            .into_iter()
            .flat_map(Map::keys)
            .filter(|key| !self.known.contains(&key.as_str()))
            .collect();
        for key in unknown {
            let keys = self.known.join(", ");
            let detail = if keys.is_empty() {
                format!("`{key}` is not a key here; this body has no keys")
            } else {
                format!("`{key}` is not a key here; the keys are {keys}")
            };
            self.error(key, Fault::new("unknown_key", detail));
        }
        let request = if self.errors.is_empty() { build() } else { None };
        request.ok_or_else(|| Problem::invalid(self.errors))
    }

    fn read<T>(
        &mut self,
        key: &str,
        value: &'v Value,
        read: impl FnOnce(&'v Value) -> Result<T, Fault>,
    ) -> Option<T> {
        read(value).map_err(|fault| self.error(key, fault)).ok()
    }

    fn error(&mut self, key: &str, fault: Fault) {
        let pointer = format!("{}{}", Pointer::root().key(key), fault.within);
        self.errors.push(FieldError { pointer, code: fault.code.to_owned(), detail: fault.detail });
    }
}
