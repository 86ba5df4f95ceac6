//! The table: per dimension and cell, the clauses that are still possible, as bits.

use std::collections::BTreeMap;

use pointsman_domain::ids::ListId;

use super::PlanSize;
use super::cells::CellSet;
use super::clause::Clause;
use super::dimension::{Axis, Dimension, MISSING, OFF, ON};
use super::leaf::AXES;
use crate::facts::Facts;

const BITS: usize = 64;
/// Words that are looked at together, when there is more than one.
const TOGETHER: usize = 4;

/// Whose clause it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// When the clause is possible, this route matches.
    Exact(usize),
    /// When the clause is possible, this route may match.
    Enclosing(usize),
}

#[derive(Clone, Debug)]
pub(super) struct Table {
    owners: Vec<Owner>,
    /// A bit for every clause; one word, or as many as are looked at together, or a multiple of that.
    clauses: Vec<u64>,
    /// By axis, then [row](Axis::row), then word.
    axes: Vec<Vec<u64>>,
    /// By word, the lists that its clauses mention.
    lists: Vec<ListWord>,
}

/// Words that are looked at together.
type Words = [u64; TOGETHER];
/// The rows of an inquiry's cells. For axes beyond the last, that of every clause.
type Rows<'t> = [&'t [Words]; AXES];

/// One word of the rows of all lists.
#[derive(Clone, Debug, Default)]
struct ListWord {
    /// By list, ordered by id: what is left when the inquiry is not on it, and when it is.
    rows: Vec<ListRow>,
}

/// What one word of clauses keeps when the lists that it mentions are alike.
#[derive(Clone, Copy, Debug)]
struct Alike {
    /// The inquiry is on none of them.
    off: u64,
    /// Nobody knows.
    unknown: u64,
}

#[derive(Clone, Copy, Debug)]
struct ListRow {
    list: ListId,
    off: u64,
    on: u64,
}

impl Table {
    pub(super) fn new(clauses: &[(Owner, Clause)], axes: &[Axis], lists: &[ListId]) -> Self {
        let words = match clauses.len().div_ceil(BITS) {
            words @ (0 | 1) => words,
            words => words.next_multiple_of(TOGETHER),
        };
        let bits = |word: usize| bits_below(clauses.len().saturating_sub(word * BITS));
        let every: Vec<u64> = (0..words).map(bits).collect();
        let (lists, alike): (Vec<ListWord>, Vec<Alike>) =
            clauses.chunks(BITS).map(|clauses| ListWord::new(clauses, lists)).unzip();
        let rows_of = |(place, axis): (usize, &Axis)| {
            let rows = axis_rows(clauses, Dimension::Axis(place), axis.count(), &every);
            if axis.is_of_lists() { with_lists_that_are_alike(rows, &alike) } else { rows }
        };
        Self {
            owners: clauses.iter().map(|(owner, _)| *owner).collect(),
            axes: axes.iter().enumerate().map(rows_of).collect(),
            lists,
            clauses: every,
        }
    }

    /// The route of the first clause that is possible for an inquiry; `is_true` verifies a route that is enclosed.
    #[inline]
    pub(super) fn first(
        &self,
        axes: &[Axis],
        facts: &Facts,
        is_true: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let [every] = self.clauses.as_slice() else {
            return self.first_of_many(axes, facts, &is_true);
        };
        let mut possible = *every;
        for (rows, axis) in self.axes.iter().zip(axes) {
            possible &= rows.get(axis.row(facts)).copied().unwrap_or(0);
        }
        self.first_in(0, possible, facts.lists().unwrap_or_default(), &is_true)
    }

    /// Apart, so that a plan of one word keeps nothing on the stack for several.
    #[inline(never)]
    fn first_of_many(
        &self,
        axes: &[Axis],
        facts: &Facts,
        is_true: &impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let on = facts.lists().unwrap_or_default();
        let [first, rest @ ..] = self.rows(axes, facts);
        let [second, third, fourth, fifth, sixth, last] = rest;
        let pairs = first.iter().zip(second).zip(third.iter().zip(fourth));
        let rows = pairs.zip(fifth.iter().zip(sixth)).zip(last);
        for (place, ((((one, two), (three, four)), (five, six)), seven)) in rows.enumerate() {
            let early = both(both(*one, *two), both(*three, *four));
            let possible = both(early, both(both(*five, *six), *seven));
            if possible == [0; TOGETHER] {
                continue;
            }
            for (word, possible) in (place * TOGETHER..).zip(possible) {
                if let Some(route) = self.first_in(word, possible, on, is_true) {
                    return Some(route);
                }
            }
        }
        None
    }

