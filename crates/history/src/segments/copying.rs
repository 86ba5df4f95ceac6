//! A copy of the files elsewhere, such as in an object store, from which a server can begin that has lost its folder.
//!
//! Files are put under names made of their digests, so that nothing is ever replaced by something else; then the manifest,
//! which names them; then what it no longer names is removed. So whoever begins with the manifest finds whole files.

use std::collections::BTreeSet;
use std::path::Path;

use super::manifest::{Entry, MANIFEST, Manifest};
use super::shelf::{Folder, Shelf};
use super::threads::each_place;
use super::{ENDING, KINDS, SegmentError, Segments, Watermark, lists};

/// How often it is begun again when files were replaced while they were read.
const TRIES: usize = 8;
/// Digits of a digest that are in a name.
const DIGITS: usize = 40;

/// A copy of the files that one writer keeps.
pub struct Copied {
    shelf: Box<dyn Shelf>,
    /// The manifest that was read or put last.
    manifest: Manifest,
    /// Whether every file is put again: one of them was not what it should be.
    is_distrusted: bool,
    /// Whether nothing lies there that the manifest does not name, such as values of somebody who was erased.
    is_cleared: bool,
}

/// What was done to bring a copy to the present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Brought {
    /// Files that were put.
    pub put: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Files that were removed.
    pub removed: u64,
}

impl Copied {
    /// The copy that lies there, or none yet.
    pub fn open(shelf: Box<dyn Shelf>) -> Result<Self, SegmentError> {
        let manifest = Manifest::open(shelf.as_ref()).map_err(of_copy)?;
        Ok(Self { shelf, manifest, is_distrusted: false, is_cleared: false })
    }

    /// Has every file put again, the next time.
    pub const fn distrust(&mut self) {
        self.is_distrusted = true;
    }

    /// Up to where it is complete; `None` while there is nothing.
    pub const fn complete_to(&self) -> Option<Watermark> {
        self.manifest.complete_to
    }

    /// Whether the copy holds what the folder does, and nothing else. A folder without a whole history has nothing to copy.
    pub fn is_present(&self, folder: &Path) -> Result<bool, SegmentError> {
        let is_same = |own: Manifest| own.says_as_much_as(&self.manifest);
        let is_clean = self.is_cleared && !self.is_distrusted;
        Ok(whole(folder)?.is_none_or(|own| is_clean && is_same(own)))
    }

