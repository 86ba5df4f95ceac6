//! What was copied: the rows on their way, and how many of them with which digest.
//!
//! A digest is SHA-256 over the names of the columns and then each row, in the order of the copy, in the same bytes as
//! in a file. It says nothing about the database that the rows lay in, so equal contents have equal digests on both.

use std::fmt::{Display, Formatter};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::tables::Table;
use crate::seam::Value;

/// What stands before a value.
pub(super) const NULL: u8 = 0;
pub(super) const INT: u8 = 1;
pub(super) const TEXT: u8 = 2;
pub(super) const BLOB: u8 = 3;

/// A part of a copy. Each table begins, has rows, and ends with the next beginning or with the end of all.
#[derive(Debug)]
pub(super) enum Piece {
    /// From here on rows are of this table.
    Table(&'static Table),
    /// Some rows, their values in the order of the table's columns.
    Rows(Vec<Vec<Value>>),
    /// That was all.
    End(Contents),
}

/// Every table of a copy with its digest.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// In the order of the copy.
    pub tables: Vec<TableContents>,
}

/// How much of a table is in a copy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableContents {
    /// Its name.
    pub table: String,
    /// The number of its rows.
    pub rows: u64,
    /// The digest of its rows, as 64 hexadecimal digits.
    pub sha256: String,
}

/// A table of one copy that is not the same in another, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference(String);

impl Contents {
    /// The number of all rows.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// The first table that is not as `expected`.
    pub(super) fn difference_from(&self, expected: &Self) -> Option<Difference> {
        let longest = self.tables.len().max(expected.tables.len());
        (0..longest).find_map(|place| {
            difference(expected.tables.get(place), self.tables.get(place)).map(Difference)
        })
    }
}

fn difference(expected: Option<&TableContents>, found: Option<&TableContents>) -> Option<String> {
    if expected == found {
        return None;
    }
    let table = &expected.or(found)?.table;
    Some(match (expected, found) {
        (Some(expected), Some(found)) if expected.table != found.table => {
            format!("table {table} is missing, {} is in its place", found.table)
        }
        (Some(expected), Some(found)) if expected.rows != found.rows => {
            format!("table {table} has {} rows instead of {}", found.rows, expected.rows)
        }
        (Some(_), Some(_)) => format!("table {table} has another digest"),
        (Some(_), None) => format!("table {table} is missing"),
        (None, Some(_) | None) => format!("table {table} should not be there"),
    })
}

impl Display for Difference {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Counts and digests one table.
pub(super) struct Counting {
    table: &'static Table,
    rows: u64,
    digest: Sha256,
    bytes: Vec<u8>,
}

impl Counting {
    pub(super) fn begin(table: &'static Table) -> Self {
        let digest = Sha256::new_with_prefix(format!("{}: {}\n", table.name, table.columns));
        Self { table, rows: 0, digest, bytes: Vec::new() }
    }

    pub(super) fn row(&mut self, row: &[Value]) {
        self.bytes.clear();
        encode(row, &mut self.bytes);
        self.digest.update(&self.bytes);
        self.rows += 1;
    }

    pub(super) fn end(self) -> TableContents {
        TableContents {
            table: self.table.name.to_owned(),
            rows: self.rows,
            sha256: format!("{:x}", self.digest.finalize()),
        }
    }
}

/// Adds a row's bytes: for each value what kind it is, then eight bytes of a number, or the length and the bytes.
pub(super) fn encode(row: &[Value], target: &mut Vec<u8>) {
    for value in row {
        match value {
            Value::Null => target.push(NULL),
            Value::Int(number) => {
                target.push(INT);
                target.extend(number.to_be_bytes());
            }
            Value::Text(text) => encode_bytes(TEXT, text.as_bytes(), target),
            Value::Blob(bytes) => encode_bytes(BLOB, bytes, target),
        }
    }
}

fn encode_bytes(kind: u8, bytes: &[u8], target: &mut Vec<u8>) {
    target.push(kind);
    target.extend((bytes.len() as u64).to_be_bytes());
    target.extend(bytes);
}

/// About how much memory a row takes.
pub(super) fn size(row: &[Value]) -> usize {
    let value = |value: &Value| match value {
        Value::Null | Value::Int(_) => 0,
        Value::Text(text) => text.len(),
        Value::Blob(bytes) => bytes.len(),
    };
    std::mem::size_of_val(row) + row.iter().map(value).sum::<usize>()
}
