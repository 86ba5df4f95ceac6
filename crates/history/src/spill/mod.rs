//! Beyond a bound of memory: chunks lie in a file without a name, and a question reads those parts of them that it needs.
//!
//! The newest chunks stay in memory, as many as fit, since windows of time end today. The others keep their head: how many
//! rows they have, from when to when, and what is counted without a workflow. If the file cannot be written a chunk
//! stays in memory: history is too large then, and not wrong.

mod code;
mod file;

use std::ops::Deref;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

pub(crate) use code::Need;
use code::SECTIONS;
use file::{Extent, SpillFile};

use crate::chunk::{Chunk, Parts};
use crate::preview::totals::Totals;

/// What could not be read back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a part of history that was put out of memory cannot be read: {0}")]
pub struct SpillError(String);

/// How much memory chunks may take, and where the others go.
#[derive(Clone, Debug)]
pub struct Room {
    bound: usize,
    file: Arc<SpillFile>,
    trouble: Arc<Mutex<Option<String>>>,
}

impl Room {
    /// So many bytes; what is more goes into a file in this folder, or where the system keeps such files. The file has no name
    /// and is gone when the process ends.
    pub fn new(bound: usize, folder: Option<&Path>) -> std::io::Result<Self> {
        let file = Arc::new(SpillFile::new(folder)?);
        Ok(Self { bound, file, trouble: Arc::default() })
    }

    /// Bytes that lie in the file.
    pub fn spilled(&self) -> u64 {
        self.file.used()
    }

    /// Why something could not be put into the file, last; it is told once.
    pub fn take_trouble(&self) -> Option<String> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(crate) const fn bound(&self) -> usize {
        self.bound
    }

    /// The chunk in the file; `None` if it could not be written.
    pub(crate) fn spill(&self, chunk: &Chunk) -> Option<Slot> {
        let (bytes, ends) = code::written(chunk);
        match self.file.put(&bytes) {
            Ok(extent) => {
                // What every question asks of whole chunks is known from here on.
                Totals::of(chunk);
                Some(Slot::Spilled(Arc::new(Spilled { head: chunk.head(), extent, ends })))
            }
            Err(error) => {
                let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
                *trouble = Some(error.to_string());
                None
            }
        }
    }
}

/// A chunk, wherever it is.
#[derive(Clone, Debug)]
pub(crate) enum Slot {
    /// In memory.
    Whole(Arc<Chunk>),
    /// In the file.
    Spilled(Arc<Spilled>),
}

/// A chunk in the file.
#[derive(Debug)]
pub(crate) struct Spilled {
    head: Chunk,
    extent: Extent,
    ends: [u64; SECTIONS],
}

/// A chunk to look at; one out of the file has the parts that were needed, and nothing else.
#[derive(Debug)]
pub(crate) enum Opened<'s> {
    Whole(&'s Chunk),
    Read(Box<Chunk>),
}

impl Deref for Opened<'_> {
    type Target = Chunk;

    fn deref(&self) -> &Chunk {
        match self {
            Self::Whole(chunk) => chunk,
            Self::Read(chunk) => chunk,
        }
    }
}

impl Slot {
    /// Rows, moments, ids and totals as far as they are known without reading, and of whom lists are known.
    pub(crate) fn head(&self) -> &Chunk {
        match self {
            Self::Whole(chunk) => chunk,
            Self::Spilled(spilled) => &spilled.head,
        }
    }

    /// With these parts at least.
    pub(crate) fn open(&self, need: Need) -> Result<Opened<'_>, SpillError> {
        match self {
            Self::Whole(chunk) => Ok(Opened::Whole(chunk)),
            Self::Spilled(spilled) => Ok(Opened::Read(Box::new(spilled.read(need)?))),
        }
    }

    /// To be changed: it is in memory afterwards.
    pub(crate) fn make_whole(&mut self) -> Result<&mut Chunk, SpillError> {
        if let Self::Spilled(spilled) = self {
            *self = Self::Whole(Arc::new(spilled.read(Need::ALL)?));
        }
        match self {
            Self::Whole(chunk) => Ok(Arc::make_mut(chunk)),
            Self::Spilled(_) => Err(SpillError("it is not there".to_owned())),
        }
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> usize {
        self.head().bytes()
    }
}

impl Spilled {
    fn read(&self, need: Need) -> Result<Chunk, SpillError> {
        let mut chunk = self.head.clone();
        let mut parts = Parts::default();
        for section in need.sections() {
            let start = section.checked_sub(1).and_then(|before| self.ends.get(before));
            let end = self.ends.get(section).copied().unwrap_or_default();
            let bytes = self.extent.read(start.copied().unwrap_or_default()..end);
            let bytes = bytes.map_err(|error| SpillError(error.to_string()))?;
            code::read(&mut chunk, &mut parts, section, &bytes)
                .ok_or_else(|| SpillError("it is not what was written".to_owned()))?;
        }
        chunk.put_parts(parts);
        Ok(chunk)
    }
}
