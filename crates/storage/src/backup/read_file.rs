//! Reading a backup, and finding whatever is wrong with it: each table's rows are counted and digested again.

use std::cmp::Ordering;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};

use flate2::bufread::GzDecoder;

use super::contents::{BLOB, Contents, Counting, Difference, INT, NULL, Piece, TEXT, size};
use super::file::{END, FORMAT, Header, MAGIC, ROW, TABLE};
use super::tables::{Kind, TABLES, Table};
use crate::migrations;
use crate::seam::Value;

/// A first line is not longer than this, in bytes.
const LONGEST_HEADER: u64 = 4_096;
/// A value is not longer than this, in bytes: PostgreSQL keeps none.
const LONGEST_VALUE: u64 = 1024 * 1024 * 1024;
/// A piece holds so many rows, or so many bytes, at most.
const PIECE_ROWS: usize = 500;
const PIECE_BYTES: usize = 2 * 1024 * 1024;

/// What is wrong with a file.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The file cannot be read.
    #[error("the file cannot be read: {0}")]
    Unreadable(io::Error),
    /// Something else is in it.
    #[error("the file is not a backup of Pointsman")]
    NotABackup,
    /// A newer release has written it.
    #[error(
        "the backup has format {found}, this release knows up to {FORMAT}; restore it with release {release} or a newer one"
    )]
    NewerFormat {
        /// Its format.
        found: i64,
        /// The release that made it.
        release: String,
    },
    /// It holds tables of another schema.
    #[error(
        "the backup has schema {found}, this release restores schema {known}; restore it with release {release}, \
         which made it{}", if found < known { ", and start this one on the result" } else { "" }
    )]
    OtherSchema {
        /// Its schema.
        found: i64,
        /// This release's schema.
        known: i64,
        /// The release that made it.
        release: String,
    },
    /// It ends before its end.
    #[error("the backup is cut off {place}")]
    CutOff {
        /// Where.
        place: String,
    },
    /// Bytes of it have changed.
    #[error("the backup is damaged {place}: {problem}")]
    Damaged {
        /// Where.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// Its rows are not those of its list of contents.
    #[error("the backup is damaged: {0}")]
    Differs(Difference),
}

/// A backup that is being read.
pub(super) struct FileReader<R: Read> {
    from: BufReader<GzDecoder<BufReader<R>>>,
    header: Header,
    /// The table at hand.
    counting: Option<(&'static Table, Counting)>,
    /// Rows of it so far.
    rows: u64,
    /// The tables before.
    contents: Contents,
}

impl<R: Read> FileReader<R> {
    pub(super) fn begin(from: R) -> Result<Self, FileFault> {
        let mut from = BufReader::new(GzDecoder::new(BufReader::new(from)));
        let mut line = Vec::new();
        let read = from.by_ref().take(LONGEST_HEADER).read_until(b'\n', &mut line);
        read.map_err(|error| match error.kind() {
            // What flate2 says of bytes that do not begin as a gzip stream does.
            ErrorKind::InvalidInput | ErrorKind::UnexpectedEof => FileFault::NotABackup,
            _ => fault(error, "at its beginning".to_owned()),
        })?;
        let header = header(&line)?;
        Ok(Self { from, header, counting: None, rows: 0, contents: Contents::default() })
    }

    pub(super) fn into_header(self) -> Header {
        self.header
    }

    /// The next piece. After the end nothing is left to ask for.
    pub(super) fn piece(&mut self) -> Result<Piece, FileFault> {
        let mut rows = Vec::new();
        let mut bytes = 0;
        loop {
            // What is next is looked at, so that rows before a table's end make a piece of their own.
            let next = self.peek()?;
            if next != ROW && !rows.is_empty() {
                return Ok(Piece::Rows(rows));
            }
            self.from.consume(1);
            match next {
                ROW => rows.push(self.row(&mut bytes)?),
                TABLE => return self.table().map(Piece::Table),
                END => return self.end().map(Piece::End),
                other => return Err(self.damaged(format!("a part begins with byte {other}"))),
            }
            if rows.len() >= PIECE_ROWS || bytes >= PIECE_BYTES {
                return Ok(Piece::Rows(rows));
            }
        }
    }

    fn row(&mut self, bytes: &mut usize) -> Result<Vec<Value>, FileFault> {
        let Some((table, _)) = &self.counting else {
            return Err(self.damaged("a row stands before the first table".to_owned()));
        };
        let mut row = Vec::new();
        for (column, kind) in table.columns() {
            row.push(self.value(column, kind)?);
        }
        *bytes += size(&row);
        self.rows += 1;
        if let Some((_, counting)) = &mut self.counting {
            counting.row(&row);
        }
        Ok(row)
    }

