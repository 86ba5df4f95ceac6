//! What has happened since: the events behind the last one that is known, and the inquiries that they speak of.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::ids::InquiryId;
use pointsman_domain::list::ListKeys;
use pointsman_storage::events::{self, LogLine};
use pointsman_storage::inquiries::{CompletedInquiry, completed_after, completed_of};
use pointsman_storage::{StorageError, Transaction};

use super::columns::kept;
use super::files::Files;
use super::keeper::{KeepError, Keeper, Last, Past, Reach};
use super::lists_now;
use crate::app::App;
use crate::inquiries::facts;

/// Events that one transaction reads.
const EVENTS: usize = 1_000;
/// About so many inquiries one transaction reads: an event of an import speaks of some hundred.
const INQUIRIES: i64 = 4_000;

/// How following ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Followed {
    /// At the end of the log.
    ToTheEnd,
    /// The last event that was known is not in the log, or inquiries were removed: what is known is of another past.
    GoneFrom,
}

/// What one transaction reads.
struct Step {
    lines: Vec<LogLine>,
    completed: Vec<CompletedInquiry>,
    /// Something is committed that cannot be read yet.
    held_back: bool,
    /// Nothing that can be read is behind it.
    is_the_end: bool,
}

/// Follows the log to its end.
pub(super) async fn follow(
    keeper: &Keeper,
    files: &mut Files,
    app: &App,
) -> Result<Followed, KeepError> {
    loop {
        let snapshot = keeper.snapshot();
        let Reach::Whole { last, complete_to } = snapshot.reach else {
            return Ok(Followed::GoneFrom);
        };
        let now = app.now();
        let step = app.storage().read(move |transaction| step(transaction, last)).await?;
        let Some(step) = step else { return Ok(Followed::GoneFrom) };
        if step.lines.iter().any(|line| line.event_type == crate::example::REMOVED) {
            return Ok(Followed::GoneFrom);
        }
        let last_line = step.lines.last();
        let reached = if step.is_the_end && !step.held_back {
            now
        } else {
            last_line.map_or(complete_to, |line| line.at)
        };
        let mut next = Past::clone(&snapshot);
        drop(snapshot);
        let last = last_line.map(Last::from).or(last);
        next.reach = Reach::Whole { last, complete_to: complete_to.max(reached) };
        apply(&mut next, files, app, &step.completed)?;
        keeper.show(next);
        // After an import there may be hundreds of thousands, with all that lists match on.
        if files.hold_much() {
            files.save(last, app.steady()).await;
        }
        if step.is_the_end {
            return Ok(Followed::ToTheEnd);
        }
    }
}

/// Adds inquiries that are new and writes the others anew.
fn apply(
    past: &mut Past,
    files: &mut Files,
    app: &App,
    completed: &[CompletedInquiry],
) -> Result<(), KeepError> {
    if completed.is_empty() {
        return Ok(());
    }
    let known = past.inquiries.find(completed.iter().map(|inquiry| inquiry.id))?;
    let mut touched: Vec<(u64, ListKeys)> = Vec::with_capacity(completed.len());
    let mut present = Vec::new();
    for inquiry in completed {
        let own = kept(inquiry);
        let row = if let Some(row) = known.get(&inquiry.id) {
            present.push((*row, own));
            *row
        } else {
            let row = past.inquiries.append([&own.inquiry])?.start;
            files.add(own);
            row
        };
        touched.push((row, inquiry.keys()));
    }
    let wanted: Vec<_> = present.iter().map(|(row, own)| (*row, &own.inquiry)).collect();
    let changed: BTreeSet<usize> = past.inquiries.bring_to(&wanted)?.into_iter().collect();
    if !changed.is_empty() {
        app.impacts().forget();
    }
    for (number, (_, own)) in present.into_iter().enumerate() {
        if changed.contains(&number) {
            files.change(own);
        }
    }
    lists_now::note(past, app, &touched);
    Ok(())
}

/// `None` when the last event is not in the log.
fn step(
    transaction: &mut Transaction<'_>,
    last: Option<Last>,
) -> Result<Option<Step>, StorageError> {
    if let Some(Last { position, id, .. }) = last
        && !events::has_line(transaction, position, id)?
    {
        return Ok(None);
    }
    let after = last.map(|last| last.position);
    let mut lines = events::lines_after(transaction, after, EVENTS)?;
    let mut is_the_end = lines.len() < EVENTS;
    let taken = as_many_as_fit(&lines);
    if taken < lines.len() {
        lines.truncate(taken);
        is_the_end = false;
    }
    let ids: BTreeSet<InquiryId> = lines.iter().filter_map(concerned).collect();
    let mut completed = completed_of(transaction, &ids.into_iter().collect::<Vec<_>>())?;
    for (first, last) in lines.iter().filter_map(imported) {
        let limit = usize::try_from(last - first + 1).unwrap_or(1);
        let before = Some(first - 1);
        completed.extend(completed_after(transaction, before, Some(last), limit)?.rows);
    }
    let each: BTreeMap<i64, CompletedInquiry> =
        completed.into_iter().map(|inquiry| (inquiry.order_no, inquiry)).collect();
    let held_back = events::holds_back(transaction)?;
    Ok(Some(Step { lines, completed: each.into_values().collect(), held_back, is_the_end }))
}

/// How many of these events speak of no more inquiries than one transaction should read; one at least.
fn as_many_as_fit(lines: &[LogLine]) -> usize {
    let mut left = INQUIRIES;
    let fits = |line: &&LogLine| {
        let inquiries = imported(line).map_or(1, |(first, last)| last - first + 1);
        let had_room = left > 0;
        left = left.saturating_sub(inquiries);
        had_room
    };
    lines.iter().take_while(fits).count()
}

/// The order numbers of inquiries that were imported.
fn imported(line: &LogLine) -> Option<(i64, i64)> {
    let payload =
        line.payload.as_ref().filter(|_| line.event_type == crate::inquiries::import::KEPT)?;
    let number = |key: &str| payload.get(key)?.as_i64();
    number("first").zip(number("last"))
}

/// The inquiry that has to be read anew because of an event.
fn concerned(line: &LogLine) -> Option<InquiryId> {
    match line.event_type.as_str() {
        facts::COMPLETED | facts::ERASED => line.inquiry,
        // What people decide later, and tags, are not kept.
        _ => None,
    }
}
