//! `GET /v1/audit` and `GET /v1/audit/{seq}`: who changed what, when and from where.

mod names;
mod wire;

use std::fmt;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::people::Right;
use pointsman_storage::audit::{self, Action, AuditFilter, AuditPosition};
use pointsman_storage::{Page as StoredPage, StorageError, Transaction};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Allowed, require, right};
use crate::problem::Problem;
use crate::request::{PageParams, PathId, QueryFields};
use crate::wire::Page;
use names::Names;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_audit_entries)).routes(routes!(read_audit_entry))
}

/// The longest id that is looked for, in characters.
const ID_CHARACTERS: usize = 64;

/// Why an entry is not read.
#[derive(Debug, thiserror::Error)]
enum ReadError {
    #[error("the record has no entry {0}")]
    NotFound(i64),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ReadError> for Problem {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotFound(_) => {
                Self::new(StatusCode::NOT_FOUND, "not_found", error.to_string())
            }
            ReadError::Storage(error) => error.into(),
        }
    }
}

/// Which entries a page shows; all that is given must hold.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct AuditParams {
    /// The id of a member or an API key, or `system`.
    #[param(max_length = 64)]
    actor: Option<String>,
    /// What was done.
    action: Option<wire::AuditAction>,
    /// The id of what was changed: a workflow, list, item, inquiry, member or key; or `workflow_order`.
    #[param(max_length = 64)]
    subject: Option<String>,
    /// At this moment or later.
    #[param(value_type = Option<String>, format = DateTime)]
    from: Option<String>,
    /// Before this moment.
    #[param(value_type = Option<String>, format = DateTime)]
    to: Option<String>,
}

/// What members and keys changed, newest first.
///
/// Intake and decisions by workflows are not here; they are in the inquiry's timeline and its runs. Who does not see
/// Workflows is not told of their changes either.
#[utoipa::path(
    get,
    path = "/v1/audit",
    operation_id = "list_audit_entries",
    tag = "audit",
    params(AuditParams, PageParams),
    responses((status = 200, description = "A page of entries.", body = Page<wire::AuditEntry>))
)]
async fn list_audit_entries(
    caller: Allowed<right::AuditRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::AuditEntry>>, Problem> {
    let filter = AuditFilter {
        actor: query.optional::<Id>("actor").map(|id| id.0),
        action: query.optional::<Action>("action"),
        subject: query.optional::<Id>("subject").map(|id| id.0),
        from: query.optional::<Timestamp>("from"),
        to: query.optional::<Timestamp>("to"),
        workflows: caller.authority().sees_workflows(),
    };
    let page = query.page();
    query.finish()?;
    let after = page.after::<Place>()?.map(|place| place.0);
    let limit = page.limit();
    let found = app
        .storage()
        .read(move |t| {
            let page = audit::page(t, &filter, after, limit)?;
            let mut names = Names::default();
            let rows: Result<Vec<_>, StorageError> =
                page.rows.into_iter().map(|entry| wire::entry(entry, &mut names, t)).collect();
            Ok::<_, StorageError>(StoredPage { rows: rows?, next: page.next.map(Place) })
        })
        .await?;
    Ok(Json(Page::of(found, |entry| entry)))
}

/// One entry.
#[utoipa::path(
    get,
    path = "/v1/audit/{seq}",
    operation_id = "read_audit_entry",
    tag = "audit",
    params(("seq" = i64, Path, minimum = 1, description = "The number of the entry.")),
    responses(
        (status = 200, description = "The entry.", body = wire::AuditEntry),
        (status = 404, description = "The record has no such entry."),
    )
)]
async fn read_audit_entry(
    caller: Allowed<right::AuditRead>,
    State(app): State<App>,
    PathId(seq): PathId<i64>,
) -> Result<Json<wire::AuditEntry>, Problem> {
    let read = move |t: &mut Transaction<'_>| {
        let entry = audit::get(t, seq)?.ok_or(ReadError::NotFound(seq))?;
        let of_workflows = entry.subject.is_of_workflows();
        Ok::<_, ReadError>((of_workflows, wire::entry(entry, &mut Names::default(), t)?))
    };
    let (of_workflows, entry) = app.storage().read(read).await?;
    if of_workflows {
        require(&app, caller.authority(), Right::WorkflowsRead).await?;
    }
    Ok(Json(entry))
}

/// An id of anything.
struct Id(String);

/// A text that nothing has as its id.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no id")]
struct NoId(String);

impl FromStr for Id {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = text.len() <= ID_CHARACTERS
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
        let shown = || text.chars().take(ID_CHARACTERS).collect();
        fits.then(|| Self(text.to_owned())).ok_or_else(|| NoId(shown()))
    }
}

/// A place in the record, inside a cursor: moment and number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place(AuditPosition);

/// A text that is no place.
#[derive(Debug, PartialEq, Eq)]
struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.at.microseconds(), self.0.seq)
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, seq) = text.split_once(' ').ok_or(NoPlace)?;
        let at = at.parse().map(Timestamp::from_microseconds).map_err(|_| NoPlace)?;
        Ok(Self(AuditPosition { at, seq: seq.parse().map_err(|_| NoPlace)? }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_cursor() {
        let place = Place(AuditPosition { at: Timestamp::from_microseconds(-7), seq: 12 });
        assert_eq!(place.to_string().parse(), Ok(place));
        for text in ["", "7", "x 1", "1 x"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }

    #[test]
    fn an_id_has_its_letters_and_its_length() {
        assert!("a".repeat(ID_CHARACTERS).parse::<Id>().is_ok());
        for text in ["a".repeat(ID_CHARACTERS + 1), "A".to_owned(), "a b".to_owned()] {
            assert!(text.parse::<Id>().is_err(), "{text}");
        }
    }
}
