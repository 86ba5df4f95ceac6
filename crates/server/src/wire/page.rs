//! Pages on the wire.

use std::fmt::Display;

use serde::Serialize;
use utoipa::ToSchema;

use crate::request::Cursor;

/// A page of things.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The things, at most as many as were asked for.
    pub data: Vec<T>,
    /// Hand this in as `cursor` for the next page; `null` when this is the last one.
    #[schema(required)]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page of storage on its way out; the position after it becomes the cursor.
    pub fn of<R, P: Display>(page: pointsman_storage::Page<R, P>, row: impl FnMut(R) -> T) -> Self {
        let next_cursor = page.next.map(|position| Cursor::carrying(position).to_wire());
        Self { data: page.rows.into_iter().map(row).collect(), next_cursor }
    }
}
