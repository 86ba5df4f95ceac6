//! The manifest: which files are the history, and up to where it is complete.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ListId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::error::SegmentError;
use super::shelf::Shelf;

pub(super) const MANIFEST: &str = "manifest.json";
/// The number of this layout. Another is not read.
const FORMAT: u64 = 1;

/// Up to where history is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Watermark {
    /// Everything up to this position in the database's order is in the segments, later changes included.
    pub position: i64,
    /// When that was.
    pub at: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    format: u64,
    pub(super) complete_to: Option<Watermark>,
    /// How many files were ever written; their names are never used again.
    pub(super) written: u64,
    /// In the order of the rows.
    pub(super) segments: Vec<Segment>,
    /// Who is on lists now; manifests that were written before there were such files have none.
    #[serde(default)]
    pub(super) lists: Vec<ListFile>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Segment {
    pub(super) rows: u64,
    pub(super) least_id: InquiryId,
    pub(super) greatest_id: InquiryId,
    pub(super) inquiries: Entry,
    pub(super) keys: Entry,
}

/// Who is on a list now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListFile {
    pub(super) list: ListId,
    /// The revision of the list.
    pub(super) revision: i64,
    /// Rows before this one are known.
    pub(super) rows: u64,
    /// Up to where that is complete. It counts while this is the position of the whole.
    pub(super) position: i64,
    /// By which understanding of what lists match on.
    #[serde(default)]
    pub(super) matching: String,
    pub(super) on: Entry,
}

/// A file as it was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    pub(super) file: String,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

impl Entry {
    pub(super) fn new(file: String, content: &[u8]) -> Self {
        let bytes = crate::inquiries::long(content.len());
        Self { file, bytes, sha256: digest(content) }
    }

    /// Reads the file and sees that it is what was written.
    pub(super) fn read(&self, from: &dyn Shelf) -> Result<Vec<u8>, SegmentError> {
        let content = from.get(&self.file)?;
        let content = content.ok_or_else(|| SegmentError::damaged(&self.file, "it is missing"))?;
        if digest(&content) != self.sha256 {
            let detail = "its digest is not that of the manifest";
            return Err(SegmentError::damaged(&self.file, detail));
        }
        Ok(content)
    }
}

fn digest(content: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

impl Manifest {
    pub(super) fn open(shelf: &dyn Shelf) -> Result<Self, SegmentError> {
        let empty = Self {
            format: FORMAT,
            complete_to: None,
            written: 0,
            segments: Vec::new(),
            lists: Vec::new(),
        };
        let Some(content) = shelf.get(MANIFEST)? else { return Ok(empty) };
        let damaged = |detail: String| SegmentError::damaged(MANIFEST, detail);
        let manifest: Self =
            serde_json::from_slice(&content).map_err(|error| damaged(error.to_string()))?;
        if manifest.format != FORMAT {
            return Err(damaged(format!("its format is {}, not {FORMAT}", manifest.format)));
        }
        Ok(manifest)
    }

    pub(super) fn save(&self, to: &dyn Shelf) -> Result<(), SegmentError> {
        let content = serde_json::to_vec_pretty(self)
            .map_err(|error| SegmentError::damaged(MANIFEST, error))?;
        to.put(MANIFEST, &content)
    }

    /// The files that count.
    pub(super) fn files(&self) -> impl Iterator<Item = &Entry> {
        let segments = self.segments.iter().flat_map(|segment| [&segment.inquiries, &segment.keys]);
        segments.chain(self.lists.iter().map(|list| &list.on))
    }

    pub(super) fn files_mut(&mut self) -> impl Iterator<Item = &mut Entry> {
        let segments = self.segments.iter_mut();
        let segments = segments.flat_map(|segment| [&mut segment.inquiries, &mut segment.keys]);
        segments.chain(self.lists.iter_mut().map(|list| &mut list.on))
    }

    /// Whether the files hold the same, whatever they are called.
    pub(super) fn says_as_much_as(&self, other: &Self) -> bool {
        fn lists(own: &Manifest) -> Vec<(ListId, i64, u64, i64, &String)> {
            let each = own.lists.iter();
            each.map(|list| (list.list, list.revision, list.rows, list.position, &list.matching))
                .collect()
        }
        self.complete_to == other.complete_to
            && lists(self) == lists(other)
            && self.files().map(|entry| &entry.sha256).eq(other.files().map(|entry| &entry.sha256))
    }

    pub(super) fn names(&self, file: &str) -> bool {
        self.files().any(|entry| entry.file == file)
    }
}