    /// Brings the copy to what the folder holds, beside whoever writes to it. `goes_on` is asked before each step. A copy that
    /// is complete to a later moment than the folder is not replaced.
    pub fn bring(
        &mut self,
        folder: &Path,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<Brought, SegmentError> {
        let mut brought = Brought::default();
        // What is called by its digest is that, whoever has put it.
        let there = self.shelf.names()?.into_iter().filter(|name| is_copy(name));
        let there: BTreeSet<String> = there.collect();
        let mut present = if self.is_distrusted { BTreeSet::new() } else { there.clone() };
        for tries in 1.. {
            let Some(own) = whole(folder)? else { return Ok(brought) };
            let position = |manifest: &Manifest| manifest.complete_to.map(|to| to.position);
            if position(&self.manifest) > position(&own) {
                return Err(SegmentError::Behind);
            }
            match self.put_files(folder, &own, &mut present, &mut brought, goes_on) {
                Ok(()) => {
                    if !own.says_as_much_as(&self.manifest) {
                        self.is_cleared = false;
                        let manifest = named(&own);
                        step(goes_on)?;
                        manifest.save(self.shelf.as_ref())?;
                        self.manifest = manifest;
                    }
                    self.is_distrusted = false;
                    for name in there.union(&present).filter(|name| !self.manifest.names(name)) {
                        step(goes_on)?;
                        self.shelf.remove(name)?;
                        brought.removed += 1;
                    }
                    self.is_cleared = true;
                    return Ok(brought);
                }
                // The writer has removed one meanwhile.
                Err(SegmentError::Damaged { .. })
                    if tries < TRIES
                        && whole(folder)?.is_some_and(|now| !now.says_as_much_as(&own)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(brought)
    }

    fn put_files(
        &self,
        folder: &Path,
        own: &Manifest,
        present: &mut BTreeSet<String>,
        brought: &mut Brought,
        goes_on: &dyn Fn() -> bool,
    ) -> Result<(), SegmentError> {
        let local = Folder::to_read(folder);
        for entry in own.files() {
            let name = name_of(entry);
            if present.contains(&name) {
                continue;
            }
            step(goes_on)?;
            let content = entry.read(&local)?;
            self.shelf.put(&name, &content)?;
            brought.put += 1;
            brought.bytes += entry.bytes;
            present.insert(name);
        }
        Ok(())
    }

    /// Writes what the copy holds into a folder that holds nothing, by so many threads. If whoever writes there replaces files
    /// meanwhile it is begun again with what counts then.
    pub fn fetch(
        &mut self,
        folder: &Folder,
        threads: usize,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<(), SegmentError> {
        for tries in 1.. {
            match self.fetch_once(folder, threads, goes_on) {
                Err(error @ SegmentError::DamagedCopy { .. }) if tries < TRIES => {
                    let now = Manifest::open(self.shelf.as_ref()).map_err(of_copy)?;
                    if now.says_as_much_as(&self.manifest) {
                        return Err(error);
                    }
                    self.manifest = now;
                }
                done => return done,
            }
        }
        Ok(())
    }

    fn fetch_once(
        &self,
        folder: &Folder,
        threads: usize,
        goes_on: &(dyn Fn() -> bool + Sync),
    ) -> Result<(), SegmentError> {
        // Whatever lies there does not count without its manifest, and is cleared away.
        folder.remove(MANIFEST)?;
        drop(Segments::open(Box::new(folder.clone()))?);
        let entries: Vec<&Entry> = self.manifest.files().collect();
        if let Some(entry) = entries.iter().find(|entry| !is_copy(&entry.file)) {
            return Err(of_copy(SegmentError::damaged(
                MANIFEST,
                format_args!("it names `{}`", entry.file),
            )));
        }
        let mut own = self.manifest.clone();
        for (number, entry) in own.files_mut().enumerate() {
            entry.file = format!("{}-{:08}{ENDING}", kind_of(entry), number + 1);
        }
        own.written = entries.len().try_into().unwrap_or(u64::MAX);
        let names: Vec<String> = own.files().map(|entry| entry.file.clone()).collect();
        each_place(entries.len(), threads, |place| match (entries.get(place), names.get(place)) {
            (Some(entry), Some(name)) => {
                step(goes_on)?;
                folder.put(name, &entry.read(self.shelf.as_ref()).map_err(of_copy)?)
            }
            (_, _) => Ok(()),
        })?;
        own.save(folder)
    }
}

fn step(goes_on: &dyn Fn() -> bool) -> Result<(), SegmentError> {
    if goes_on() { Ok(()) } else { Err(SegmentError::BrokenOff) }
}

/// What is damaged lies in the copy.
fn of_copy(error: SegmentError) -> SegmentError {
    match error {
        SegmentError::Damaged { file, detail } => SegmentError::DamagedCopy { file, detail },
        other => other,
    }
}

/// The manifest of a folder that holds a whole history.
fn whole(folder: &Path) -> Result<Option<Manifest>, SegmentError> {
    let manifest = Manifest::open(&Folder::to_read(folder))?;
    let is_whole = manifest.complete_to.is_some_and(|watermark| watermark.position >= 0);
    Ok(is_whole.then_some(manifest))
}

/// The same files by the names that they have in a copy.
fn named(own: &Manifest) -> Manifest {
    let mut manifest = own.clone();
    manifest.files_mut().for_each(|entry| entry.file = name_of(entry));
    manifest
}

fn name_of(entry: &Entry) -> String {
    let digits = entry.sha256.get(..DIGITS).unwrap_or(&entry.sha256);
    format!("{}-{digits}{ENDING}", kind_of(entry))
}

fn kind_of(entry: &Entry) -> &str {
    entry.file.split_once('-').map_or(lists::KIND, |(kind, _)| kind)
}

fn is_copy(name: &str) -> bool {
    let digits = name.strip_suffix(ENDING).and_then(|name| {
        let mut kinds = KINDS.iter().chain([&lists::KIND]);
        kinds.find_map(|kind| name.strip_prefix(kind)?.strip_prefix('-'))
    });
    digits.is_some_and(|digits| {
        digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
    })
}

impl std::fmt::Debug for Copied {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Copied").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}
