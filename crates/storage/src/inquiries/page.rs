//! The listing of inquiries. Every way in begins at an index; none reads the whole table.

use super::TABLE;
use super::entrance::{Entrance, Want};
use super::filter::{InquiryFilter, InquiryOrder, InquiryPosition};
use super::read::{COLUMNS, from_row};
use super::record::Inquiry;
use super::sides::{self, Bounds, Side};
use crate::error::StorageError;
use crate::seam::{Page, Transaction, one_more, page_of};
use crate::workflows;

/// One page, in the order of the filter.
pub fn page(
    transaction: &mut Transaction<'_>,
    filter: &InquiryFilter,
    after: Option<InquiryPosition>,
    limit: usize,
) -> Result<Page<Inquiry, InquiryPosition>, StorageError> {
    page_within(transaction, filter, after, limit, Bounds::USUAL)
}

/// The same with other bounds: they choose the way, never what is found.
pub fn page_within(
    transaction: &mut Transaction<'_>,
    filter: &InquiryFilter,
    after: Option<InquiryPosition>,
    limit: usize,
    bounds: Bounds,
) -> Result<Page<Inquiry, InquiryPosition>, StorageError> {
    let want = Want { filter, after, limit };
    let rows = match (filter.workflow, &filter.route) {
        (Some(workflow), _) => {
            let few = sides::few(transaction, filter, Side::Run, bounds)?;
            find(transaction, want, Entrance::by_run(want, workflow, few))?
        }
        (None, Some(_)) => of_every_workflow(transaction, want, bounds)?,
        (None, None) => {
            let entrance = by_moment(transaction, want, bounds)?;
            find(transaction, want, entrance)?
        }
    };
    Ok(page_of(rows, limit, |(position, _)| *position).map(|(_, inquiry)| inquiry))
}

/// The way in where inquiries are shown by the moment at which they were made.
fn by_moment(
    transaction: &mut Transaction<'_>,
    want: Want<'_>,
    bounds: Bounds,
) -> Result<Entrance, StorageError> {
    let filter = want.filter;
    if let Some(q) = filter.search()
        && filter.asks_only_to_search()
    {
        let is_few = sides::is_few(transaction, filter, Side::Search, bounds.names)?;
        return Ok(if is_few { Entrance::by_search(want, q) } else { Entrance::by_time() });
    }
    let (entrance, way_in) = match (filter.list, &filter.tag) {
        (Some(list), _) => (Entrance::by_list(list), Side::List),
        (None, Some(tag)) => (Entrance::by_tag(tag), Side::Tag),
        (None, None) if filter.status.is_some() => (Entrance::by_time(), Side::Status),
        (None, None) if filter.decision.is_some() => (Entrance::by_time(), Side::Decision),
        (None, None) => (Entrance::by_time(), Side::Created),
    };
    let few = sides::few(transaction, filter, way_in, bounds)?;
    Ok(few.map_or(entrance, |few| Entrance::by_few(want, few)))
}

type Found = Vec<(InquiryPosition, Inquiry)>;

/// Route ids are unique within a workflow alone, so each workflow is asked and the first of all are taken.
fn of_every_workflow(
    transaction: &mut Transaction<'_>,
    want: Want<'_>,
    bounds: Bounds,
) -> Result<Found, StorageError> {
    let mut found = Found::new();
    let few = sides::few(transaction, want.filter, Side::Run, bounds)?;
    for workflow in workflows::every_id(transaction)? {
        let entrance = Entrance::by_newest_run(want, workflow, few);
        found.extend(find(transaction, want, entrance)?);
    }
    found.sort_by_key(|(position, _)| (position.at, position.number));
    if want.filter.order == InquiryOrder::NewestFirst {
        found.reverse();
    }
    found.truncate(want.limit.saturating_add(1));
    Ok(found)
}

fn find(
    transaction: &mut Transaction<'_>,
    want: Want<'_>,
    entrance: Entrance,
) -> Result<Found, StorageError> {
    let (at, number) = (entrance.at, entrance.number);
    let (from, mut conditions) = entrance.narrowed(want);
    let limit = conditions.bind(one_more(want.limit));
    let direction = want.filter.order.direction();
    let statement = format!(
        "SELECT {COLUMNS}, {at} AS position_at, {number} AS position_number
         FROM {from} LEFT JOIN completions c ON c.order_no = i.order_no
         WHERE {} ORDER BY {at} {direction}, {number} {direction} LIMIT {limit}",
        conditions.joined()
    );
    transaction
        .query(TABLE, &statement, conditions.parameters())?
        .iter()
        .map(|row| {
            let position = InquiryPosition {
                at: row.time("position_at")?,
                number: row.int("position_number")?,
            };
            Ok((position, from_row(row)?))
        })
        .collect()
}
