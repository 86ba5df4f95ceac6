//! Pages: a number of rows and where the next ones begin.

/// One page of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T, P> {
    /// The rows, at most as many as were asked for.
    pub rows: Vec<T>,
    /// Hand this in as `after` for the next page; `None` when this was the last one.
    pub next: Option<P>,
}

impl<T, P> Page<T, P> {
    /// The same page with each row changed.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U, P> {
        Page { rows: self.rows.into_iter().map(change).collect(), next: self.next }
    }
}

/// Makes a page from up to `limit + 1` rows: the one too many says that there is more.
pub(crate) fn page_of<T, P>(
    mut rows: Vec<T>,
    limit: usize,
    position: impl FnOnce(&T) -> P,
) -> Page<T, P> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = if more { rows.last().map(position) } else { None };
    Page { rows, next }
}

/// The `LIMIT` that reads one row more than the page shows.
pub(crate) fn one_more(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1)
}
