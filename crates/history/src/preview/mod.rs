//! Answering a question: chunk by chunk, from the newest, on as many threads as are allowed.

pub(crate) mod compiled;
pub mod newest;
mod recorded;
pub(crate) mod scan;
pub(crate) mod tally;
mod through;
pub mod together;
pub(crate) mod totals;
pub(crate) mod window;

use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use pointsman_engine::plan::literals::Literal;
use pointsman_engine::{Plan, Taken};

use crate::answer::Answer;
use crate::bits::{BLOCKS, Bits, Block, CHUNK_ROWS, WORD, and};
use crate::cache::Cache;
use crate::chunk::Chunk;
use crate::inquiries::{Inquiries, long};
use crate::question::{Cancel, Effort, Lists, Question, Unanswered, Window};
use crate::spill::Slot;
use compiled::{Compiled, Forced};
pub use recorded::recorded_routes;
use scan::{Keeping, Scan, Turned};
use tally::{BASELINE, PLAN, Pairs, Tally};
use totals::Totals;
use window::Cover;

/// What the workflow would have done: exact counts for every route, the flow, and what was decided then.
///
/// `part` hears what is known so far, newest inquiries first, and last the whole answer. The first part is one chunk, each other
/// one twice as many, up to what the effort says: whoever waits for a disk sees something early.
pub fn preview(
    inquiries: &Inquiries,
    question: &Question<'_>,
    cache: &Cache,
    effort: Effort<'_>,
    mut part: impl FnMut(&Answer),
) -> Result<Answer, Unanswered> {
    let (compiled, keeping) = compiled(inquiries, question, cache)?;
    let pairs = Pairs::new(question);
    let most = usize::try_from(effort.part / long(CHUNK_ROWS)).unwrap_or(usize::MAX).max(1);
    let mut chunks = if effort.part == u64::MAX { most } else { 1 };
    let mut tally = Tally::new(&compiled);
    let mut end = inquiries.slots().len();
    loop {
        let start = end.saturating_sub(chunks);
        let asking = Asking { inquiries, question, compiled: &compiled, pairs: &pairs, keeping };
        tally.merge(&asking.tally(start..end, effort)?);
        let answer = tally.answer(question, &compiled, &pairs);
        part(&answer);
        if start == 0 {
            return Ok(answer);
        }
        end = start;
        chunks = most.min(chunks.saturating_mul(2));
    }
}

/// A cell of the flow: rows that take a route in the workflow, in what it is compared with, or both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// In what it is compared with; `None` is any.
    pub from: Option<Taken>,
    /// In the workflow; `None` is any.
    pub to: Option<Taken>,
}

/// The rows of a cell, newest first: at most `limit`, those before the row `before` if there is one.
pub fn rows(
    inquiries: &Inquiries,
    question: &Question<'_>,
    cell: Cell,
    before: Option<u64>,
    limit: usize,
    cache: &Cache,
    cancel: &Cancel,
) -> Result<Vec<u64>, Unanswered> {
    let (compiled, keeping) = compiled(inquiries, question, cache)?;
    let mut found = Vec::new();
    let mut scan = Scan::new(&compiled);
    let need = compiled.need(question);
    for (place, slot) in inquiries.slots().iter().enumerate().rev() {
        let first = long(place * CHUNK_ROWS);
        if found.len() >= limit || before.is_some_and(|before| before <= first) {
            continue;
        }
        if cancel.is_cancelled() {
            return Err(Unanswered::Cancelled);
        }
        let cover = question.window.covers(slot.head());
        if cover == Cover::Nothing {
            continue;
        }
        let chunk = slot.open(cover.need(need))?;
        let mut scan = scan.turn_to(inquiries, question.lists, place, &chunk, keeping);
        for block in (0..BLOCKS).rev() {
            let mut rows = looked_at(&question.window, &chunk, cover, block);
            scan.block(block, &rows);
            for (side, taken) in [(PLAN, cell.to), (BASELINE, cell.from)] {
                let (Some(taken), Some(own)) = (taken, compiled.sides.get(side)) else { continue };
                let of_route = scan.taken(side).get(own.place(taken)).and_then(Option::as_ref);
                and(&mut rows, of_route.unwrap_or(&crate::bits::NO_ROWS));
            }
            let from = first + long(block * rows.len() * WORD);
            let earlier =
                numbers(&rows, from).filter(|row| before.is_none_or(|before| *row < before));
            found.extend(earlier.take(limit.saturating_sub(found.len())));
        }
    }
    Ok(found)
}

/// The numbers of the rows of a block that begins at `first`, from the last.
fn numbers(rows: &Block, first: u64) -> impl Iterator<Item = u64> {
    let words = rows.iter().enumerate().rev().filter(|(_, word)| **word != 0);
    words.flat_map(move |(place, word)| {
        let bits = (0..WORD).rev().filter(move |bit| word >> bit & 1 == 1);
        bits.map(move |bit| first + long(place * WORD + bit))
    })
}

/// Takes the plans apart and sees that all lists are known.
fn compiled<'c>(
    inquiries: &Inquiries,
    question: &Question<'_>,
    cache: &'c Cache,
) -> Result<(Compiled, Keeping<'c>), Unanswered> {
    let plans = [Some(question.plan), question.baseline].into_iter().flatten();
    compiled_of(inquiries, plans, question.lists, cache)
}

/// The same of any number of plans.
fn compiled_of<'c, 'p>(
    inquiries: &Inquiries,
    plans: impl IntoIterator<Item = &'p Plan>,
    lists: Lists,
    cache: &'c Cache,
) -> Result<(Compiled, Keeping<'c>), Unanswered> {
    let mut compiled = Compiled::new(lists);
    for plan in plans {
        add(&mut compiled, inquiries, plan, lists)?;
    }
    let asked = cache.begin(&compiled.keys);
    Ok((compiled, Keeping { cache, question: asked }))
}

