//! `POST /v1/lists/{id}/imports/{import}/resume`.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use pointsman_domain::ids::{ImportId, ListId};
use pointsman_domain::list::ListKind;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, Import, ResumeImport};
use pointsman_storage::{StorageError, Transaction};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::headers::{announced_bytes, require_csv};
use super::job::Job;
use super::reading::Taken;
use super::{recovery, view};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::Author;
use crate::lists::{self as list_rules, wire};
use crate::problem::Problem;
use crate::request::PathPair;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(resume_import))
}

/// Why an import does not go on.
#[derive(Debug, thiserror::Error)]
enum ResumeError {
    #[error("list `{0}` has no import `{1}`")]
    NoImport(ListId, ImportId),
    #[error("import `{0}` is running; wait for its end or cancel it")]
    Running(ImportId),
    #[error("import `{0}` has ended; begin a new one")]
    Ended(ImportId),
    #[error("list `{0}` is archived")]
    Archived(ListId),
    #[error(
        "the import was begun with a file of {then} bytes and this one has {now}; send the same file again, or \
         discard the import and begin anew"
    )]
    OtherLength { then: i64, now: i64 },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<ResumeError> for Problem {
    fn from(error: ResumeError) -> Self {
        let detail = error.to_string();
        match error {
            ResumeError::NoImport(..) => Self::new(StatusCode::NOT_FOUND, "not_found", detail),
            ResumeError::Running(_) => Self::conflict("import_running", detail),
            ResumeError::Ended(_) => Self::conflict("import_ended", detail),
            ResumeError::Archived(id) => list_rules::archived(id),
            ResumeError::OtherLength { .. } => Self::conflict("other_file", detail),
            ResumeError::Storage(error) => error.into(),
        }
    }
}

/// Goes on with an import that broke off or was canceled. Send the same file again, from its first byte.
///
/// What was taken before is compared and skipped, so no line counts twice; if the file is another one, nothing of it is
/// taken and the import can still be resumed. All items become visible at one revision, when the file ends.
#[utoipa::path(
    post,
    path = "/v1/lists/{id}/imports/{import}/resume",
    operation_id = "resume_import",
    tag = "lists",
    params(
        ("id" = String, Path, description = "`lst_…`"),
        ("import" = String, Path, description = "`imp_…`"),
    ),
    request_body(content = String, content_type = "text/csv", description = "The same file, in UTF-8."),
    responses(
        (status = 200, description = "The import: completed, or canceled or discarded meanwhile.", body = wire::Import),
        (status = 404, description = "There is no such list or import."),
        (status = 408, description = "The upload fell silent: resume the import or discard it."),
        (status = 409, description = "It is running or has ended, the file is another one, or the list is archived."),
        (status = 413, description = "Too many bytes or lines; nothing was kept."),
    )
)]
async fn resume_import(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    PathPair(list, id): PathPair<ListId, ImportId>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<wire::Import>, Problem> {
    require_csv(&headers)?;
    let bytes_total = announced_bytes(&headers)?;
    let author = Author::of(&app, &caller);
    let by = author.clone();
    let resume = move |t: &mut Transaction<'_>| resume(t, (list, id), bytes_total, &by);
    let (kind, import) = app.storage().write(resume).await?;
    let (attempt, taken) = (recovery::attempt(&import), Taken::of(&import));
    let job = Job { app: app.clone(), attempt, taken, list, kind, author };
    let ended = job.see_through(body).await?;
    let now = app.now();
    let seen = app.storage().read(move |t| view::import(t, &ended, now)).await;
    Ok(Json(seen.map_err(|error: StorageError| Problem::from(error))?))
}

fn resume(
    transaction: &mut Transaction<'_>,
    (list, id): (ListId, ImportId),
    bytes_total: Option<i64>,
    author: &Author,
) -> Result<(ListKind, Import), ResumeError> {
    let no_import = || ResumeError::NoImport(list, id);
    let found = lists::get(transaction, list)?.ok_or_else(no_import)?;
    let import = lists::import(transaction, id)?.filter(|import| import.list == list);
    let import = import.ok_or_else(no_import)?;
    if let (Some(then), Some(now)) = (import.bytes_total, bytes_total)
        && import.bytes > 0
        && then != now
    {
        return Err(ResumeError::OtherLength { then, now });
    }
    if recovery::is_dead(&import, author.at) {
        lists::break_off_import(transaction, recovery::attempt(&import), author.at)?;
    }
    match lists::resume_import(transaction, id, bytes_total, author.at)? {
        ResumeImport::Resumed(import) => {
            let plain = Plain::none()
                .after("import", id.to_string())
                .after("lines", import.lines)
                .after("attempt", import.attempt);
            let subject = Subject::List(list);
            author.audit(
                transaction,
                Action::ListImportResumed,
                subject,
                plain,
                Personal::none(),
            )?;
            Ok((found.kind, import))
        }
        ResumeImport::Running(_) => Err(ResumeError::Running(id)),
        ResumeImport::Ended(_) => Err(ResumeError::Ended(id)),
        ResumeImport::Archived => Err(ResumeError::Archived(list)),
        ResumeImport::NotFound => Err(no_import()),
    }
}
