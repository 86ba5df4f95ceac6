//! Sets of cells of one dimension.

/// Cells `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Cells as ordered spans that neither overlap nor touch; a comparison of numbers is one or two of them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub(crate) struct CellSet(Vec<Span>);

impl CellSet {
    pub(crate) fn span(start: usize, end: usize) -> Self {
        Self(if start < end { vec![Span { start, end }] } else { Vec::new() })
    }

    pub(crate) fn one(cell: usize) -> Self {
        Self::span(cell, cell + 1)
    }

    pub(crate) fn of(cells: impl IntoIterator<Item = usize>) -> Self {
        Self::joined(cells.into_iter().map(|cell| Span { start: cell, end: cell + 1 }).collect())
    }

    fn joined(mut spans: Vec<Span>) -> Self {
        spans.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            match joined.last_mut() {
                Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
                Some(_) | None => joined.push(span),
            }
        }
        Self(joined)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, cell: usize) -> bool {
        let after = self.0.partition_point(|span| span.start <= cell);
        after.checked_sub(1).and_then(|last| self.0.get(last)).is_some_and(|span| cell < span.end)
    }

    pub(crate) fn spans(&self) -> impl Iterator<Item = Span> {
        self.0.iter().copied()
    }

    #[must_use]
    pub(crate) fn union(&self, other: &Self) -> Self {
        Self::joined(self.0.iter().chain(&other.0).copied().collect())
    }

    #[must_use]
    pub(crate) fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut both = Vec::new();
        while let (Some(one), Some(two)) = (left.peek(), right.peek()) {
            let span = Span { start: one.start.max(two.start), end: one.end.min(two.end) };
            if span.start < span.end {
                both.push(span);
            }
            if one.end <= two.end {
                left.next();
            } else {
                right.next();
            }
        }
        Self(both)
    }

    /// Whether a cell is in both. Allocates nothing.
    pub(crate) fn touches(&self, other: &Self) -> bool {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(one), Some(two)) = (left.peek(), right.peek()) {
            if one.start.max(two.start) < one.end.min(two.end) {
                return true;
            }
            if one.end <= two.end {
                left.next();
            } else {
                right.next();
            }
        }
        false
    }

    /// The cells `from..count` that are not in this set.
    #[must_use]
    pub(crate) fn complement(&self, from: usize, count: usize) -> Self {
        let mut rest = Vec::new();
        let mut next = from;
        for span in &self.0 {
            if next < span.start {
                rest.push(Span { start: next, end: span.start });
            }
            next = next.max(span.end);
        }
        if next < count {
            rest.push(Span { start: next, end: count });
        }
        Self(rest)
    }

    pub(crate) fn is_subset(&self, other: &Self) -> bool {
        self.intersection(other) == *self
    }
}
