//! `GET /v1/lists/{id}/items`: what a list holds, held, or held at a revision.

use std::fmt;
use std::str::FromStr;

use axum::Json;
use axum::extract::State;
use pointsman_domain::ids::ListId;
use pointsman_domain::list::{ListKind, beginning};
use pointsman_storage::lists::{self, ItemPosition, ItemSet};
use pointsman_storage::{Page as StoredPage, StorageError, Transaction};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::limits::SEARCH_CHARACTERS;
use super::{view, wire};
use crate::app::App;
use crate::auth::{Allowed, right};
use crate::problem::Problem;
use crate::request::{PageParams, PathId, QueryFields};
use crate::wire::Page;

/// Why items are not found.
#[derive(Debug, thiserror::Error)]
enum FindError {
    #[error("there is no list `{0}`")]
    NoList(ListId),
    #[error("parameter `revision`: give `state` or `revision`, not both")]
    StateAndRevision,
    #[error("parameter `revision`: the list is at revision {latest}; `{asked}` is still to come")]
    NoRevision { asked: i64, latest: i64 },
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<FindError> for Problem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::NoList(id) => super::no_list(id),
            FindError::StateAndRevision | FindError::NoRevision { .. } => {
                Self::bad_request("invalid_parameter", error.to_string())
            }
            FindError::Storage(error) => error.into(),
        }
    }
}

/// Which items a page shows.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "it only describes; `QueryFields` reads")]
struct ItemParams {
    /// The beginning of a value; the items are then in the order of their values. Names are found by their last
    /// name or as `last, first`, government ids by their number.
    #[param(max_length = 512)]
    q: Option<String>,
    /// Which items: those on the list (if absent), those that were removed, or both.
    #[param(inline)]
    state: Option<ItemState>,
    /// What the list held at this revision, from 0; not together with `state`.
    #[param(minimum = 0)]
    revision: Option<i64>,
}

/// Whether items are on their list.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ItemState {
    /// On the list.
    Present,
    /// Removed.
    Removed,
    /// Both.
    All,
}

/// The items of a list, newest first, or those whose value begins with `q`: those on it now, those that were
/// removed, or those that were on it at a revision.
#[utoipa::path(
    get,
    path = "/v1/lists/{id}/items",
    operation_id = "list_items",
    tag = "lists",
    params(("id" = String, Path, description = "`lst_…`"), ItemParams, PageParams),
    responses(
        (status = 200, description = "A page of items.", body = Page<wire::Item>),
        (status = 404, description = "There is no such list."),
    )
)]
pub(super) async fn list_items(
    _: Allowed<right::ListsRead>,
    State(app): State<App>,
    PathId(id): PathId<ListId>,
    mut query: QueryFields,
) -> Result<Json<Page<wire::Item>>, Problem> {
    let search = query.optional::<Search>("q");
    let state = query.optional::<ItemState>("state");
    let revision = query.optional::<Revision>("revision");
    let page = query.page();
    query.finish()?;
    let set = match (state, revision) {
        (Some(_), Some(_)) => return Err(FindError::StateAndRevision.into()),
        (None, Some(Revision(revision))) => ItemSet::AtRevision(revision),
        (Some(ItemState::Present) | None, None) => ItemSet::Present,
        (Some(ItemState::Removed), None) => ItemSet::Removed,
        (Some(ItemState::All), None) => ItemSet::All,
    };
    let after = page.after::<Place>()?.map(|place| place.0);
    let (limit, now) = (page.limit(), app.now());
    let find = move |t: &mut Transaction<'_>| {
        let list = lists::get(t, id)?.ok_or(FindError::NoList(id))?;
        match set {
            ItemSet::AtRevision(asked) if asked > list.revision => {
                return Err(FindError::NoRevision { asked, latest: list.revision });
            }
            ItemSet::AtRevision(_) | ItemSet::Present | ItemSet::Removed | ItemSet::All => {}
        }
        let beginning = search.map(|search| search.beginning(&list.kind));
        let page = lists::items(t, id, set, beginning.as_deref(), after.as_ref(), limit)?;
        let rows = view::items(t, page.rows, now)?;
        Ok(StoredPage { rows, next: page.next.map(Place) })
    };
    let found = app.storage().read(find).await?;
    Ok(Json(Page::of(found, |item| item)))
}

/// What somebody looks for.
struct Search(String);

/// A search that no item could answer.
#[derive(Debug, thiserror::Error)]
#[error("must have at most {SEARCH_CHARACTERS} characters")]
struct TooLong;

impl FromStr for Search {
    type Err = TooLong;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.chars().count() > SEARCH_CHARACTERS {
            Err(TooLong)
        } else {
            Ok(Self(text.trim().to_owned()))
        }
    }
}

impl Search {
    /// As values of the list begin in canonical form.
    fn beginning(self, kind: &ListKind) -> String {
        beginning(kind, &self.0)
    }
}

impl FromStr for ItemState {
    type Err = NoState;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "present" => Ok(Self::Present),
            "removed" => Ok(Self::Removed),
            "all" => Ok(Self::All),
            _ => Err(NoState),
        }
    }
}

/// A word that is no state of items.
#[derive(Debug, thiserror::Error)]
#[error("must be present, removed or all")]
struct NoState;

/// A revision of a list that can be asked for.
struct Revision(i64);

/// A text that is no revision.
#[derive(Debug, thiserror::Error)]
#[error("must be a whole number from 0")]
struct NotARevision;

impl FromStr for Revision {
    type Err = NotARevision;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let number = text.parse().ok().filter(|number| *number >= 0);
        number.map(Self).ok_or(NotARevision)
    }
}

/// A place among items, inside a cursor: `n` and a number, or `v`, a number and a value.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Place(ItemPosition);

/// A text that is no place.
#[derive(Debug, PartialEq, Eq)]
struct NoPlace;

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            ItemPosition::Number(number) => write!(f, "n{number}"),
            ItemPosition::Value(value, number) => write!(f, "v{number} {value}"),
        }
    }
}

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some((number, value)) = text.strip_prefix('v').and_then(|rest| rest.split_once(' '))
        {
            let number = number.parse().map_err(|_| NoPlace)?;
            return Ok(Self(ItemPosition::Value(value.to_owned(), number)));
        }
        let number = text.strip_prefix('n').and_then(|number| number.parse().ok());
        number.map(|number| Self(ItemPosition::Number(number))).ok_or(NoPlace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_survives_its_cursor() {
        for place in [ItemPosition::Number(7), ItemPosition::Value("n7 ä".to_owned(), -3)] {
            let place = Place(place);
            assert_eq!(place.to_string().parse(), Ok(place));
        }
        for text in ["", "7", "nx", "v7", "vx y"] {
            assert_eq!(text.parse::<Place>(), Err(NoPlace), "{text}");
        }
    }
}