    fn value(&mut self, column: &str, kind: Kind) -> Result<Value, FileFault> {
        let [tag] = self.fixed()?;
        match (tag, kind) {
            (NULL, _) => Ok(Value::Null),
            (INT, Kind::Int) => Ok(Value::Int(i64::from_be_bytes(self.fixed()?))),
            (TEXT, Kind::Text) => {
                let bytes = self.bytes()?;
                String::from_utf8(bytes)
                    .map(Value::Text)
                    .map_err(|_| self.damaged(format!("column {column} is not UTF-8")))
            }
            (BLOB, Kind::Blob) => self.bytes().map(Value::Blob),
            _ => Err(self.damaged(format!("column {column} holds a value of another kind"))),
        }
    }

    fn table(&mut self) -> Result<&'static Table, FileFault> {
        self.end_table();
        let said = self.bytes()?;
        let next = TABLES.get(self.contents.tables.len());
        let table =
            next.filter(|table| said == format!("{}: {}", table.name, table.columns).as_bytes());
        let Some(table) = table else {
            let said = String::from_utf8_lossy(&said).chars().take(80).collect::<String>();
            return Err(self.damaged(format!("table `{said}` was not expected")));
        };
        self.counting = Some((table, Counting::begin(table)));
        Ok(table)
    }

    fn end_table(&mut self) {
        if let Some((_, counting)) = self.counting.take() {
            self.contents.tables.push(counting.end());
        }
        self.rows = 0;
    }

    fn end(&mut self) -> Result<Contents, FileFault> {
        self.end_table();
        let text = self.bytes()?;
        let said: Contents = serde_json::from_slice(&text)
            .map_err(|problem| self.damaged(format!("its list of contents: {problem}")))?;
        if let Some(difference) = self.contents.difference_from(&said) {
            return Err(FileFault::Differs(difference));
        }
        if let Some(missing) = TABLES.get(said.tables.len()) {
            return Err(self.damaged(format!("table {} is missing", missing.name)));
        }
        // Reading on lets the decoder compare its own checksum.
        let mut more = [0];
        let place = "at its end".to_owned();
        let after = self.from.read(&mut more).map_err(|error| fault(error, place.clone()))?;
        let behind = self.from.get_mut().get_mut().read(&mut more);
        let behind = behind.map_err(|error| fault(error, place.clone()))?;
        if after + behind > 0 {
            let problem = "something follows".to_owned();
            return Err(FileFault::Damaged { place, problem });
        }
        Ok(said)
    }

    fn peek(&mut self) -> Result<u8, FileFault> {
        let place = self.place();
        let next = self.from.fill_buf().map_err(|error| fault(error, place.clone()))?;
        next.first().copied().ok_or(FileFault::CutOff { place })
    }

    fn fixed<const BYTES: usize>(&mut self) -> Result<[u8; BYTES], FileFault> {
        let mut bytes = [0; BYTES];
        self.from.read_exact(&mut bytes).map_err(|error| fault(error, self.place()))?;
        Ok(bytes)
    }

    fn bytes(&mut self) -> Result<Vec<u8>, FileFault> {
        let length = u64::from_be_bytes(self.fixed()?);
        if length > LONGEST_VALUE {
            return Err(self.damaged(format!("a value of {length} bytes")));
        }
        // Grows with what is there, so that a wrong length does not take memory.
        let mut bytes = Vec::new();
        let read = self.from.by_ref().take(length).read_to_end(&mut bytes);
        let read = read.map_err(|error| fault(error, self.place()))?;
        if read as u64 == length {
            Ok(bytes)
        } else {
            Err(FileFault::CutOff { place: self.place() })
        }
    }

    fn place(&self) -> String {
        match &self.counting {
            Some((table, _)) => format!("in table {}, after row {}", table.name, self.rows),
            None => "between tables".to_owned(),
        }
    }

    fn damaged(&self, problem: String) -> FileFault {
        FileFault::Damaged { place: self.place(), problem }
    }
}

fn header(line: &[u8]) -> Result<Header, FileFault> {
    if !line.starts_with(MAGIC.as_bytes()) {
        return Err(FileFault::NotABackup);
    }
    let header: Header = serde_json::from_slice(line).map_err(|problem| FileFault::Damaged {
        place: "in its first line".to_owned(),
        problem: problem.to_string(),
    })?;
    let (found, known, release) = (header.schema, migrations::known(), header.release.clone());
    if header.format > FORMAT {
        return Err(FileFault::NewerFormat { found: header.format, release });
    }
    match found.cmp(&known) {
        Ordering::Equal => Ok(header),
        Ordering::Less | Ordering::Greater => Err(FileFault::OtherSchema { found, known, release }),
    }
}

fn fault(error: io::Error, place: String) -> FileFault {
    match error.kind() {
        ErrorKind::UnexpectedEof => FileFault::CutOff { place },
        ErrorKind::InvalidData | ErrorKind::InvalidInput => {
            FileFault::Damaged { place, problem: error.to_string() }
        }
        _ => FileFault::Unreadable(error),
    }
}
