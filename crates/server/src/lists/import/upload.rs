//! `POST /v1/lists/{id}/import`.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::HeaderMap;
use pointsman_domain::ids::{ImportId, ListId};
use pointsman_domain::list::ListKind;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, BeginImport, Import, ImportState, NewImport};
use pointsman_storage::{StorageError, Transaction};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::{announced_bytes, chosen_id, require_csv};
use super::job::Job;
use super::reading::Taken;
use super::{ends, recovery, sweep, view};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::lists::{self as list_rules, wire};
use crate::problem::Problem;
use crate::request::{PathId, QueryFields};

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
    #[error(
        "import `{import}` into this list broke off at line {lines}; resume it with the same file, or discard it"
    )]
    Unfinished { import: ImportId, lines: i64 },
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
            BeginError::Unfinished { .. } => Self::conflict("import_unfinished", detail),
            BeginError::IdTaken(_) => Self::conflict("import_exists", detail),
            BeginError::Storage(error) => error.into(),
        }
    }
}

/// How an import begins.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct ImportParams {
    /// Whether an import into this list that broke off is discarded first; else it stands in the way.
    #[param(default = false)]
    discard_unfinished: Option<bool>,
}

/// Adds the items of a CSV file: one column for each part of an item, with or without a header, and perhaps a last
/// column with notes.
///
/// Without a header a lone column holds what stands alone (a value, a last name, a number), several hold the parts in
/// the order of the catalogue: `first,last,threshold` or `class,number`.
///
/// Blank lines and lines that begin with `#` are skipped, duplicates are counted, and every bad line is reported. The
/// file is read as it arrives, up to 1 GiB and 10 million lines, and its items become visible all at once when it
/// ends. The answer comes then; until then ask for the import's progress. An import that breaks off shows nothing
/// and can be resumed with the same file, or discarded.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/import",
    operation_id = "import_items",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("Pointsman-Import-Id" = Option<String>, Header,
            description = "An id of your own for the import, `imp_…`, to ask for its progress meanwhile."),
        ImportParams,
    ),
    request_body(content = String, content_type = "text/csv", description = "The file, in UTF-8."),
    responses(
        (status = 200, description = "The import: completed, or canceled or discarded meanwhile.", body = wire::Import),
        (status = 404, description = "There is no such list."),
        (status = 408, description = "The upload fell silent: resume the import or discard it."),
        (status = 409, description = "Another import into this list is running or broke off, the id is taken, or the list is archived."),
        (status = 413, description = "Too many bytes or lines; nothing was kept."),
        (status = 422, description = "The file is not a text in UTF-8; nothing was kept."),
    )
)]
async fn import_items(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathId(list): PathId<ListId>,
    mut query: QueryFields,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<wire::Import>, Problem> {
    let discards = query.flag("discard_unfinished");
    let unfinished = if discards { Unfinished::Discard } else { Unfinished::Respect };
    query.finish()?;
    require_csv(&headers)?;
    let bytes_total = announced_bytes(&headers)?;
    let author = Author::of(&app, &caller);
    let id = chosen_id(&headers)?.unwrap_or_else(|| ImportId::new(app.ids(), author.at));
    let new =
        NewImport { id, list, bytes_total, started_at: author.at, started_by: author.by.clone() };
    let (kind, import) = begin(&app, new, &author, unfinished).await?;
    let (attempt, taken) = (recovery::attempt(&import), Taken::of(&import));
    let job = Job { app: app.clone(), attempt, taken, list, kind, author };
    let ended = job.see_through(body).await?;
    let now = app.now();
    let seen = app.storage().read(move |t| view::import(t, &ended, now)).await;
    Ok(Json(seen.map_err(|error: StorageError| Problem::from(error))?))
}

/// What to do about an import into the list that broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unfinished {
    /// It stands in the way.
    Respect,
    /// It is discarded.
    Discard,
}

/// Begins the import, after clearing away what one that will never complete has left in the list.
async fn begin(
    app: &App,
    new: NewImport,
    author: &Author,
    unfinished: Unfinished,
) -> Result<(ListKind, Import), BeginError> {
    loop {
        let (new_import, by) = (new.clone(), author.clone());
        let begun = app.storage().write(move |t| try_to_begin(t, &new_import, &by)).await?;
        let other = match begun {
            (kind, BeginImport::Begun(import)) => return Ok((kind, import)),
            (_, BeginImport::OtherOpen(other)) => other,
            (_, BeginImport::IdTaken) => return Err(BeginError::IdTaken(new.id)),
            (_, BeginImport::Archived) => return Err(BeginError::Archived(new.list)),
            (_, BeginImport::NoList) => return Err(BeginError::NoList(new.list)),
        };
        make_way(app, &other, author, unfinished).await?;
    }
}

fn try_to_begin(
    transaction: &mut Transaction<'_>,
    new: &NewImport,
    author: &Author,
) -> Result<(ListKind, BeginImport), BeginError> {
    let list = lists::get(transaction, new.list)?.ok_or(BeginError::NoList(new.list))?;
    let begun = lists::begin_import(transaction, new)?;
    if matches!(begun, BeginImport::Begun(_)) {
        let plain =
            Plain::none().after("import", new.id.to_string()).after("bytes", new.bytes_total);
        let subject = Subject::List(new.list);
        author.audit(transaction, Action::ListImportBegun, subject, plain, Personal::none())?;
    }
    Ok((list.kind, begun))
}

/// Sees to the import that stands in the way, or says that somebody has to.
async fn make_way(
    app: &App,
    other: &Import,
    author: &Author,
    unfinished: Unfinished,
) -> Result<(), BeginError> {
    match other.state {
        ImportState::Running if !recovery::is_dead(other, app.now()) => {
            return Err(BeginError::Running(other.id));
        }
        ImportState::Running | ImportState::BrokenOff { .. } | ImportState::Canceled { .. } => {
            match unfinished {
                Unfinished::Respect => {
                    let (import, lines) = (other.id, other.lines);
                    return Err(BeginError::Unfinished { import, lines });
                }
                Unfinished::Discard => {
                    let (id, author) = (other.id, author.clone());
                    app.storage().write(move |t| ends::discard(t, id, &author)).await?;
                }
            }
        }
        ImportState::Completed { .. }
        | ImportState::Discarded { .. }
        | ImportState::Failed { .. } => {}
    }
    Ok(sweep::sweep(app.storage(), other.id).await?)
}
