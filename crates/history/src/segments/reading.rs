//! Reading beside whoever writes: nothing is locked, made or cleared away.
//!
//! Files are written whole and never changed, but the writer removes those that its next manifest no longer names.
//! Whoever was about to read one begins again with that manifest.

use std::collections::BTreeMap;
use std::path::Path;

use super::Segments;
use super::error::SegmentError;
use super::manifest::{MANIFEST, Manifest};
use super::shelf::{Folder, Shelf};

/// How often it is begun again. A server writes every few minutes, so that twice is rare.
const TRIES: usize = 8;

/// Reads segments at one moment with `work`, which is called anew when files were replaced meanwhile. `None` if there
/// is no history in the folder.
pub fn read_beside<T>(
    folder: &Path,
    mut work: impl FnMut(&Segments) -> Result<T, SegmentError>,
) -> Result<Option<T>, SegmentError> {
    let mut tries = 1;
    loop {
        let shelf = Folder::to_read(folder);
        if shelf.get(MANIFEST)?.is_none() {
            return Ok(None);
        }
        let manifest = Manifest::open(&shelf)?;
        let listed = BTreeMap::new();
        let segments = Segments { shelf: Box::new(shelf), manifest, listed };
        match work(&segments) {
            Ok(done) => return Ok(Some(done)),
            Err(error) if tries == TRIES || segments.still_count(folder)? => return Err(error),
            Err(_) => tries += 1,
        }
    }
}

impl Segments {
    /// Whether the manifest is still the one that was read.
    fn still_count(&self, folder: &Path) -> Result<bool, SegmentError> {
        Ok(Manifest::open(&Folder::to_read(folder))? == self.manifest)
    }
}
