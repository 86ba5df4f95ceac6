//! The listing of inquiries. Every way in begins at an index; none reads the whole table.

use super::TABLE;
use super::entrance::{Entrance, Want};
use super::filter::{InquiryFilter, InquiryOrder, InquiryPosition};
use super::read::{COLUMNS, from_row};
use super::record::Inquiry;
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
    let want = Want { filter, after, limit };
    let rows = match (filter.workflow, &filter.route, filter.search()) {
        (Some(workflow), _, _) => find(transaction, want, Entrance::by_run(want, workflow))?,
        (None, Some(_), _) => of_every_workflow(transaction, want)?,
        (None, None, Some(q)) => find(transaction, want, Entrance::by_search(want, q))?,
        (None, None, None) => match (filter.list, &filter.tag) {
            (Some(list), _) => find(transaction, want, Entrance::by_list(list))?,
            (None, Some(tag)) => find(transaction, want, Entrance::by_tag(tag))?,
            (None, None) => find(transaction, want, Entrance::by_time())?,
        },
    };
    Ok(page_of(rows, limit, |(position, _)| *position).map(|(_, inquiry)| inquiry))
}

type Found = Vec<(InquiryPosition, Inquiry)>;

/// Route ids are unique within a workflow alone, so each workflow is asked and the first of all are taken.
fn of_every_workflow(
    transaction: &mut Transaction<'_>,
    want: Want<'_>,
) -> Result<Found, StorageError> {
    let mut found = Found::new();
    for workflow in workflows::every_id(transaction)? {
        found.extend(find(transaction, want, Entrance::by_newest_run(want, workflow))?);
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
