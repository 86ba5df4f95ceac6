//! The query: known parameters, each at most once, all errors at once.

use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use pointsman_domain::error::{FieldError, Pointer};

use super::paging::{DEFAULT_LIMIT, MOST_LIMIT, PageRequest};
use super::{Cursor, paging};
use crate::problem::Problem;

/// Reads the parameters of a query. Take what you know, then call [`QueryFields::finish`].
pub struct QueryFields {
    pairs: Vec<(String, String)>,
    known: Vec<&'static str>,
    errors: Vec<FieldError>,
    bad_cursor: bool,
}

impl QueryFields {
    /// A parameter that may be absent; empty means absent.
    pub fn optional<T>(&mut self, key: &'static str) -> Option<T>
    where
        T: FromStr,
        T::Err: Display,
    {
        let text = self.text(key)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                let detail = format!("parameter `{key}`: {error}");
                self.error("invalid_parameter", detail);
                None
            }
        }
    }

    /// A parameter that is `true` or `false`; absent means `false`.
    pub fn flag(&mut self, key: &'static str) -> bool {
        match self.text(key).as_deref() {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                let detail = format!("parameter `{key}`: `{other}` is neither true nor false");
                self.error("invalid_parameter", detail);
                false
            }
        }
    }

    /// A whole number within limits, both included.
    pub fn number(&mut self, key: &'static str, within: RangeInclusive<i64>) -> Option<i64> {
        let number = self.optional::<i64>(key)?;
        if !within.contains(&number) {
            let (least, most) = (within.start(), within.end());
            let detail = format!("parameter `{key}`: must be {least} to {most}, not {number}");
            self.error("invalid_parameter", detail);
        }
        Some(number)
    }

    /// `limit`: how many things are wanted.
    pub fn limit(&mut self) -> u32 {
        let limit = self.optional::<u32>("limit").unwrap_or(DEFAULT_LIMIT);
        if !(1..=MOST_LIMIT).contains(&limit) {
            let detail = format!("parameter `limit`: must be 1 to {MOST_LIMIT}, not {limit}");
            self.error("invalid_parameter", detail);
        }
        limit
    }

    /// `limit` and `cursor`.
    pub fn page(&mut self) -> PageRequest {
        let limit = self.limit();
        let cursor = self.text("cursor").and_then(|text| {
            let cursor = Cursor::from_wire(&text);
            self.bad_cursor |= cursor.is_none();
            cursor
        });
        PageRequest { limit, cursor }
    }

    /// Refuses unknown and repeated parameters: 400 with all errors.
    pub fn finish(mut self) -> Result<(), Problem> {
        let mut seen: Vec<&str> = Vec::new();
        let mut faults: Vec<String> = Vec::new();
        for (key, _) in &self.pairs {
            if !self.known.contains(&key.as_str()) {
                let known = self.known.join(", ");
                faults.push(if known.is_empty() {
                    format!("`{key}` is not a parameter here; there are none")
                } else {
                    format!("`{key}` is not a parameter here; the parameters are {known}")
                });
            } else if seen.contains(&key.as_str()) {
                faults.push(format!("parameter `{key}` stands twice"));
            }
            seen.push(key);
        }
        for fault in faults {
            self.error("invalid_parameter", fault);
        }
        match self.errors.first() {
            Some(first) => Err(Problem::bad_request("invalid_parameter", first.detail.clone())
                .with_errors(self.errors)),
            None if self.bad_cursor => Err(paging::invalid_cursor()),
            None => Ok(()),
        }
    }

    fn text(&mut self, key: &'static str) -> Option<String> {
        self.known.push(key);
        let found = self.pairs.iter().find(|(name, _)| name == key);
        found.map(|(_, text)| text.clone()).filter(|text| !text.is_empty())
    }

    fn error(&mut self, code: &str, detail: String) {
        self.errors.push(FieldError::new(&Pointer::root(), code, detail));
    }
}

impl<S: Send + Sync> FromRequestParts<S> for QueryFields {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(pairs) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| {
            Problem::bad_request("invalid_parameter", "the query is not of the form key=value&…")
        })?;
        Ok(Self { pairs, known: Vec::new(), errors: Vec::new(), bad_cursor: false })
    }
}
