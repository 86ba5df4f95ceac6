//! What lists match on, of everybody: several threads read it, each one part of the rows.

use std::collections::BTreeSet;

use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use pointsman_domain::ids::InquiryId;

use super::keys::{self, KeyValues, Row};
use super::manifest::Segment;
use super::table::{self, GroupReader};
use super::threads::each_place;
use super::{SegmentError, Segments};

/// Whoever meets those of one part of the rows that have something for lists to match on, in order.
pub trait MeetKeys {
    /// What comes of it.
    type Found: Send;
    /// One of them.
    fn meet(&mut self, id: InquiryId, values: KeyValues);
    /// That was the last one.
    fn found(self) -> Self::Found;
}

impl Segments {
    /// Lets everybody be met, with the values that have these names (besides, others may come along), by so many threads.
    /// `part` is told the row with which a part begins; what is found comes back in the order of the parts.
    pub fn meet_keys<M: MeetKeys>(
        &self,
        wanted: &BTreeSet<String>,
        threads: usize,
        part: impl Fn(u64) -> M + Sync,
    ) -> Result<Vec<M::Found>, SegmentError> {
        let segments = &self.manifest.segments;
        each_place(segments.len(), threads, |place| {
            let before = segments.iter().take(place).map(|segment| segment.rows).sum();
            let mut met = part(before);
            if let Some(segment) = segments.get(place) {
                self.each_key_row(segment, Some(wanted), |(id, values)| met.meet(id, values))?;
            }
            Ok(met.found())
        })
    }

    /// Hands out all of what lists match on, in the order of the rows.
    pub fn keys(&self, mut each: impl FnMut(InquiryId, &KeyValues)) -> Result<(), SegmentError> {
        for segment in &self.manifest.segments {
            self.each_key_row(segment, None, |(id, values)| each(id, &values))?;
        }
        Ok(())
    }

    /// Group by group: what lists match on takes a hundred times the room of the rest.
    pub(super) fn each_key_row(
        &self,
        segment: &Segment,
        wanted: Option<&BTreeSet<String>>,
        mut each: impl FnMut(Row),
    ) -> Result<(), SegmentError> {
        let content = segment.keys.read(self.shelf.as_ref())?;
        let read = || -> Result<(), ParquetError> {
            let opened = table::opened(content)?;
            for place in 0..opened.num_row_groups() {
                keys::read(&GroupReader::new(&opened, place)?, wanted)?
                    .into_iter()
                    .for_each(&mut each);
            }
            Ok(())
        };
        read().map_err(|error| SegmentError::damaged(&segment.keys.file, error))
    }
}
