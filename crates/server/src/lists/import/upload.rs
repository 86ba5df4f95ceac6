//! `POST /v1/lists/{id}/import`.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use pointsman_domain::ids::{ImportId, ListId};
use pointsman_domain::list::ListKind;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, BeginImport, NewImport};
use pointsman_storage::{StorageError, Transaction};
use tracing::Instrument;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::job::{ImportError, Job};
use super::{recovery, sweep, view};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::lists::limits::IMPORT_BYTES;
use crate::lists::{self as list_rules, wire};
use crate::problem::Problem;
use crate::request::PathId;

/// The header with an id of the caller's choice, so that progress can be asked for while the file is sent.
const IMPORT_ID: HeaderName = HeaderName::from_static("pointsman-import-id");
/// What a CSV file is said to be.
const MEDIA_TYPES: [&str; 2] = ["text/csv", "text/plain"];

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(import_items))
}

/// Why an import does not begin.
#[derive(Debug, thiserror::Error)]
enum BeginError {
    #[error("there is no list `{0}`")]
    NoList(ListId),
    #[error("list `{0}` is archived")]
    Archived(ListId),
    #[error("import `{0}` into this list is running; wait for its end or cancel it")]
    Running(ImportId),
    #[error("there is an import `{0}` already; choose another id")]
    IdTaken(ImportId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<BeginError> for Problem {
    fn from(error: BeginError) -> Self {
        let detail = error.to_string();
        match error {
            BeginError::NoList(id) => list_rules::no_list(id),
            BeginError::Archived(id) => list_rules::archived(id),
            BeginError::Running(_) => Self::conflict("import_running", detail),
            BeginError::IdTaken(_) => Self::conflict("import_exists", detail),
            BeginError::Storage(error) => error.into(),
        }
    }
}

/// Adds the items of a CSV file: one column for each part of an item, with or without a header, and perhaps a last
/// column with notes.
///
/// Without a header a lone column holds what stands alone (a value, a last name, a number), several hold the parts in
/// the order of the catalogue: `first,last,threshold` or `class,number`.
///
/// Blank lines and lines that begin with `#` are skipped, duplicates are counted, and every bad line is reported. The
/// file is read as it arrives, up to 1 GiB and 10 million lines, and its items become visible all at once when it
/// ends. The answer comes then; until then ask for the import's progress.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/import",
    operation_id = "import_items",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("Pointsman-Import-Id" = Option<String>, Header,
            description = "An id of your own for the import, `imp_…`, to ask for its progress meanwhile."),
    ),
    request_body(content = String, content_type = "text/csv", description = "The file, in UTF-8."),
    responses(
        (status = 200, description = "The import, completed or canceled.", body = wire::Import),
        (status = 404, description = "There is no such list."),
        (status = 408, description = "The upload fell silent; nothing was kept."),
        (status = 409, description = "Another import into this list is running, the id is taken, or the list is archived."),
        (status = 413, description = "Too many bytes or lines; nothing was kept."),
        (status = 422, description = "The file is not a text in UTF-8; nothing was kept."),
    )
)]
async fn import_items(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathId(list): PathId<ListId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<wire::Import>, Problem> {
    require_csv(&headers)?;
    let bytes_total = announced_bytes(&headers)?;
    let author = Author::of(&app, &caller);
    let id = chosen_id(&headers)?.unwrap_or_else(|| ImportId::new(app.ids(), author.at));
    let new =
        NewImport { id, list, bytes_total, started_at: author.at, started_by: author.by.clone() };
    let kind = begin(&app, new, &author).await?;
    let job = Job { app: app.clone(), id, list, kind, author };
    let ended = match tokio::spawn(job.run(body).in_current_span()).await {
        Ok(ended) => ended?,
        Err(panicked) => {
            sweep::give_up(&app, id).await;
            return Err(Problem::internal(&panicked));
        }
    };
    let seen = app.storage().read(move |t| view::import(t, &ended)).await;
    Ok(Json(seen.map_err(|error: StorageError| Problem::from(error))?))
}

/// Begins the import, after clearing away what a dead one has left in the list.
async fn begin(app: &App, new: NewImport, author: &Author) -> Result<ListKind, BeginError> {
    loop {
        let (attempt, author) = (new.clone(), author.clone());
        let begun = app
            .storage()
            .write(move |t: &mut Transaction<'_>| {
                let list = lists::get(t, attempt.list)?.ok_or(BeginError::NoList(attempt.list))?;
                let begun = lists::begin_import(t, &attempt)?;
                if let BeginImport::Begun(_) = &begun {
                    audit_begin(t, &attempt, &author)?;
                }
                Ok::<_, BeginError>((list.kind, begun))
            })
            .await?;
        match begun {
            (kind, BeginImport::Begun(_)) => return Ok(kind),
            (_, BeginImport::OtherOpen(other)) if recovery::is_dead(&other, app.now()) => {
                sweep::fail(app.storage(), other.id, app.now()).await?;
            }
            (_, BeginImport::OtherOpen(other)) => return Err(BeginError::Running(other.id)),
            (_, BeginImport::IdTaken) => return Err(BeginError::IdTaken(new.id)),
            (_, BeginImport::Archived) => return Err(BeginError::Archived(new.list)),
            (_, BeginImport::NoList) => return Err(BeginError::NoList(new.list)),
        }
    }
}

fn audit_begin(
    transaction: &mut Transaction<'_>,
    new: &NewImport,
    author: &Author,
) -> Result<(), StorageError> {
    let plain = Plain::none().after("import", new.id.to_string()).after("bytes", new.bytes_total);
    let subject = Subject::List(new.list);
    author.audit(transaction, Action::ListImportBegun, subject, plain, Personal::none())
}

fn require_csv(headers: &HeaderMap) -> Result<(), Problem> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if MEDIA_TYPES.contains(&essence.as_str()) {
        return Ok(());
    }
    let detail = format!("the body is said to be `{said}`; send content-type: text/csv");
    Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", detail))
}

fn announced_bytes(headers: &HeaderMap) -> Result<Option<i64>, Problem> {
    let said = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match said.and_then(|text| text.parse::<u64>().ok()) {
        Some(bytes) if bytes > IMPORT_BYTES => Err(ImportError::TooLarge.into()),
        Some(bytes) => Ok(i64::try_from(bytes).ok()),
        None => Ok(None),
    }
}

fn chosen_id(headers: &HeaderMap) -> Result<Option<ImportId>, Problem> {
    let Some(value) = headers.get(IMPORT_ID) else { return Ok(None) };
    let text = value.to_str().unwrap_or_default();
    text.parse().map(Some).map_err(|error| {
        Problem::bad_request("invalid_import_id", format!("Pointsman-Import-Id: {error}"))
    })
}
