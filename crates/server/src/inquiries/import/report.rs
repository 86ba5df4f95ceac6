//! What an import of inquiries led to.

use pointsman_domain::error::FieldError;
use serde::Serialize;
use utoipa::ToSchema;

use super::limits::{NAMED, SHOWN_CHARACTERS};

/// What an import of past inquiries led to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportReport {
    /// Lines that say something; blank ones are not counted.
    pub read: u64,
    /// Inquiries that are there now.
    pub imported: u64,
    /// Lines whose `reference_id` another inquiry has already; it stays as it is.
    pub skipped: u64,
    /// Lines that were not taken.
    pub bad: u64,
    /// What is wrong with them: the first 1,000 things.
    pub errors: Vec<LineError>,
    /// How many more things are wrong.
    pub more: u64,
    /// The first 1,000 lines that were skipped.
    pub skipped_lines: Vec<SkippedLine>,
    /// How many more lines were skipped.
    pub skipped_more: u64,
}

/// One thing that is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LineError {
    /// The line's number, from 1; blank lines are counted.
    #[schema(minimum = 1)]
    pub line: u64,
    /// JSON pointer into the line; empty for the whole of it.
    pub pointer: String,
    /// Stable code in `snake_case`.
    pub code: String,
    /// What is wrong and what would be right.
    pub detail: String,
}

/// A line whose inquiry is there already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SkippedLine {
    /// The line's number, from 1.
    #[schema(minimum = 1)]
    pub line: u64,
    /// The reference id that another inquiry has.
    pub reference_id: String,
}

impl ImportReport {
    /// A line was not taken.
    pub(super) fn add_bad(&mut self, line: u64, errors: Vec<FieldError>) {
        self.bad += 1;
        for FieldError { pointer, code, detail } in errors {
            if self.errors.len() < NAMED {
                let (pointer, detail) = (shown(pointer), shown(detail));
                self.errors.push(LineError { line, pointer, code, detail });
            } else {
                self.more += 1;
            }
        }
    }

    /// A line's inquiry is there already.
    pub(super) fn add_skipped(&mut self, line: u64, reference_id: Option<&str>) {
        self.skipped += 1;
        if self.skipped_lines.len() < NAMED {
            let reference_id = reference_id.unwrap_or_default().to_owned();
            self.skipped_lines.push(SkippedLine { line, reference_id });
        } else {
            self.skipped_more += 1;
        }
    }
}

/// A line may repeat what it was sent, which may be as long as a line.
fn shown(text: String) -> String {
    if text.chars().nth(SHOWN_CHARACTERS).is_none() {
        return text;
    }
    text.chars().take(SHOWN_CHARACTERS).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use pointsman_domain::error::Pointer;

    use super::*;

    #[test]
    fn what_was_sent_is_shown_in_part() {
        let mut report = ImportReport::default();
        for (length, shown) in [(300, 300), (301, 301), (1_000_000, 301)] {
            let text = "é".repeat(length);
            let error = FieldError::new(&Pointer::root().key(&text), "unknown_key", text);
            report.add_bad(1, vec![error]);
            let error = report.errors.pop().expect("an error");
            assert_eq!(error.detail.chars().count(), shown);
            assert!(error.pointer.chars().count() <= 301);
        }
    }

    #[test]
    fn the_last_error_is_named_and_the_next_is_counted() {
        let mut report = ImportReport::default();
        let error = FieldError::new(&Pointer::root(), "required", "it is missing");
        for line in 1..=1_000 {
            report.add_bad(line, vec![error.clone()]);
            report.add_skipped(line, Some("a"));
        }
        assert_eq!((report.errors.len(), report.more, report.bad), (1_000, 0, 1_000));
        assert_eq!((report.skipped_lines.len(), report.skipped_more), (1_000, 0));
        report.add_bad(1_001, vec![error.clone(), error]);
        report.add_skipped(1_001, Some("a"));
        assert_eq!((report.errors.len(), report.more, report.bad), (1_000, 2, 1_001));
        assert_eq!((report.skipped_lines.len(), report.skipped_more), (1_000, 1));
    }
}
