//! Which inquiries they are: those that completed last, of any part of the flow.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InquiryId;
use pointsman_engine::Taken;

use super::compiled::Compiled;
use super::scan::{Keeping, Scan, Turned};
use super::tally::{BASELINE, PLAN};
use super::window::Cover;
use super::{compiled, looked_at, numbers};
use crate::bits::{BLOCKS, Block, CHUNK_ROWS, NO_ROWS, WORD, and, is_empty, or};
use crate::cache::Cache;
use crate::chunk::Chunk;
use crate::inquiries::{Inquiries, long};
use crate::question::{Cancel, Lists, Question, Unanswered, Window};
use crate::spill::Need;

/// Where an inquiry stands among all, by when it completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// When it completed.
    pub completed_at: Timestamp,
    /// Its id: several may have completed at one moment.
    pub id: InquiryId,
}

/// An inquiry that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it stands.
    pub place: Place,
    /// Its row.
    pub row: u64,
    /// The route that it takes in the workflow.
    pub to: Taken,
    /// The route that it takes in what the workflow is compared with.
    pub from: Option<Taken>,
}

/// The inquiries that completed last, newest first, at most `limit`: of those for which `wanted` takes the route in what
/// the workflow is compared with, and that in the workflow; and that stand before `before`, if there is one.
pub fn newest(
    inquiries: &Inquiries,
    question: &Question<'_>,
    wanted: impl Fn(Option<Taken>, Taken) -> bool,
    before: Option<Place>,
    limit: usize,
    cache: &Cache,
    cancel: &Cancel,
) -> Result<Vec<Found>, Unanswered> {
    let (compiled, keeping) = compiled(inquiries, question, cache)?;
    let cells = Cells::new(&compiled, wanted);
    let looking = Looking {
        inquiries,
        compiled: &compiled,
        keeping,
        window: question.window,
        lists: question.lists,
        need: compiled.need(question),
        cancel,
    };
    let taken = |side: usize, place: usize| {
        compiled.sides.get(side).map_or(Taken::EverythingElse, |side| side.taken(place))
    };
    let found = looking.newest(before, limit, |scan| cells.rows(scan))?.into_iter();
    Ok(found
        .map(|(place, row, (from, to))| Found {
            place,
            row,
            to: taken(PLAN, to),
            from: from.map(|from| taken(BASELINE, from)),
        })
        .collect())
}

/// Where the newest are looked for.
pub(super) struct Looking<'l> {
    pub(super) inquiries: &'l Inquiries,
    pub(super) compiled: &'l Compiled,
    pub(super) keeping: Keeping<'l>,
    pub(super) window: Window,
    pub(super) lists: Lists,
    pub(super) need: Need,
    pub(super) cancel: &'l Cancel,
}

impl Looking<'_> {
    /// The newest rows, newest first, with what `label` says of them: it gives the wanted rows of a block.
    pub(super) fn newest<L: Copy + Ord>(
        &self,
        before: Option<Place>,
        limit: usize,
        label: impl Fn(&Turned<'_, '_>) -> Vec<(L, Block)>,
    ) -> Result<Vec<Candidate<L>>, Unanswered> {
        let Self { inquiries, compiled, keeping, window, lists, need, cancel } = *self;
        let mut kept = Kept { before, limit, heap: BinaryHeap::new() };
        let mut scan = Scan::new(compiled);
        let need = need.and(Need::MOMENTS).and(Need::IDS);
        for (number, slot) in inquiries.slots().iter().enumerate().rev() {
            if cancel.is_cancelled() {
                return Err(Unanswered::Cancelled);
            }
            let cover = window.covers(slot.head());
            if cover == Cover::Nothing || !kept.may_take(slot.head()) {
                continue;
            }
            let chunk = slot.open(need)?;
            let mut scan = scan.turn_to(inquiries, lists, number, &chunk, keeping);
            for block in 0..BLOCKS {
                let rows = looked_at(&window, &chunk, cover, block);
                if is_empty(&rows) {
                    continue;
                }
                scan.block(block, &rows);
                let first = block * rows.len() * WORD;
                for (label, rows) in label(&scan) {
                    for row in numbers(&rows, long(first)) {
                        kept.offer(number, &chunk, row, label);
                    }
                }
            }
        }
        Ok(kept.newest_first())
    }
}

