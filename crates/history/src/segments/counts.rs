//! Counting straight from the files: in memory are only the columns that a workflow mentions, of one segment at a time.

use parquet::errors::ParquetError;
use parquet::file::reader::FileReader;
use pointsman_engine::Plan;

use super::inquiries::{Mentioned, read_mentioned};
use super::manifest::Segment;
use super::table::{self, GroupReader};
use super::{SegmentError, Segments};
use crate::answer::Counts;
use crate::cache::Cache;
use crate::inquiries::Inquiries;
use crate::question::{Cancel, Effort, Lists, Question, Window};

impl Segments {
    /// How many of all inquiries take each route of a workflow, with lists as they were then. No more is in memory than
    /// the columns which it mentions, of one segment; the files are not compared with their digests.
    pub fn counts(&self, plan: &Plan) -> Result<Counts, SegmentError> {
        let mentioned = Mentioned::by(&plan.literals().all);
        let mut sum: Option<Counts> = None;
        for segment in &self.manifest.segments {
            let inquiries = self.mentioned(segment, mentioned)?;
            let own = counted(&inquiries, plan).ok_or_else(|| {
                SegmentError::damaged(&segment.inquiries.file, "it was withdrawn")
            })?;
            match &mut sum {
                Some(sum) => sum.merge(&own),
                None => sum = Some(own),
            }
        }
        Ok(sum.or_else(|| counted(&Inquiries::default(), plan)).unwrap_or_default())
    }

    fn mentioned(
        &self,
        segment: &Segment,
        mentioned: Mentioned,
    ) -> Result<Inquiries, SegmentError> {
        let file = &segment.inquiries.file;
        let content = self.shelf.get(file)?;
        let content = content.ok_or_else(|| SegmentError::damaged(file, "it is missing"))?;
        let read = || -> Result<Inquiries, ParquetError> {
            let opened = table::opened(content)?;
            let mut inquiries = Inquiries::default();
            for place in 0..opened.num_row_groups() {
                let group = GroupReader::new(&opened, place)?;
                inquiries.append_chunks([read_mentioned(&group, mentioned)?]);
            }
            Ok(inquiries)
        };
        read().map_err(|error| SegmentError::damaged(file, error))
    }
}

/// `None` is never: nobody withdraws the question, and lists as they were then are known.
fn counted(inquiries: &Inquiries, plan: &Plan) -> Option<Counts> {
    let (cancel, cache) = (Cancel::default(), Cache::new(0));
    let effort = Effort { threads: 1, part: u64::MAX, cancel: &cancel };
    let (window, lists) = (Window::default(), Lists::Then);
    let question = Question { plan, baseline: None, window, lists, earlier: &[] };
    crate::preview::preview(inquiries, &question, &cache, effort, |_| {})
        .ok()
        .map(|answer| answer.plan)
}
