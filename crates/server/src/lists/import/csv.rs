//! CSV of one-column lists: bytes in pieces of any size become values with the number of their line.
//!
//! A value never spans lines, so text is cut into lines first and each is read on its own: a quote that is never
//! closed costs one line, not the rest of the file. This module must not know list types, storage or HTTP.

use std::str;

use crate::lists::limits::{IMPORT_LINE_BYTES, ITEM_NOTE_CHARACTERS};

/// How much of a bad line is shown, in characters.
const SHOWN_CHARACTERS: usize = 200;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";
const UTF_16_MARKS: [&[u8]; 2] = [b"\xFF\xFE", b"\xFE\xFF"];
const COMMENT: u8 = b'#';
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

/// One line that says something: blank lines, comments and the header are not among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A value, not yet read as an item.
    Value {
        /// The line's number, from 1.
        number: u64,
        /// The cell as written.
        value: String,
        /// The note beside it.
        note: Option<String>,
    },
    /// Nothing that can be a value.
    Bad(BadLine),
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

/// Reads one file. Feed it pieces, then finish.
pub(crate) struct CsvReader {
    line: Vec<u8>,
    overlong: bool,
    after_carriage_return: bool,
    numbers: u64,
    columns: Columns,
    cells: Cells,
}

/// Which column holds what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Columns {
    /// No line with content has been seen.
    Undecided,
    /// No header: the value, then perhaps a note.
    Positional,
    /// A header names the columns; the value is the first.
    Named { note: Option<usize> },
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

impl Default for CsvReader {
    fn default() -> Self {
        Self {
            line: Vec::with_capacity(IMPORT_LINE_BYTES),
            overlong: false,
            after_carriage_return: false,
            numbers: 0,
            columns: Columns::Undecided,
            cells: Cells::default(),
        }
    }
}

impl CsvReader {
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
        let bad = |value: &str, code, detail: String| {
            Some(Line::Bad(BadLine::new(number, value, code, detail)))
        };
        if self.overlong {
            let start = String::from_utf8_lossy(&self.line);
            return bad(
                &start,
                "line_too_long",
                format!("a line has at most {IMPORT_LINE_BYTES} bytes"),
            );
        }
        let trimmed = self.line.trim_ascii();
        if trimmed.first().is_none_or(|first| *first == COMMENT) {
            return None;
        }
        let Ok(text) = str::from_utf8(trimmed) else {
            let shown = String::from_utf8_lossy(trimmed);
            return bad(
                &shown,
                "not_utf8",
                "the line is not UTF-8; save the file in UTF-8".to_owned(),
            );
        };
        let cells = match self.cells.split(text) {
            Ok(cells) => cells,
            Err(UnclosedQuote) => {
                let detail = "a quote is not closed on this line; a value cannot span lines";
                return bad(text, "unclosed_quote", detail.to_owned());
            }
        };
        let note_column = match self.columns {
            Columns::Positional => Some(1),
            Columns::Named { note } => note,
            Columns::Undecided => {
                self.columns = header(&cells).unwrap_or(Columns::Positional);
                if self.columns != Columns::Positional {
                    return None;
                }
                Some(1)
            }
        };
        if self.columns == Columns::Positional && cells.len() > MOST_COLUMNS {
            let detail = format!(
                "a line has a value and perhaps a note, not {} columns; name the columns in a header or remove \
                 the others",
                cells.len()
            );
            return bad(text, "too_many_columns", detail);
        }
        let value = cells.first().map(String::as_str).unwrap_or_default();
        let note = note_column
            .and_then(|column| cells.get(column))
            .map(String::as_str)
            .unwrap_or_default();
        if value.is_empty() && note.is_empty() {
            return None;
        }
        match read_note(note) {
            Ok(note) => Some(Line::Value { number, value: value.to_owned(), note }),
            Err(detail) => bad(text, "invalid_note", detail),
        }
    }
}

/// The columns that a first line names, if it is a header.
fn header(cells: &[String]) -> Option<Columns> {
    let names: Vec<String> = cells.iter().map(|cell| cell.to_lowercase()).collect();
    let first = names.first()?;
    VALUE_HEADERS.contains(&first.as_str()).then(|| Columns::Named {
        note: names.iter().position(|name| NOTE_HEADERS.contains(&name.as_str())),
    })
}

fn read_note(note: &str) -> Result<Option<String>, String> {
    if note.is_empty() {
        return Ok(None);
    }
    if note.chars().count() > ITEM_NOTE_CHARACTERS {
        return Err(format!("a note has at most {ITEM_NOTE_CHARACTERS} characters"));
    }
    if note.chars().any(|letter| letter.is_control() && letter != '\t') {
        return Err("a note must not hold control characters".to_owned());
    }
    Ok(Some(note.to_owned()))
}

/// Splits one line at its commas, by the rules of RFC 4180.
struct Cells {
    core: csv_core::Reader,
    input: Vec<u8>,
    output: Vec<u8>,
    ends: Vec<usize>,
}

/// A quote was open when the line ended.
struct UnclosedQuote;

impl Default for Cells {
    fn default() -> Self {
        Self {
            core: csv_core::Reader::new(),
            input: Vec::with_capacity(IMPORT_LINE_BYTES + 1),
            // What comes out is never longer than what goes in, and no cell is shorter than its comma.
            output: vec![0; IMPORT_LINE_BYTES + 1],
            ends: vec![0; IMPORT_LINE_BYTES + 1],
        }
    }
}

impl Cells {
    /// The cells, trimmed.
    fn split(&mut self, line: &str) -> Result<Vec<String>, UnclosedQuote> {
        self.input.clear();
        self.input.extend_from_slice(line.as_bytes());
        self.input.push(b'\n');
        let (result, _, _, count) =
            self.core.read_record(&self.input, &mut self.output, &mut self.ends);
        match result {
            csv_core::ReadRecordResult::Record => Ok(self.cells(count)),
            // Inside a quote the end of the line is part of the value, and no record comes out.
            csv_core::ReadRecordResult::InputEmpty
            | csv_core::ReadRecordResult::OutputFull
            | csv_core::ReadRecordResult::OutputEndsFull
            | csv_core::ReadRecordResult::End => {
                self.core.reset();
                Err(UnclosedQuote)
            }
        }
    }

    fn cells(&self, count: usize) -> Vec<String> {
        let ends = self.ends.iter().take(count);
        let mut start = 0;
        let cut = ends.map(|end| {
            let cell = self.output.get(start..*end).unwrap_or_default();
            start = *end;
            String::from_utf8_lossy(cell).trim().to_owned()
        });
        cut.collect()
    }
}

#[cfg(test)]
mod tests;
