//! Ids in a path. A text that cannot be an id names nothing, so the answer is 404.

use std::fmt::Display;
use std::str::FromStr;

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;

use crate::problem::Problem;

/// The one id in the path: `PathId(id): PathId<ListId>`.
pub struct PathId<T>(pub T);

/// The two ids in the path, in their order: `PathPair(list, item): PathPair<ListId, ItemId>`.
pub struct PathPair<A, B>(pub A, pub B);

impl<S, T> FromRequestParts<S> for PathId<T>
where
    S: Send + Sync,
    T: FromStr,
    T::Err: Display,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let texts = texts(parts, state).await?;
        read(texts.first()).map(Self)
    }
}

impl<S, A, B> FromRequestParts<S> for PathPair<A, B>
where
    S: Send + Sync,
    A: FromStr,
    A::Err: Display,
    B: FromStr,
    B::Err: Display,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let texts = texts(parts, state).await?;
        Ok(Self(read(texts.first())?, read(texts.get(1))?))
    }
}

async fn texts<S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<Vec<String>, Problem> {
    let params = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|error| Problem::bad_request("invalid_path", error.to_string()))?;
    Ok(params.iter().map(|(_, text)| text.to_owned()).collect())
}

fn read<T>(text: Option<&String>) -> Result<T, Problem>
where
    T: FromStr,
    T::Err: Display,
{
    let text = text.map(String::as_str).unwrap_or_default();
    text.parse().map_err(|error: T::Err| {
        Problem::new(
            StatusCode::NOT_FOUND,
            "not_found",
            format!("nothing has this address: {error}"),
        )
    })
}
