//! `GET /v1/invariants/{id}/versions`: what an invariant has said so far.

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::InvariantId;
use pointsman_engine::ListDirectory;
use pointsman_engine::sentence::never_changes;
use pointsman_storage::invariants::{self, Invariant, InvariantVersion};
use pointsman_storage::{Page as StoredPage, StorageError, Transaction};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::standing::ReadInvariant;
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::lists;
use crate::problem::Problem;
use crate::request::{PageParams, PathId, QueryFields};
use crate::runs::wire::ActionKind;
use crate::wire::{Actor, Page, Time};
use crate::workflows::wire::Condition;

/// Every version was written, so something is different.
const SAYS_THE_SAME: &str = "Written differently; it says the same.";

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_invariant_versions))
}

/// Why versions are not read.
#[derive(Debug, thiserror::Error)]
enum VersionsError {
    #[error("there is no invariant `{0}`")]
    NotFound(InvariantId),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<VersionsError> for Problem {
    fn from(error: VersionsError) -> Self {
        match error {
            VersionsError::NotFound(id) => super::no_invariant(id),
            VersionsError::Storage(error) => error.into(),
        }
    }
}

/// What an invariant said from one change to the next.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = InvariantVersion)]
struct VersionRow {
    /// Its number, from 1.
    #[schema(minimum = 1)]
    version: i64,
    /// What people called it.
    name: String,
    /// Whom it was about, as a route has it.
    #[serde(rename = "if")]
    #[schema(value_type = Condition)]
    whom: Value,
    /// What was never done with them.
    #[schema(min_items = 1)]
    never: Vec<ActionKind>,
    /// It in one sentence, with lists as they are called now.
    #[schema(example = "Nobody on “Sanctions” is ever approved.")]
    sentence: String,
    /// What differs from the version before, in words, or that it is written differently and says the same; empty for the
    /// first.
    changes: Vec<String>,
    /// When it was written.
    written_at: Time,
    /// By whom.
    written_by: Actor,
}

/// What an invariant has said so far, newest first, with what each version changed.
#[utoipa::path(
    get,
    path = "/v1/invariants/{id}/versions",
    operation_id = "list_invariant_versions",
    tag = "invariants",
    params(("id" = String, Path, description = "`ivr_…`"), PageParams),
    responses(
        (status = 200, description = "A page of versions.", body = Page<VersionRow>),
        (status = 404, description = "There is no such invariant."),
    )
)]
async fn list_invariant_versions(
    _: Allowed<right::WorkflowsRead>,
    State(app): State<App>,
    PathId(id): PathId<InvariantId>,
    mut query: QueryFields,
) -> Result<Json<Page<VersionRow>>, Problem> {
    let page = query.page();
    query.finish()?;
    let (after, limit) = (page.after::<i64>()?, page.limit());
    let found = app.storage().read(move |t| read(t, id, after, limit)).await?;
    Ok(Json(Page::of(found, |row| row)))
}

fn read(
    transaction: &mut Transaction<'_>,
    id: InvariantId,
    after: Option<i64>,
    limit: usize,
) -> Result<StoredPage<VersionRow, i64>, VersionsError> {
    let invariant = invariants::get(transaction, id)?.ok_or(VersionsError::NotFound(id))?;
    let lists = lists::directory(transaction)?;
    let StoredPage { rows, next } = invariants::versions(transaction, id, after, limit)?;
    // The one before the last of the page, with which that one is compared.
    let before = match rows.last() {
        Some(last) if last.number > 1 => invariants::version(transaction, id, last.number - 1)?,
        Some(_) | None => None,
    };
    let said: Vec<VersionRow> =
        rows.into_iter().chain(before).map(|version| row(&invariant, version, &lists)).collect();
    let compared = said.iter().zip(said.iter().skip(1).map(Some).chain([None]));
    let mut rows: Vec<VersionRow> = compared
        .map(|(is, was)| VersionRow {
            changes: was.map_or_else(Vec::new, |was| changes(was, is)),
            ..is.clone()
        })
        .collect();
    rows.truncate(limit);
    Ok(StoredPage { rows, next })
}

fn changes(was: &VersionRow, is: &VersionRow) -> Vec<String> {
    let changes = never_changes((&was.name, &was.sentence), (&is.name, &is.sentence));
    if changes.is_empty() { vec![SAYS_THE_SAME.to_owned()] } else { changes }
}

fn row(invariant: &Invariant, version: InvariantVersion, lists: &ListDirectory) -> VersionRow {
    let InvariantVersion { number, text, written_at, written_by } = version;
    let read = ReadInvariant::new(Invariant { text, ..invariant.clone() }, lists);
    VersionRow {
        version: number,
        name: read.stored.text.name,
        whom: read.whom,
        never: read.stored.text.never.into_iter().map(Into::into).collect(),
        sentence: read.sentence,
        changes: Vec::new(),
        written_at: written_at.into(),
        written_by: written_by.into(),
    }
}
