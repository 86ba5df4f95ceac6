//! Inquiries over HTTP: intake, completion, decisions by hand, reading and finding.
//!
//! Bodies are read by `domain::inquiry`; what decides stands in [`crate::deciding`].

mod body_schema;
mod by_hand;
pub(crate) mod change;
mod collection;
mod decision;
mod ending;
mod erase;
pub(crate) mod facts;
mod find;
pub(crate) mod import;
pub(crate) mod place;
mod problems;
mod queue;
mod single;
mod tags;
mod timeline;
mod view;
pub(crate) mod wire;

pub use import::{ImportReport, ImportTrouble, LineError, SkippedLine, import_inquiries};

pub(crate) use body_schema::InquiryBody as InquiryBodySchema;
pub(crate) use by_hand::{DecideError, DecidingByHand, decide_within};
pub(crate) use collection::{CreateError, create_within, new_inquiry};
pub(crate) use ending::{End, EndError, Ending, end_within};
pub(crate) use queue::ReviewQueue;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::{InquiryBody, SentLists};
use pointsman_domain::json::{Tree, parse_tree};
use pointsman_domain::people::Authority;
use pointsman_storage::{StorageError, Transaction};
use utoipa_axum::router::OpenApiRouter;

use self::view::New;
use crate::app::App;
use crate::auth::Caller;
use crate::problem::Problem;
use crate::runs::names::{ReadRunError, RouteNames};

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(collection::endpoints())
        .merge(single::endpoints())
        .merge(ending::endpoints())
        .merge(erase::endpoints())
        .merge(by_hand::endpoints())
        .merge(tags::endpoints())
        .merge(queue::endpoints())
}

/// Endpoints that read their body as a stream.
pub(crate) fn streamed_endpoints() -> OpenApiRouter<App> {
    import::streamed_endpoints()
}

/// Reads a body of intake.
fn intake(body: &[u8], now: Timestamp) -> Result<InquiryBody, Problem> {
    read(parse_tree(body)?.root(), now)
}

/// The same, of one that is needed for something else as well.
fn read(body: Tree<'_>, now: Timestamp) -> Result<InquiryBody, Problem> {
    InquiryBody::read(body, now, SentLists::Refused).map_err(Problem::invalid)
}

/// The state of one inquiry after a change, with its timeline, as the caller may see it.
async fn present(app: &App, caller: &Caller, id: InquiryId) -> Result<wire::Inquiry, Problem> {
    let names = app.route_names();
    let reader = caller.authority();
    let read = move |t: &mut Transaction<'_>| view::one(t, &names, reader, id);
    let found = app.storage().read_to_end(read).await?;
    found.ok_or_else(|| problems::no_inquiry(id))
}

/// The same from within the transaction that changes it, so that it need not be looked for again. `None` if it cannot be
/// shown, which must not undo the change: [`present`] says why.
fn look(
    transaction: &mut Transaction<'_>,
    names: &RouteNames,
    reader: Authority,
    id: InquiryId,
) -> Result<Option<wire::Inquiry>, StorageError> {
    shown_or_left(view::one(transaction, names, reader, id))
}

/// The same for an inquiry that the transaction has just made or completed: nothing of it is read back.
fn look_at_new(
    transaction: &mut Transaction<'_>,
    names: &RouteNames,
    reader: Authority,
    new: New,
) -> Result<Option<wire::Inquiry>, StorageError> {
    shown_or_left(view::new(transaction, names, reader, new).map(Some))
}

fn shown_or_left(
    shown: Result<Option<wire::Inquiry>, ReadRunError>,
) -> Result<Option<wire::Inquiry>, StorageError> {
    match shown {
        Ok(shown) => Ok(shown),
        Err(ReadRunError::Storage(error)) => Err(error),
        Err(ReadRunError::Version(_) | ReadRunError::NoVersion { .. }) => Ok(None),
    }
}
