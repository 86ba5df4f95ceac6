//! Who is on the lists now, one file for each list, so that nobody has to be asked again when a server starts.
//!
//! A file is written anew when somebody came or went. It counts as long as the manifest is complete up to where the file
//! is: whatever happened to an inquiry since is told by the events behind that.

use parquet::data_type::Int64Type;
use parquet::errors::{ParquetError, Result};
use parquet::file::reader::FileReader;
use pointsman_domain::ids::ListId;

use super::manifest::{Entry, ListFile};
use super::table::{self, GroupReader};
use super::{ENDING, SEGMENT_CHUNKS, SegmentError, Segments};
use crate::inquiries::{Inquiries, NowState};
use crate::membership::Membership;

/// What files are called before their number.
pub(super) const KIND: &str = "list";

/// Which understanding of what lists match on says who is on them: another release may read numbers, names or addresses
/// otherwise. The number is raised when it does within one release.
const MATCHING: &str = concat!(env!("CARGO_PKG_VERSION"), "-1");

/// Rows count from 0 through the segments as the manifest names them.
const SCHEMA: &str = "message list { required int64 row; }";

impl Segments {
    /// Keeps who is on these lists now, and nothing of others. What is known must be of all rows that the segments have, and
    /// the rows must be those: lists of which it is not are left out.
    pub fn keep_lists(
        &mut self,
        inquiries: &Inquiries,
        lists: impl IntoIterator<Item = ListId>,
    ) -> std::result::Result<(), SegmentError> {
        let Some(complete_to) = self.complete_to() else { return Ok(()) };
        let rows: u64 = self.manifest.segments.iter().map(|segment| segment.rows).sum();
        let mut manifest = self.manifest.clone();
        let (mut files, mut listed) = (Vec::new(), self.listed.clone());
        for list in lists {
            let Some(membership) = inquiries.membership(list) else { continue };
            let NowState { revision, rows: known } = membership.state();
            if known != rows || inquiries.len() != rows {
                continue;
            }
            let before = manifest.lists.iter().find(|file| file.list == list);
            let same = before.filter(|_| listed.get(&list) == Some(&membership.changed()));
            let on = match same {
                Some(file) => file.on.clone(),
                None => self.put_list(&mut manifest.written, membership)?,
            };
            listed.insert(list, membership.changed());
            let (position, matching) = (complete_to.position, MATCHING.to_owned());
            files.push(ListFile { list, revision, rows, position, matching, on });
        }
        if files != manifest.lists {
            manifest.lists = files;
            self.swap(manifest)?;
        }
        listed.retain(|list, _| self.manifest.lists.iter().any(|file| file.list == *list));
        self.listed = listed;
        Ok(())
    }

    /// Says of these inquiries, which were read from here, who is on the lists that are kept, and names them. A file that
    /// cannot be read is told to `lost`, and left out.
    pub fn lists_now(
        &mut self,
        inquiries: &mut Inquiries,
        mut lost: impl FnMut(&SegmentError),
    ) -> Vec<ListId> {
        let position = self.complete_to().map(|watermark| watermark.position);
        let mut known = Vec::new();
        for file in &self.manifest.lists {
            let is_ours = Some(file.position) == position && file.matching == MATCHING;
            if !is_ours || file.rows > inquiries.len() {
                continue;
            }
            match self.read_list(file, inquiries) {
                Ok(()) => known.push(file.list),
                Err(error) => {
                    inquiries.forget_now(file.list);
                    lost(&error);
                }
            }
        }
        let changed = |list: &ListId| Some((*list, inquiries.membership(*list)?.changed()));
        self.listed = known.iter().filter_map(changed).collect();
        known
    }

    fn put_list(
        &self,
        written: &mut u64,
        membership: &Membership,
    ) -> std::result::Result<Entry, SegmentError> {
        *written += 1;
        let groups = membership.chunks().div_ceil(SEGMENT_CHUNKS);
        let content = table::written(SCHEMA, groups, |place, group| {
            let rows = membership.on(place * SEGMENT_CHUNKS..(place + 1) * SEGMENT_CHUNKS);
            let rows: Vec<i64> = rows.filter_map(|row| row.try_into().ok()).collect();
            group.required::<Int64Type>(&rows)
        });
        self.put(format!("{KIND}-{written:08}{ENDING}"), content)
    }

    /// Group by group: a list may hold most of history.
    fn read_list(
        &self,
        file: &ListFile,
        inquiries: &mut Inquiries,
    ) -> std::result::Result<(), SegmentError> {
        let content = file.on.read(self.shelf.as_ref())?;
        let state = NowState { revision: file.revision, rows: file.rows };
        let read = || -> Result<()> {
            let opened = table::opened(content)?;
            inquiries.change_now(file.list, state, [], []);
            for place in 0..opened.num_row_groups() {
                let rows = GroupReader::new(&opened, place)?.required::<Int64Type>(0)?;
                let rows = || rows.iter().filter_map(|row| u64::try_from(*row).ok());
                if let Some(row) = rows().find(|row| *row >= file.rows) {
                    let detail = format!("it names row {row} of {}", file.rows);
                    return Err(ParquetError::General(detail));
                }
                inquiries.change_now(file.list, state, rows(), []);
            }
            Ok(())
        };
        read().map_err(|error| SegmentError::damaged(&file.on.file, error))
    }
}