    /// The first of one word, of whose clauses the axes leave those that are `possible`, for an inquiry that is `on`
    /// these lists.
    #[inline]
    fn first_in(
        &self,
        word: usize,
        mut possible: u64,
        on: &[ListId],
        is_true: &impl Fn(usize) -> bool,
    ) -> Option<usize> {
        if possible != 0 && !on.is_empty() {
            possible &= self.lists.get(word)?.possible(on);
        }
        while possible != 0 {
            match self.owner(word, possible.trailing_zeros()) {
                Some(Owner::Exact(route)) => return Some(route),
                Some(Owner::Enclosing(route)) if is_true(route) => return Some(route),
                Some(Owner::Enclosing(_)) | None => possible &= possible - 1,
            }
        }
        None
    }

    #[inline]
    fn rows(&self, axes: &[Axis], facts: &Facts) -> Rows<'_> {
        let mut found: Rows<'_> = [self.clauses.as_chunks().0; AXES];
        let words = self.clauses.len();
        for ((row, rows), axis) in found.iter_mut().zip(&self.axes).zip(axes) {
            let start = axis.row(facts) * words;
            *row = rows.get(start..start + words).unwrap_or_default().as_chunks().0;
        }
        found
    }

    #[inline]
    fn owner(&self, word: usize, bit: u32) -> Option<Owner> {
        self.owners.get(word * BITS + usize::try_from(bit).ok()?).copied()
    }

    pub(super) fn size(&self) -> PlanSize {
        let enclosed = self.owners.iter().filter(|owner| matches!(owner, Owner::Enclosing(_)));
        let enclosed_routes = enclosed.count();
        PlanSize { exact_clauses: self.owners.len() - enclosed_routes, enclosed_routes }
    }
}

impl ListWord {
    fn new(clauses: &[(Owner, Clause)], lists: &[ListId]) -> (Self, Alike) {
        let mut by_cell: BTreeMap<usize, [u64; 3]> = BTreeMap::new();
        for (bit, (_, clause)) in clauses.iter().enumerate() {
            for (dimension, cells) in &clause.0 {
                let Dimension::List(place) = dimension else { continue };
                let rows = by_cell.entry(*place).or_insert([u64::MAX; 3]);
                for (row, cell) in rows.iter_mut().zip([MISSING, OFF, ON]) {
                    if !cells.contains(cell) {
                        *row &= !(1 << bit);
                    }
                }
            }
        }
        let mut word = Self::default();
        let mut alike = Alike { off: u64::MAX, unknown: u64::MAX };
        for (place, [unknown, off, on]) in by_cell {
            alike.unknown &= unknown;
            alike.off &= off;
            word.rows.extend(lists.get(place).map(|list| ListRow { list: *list, off, on }));
        }
        (word, alike)
    }

    /// What is left when the inquiry is on some lists. Apart, because most inquiries are on none.
    #[inline(never)]
    fn possible(&self, on: &[ListId]) -> u64 {
        let mut ahead = on;
        let mut possible = u64::MAX;
        for row in &self.rows {
            while let Some((first, rest)) = ahead.split_first()
                && *first < row.list
            {
                ahead = rest;
            }
            possible &= if ahead.first() == Some(&row.list) { row.on } else { row.off };
        }
        possible
    }
}

/// The rows of the set of lists, unknown and known, become those of unknown, on some and [`ON_NO_LIST`]. The first and the
/// last lose the clauses that ask for another answer, so that most inquiries need no look at the lists.
fn with_lists_that_are_alike(mut rows: Vec<u64>, alike: &[Alike]) -> Vec<u64> {
    let known = rows.split_off(rows.len() / 2);
    let keep = |row: &[u64], kept: fn(&Alike) -> u64| -> Vec<u64> {
        let kept = alike.iter().map(kept).chain(std::iter::repeat(u64::MAX));
        row.iter().zip(kept).map(|(word, kept)| word & kept).collect()
    };
    [keep(&rows, |alike| alike.unknown), known.clone(), keep(&known, |alike| alike.off)].concat()
}

/// The clauses that both leave.
#[inline]
fn both(mut one: Words, other: Words) -> Words {
    for (word, other) in one.iter_mut().zip(other) {
        *word &= other;
    }
    one
}

/// Bits `0..count`, at most a word of them.
const fn bits_below(count: usize) -> u64 {
    if count >= BITS { u64::MAX } else { (1 << count) - 1 }
}

fn axis_rows(
    clauses: &[(Owner, Clause)],
    dimension: Dimension,
    count: usize,
    every: &[u64],
) -> Vec<u64> {
    let words = every.len();
    let mut rows = every.repeat(count);
    for (number, (_, clause)) in clauses.iter().enumerate() {
        let Some(allowed) = clause.0.get(&dimension) else { continue };
        for cell in forbidden(allowed, count) {
            if let Some(word) = rows.get_mut(cell * words + number / BITS) {
                *word &= !(1 << (number % BITS));
            }
        }
    }
    rows
}

fn forbidden(allowed: &CellSet, count: usize) -> impl Iterator<Item = usize> {
    let forbidden: Vec<_> = allowed.complement(0, count).spans().collect();
    forbidden.into_iter().flat_map(|span| span.start..span.end)
}
