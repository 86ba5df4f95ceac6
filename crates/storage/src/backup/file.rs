//! Writing a backup: one gzip stream, so that `gzip -t` and `zcat FILE | head -1` work.
//!
//! Its first line is JSON: the format, the schema, the release and the moment. Then come tables: `T`, the name with the
//! columns as a length and a text, then `R` and the values for each row. `Z` and a JSON text of names, counts and
//! digests end it. Values are written as they are digested, see `contents`.

use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use pointsman_domain::clock::Timestamp;
use serde::{Deserialize, Serialize};

use super::contents::{Piece, encode};
use crate::migrations;

/// The format that this release writes.
pub const FORMAT: i64 = 1;
pub(super) const TABLE: u8 = b'T';
pub(super) const ROW: u8 = b'R';
pub(super) const END: u8 = b'Z';
/// The first key of every first line.
pub(super) const MAGIC: &str = "{\"pointsman_backup\":";
/// Between the encoder and the file.
const BUFFER: usize = 256 * 1024;

/// The first line of a backup.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format of the file.
    #[serde(rename = "pointsman_backup")]
    pub format: i64,
    /// The schema of the database that it was made from.
    pub schema: i64,
    /// The release that made it.
    pub release: String,
    /// When, in microseconds since 1970.
    pub created_at: i64,
}

impl Header {
    /// Of a backup that is made now.
    pub fn new(release: &str, now: Timestamp) -> Self {
        Self {
            format: FORMAT,
            schema: migrations::known(),
            release: release.to_owned(),
            created_at: now.microseconds(),
        }
    }
}

/// A backup that is being written.
pub(super) struct FileWriter<W: Write> {
    out: GzEncoder<BufWriter<W>>,
    bytes: Vec<u8>,
}

impl<W: Write> FileWriter<W> {
    pub(super) fn begin(out: W, header: &Header) -> io::Result<Self> {
        let out = BufWriter::with_capacity(BUFFER, out);
        // The fastest level: a transaction is open meanwhile, so packing should not be what it waits for.
        let mut out = GzEncoder::new(out, Compression::fast());
        serde_json::to_writer(&mut out, header)?;
        out.write_all(b"\n")?;
        Ok(Self { out, bytes: Vec::new() })
    }

    pub(super) fn piece(&mut self, piece: &Piece) -> io::Result<()> {
        self.bytes.clear();
        match piece {
            Piece::Table(table) => {
                self.text(TABLE, &format!("{}: {}", table.name, table.columns));
            }
            Piece::Rows(rows) => {
                for row in rows {
                    self.bytes.push(ROW);
                    encode(row, &mut self.bytes);
                }
            }
            Piece::End(contents) => self.text(END, &serde_json::to_string(contents)?),
        }
        self.out.write_all(&self.bytes)
    }

    pub(super) fn end(self) -> io::Result<W> {
        self.out.finish()?.into_inner().map_err(io::IntoInnerError::into_error)
    }

    fn text(&mut self, tag: u8, text: &str) {
        self.bytes.push(tag);
        self.bytes.extend((text.len() as u64).to_be_bytes());
        self.bytes.extend(text.as_bytes());
    }
}
