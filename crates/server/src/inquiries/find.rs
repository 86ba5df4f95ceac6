//! What a listing of inquiries can be asked for.

use std::str::FromStr;

use pointsman_storage::inquiries::{
    DecisionFilter, InquiryFilter, InquiryOrder, Outcome, UnknownOutcome,
};
use utoipa::IntoParams;

use super::wire::InquiryStatus;
use crate::request::QueryFields;

/// Which inquiries a page shows: those that meet every part that is given.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `filter` reads")]
pub(super) struct FindParams {
    /// With this status.
    status: Option<InquiryStatus>,
    /// With this decision, or with `none`.
    #[param(value_type = Option<DecisionParam>, inline)]
    decision: Option<String>,
    /// With a run of this workflow: `wfl_…`.
    workflow: Option<String>,
    /// With a run that took this route: `rt_…`, or `everything_else`.
    route: Option<String>,
    /// On this list when it completed: `lst_…`.
    list: Option<String>,
    /// An exact id, reference id or e-mail address, or the beginning of a last name.
    q: Option<String>,
    /// Made at this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    created_after: Option<String>,
    /// Made before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    created_before: Option<String>,
    /// With this tag.
    tag: Option<String>,
    /// Which come first; the newest, unless this says otherwise.
    #[param(value_type = Option<OrderParam>, inline)]
    order: Option<String>,
}

/// Which inquiries come first.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it only describes")]
pub(super) enum OrderParam {
    /// The newest.
    NewestFirst,
    /// The oldest: a queue that people work off.
    OldestFirst,
}

/// A decision to look for.
#[derive(utoipa::ToSchema)]
#[schema(rename_all = "snake_case")]
#[expect(dead_code, reason = "it only describes")]
pub(super) enum DecisionParam {
    /// No decision yet.
    None,
    /// Approved.
    Approve,
    /// Declined.
    Decline,
    /// Sent to review.
    MarkForReview,
}

/// Reads the filter.
pub(super) fn filter(query: &mut QueryFields) -> InquiryFilter {
    InquiryFilter {
        status: query.optional("status"),
        decision: query.optional::<Decision>("decision").map(|Decision(filter)| filter),
        workflow: query.optional("workflow"),
        route: query.optional("route"),
        list: query.optional("list"),
        q: query.optional("q"),
        created_after: query.optional("created_after"),
        created_before: query.optional("created_before"),
        tag: query.optional("tag"),
        order: query.optional::<Order>("order").map(|Order(order)| order).unwrap_or_default(),
    }
}

struct Order(InquiryOrder);

/// An order that no listing has.
#[derive(Debug, thiserror::Error)]
#[error("there is no order `{0}`; use newest_first or oldest_first")]
struct UnknownOrder(String);

impl FromStr for Order {
    type Err = UnknownOrder;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "newest_first" => Ok(Self(InquiryOrder::NewestFirst)),
            "oldest_first" => Ok(Self(InquiryOrder::OldestFirst)),
            other => Err(UnknownOrder(other.to_owned())),
        }
    }
}

struct Decision(DecisionFilter);

impl FromStr for Decision {
    type Err = UnknownOutcome;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "none" {
            return Ok(Self(DecisionFilter::Undecided));
        }
        text.parse::<Outcome>().map(|outcome| Self(DecisionFilter::Is(outcome)))
    }
}