fn add(
    compiled: &mut Compiled,
    inquiries: &Inquiries,
    plan: &Plan,
    lists: Lists,
) -> Result<(), Unanswered> {
    let apart = plan.literals();
    lists_are_known(inquiries, &apart.all, lists)?;
    compiled.add(plan, &apart, |_| Forced::No);
    Ok(())
}

/// Sees that it is known of all rows which lists match now.
pub(crate) fn lists_are_known(
    inquiries: &Inquiries,
    literals: &[Literal],
    lists: Lists,
) -> Result<(), Unanswered> {
    let behind = literals.iter().find_map(|literal| match literal {
        Literal::List { list, .. } => {
            let known = inquiries.now(*list).map_or(0, |state| state.rows);
            (known < inquiries.len()).then_some(*list)
        }
        Literal::Number { .. } | Literal::Code { .. } | Literal::ListsKnown { .. } => None,
    });
    match behind {
        Some(list) if lists == Lists::Now => Err(Unanswered::ListBehind { list }),
        Some(_) | None => Ok(()),
    }
}

/// Where a thread gets its next chunk from, until there is none or the question is withdrawn.
type Next<'a, 'n> = &'n dyn Fn() -> Result<Option<(usize, &'a Slot)>, Unanswered>;

/// Hands out chunks to as many threads as are allowed and of use.
pub(crate) fn on_threads<'a, T: Send>(
    inquiries: &'a Inquiries,
    chunks: Range<usize>,
    effort: Effort<'_>,
    work: impl Fn(Next<'a, '_>) -> Result<T, Unanswered> + Sync,
) -> Result<Vec<T>, Unanswered> {
    let threads = effort.threads.clamp(1, chunks.len().max(1));
    let counter = AtomicUsize::new(chunks.start);
    let next = || {
        if effort.cancel.is_cancelled() {
            return Err(Unanswered::Cancelled);
        }
        let place = counter.fetch_add(1, Ordering::Relaxed);
        let slot = inquiries.slots().get(place).filter(|_| place < chunks.end);
        Ok(slot.map(|slot| (place, slot)))
    };
    thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(|| work(&next))).collect();
        let own = work(&next);
        let others = others.into_iter().map(|thread| match thread.join() {
            Ok(found) => found,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        others.chain([own]).collect()
    })
}

/// The rows of a block that are looked at.
pub(crate) fn looked_at(window: &Window, chunk: &Chunk, cover: Cover, block: usize) -> Block {
    match cover {
        Cover::Nothing => crate::bits::NO_ROWS,
        Cover::Something => window.block(chunk, block),
        Cover::Everything => window::rows_of(chunk, block),
    }
}

#[derive(Clone, Copy)]
struct Asking<'a> {
    inquiries: &'a Inquiries,
    question: &'a Question<'a>,
    compiled: &'a Compiled,
    pairs: &'a Pairs,
    keeping: Keeping<'a>,
}

impl Asking<'_> {
    /// Counts some chunks, on several threads if they are many.
    fn tally(self, chunks: Range<usize>, effort: Effort<'_>) -> Result<Tally, Unanswered> {
        let need = self.compiled.need(self.question);
        let tallies = on_threads(self.inquiries, chunks, effort, |next| {
            let mut tally = Tally::new(self.compiled);
            let mut scan = Scan::new(self.compiled);
            while let Some((place, slot)) = next()? {
                let cover = self.question.window.covers(slot.head());
                if cover != Cover::Nothing {
                    let chunk = slot.open(cover.need(need))?;
                    let lists = self.question.lists;
                    let mut turned =
                        scan.turn_to(self.inquiries, lists, place, &chunk, self.keeping);
                    self.count(&mut turned, &mut tally, &chunk, cover);
                }
            }
            Ok(tally)
        })?;
        let mut sum = Tally::new(self.compiled);
        for tally in &tallies {
            sum.merge(tally);
        }
        Ok(sum)
    }

    fn count(self, scan: &mut Turned<'_, '_>, tally: &mut Tally, chunk: &Chunk, cover: Cover) {
        let settled = settled_earlier(chunk, self.question);
        if cover == Cover::Everything {
            tally.totals.add(&Totals::of(chunk));
        }
        let blocks = chunk.rows().div_ceil(CHUNK_ROWS / BLOCKS);
        for block in 0..blocks {
            let rows = looked_at(&self.question.window, chunk, cover, block);
            if cover == Cover::Something {
                tally.totals.count(chunk, block, &rows);
            }
            scan.block(block, &rows);
            tally.add_block(scan, self.pairs, settled.block(block));
            if let Some(Some(rows)) = scan.taken(PLAN).last() {
                through::add(&mut tally.through, chunk, self.question.lists, block, rows);
            }
        }
    }
}

/// Rows that a workflow settled which comes before the one in question.
fn settled_earlier(chunk: &Chunk, question: &Question<'_>) -> Bits {
    let earlier = question.earlier.iter().filter_map(|workflow| chunk.settled.get(workflow));
    let earlier: Vec<Bits> = earlier.map(crate::bits::Rows::to_bits).collect();
    match earlier.as_slice() {
        [] => Bits::default(),
        [only] => only.clone(),
        several => Bits::from_blocks(|block| {
            let mut rows = crate::bits::NO_ROWS;
            for own in several.iter().filter_map(|bits| bits.block(block)) {
                crate::bits::or(&mut rows, own);
            }
            rows
        }),
    }
}
