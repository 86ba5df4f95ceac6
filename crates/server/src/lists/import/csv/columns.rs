//! Which column holds which part of an item, and which the note.

use pointsman_domain::list::{ItemPart, WrittenItem};

use super::Fault;
use crate::lists::limits::ITEM_NOTE_CHARACTERS;

const NOTE_HEADERS: [&str; 3] = ["note", "notes", "comment"];

/// Which columns the items of a file have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The parts in the order of columns without a header; a note may follow.
    pub parts: Vec<Part>,
    /// What a lone column holds.
    pub lone: ItemPart,
}

/// A part of an item in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Which.
    pub part: ItemPart,
    /// What a header may call its column, in lower case.
    pub names: Vec<String>,
}

/// Which column holds what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// No line with content has been seen.
    Undecided,
    /// No header: the parts in their order, then perhaps a note.
    Positional,
    /// A header names the columns; those that are neither part nor note are left alone.
    Named {
        /// Where each part is.
        parts: Vec<(usize, ItemPart)>,
        /// Where the note is.
        note: Option<usize>,
    },
}

impl Layout {
    fn part_called(&self, name: &str) -> Option<ItemPart> {
        let called = |part: &&Part| part.names.iter().any(|known| known == name);
        self.parts.iter().find(called).map(|part| part.part)
    }

    /// Whether these are the names of columns. A value is always in the first; items of several parts may stand
    /// in any.
    fn is_header(&self, names: &[String]) -> bool {
        let most = if self.parts.len() == 1 { 1 } else { names.len() };
        names.iter().take(most).any(|name| self.part_called(name).is_some())
    }
}

impl Columns {
    /// What the first line with content says: it is a header if it has a known word.
    pub(super) fn of_first_line(layout: &Layout, cells: &[String]) -> Self {
        let names: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
        if !layout.is_header(&names) {
            return Self::Positional;
        }
        let mut parts: Vec<(usize, ItemPart)> = Vec::new();
        for (place, name) in names.iter().enumerate() {
            if let Some(part) = layout.part_called(name)
                && parts.iter().all(|(_, known)| *known != part)
            {
                parts.push((place, part));
            }
        }
        let note = names.iter().position(|name| NOTE_HEADERS.contains(&name.as_str()));
        Self::Named { parts, note }
    }

    /// Item and note of a line; `None` if all of it is empty.
    pub(super) fn read(
        &self,
        layout: &Layout,
        cells: &[String],
    ) -> Result<Option<(WrittenItem, Option<String>)>, Fault> {
        let (places, note) = match self {
            Self::Undecided | Self::Positional if cells.len() > layout.parts.len() + 1 => {
                return Err(Fault::TooManyColumns);
            }
            Self::Undecided | Self::Positional if cells.len() == 1 => {
                (vec![(0, layout.lone)], None)
            }
            Self::Undecided | Self::Positional => {
                let parts = layout.parts.iter().map(|part| part.part);
                (parts.enumerate().collect(), Some(layout.parts.len()))
            }
            Self::Named { parts, note } => (parts.clone(), *note),
        };
        let filled = |place: usize| cells.get(place).filter(|cell| !cell.is_empty());
        let mut item = WrittenItem::default();
        for (place, part) in places {
            if let Some(cell) = filled(place) {
                item = item.with(part, cell);
            }
        }
        let note = note.and_then(filled).map(|note| read_note(note)).transpose()?;
        let is_empty = item.parts().next().is_none() && note.is_none();
        Ok((!is_empty).then_some((item, note)))
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
