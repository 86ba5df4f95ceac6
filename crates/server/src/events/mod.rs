//! The event log: facts that others may learn, in the order in which they can be followed without a gap.

pub(crate) mod wire;

use axum::Json;
use axum::extract::State;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_storage::StorageError;
use pointsman_storage::events::{self, EventPosition};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::request::QueryFields;
use crate::wire::Page;
use wire::Event;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A place in the log, as callers hand it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct After(EventPosition);

impl After {
    fn to_wire(self) -> String {
        format!("{}-{}", self.0.mark, self.0.number)
    }

    fn from_wire(text: &str) -> Option<Self> {
        let (mark, number) = text.split_once('-')?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let plain = digits(mark) && digits(number);
        plain.then_some(())?;
        Some(Self(EventPosition { mark: mark.parse().ok()?, number: number.parse().ok()? }))
    }
}

/// What happened, oldest first.
///
/// To follow the log hand in `next_cursor` as `after`. It is `null` only when there is nothing after `after`:
/// ask again later with the same one. Who does not see Workflows is not told of their events either.
#[utoipa::path(get, path = "/v1/events", tag = "events",
    params(
        ("after" = Option<String>, Query, description = "`next_cursor` of the page before."),
        ("limit" = Option<u32>, Query, description = "How many events.", minimum = 1, maximum = 100)),
    responses((status = 200, description = "A page of events.", body = Page<Event>)))]
async fn list(
    caller: Allowed<right::EventsRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<Event>>, Problem> {
    let after: Option<String> = query.optional("after");
    let limit = query.limit();
    query.finish()?;
    let after = match after.as_deref().map(After::from_wire) {
        None => None,
        Some(Some(After(position))) => Some(position),
        Some(None) => return Err(invalid_after()),
    };
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let workflows = caller.authority().sees_workflows();
    let page = app
        .storage()
        .read(move |transaction| -> Result<_, StorageError> {
            events::page(transaction, workflows, after, limit)
        })
        .await?;
    let next_cursor = page.rows.last().map(|(position, _)| After(*position).to_wire());
    Ok(Json(Page {
        data: page.rows.into_iter().map(|(_, event)| event.into()).collect(),
        next_cursor,
    }))
}

fn invalid_after() -> Problem {
    let detail = "`after` is not a cursor that a page of events has given; begin again without it";
    let error = FieldError::new(&Pointer::root(), "invalid_cursor", detail);
    Problem::bad_request("invalid_cursor", detail).with_errors(vec![error])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_the_wire_and_nothing_else_does() {
        let place = After(EventPosition { mark: 7, number: 12 });
        assert_eq!(After::from_wire(&place.to_wire()), Some(place));
        for text in ["", "7", "-", "7-", "-7", "+7-1", "7--1", "7-1-1", "99999999999999999999-1"] {
            assert_eq!(After::from_wire(text), None, "{text}");
        }
    }
}
