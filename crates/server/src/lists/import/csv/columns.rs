//! Which column holds the value and which the note.

use super::Fault;
use crate::lists::limits::ITEM_NOTE_CHARACTERS;

/// First cells that name the column of values, compared without case.
const VALUE_HEADERS: [&str; 16] = [
    "value",
    "values",
    "item",
    "ip",
    "ips",
    "ip_address",
    "ip address",
    "address",
    "cidr",
    "network",
    "email",
    "email_address",
    "email address",
    "domain",
    "country",
    "country_code",
];
const NOTE_HEADERS: [&str; 3] = ["note", "notes", "comment"];
/// Columns of a file without a header: the value and its note.
const MOST_COLUMNS: usize = 2;

/// Which column holds what. The value is always the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// No line with content has been seen.
    Undecided,
    /// No header: the value, then perhaps a note.
    Positional,
    /// A header names the columns; those that are neither value nor note are left alone.
    Named {
        /// Where the note is.
        note: Option<usize>,
    },
}

impl Columns {
    /// What the first line with content says: it is a header if its first cell is a known word.
    pub(super) fn of_first_line(cells: &[String]) -> Self {
        let names: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
        let is_header = names.first().is_some_and(|first| VALUE_HEADERS.contains(&first.as_str()));
        if is_header {
            Self::Named {
                note: names.iter().position(|name| NOTE_HEADERS.contains(&name.as_str())),
            }
        } else {
            Self::Positional
        }
    }

    /// Value and note of a line; `None` if both are empty.
    pub(super) fn read(self, cells: &[String]) -> Result<Option<(String, Option<String>)>, Fault> {
        let note_column = match self {
            Self::Undecided | Self::Positional if cells.len() > MOST_COLUMNS => {
                return Err(Fault::TooManyColumns);
            }
            Self::Undecided | Self::Positional => Some(1),
            Self::Named { note } => note,
        };
        let value = cells.first().map(String::as_str).unwrap_or_default();
        let note = note_column.and_then(|column| cells.get(column)).filter(|note| !note.is_empty());
        if value.is_empty() && note.is_none() {
            return Ok(None);
        }
        note.map_or(Ok(None), |note| read_note(note).map(Some))
            .map(|note| Some((value.to_owned(), note)))
    }
}

fn read_note(note: &str) -> Result<String, Fault> {
    if note.chars().count() > ITEM_NOTE_CHARACTERS {
        return Err(Fault::NoteTooLong);
    }
    if note.chars().any(|letter| letter.is_control() && letter != '\t') {
        return Err(Fault::ControlCharacter);
    }
    Ok(note.to_owned())
}
