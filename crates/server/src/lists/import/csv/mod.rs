//! CSV of lists: bytes in pieces of any size become items with the number of their line.
//!
//! An item never spans lines, so text is cut into lines first and each is read on its own: a quote that is never
//! closed costs one line, not the rest of the file. This module must not know list types, storage or HTTP.

mod cells;
mod columns;

use std::str;

use pointsman_domain::list::WrittenItem;

use crate::lists::limits::{IMPORT_LINE_BYTES, ITEM_NOTE_CHARACTERS};
use cells::Cells;
use columns::Columns;
pub(crate) use columns::{Layout, Part};

/// How much of a bad line is shown, in characters.
const SHOWN_CHARACTERS: usize = 200;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF_16_MARKS: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
const COMMENT: u8 = b'#';

/// One line that says something: blank lines, comments and the header are not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// An item as it stands there, not yet read.
    Item {
        /// The line's number, from 1.
        number: u64,
        /// The cells.
        item: WrittenItem,
        /// The note beside it.
        note: Option<String>,
    },
    /// Nothing that can be an item.
    Bad(BadLine),
}

impl Line {
    /// The line's number, from 1.
    pub(crate) const fn number(&self) -> u64 {
        match self {
            Self::Item { number, .. } => *number,
            Self::Bad(bad) => bad.number,
        }
    }
}

/// A line that is not taken, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BadLine {
    /// The line's number, from 1.
    pub number: u64,
    /// The beginning of what stands there, control characters replaced.
    pub value: String,
    /// Stable code in `snake_case`.
    pub code: &'static str,
    /// What is wrong and what would be right.
    pub detail: String,
}

/// Why nothing of a file can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum UnreadableFile {
    /// A byte-order mark of UTF-16 stands first.
    #[error("the file is UTF-16; save it as CSV in UTF-8 and send it again")]
    Utf16,
}

/// What is wrong with a line before its value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
enum Fault {
    #[error("a line has at most {IMPORT_LINE_BYTES} bytes")]
    LineTooLong,
    #[error("the line is not UTF-8; save the file in UTF-8")]
    NotUtf8,
    #[error("a quote is not closed on this line; an item cannot span lines")]
    UnclosedQuote,
    #[error(
        "a line has its item and perhaps a note; name the columns in a header or remove the others"
    )]
    TooManyColumns,
    #[error("a note has at most {ITEM_NOTE_CHARACTERS} characters")]
    NoteTooLong,
    #[error("a note must not hold control characters")]
    ControlCharacter,
}

impl Fault {
    const fn code(self) -> &'static str {
        match self {
            Self::LineTooLong => "line_too_long",
            Self::NotUtf8 => "not_utf8",
            Self::UnclosedQuote => "unclosed_quote",
            Self::TooManyColumns => "too_many_columns",
            Self::NoteTooLong | Self::ControlCharacter => "invalid_note",
        }
    }
}

/// Reads one file. Feed it pieces, then finish.
pub(crate) struct CsvReader {
    line: Vec<u8>,
    overlong: bool,
    after_carriage_return: bool,
    numbers: u64,
    layout: Layout,
    columns: Columns,
    cells: Cells,
}

impl BadLine {
    /// A bad line that shows the beginning of `value`.
    pub(crate) fn new(
        number: u64,
        value: &str,
        code: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        let visible =
            |letter: char| if letter.is_control() { char::REPLACEMENT_CHARACTER } else { letter };
        let value = value.chars().take(SHOWN_CHARACTERS).map(visible).collect();
        Self { number, value, code, detail: detail.into() }
    }
}

impl CsvReader {
    /// A reader of a file with these columns.
    pub(crate) fn new(layout: Layout) -> Self {
        Self {
            layout,
            line: Vec::with_capacity(IMPORT_LINE_BYTES),
            overlong: false,
            after_carriage_return: false,
            numbers: 0,
            columns: Columns::Undecided,
            cells: Cells::default(),
        }
    }

    /// Reads the next piece of the file.
    pub(crate) fn feed(
        &mut self,
        mut bytes: &[u8],
        sink: &mut impl FnMut(Line),
    ) -> Result<(), UnreadableFile> {
        if self.after_carriage_return && !bytes.is_empty() {
            self.after_carriage_return = false;
            bytes = bytes.strip_prefix(b"\n").unwrap_or(bytes);
        }
        while let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
            let (head, tail) = bytes.split_at(end);
            self.extend(head);
            self.end_line(sink)?;
            // CRLF is one end, also when the piece is cut between the two.
            self.after_carriage_return = tail == b"\r";
            bytes = tail.strip_prefix(b"\r\n").or_else(|| tail.get(1..)).unwrap_or_default();
        }
        self.extend(bytes);
        Ok(())
    }

    /// Reads what stands after the last line end.
    pub(crate) fn finish(&mut self, sink: &mut impl FnMut(Line)) -> Result<(), UnreadableFile> {
        if self.line.is_empty() && !self.overlong { Ok(()) } else { self.end_line(sink) }
    }

    /// Lines that have ended so far: blank ones, comments and the header are counted.
    pub(crate) fn lines(&self) -> u64 {
        self.numbers
    }

    fn extend(&mut self, bytes: &[u8]) {
        let room = IMPORT_LINE_BYTES.saturating_sub(self.line.len());
        self.overlong |= bytes.len() > room;
        self.line.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn end_line(&mut self, sink: &mut impl FnMut(Line)) -> Result<(), UnreadableFile> {
        self.numbers += 1;
        if self.numbers == 1 {
            self.open_file()?;
        }
        if let Some(line) = self.read_line() {
            sink(line);
        }
        self.line.clear();
        self.overlong = false;
        Ok(())
    }

    /// Looks at the very first bytes.
    fn open_file(&mut self) -> Result<(), UnreadableFile> {
        if UTF_16_MARKS.iter().any(|mark| self.line.starts_with(mark)) {
            return Err(UnreadableFile::Utf16);
        }
        if self.line.starts_with(BYTE_ORDER_MARK) {
            self.line.drain(..BYTE_ORDER_MARK.len());
        }
        Ok(())
    }

    fn read_line(&mut self) -> Option<Line> {
        let number = self.numbers;
        match self.content() {
            Ok(None) => None,
            Ok(Some((item, note))) => Some(Line::Item { number, item, note }),
            Err(fault) => {
                let shown = String::from_utf8_lossy(self.line.trim_ascii());
                Some(Line::Bad(BadLine::new(number, &shown, fault.code(), fault.to_string())))
            }
        }
    }

    /// Item and note, or `None` if the line says nothing.
    fn content(&mut self) -> Result<Option<(WrittenItem, Option<String>)>, Fault> {
        if self.overlong {
            return Err(Fault::LineTooLong);
        }
        let trimmed = self.line.trim_ascii();
        if trimmed.first().is_none_or(|first| *first == COMMENT) {
            return Ok(None);
        }
        let text = str::from_utf8(trimmed).map_err(|_| Fault::NotUtf8)?;
        let cells = self.cells.split(text).ok_or(Fault::UnclosedQuote)?;
        if self.columns == Columns::Undecided {
            self.columns = Columns::of_first_line(&self.layout, &cells);
            if self.columns != Columns::Positional {
                return Ok(None);
            }
        }
        self.columns.read(&self.layout, &cells)
    }
}

#[cfg(test)]
mod tests;
