//! How this crate says what is wrong with an input: where, which code, what to do.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One thing that is wrong with a body, at one place in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// JSON pointer into the body (RFC 6901); empty for the whole body.
    pub pointer: String,
    /// Stable, machine-readable code in `snake_case`.
    pub code: String,
    /// What is wrong and what would be right, for a person.
    pub detail: String,
}

impl FieldError {
    /// Makes one from its parts.
    pub fn new(
        pointer: &(impl fmt::Display + ?Sized),
        code: &str,
        detail: impl Into<String>,
    ) -> Self {
        Self { pointer: pointer.to_string(), code: code.to_owned(), detail: detail.into() }
    }
}

/// A JSON pointer that grows while a document is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pointer(String);

impl Pointer {
    /// The whole document.
    pub fn root() -> Self {
        Self::default()
    }

    /// One step down to a key.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        Self(format!("{}/{}", self.0, key.replace('~', "~0").replace('/', "~1")))
    }

    /// One step down to a place in an array.
    #[must_use]
    pub fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }

    /// The pointer's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A place in a document that is being read, which becomes a pointer when somebody asks: nearly every value of nearly
/// every document is as it should be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place<'p> {
    /// The whole document.
    Root,
    /// Below a key.
    Key(&'p Place<'p>, &'p str),
    /// At a place in an array.
    Index(&'p Place<'p>, usize),
}

impl Place<'_> {
    /// One step down to a key.
    pub(crate) const fn key<'s>(&'s self, key: &'s str) -> Place<'s> {
        Place::Key(self, key)
    }

    /// One step down to a place in an array.
    pub(crate) const fn index(&self, index: usize) -> Place<'_> {
        Place::Index(self, index)
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Key(above, key) => {
                write!(f, "{above}/{}", key.replace('~', "~0").replace('/', "~1"))
            }
            Self::Index(above, index) => write!(f, "{above}/{index}"),
        }
    }
}
