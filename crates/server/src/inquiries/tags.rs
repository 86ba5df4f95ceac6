//! `POST /v1/inquiries/{id}/tags` and `GET /v1/tags`.
//!
//! A patch replaces all tags, which fits a program that owns them; people add and remove one, and two who do so at
//! once must not undo each other.

use axum::Json;
use axum::extract::State;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::InquiryId;
use pointsman_domain::inquiry::limits;
use pointsman_storage::inquiries;
use pointsman_storage::{StorageError, events};
use serde_json::Value;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::body_schema::ChangeTags;
use super::{facts, present, problems, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::body::{Fields, JsonBody, readers};
use crate::problem::Problem;
use crate::request::{PageParams, PathId, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(change_tags)).routes(routes!(list_tags))
}

/// Why tags are not changed.
#[derive(Debug, thiserror::Error)]
enum TagError {
    #[error("there is no inquiry `{0}`")]
    NotFound(InquiryId),
    #[error(
        "an inquiry has at most {most} tags, this would make {count}; take some off first",
        most = limits::TAGS
    )]
    TooMany { count: usize },
    #[error("the personal data of this inquiry was erased; tags can only be taken off")]
    Erased,
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<TagError> for Problem {
    fn from(error: TagError) -> Self {
        match error {
            TagError::NotFound(id) => problems::no_inquiry(id),
            TagError::TooMany { .. } => {
                let at = Pointer::root().key("add");
                Self::invalid(vec![FieldError::new(&at, "too_many", error.to_string())])
            }
            TagError::Erased => Self::conflict(problems::INQUIRY_ERASED, error.to_string()),
            TagError::Storage(error) => error.into(),
        }
    }
}

/// Puts tags on an inquiry and takes tags off. All others stay.
#[utoipa::path(
    post,
    path = "/v1/inquiries/{id}/tags",
    operation_id = "change_tags",
    tag = "inquiries",
    params(("id" = String, Path, description = "`inq_…`")),
    request_body = ChangeTags,
    responses(
        (status = 200, description = "The inquiry with its present tags.", body = wire::Inquiry),
        (status = 404, description = "There is no such inquiry."),
        (status = 409, description = "Its data was erased, so that no tag can be put on it."),
        (status = 422, description = "A tag is empty or too long, or there would be too many."),
    )
)]
async fn change_tags(
    caller: Allowed<right::InquiriesDecide>,
    State(app): State<App>,
    PathId(id): PathId<InquiryId>,
    JsonBody(body): JsonBody,
) -> Result<Json<wire::Inquiry>, Problem> {
    let change = read_body(&body)?;
    let (by, ids, now) = (caller.actor(), app.shared_ids(), app.now());
    app.storage()
        .write(move |transaction| {
            let found = inquiries::lock(transaction, id)?;
            let mut inquiry = found.ok_or(TagError::NotFound(id))?;
            if inquiry.erased_at.is_some() && !change.add.is_empty() {
                return Err(TagError::Erased);
            }
            let tags = change.applied_to(&inquiry.tags);
            if tags.len() > limits::TAGS {
                return Err(TagError::TooMany { count: tags.len() });
            }
            if tags != inquiry.tags {
                inquiry.tags = tags;
                inquiry.updated_at = now;
                inquiries::save_tags(transaction, &inquiry)?;
                events::append(transaction, &[facts::tagged(ids.as_ref(), &inquiry, &by)])?;
            }
            Ok(())
        })
        .await?;
    present(&app, &caller, id).await.map(Json)
}

/// Which tags are listed.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct TagParams {
    /// Those that begin with this.
    q: Option<String>,
}

/// The tags that inquiries have, in alphabetical order.
#[utoipa::path(
    get,
    path = "/v1/tags",
    operation_id = "list_tags",
    tag = "inquiries",
    params(TagParams, PageParams),
    responses((status = 200, description = "A page of tags.", body = Page<String>))
)]
async fn list_tags(
    _: Allowed<right::InquiriesRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<String>>, Problem> {
    let beginning = query.optional::<String>("q").unwrap_or_default();
    let page = query.page();
    query.finish()?;
    let (after, limit) = (page.after::<String>()?, page.limit());
    let found = app
        .storage()
        .read(move |t| inquiries::tags_in_use(t, &beginning, after.as_deref(), limit))
        .await?;
    Ok(Json(Page::of(found, |tag| tag)))
}

/// What a body says.
struct Change {
    add: Vec<String>,
    remove: Vec<String>,
}

impl Change {
    /// The tags afterwards: those that stay in their order, then the new ones.
    fn applied_to(&self, present: &[String]) -> Vec<String> {
        let mut tags: Vec<String> =
            present.iter().filter(|tag| !self.remove.contains(tag)).cloned().collect();
        for tag in &self.add {
            if !tags.contains(tag) {
                tags.push(tag.clone());
            }
        }
        tags
    }
}

fn read_body(body: &Value) -> Result<Change, Problem> {
    let tags = || readers::array(limits::TAGS, readers::line(1, limits::KEY_CHARACTERS));
    let mut fields = Fields::of(body);
    let add = fields.optional("add", tags()).unwrap_or_default();
    let remove = fields.optional("remove", tags()).unwrap_or_default();
    fields.finish(|| Some(Change { add, remove }))
}