/// The pairs of routes that are wanted.
struct Cells {
    /// Per route of the workflow, the routes of what it is compared with. Empty where there is nothing to compare with.
    pairs: Vec<(usize, Vec<usize>)>,
    compares: bool,
}

impl Cells {
    fn new(compiled: &Compiled, wanted: impl Fn(Option<Taken>, Taken) -> bool) -> Self {
        let baseline = compiled.sides.get(BASELINE);
        let mut pairs = Vec::new();
        if let Some(plan) = compiled.sides.get(PLAN) {
            for to in 0..plan.len() {
                let taken = plan.taken(to);
                let from = baseline.map(|side| {
                    (0..side.len()).filter(|from| wanted(Some(side.taken(*from)), taken)).collect()
                });
                match from {
                    None if wanted(None, taken) => pairs.push((to, Vec::new())),
                    Some(from) if !Vec::is_empty(&from) => pairs.push((to, from)),
                    None | Some(_) => {}
                }
            }
        }
        Self { pairs, compares: baseline.is_some() }
    }

    /// The rows of a block that are in a wanted pair.
    fn rows(&self, scan: &Turned<'_, '_>) -> Vec<((Option<usize>, usize), Block)> {
        let mut found = Vec::new();
        for (to, from) in &self.pairs {
            let Some(Some(own)) = scan.taken(PLAN).get(*to) else { continue };
            if !self.compares {
                found.push(((None, *to), *own));
                continue;
            }
            for from in from {
                let Some(Some(other)) = scan.taken(BASELINE).get(*from) else { continue };
                let mut both = NO_ROWS;
                or(&mut both, own);
                and(&mut both, other);
                if !is_empty(&both) {
                    found.push(((Some(*from), *to), both));
                }
            }
        }
        found
    }
}

/// An inquiry, its row and what is said of it.
pub(super) type Candidate<L> = (Place, u64, L);

/// The newest so far; the oldest of them is on top.
struct Kept<L> {
    before: Option<Place>,
    limit: usize,
    heap: BinaryHeap<Reverse<Candidate<L>>>,
}

impl<L: Copy + Ord> Kept<L> {
    /// Whether a chunk may hold one that is newer than the oldest that is kept.
    fn may_take(&self, chunk: &Chunk) -> bool {
        let (earliest, latest) = chunk.span();
        let in_time = |before: Place| earliest <= before.completed_at.microseconds();
        self.before.is_none_or(in_time)
            && self.oldest().is_none_or(|oldest| latest >= oldest.completed_at.microseconds())
    }

    fn oldest(&self) -> Option<Place> {
        let full = self.heap.len() >= self.limit;
        self.heap.peek().filter(|_| full).map(|Reverse((place, ..))| *place)
    }

    fn offer(&mut self, number: usize, chunk: &Chunk, row: u64, label: L) {
        let Ok(own) = usize::try_from(row) else { return };
        let (Some(completed_at), Some(id)) = (chunk.completed_at(own), chunk.id(own)) else {
            return;
        };
        let place = Place { completed_at, id };
        if self.before.is_some_and(|before| place >= before)
            || self.oldest().is_some_and(|oldest| place <= oldest)
        {
            return;
        }
        self.heap.push(Reverse((place, long(number * CHUNK_ROWS) + row, label)));
        if self.heap.len() > self.limit {
            self.heap.pop();
        }
    }

    fn newest_first(self) -> Vec<Candidate<L>> {
        self.heap.into_sorted_vec().into_iter().map(|Reverse(found)| found).collect()
    }
}
