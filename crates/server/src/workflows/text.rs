//! Stored texts of workflows: read, checked against the lists, and said in sentences.

use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::json::{canonical, parse_strict};
use pointsman_domain::workflow::{Diagnostic, Document};
use pointsman_engine::sentence::{Explanation, changes, explanation};
use pointsman_engine::{ListDirectory, check};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A stored text, as far as this release can read it.
#[derive(Clone, Debug)]
pub(crate) enum StoredText {
    /// It is a document.
    Readable(Document),
    /// It is not: another release wrote it.
    Unreadable {
        /// What was stored, if it is JSON at all.
        json: Value,
        /// Why it cannot be read.
        errors: Vec<FieldError>,
    },
}

/// What a text says, and what is wrong with it.
#[derive(Clone, Debug)]
pub(crate) struct ReadText {
    /// The document in canonical form, or what was stored.
    pub document: Value,
    /// Whether it could be read.
    pub readable: bool,
    /// What is wrong, or worth a look.
    pub diagnostics: Vec<Diagnostic>,
    /// The document in sentences; without any if it could not be read.
    pub explanation: Explanation,
}

impl StoredText {
    /// Reads what storage holds.
    pub(crate) fn parse(stored: &str) -> Self {
        let json = match parse_strict(stored.as_bytes()) {
            Ok(json) => json,
            Err(error) => {
                let errors =
                    vec![FieldError::new(&Pointer::root(), "unreadable", error.to_string())];
                return Self::Unreadable { json: Value::Null, errors };
            }
        };
        match Document::from_json(&json) {
            Ok(document) => Self::Readable(document),
            Err(errors) => Self::Unreadable { json, errors },
        }
    }

    /// Checks it against the lists and says it in sentences.
    pub(crate) fn read(self, lists: &ListDirectory) -> ReadText {
        match self {
            Self::Readable(document) => ReadText {
                diagnostics: check(&document, lists).diagnostics,
                explanation: explanation(&document, lists),
                document: document.to_json(),
                readable: true,
            },
            Self::Unreadable { json, errors } => ReadText {
                document: json,
                readable: false,
                diagnostics: errors.into_iter().map(Diagnostic::from).collect(),
                explanation: explanation(&Document::empty("", ""), lists),
            },
        }
    }

    /// The document if nothing in it stops publishing, else everything that does.
    pub(crate) fn without_errors(self, lists: &ListDirectory) -> Result<Document, Vec<FieldError>> {
        let document = match self {
            Self::Readable(document) => document,
            Self::Unreadable { errors, .. } => return Err(errors),
        };
        let errors: Vec<FieldError> =
            check(&document, lists).errors().cloned().map(FieldError::from).collect();
        if errors.is_empty() { Ok(document) } else { Err(errors) }
    }
}

/// The text that is stored for a document: one text for all documents that say the same.
pub(crate) fn to_stored(document: &Document) -> String {
    canonical(&document.to_json())
}

/// SHA-256 of a stored text.
pub(crate) fn digest(stored: &str) -> [u8; 32] {
    Sha256::digest(stored.as_bytes()).into()
}

/// What differs from `before` to `after`, in words; `None` if one of them cannot be read.
pub(crate) fn changes_between(
    before: &str,
    after: &str,
    lists: &ListDirectory,
) -> Option<Vec<String>> {
    match (StoredText::parse(before), StoredText::parse(after)) {
        (StoredText::Readable(before), StoredText::Readable(after)) => {
            Some(changes(&before, &after, lists))
        }
        (StoredText::Unreadable { .. }, _) | (_, StoredText::Unreadable { .. }) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_cannot_be_read_does_not_differ_in_nothing() {
        let text = r#"{"format": 1, "name": "Good", "event": "inquiry.completed", "routes": [],
            "everything_else": [{"action": "decline"}]}"#;
        let lists = ListDirectory::default();
        assert_eq!(changes_between(text, text, &lists), Some(Vec::new()));
        assert_eq!(changes_between(r#"{"format": 9}"#, text, &lists), None);
        assert_eq!(changes_between(text, "no document", &lists), None);
    }
}
