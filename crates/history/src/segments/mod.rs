//! Segments: history in Parquet files that `DuckDB`, Spark and Polars read, complete up to a stated position.
//!
//! Files are written whole and never changed; the manifest names those that count. All segments but the last hold whole
//! chunks, so that they are read side by side; the last one is written anew while it is smaller than that. What
//! lists match on lies in files of its own, and so does who is on them now.

mod coded;
mod copying;
mod counts;
mod error;
mod inquiries;
mod keys;
mod lists;
mod loading;
mod manifest;
mod meeting;
mod reading;
mod shelf;
mod table;
mod tags;
mod threads;

use std::collections::{BTreeMap, HashMap};

use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use pointsman_domain::ids::{InquiryId, ListId};

pub use copying::{Brought, Copied};
pub use error::SegmentError;
pub use keys::KeyValues;
pub use manifest::Watermark;
pub use meeting::MeetKeys;
pub use reading::read_beside;
pub use shelf::{Folder, Shelf};

use crate::bits::CHUNK_ROWS;
use crate::chunk::{Chunk, Stamp};
use crate::inquiries::long;
use crate::record::{Keys, PastInquiry};
use keys::Row as KeyRow;
use manifest::{Entry, MANIFEST, Manifest, Segment};
use table::GroupReader;

/// Chunks of a segment, at most: about a million rows.
const SEGMENT_CHUNKS: usize = 16;
const ENDING: &str = ".parquet";
/// What files are called before their number.
const KINDS: [&str; 2] = ["inquiries", "keys"];

/// All segments of a history.
pub struct Segments {
    shelf: Box<dyn Shelf>,
    manifest: Manifest,
    /// When those whom the files of lists name had come or gone.
    listed: BTreeMap<ListId, Stamp>,
}

/// An inquiry with what lists match on, as far as that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What is known of it.
    pub inquiry: PastInquiry,
    /// Left out, and taken out of the files, if the inquiry's keys are not kept.
    pub values: KeyValues,
}

/// Whether a file is called as those that are written here.
fn is_segment(name: &str) -> bool {
    let number = name.strip_suffix(ENDING).and_then(|name| {
        let mut kinds = KINDS.iter().chain([&lists::KIND]);
        kinds.find_map(|kind| name.strip_prefix(kind)?.strip_prefix('-'))
    });
    number.is_some_and(|number| {
        number.len() >= 8 && number.bytes().all(|digit| digit.is_ascii_digit())
    })
}

/// What segments take on disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Rows.
    pub rows: u64,
    /// Bytes of attributes and decisions.
    pub inquiries: u64,
    /// Bytes of what lists match on.
    pub keys: u64,
}

impl Segments {
    /// Opens the segments on a shelf, and clears away files that were left by a write that broke off. What else lies there
    /// is somebody's.
    pub fn open(shelf: Box<dyn Shelf>) -> Result<Self, SegmentError> {
        let manifest = Manifest::open(shelf.as_ref())?;
        for name in shelf.names()? {
            let left_over = is_segment(&name) && !manifest.names(&name);
            if left_over || name.starts_with(shelf::UNFINISHED) {
                shelf.remove(&name)?;
            }
        }
        Ok(Self { shelf, manifest, listed: BTreeMap::new() })
    }

    /// Up to where they are complete; `None` while there is nothing.
    pub const fn complete_to(&self) -> Option<Watermark> {
        self.manifest.complete_to
    }

    /// What they take.
    pub fn size(&self) -> Size {
        self.manifest.segments.iter().fold(Size::default(), |size, segment| Size {
            rows: size.rows + segment.rows,
            inquiries: size.inquiries + segment.inquiries.bytes,
            keys: size.keys + segment.keys.bytes,
        })
    }

