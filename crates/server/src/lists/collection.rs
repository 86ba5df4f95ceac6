//! `GET` and `POST /v1/lists`.

use std::fmt;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_domain::ids::ListId;
use pointsman_domain::list::{FieldName, InvalidListKind, ListKey, ListKind, ListType};
use pointsman_domain::people::Authority;
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::lists::{self, ArchivedFilter, InsertList, ListPosition, NewList};
use pointsman_storage::{Page as StoredPage, StorageError, Transaction};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::limits::{DESCRIPTION_CHARACTERS, NAME_CHARACTERS};
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::author::{Author, Changed};
use crate::body::{Fields, JsonBody, readers};
use crate::problem::Problem;
use crate::request::{PageParams, QueryFields};
use crate::wire::Page;

pub(super) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list_lists, create_list))
}

/// Why a list is not made.
#[derive(Debug, thiserror::Error)]
enum CreateError {
    #[error("list `{by}` has the key `{key}` already, archived or not; choose another key")]
    KeyTaken { key: ListKey, by: ListId },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<CreateError> for Problem {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::KeyTaken { .. } => {
                let field =
                    FieldError::new(&Pointer::root().key("key"), "key_taken", error.to_string());
                Self::conflict("key_taken", error.to_string()).with_errors(vec![field])
            }
            CreateError::Storage(error) => error.into(),
        }
    }
}

/// Which lists a page shows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct ListParams {
    /// Whether archived lists are shown instead of the others.
    #[param(default = false)]
    archived: Option<bool>,
    /// Only lists of this type.
    #[param(rename = "type")]
    list_type: Option<wire::ListType>,
}

/// A list to make.
#[derive(Serialize, ToSchema)]
#[schema(as = NewList)]
struct NewListBody {
    /// What people call it.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// What it holds. It never changes.
    #[serde(rename = "type")]
    kind: wire::ListType,
    /// For type `text` alone, and then required: the field of an inquiry that items are compared with.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,63}$", example = "company")]
    field: Option<String>,
    /// How documents may name it; made from the name if absent.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,62}$")]
    key: Option<String>,
    /// What it is for.
    #[schema(max_length = 2000)]
    description: Option<String>,
}

/// Lists by name.
#[utoipa::path(
    get,
    path = "/v1/lists",
    operation_id = "list_lists",
    tag = "lists",
    params(ListParams, PageParams),
    responses((status = 200, description = "A page of lists.", body = Page<wire::List>))
)]
async fn list_lists(
    caller: Allowed<right::ListsRead>,
    State(app): State<App>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::List>>, Problem> {
    let archived = query.flag("archived");
    let list_type = query.optional::<ListType>("type");
    let page = query.page();
    query.finish()?;
    let filter = if archived { ArchivedFilter::Archived } else { ArchivedFilter::Active };
    let after = page.after::<Place>()?.map(|place| place.0);
    let (limit, now, reader) = (page.limit(), app.now(), caller.authority());
    let found = app
        .storage()
        .read(move |t| {
            let page = lists::page(t, filter, list_type, after.as_ref(), limit)?;
            let rows = view::lists(t, page.rows, reader, now)?;
            Ok::<_, StorageError>(StoredPage { rows, next: page.next.map(Place) })
        })
        .await?;
    Ok(Json(Page::of(found, |list| list)))
}

/// Makes an empty list.
#[utoipa::path(
    post,
    path = "/v1/lists",
    operation_id = "create_list",
    tag = "lists",
    request_body = NewListBody,
    responses(
        (status = 201, description = "The list.", body = wire::List),
        (status = 409, description = "Another list has this key."),
        (status = 422, description = "The body is not a list to make."),
    )
)]
async fn create_list(
    caller: Allowed<right::ListsWrite>,
    State(app): State<App>,
    JsonBody(body): JsonBody,
) -> Result<(StatusCode, Json<wire::List>), Problem> {
    let author = Author::of(&app, &caller);
    let id = ListId::new(app.ids(), author.at);
    let new = read_body(&body, id, &author)?;
    let reader = caller.authority();
    let made = app.storage().write(move |t| create(t, &new, reader, &author)).await?;
    Ok((StatusCode::CREATED, Json(made)))
}

fn read_body(body: &Value, id: ListId, author: &Author) -> Result<NewList, Problem> {
    let mut fields = Fields::of(body);
    let name = fields.required("name", readers::text(1, NAME_CHARACTERS));
    let list_type = fields.required("type", readers::parsed("unknown_list_type"));
    let field = fields.optional("field", readers::parsed("invalid_field_name"));
    let key = fields.optional("key", readers::parsed("invalid_key"));
    let description = fields.optional("description", readers::text(0, DESCRIPTION_CHARACTERS));
    let (name, list_type, key) = fields.finish(|| {
        let name = name?;
        let key = key.or_else(|| ListKey::from_name(&name))?;
        Some((name, list_type?, key))
    })?;
    let kind = ListKind::new(list_type, field).map_err(|error| invalid_kind(&error))?;
    Ok(NewList {
        id,
        key,
        name,
        kind,
        description: description.filter(|text| !text.is_empty()),
        created_at: author.at,
        created_by: author.by.clone(),
    })
}

fn invalid_kind(error: &InvalidListKind) -> Problem {
    let code = match error {
        InvalidListKind::FieldMissing => "required",
        InvalidListKind::FieldGiven(_) => "field_not_allowed",
    };
    let at = Pointer::root().key("field");
    Problem::invalid(vec![FieldError::new(&at, code, error.to_string())])
}

fn create(
    transaction: &mut Transaction<'_>,
    new: &NewList,
    reader: Authority,
    author: &Author,
) -> Result<wire::List, CreateError> {
    let list = match lists::insert(transaction, new)? {
        InsertList::Inserted(list) => list,
        InsertList::KeyTaken { by } => {
            return Err(CreateError::KeyTaken { key: new.key.clone(), by });
        }
    };
    let field = list.kind.field().map(FieldName::as_str);
    let payload = json!({"name": list.name, "key": list.key.as_str(), "type": list.kind.list_type(),
                         "field": field});
    author.record(transaction, "list.created", Changed::List(list.id), payload)?;
    let plain = Plain::none()
        .after("name", list.name.as_str())
        .after("key", list.key.as_str())
        .after("type", list.kind.list_type().as_str())
        .after("field", field)
        .after("description", list.description.clone());
    let subject = Subject::List(list.id);
    let seen = view::list(transaction, list, reader, author.at)?;
    author.audit(transaction, Action::ListCreated, subject, plain, Personal::none())?;
    Ok(seen)
}

/// A place among lists by name, inside a cursor: id and name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place(ListPosition);

/// A text that is no place.
#[derive(Debug, PartialEq, Eq)]
struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.id, self.0.name)
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (id, name) = text.split_once(' ').ok_or(NoPlace)?;
        Ok(Self(ListPosition { id: id.parse().map_err(|_| NoPlace)?, name: name.to_owned() }))
    }
}

#[cfg(test)]
mod tests {
    use pointsman_domain::clock::Timestamp;
    use pointsman_domain::ids::CountingIds;

    use super::*;

    #[test]
    fn a_place_survives_its_cursor() {
        let id = ListId::new(&CountingIds::default(), Timestamp::from_microseconds(0));
        let place = Place(ListPosition { name: "Blocked  addresses ä".to_owned(), id });
        assert_eq!(place.to_string().parse(), Ok(place));
        for text in ["", "lst_0", "x y"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}
