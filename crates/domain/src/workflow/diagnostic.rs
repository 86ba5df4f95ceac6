//! What is wrong, or worth a look, in a document.

use serde::{Deserialize, Serialize};

use crate::error::{FieldError, Pointer};

/// Whether a diagnostic stops publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Stops publishing.
    Error,
    /// Does not.
    Warning,
}

/// One finding about one place in a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Whether it stops publishing.
    pub severity: Severity,
    /// JSON pointer into the document.
    pub pointer: String,
    /// Stable code in `snake_case`.
    pub code: String,
    /// What is wrong and what to do, for a person.
    pub message: String,
}

impl Diagnostic {
    /// An error.
    pub fn error(pointer: &Pointer, code: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, pointer, code, message.into())
    }

    /// A warning.
    pub fn warning(pointer: &Pointer, code: &str, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, pointer, code, message.into())
    }

    fn new(severity: Severity, pointer: &Pointer, code: &str, message: String) -> Self {
        Self { severity, pointer: pointer.to_string(), code: code.to_owned(), message }
    }

    /// Whether it stops publishing.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl From<Diagnostic> for FieldError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { pointer: diagnostic.pointer, code: diagnostic.code, detail: diagnostic.message }
    }
}

impl From<FieldError> for Diagnostic {
    fn from(error: FieldError) -> Self {
        Self {
            severity: Severity::Error,
            pointer: error.pointer,
            code: error.code,
            message: error.detail,
        }
    }
}