    /// The names of the files of attributes and decisions, in the order of the rows.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.manifest.segments.iter().map(|segment| segment.inquiries.file.as_str())
    }

    /// Adds inquiries behind the last. All are there up to the watermark afterwards, or none.
    pub fn append(&mut self, added: &[Kept], complete_to: Watermark) -> Result<(), SegmentError> {
        let mut manifest = self.manifest.clone();
        let mut rows = Vec::new();
        let tail = manifest.segments.pop_if(|last| last.rows < long(CHUNK_ROWS));
        if let (Some(tail), false) = (&tail, added.is_empty()) {
            rows = self.rows(tail)?;
        } else {
            manifest.segments.extend(tail);
        }
        rows.extend_from_slice(added);
        let whole = rows.len() / CHUNK_ROWS * CHUNK_ROWS;
        let (whole, rest) = rows.split_at(whole);
        for part in whole.chunks(SEGMENT_CHUNKS * CHUNK_ROWS).chain([rest]) {
            if !part.is_empty() {
                let segment = self.write(&mut manifest.written, part)?;
                manifest.segments.push(segment);
            }
        }
        manifest.complete_to = Some(complete_to);
        self.swap(manifest)
    }

    /// Writes anew the segments that hold these inquiries, as they are now: decided later, or erased. The old files are
    /// gone afterwards. An inquiry that no segment holds is left out.
    pub fn rewrite(
        &mut self,
        changed: &[PastInquiry],
        complete_to: Watermark,
    ) -> Result<(), SegmentError> {
        let changed: BTreeMap<InquiryId, &PastInquiry> =
            changed.iter().map(|inquiry| (inquiry.id, inquiry)).collect();
        let mut manifest = self.manifest.clone();
        let mut written = manifest.written;
        for segment in &mut manifest.segments {
            if changed.range(segment.least_id..=segment.greatest_id).next().is_none() {
                continue;
            }
            let mut rows = self.rows(segment)?;
            let mut touched = false;
            for row in &mut rows {
                if let Some(changed) = changed.get(&row.inquiry.id) {
                    touched = true;
                    row.inquiry = (*changed).clone();
                }
            }
            if touched {
                *segment = self.write(&mut written, &rows)?;
            }
        }
        manifest.written = written;
        manifest.complete_to = Some(complete_to);
        self.swap(manifest)
    }

    fn chunks(&self, segment: &Segment) -> Result<Vec<Chunk>, SegmentError> {
        let file = &segment.inquiries.file;
        let content = segment.inquiries.read(self.shelf.as_ref())?;
        let read = || -> Result<Vec<Chunk>, ParquetError> {
            let opened = table::opened(content)?;
            let groups = 0..opened.num_row_groups();
            groups.map(|place| inquiries::read(&GroupReader::new(&opened, place)?)).collect()
        };
        let chunks = read().map_err(|error| SegmentError::damaged(file, error))?;
        let rows: usize = chunks.iter().map(Chunk::rows).sum();
        if long(rows) != segment.rows {
            return Err(SegmentError::damaged(file, format_args!("it has {rows} rows")));
        }
        Ok(chunks)
    }

    fn rows(&self, segment: &Segment) -> Result<Vec<Kept>, SegmentError> {
        let mut values: HashMap<InquiryId, KeyValues> = HashMap::new();
        self.each_key_row(segment, None, |(id, own)| drop(values.insert(id, own)))?;
        let mut rows = Vec::new();
        for chunk in self.chunks(segment)? {
            let read = (0..chunk.rows()).filter_map(|row| chunk.read(row));
            rows.extend(read.map(|inquiry| {
                let values = values.remove(&inquiry.id).unwrap_or_default();
                Kept { inquiry, values }
            }));
        }
        Ok(rows)
    }

    fn write(&self, written: &mut u64, rows: &[Kept]) -> Result<Segment, SegmentError> {
        *written += 1;
        let files = KINDS.map(|kind| format!("{kind}-{written:08}{ENDING}"));
        let [inquiries_file, keys_file] = files;
        let past: Vec<PastInquiry> = rows.iter().map(|row| row.inquiry.clone()).collect();
        let groups: Vec<_> = past.chunks(CHUNK_ROWS).collect();
        let content = table::written(inquiries::SCHEMA, groups.len(), |place, group| {
            inquiries::write(group, groups.get(place).copied().unwrap_or_default())
        });
        let inquiries = self.put(inquiries_file, content)?;
        let kept = rows.iter().filter(|row| row.inquiry.keys == Keys::Kept);
        let kept = kept.filter(|row| row.values != KeyValues::default());
        let kept: Vec<KeyRow> = kept.map(|row| (row.inquiry.id, row.values.clone())).collect();
        let groups: Vec<_> = kept.chunks(CHUNK_ROWS).collect();
        let content = table::written(keys::SCHEMA, groups.len(), |place, group| {
            keys::write(group, groups.get(place).copied().unwrap_or_default())
        });
        let keys = self.put(keys_file, content)?;
        let ids = || rows.iter().map(|row| row.inquiry.id);
        match (ids().min(), ids().max()) {
            (Some(least_id), Some(greatest_id)) => {
                Ok(Segment { rows: long(rows.len()), least_id, greatest_id, inquiries, keys })
            }
            (_, _) => Err(SegmentError::damaged(&inquiries.file, "it would have no row")),
        }
    }

    fn put(
        &self,
        file: String,
        content: Result<Vec<u8>, ParquetError>,
    ) -> Result<Entry, SegmentError> {
        let content = content.map_err(|error| SegmentError::damaged(&file, error))?;
        self.shelf.put(&file, &content)?;
        Ok(Entry::new(file, &content))
    }

    /// Lets another manifest count, and removes the files that it no longer names.
    fn swap(&mut self, manifest: Manifest) -> Result<(), SegmentError> {
        manifest.save(self.shelf.as_ref())?;
        let before = std::mem::replace(&mut self.manifest, manifest);
        for entry in before.files() {
            if !self.manifest.names(&entry.file) {
                self.shelf.remove(&entry.file)?;
            }
        }
        debug_assert!(!self.manifest.names(MANIFEST));
        Ok(())
    }
}

/// What each column of a file of attributes takes: its name, bytes as they lie on disk, and the rows of the file.
pub fn column_sizes(content: Vec<u8>) -> Result<Vec<(String, i64, i64)>, SegmentError> {
    let opened =
        table::opened(content).map_err(|error| SegmentError::damaged("the file", error))?;
    let rows = opened.metadata().file_metadata().num_rows();
    let mut sizes: Vec<(String, i64, i64)> = Vec::new();
    for group in opened.metadata().row_groups() {
        for (place, column) in group.columns().iter().enumerate() {
            match sizes.get_mut(place) {
                Some((_, bytes, _)) => *bytes += column.compressed_size(),
                None => sizes.push((column.column_path().string(), column.compressed_size(), rows)),
            }
        }
    }
    Ok(sizes)
}

impl std::fmt::Debug for Segments {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segments").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}
