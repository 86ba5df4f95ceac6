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
    /// By axis, then cell, then word.
    axes: Vec<Vec<u64>>,
    /// By word, the lists that its clauses mention.
    lists: Vec<ListWord>,
}

/// Words that are looked at together.
type Words = [u64; TOGETHER];
/// The rows of an inquiry's cells. Axes beyond the last have none.
type Rows<'t> = [&'t [Words]; AXES];

/// One word of the rows of all lists.
#[derive(Clone, Debug, Default)]
struct ListWord {
    /// What is left when the inquiry is on none of the lists.
    all_off: u64,
    /// What is left when nobody knows the lists.
    all_unknown: u64,
    /// By list, ordered by id: what is left when the inquiry is not on it, and when it is.
    rows: Vec<ListRow>,
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
        Self {
            owners: clauses.iter().map(|(owner, _)| *owner).collect(),
            axes: (0..axes.len())
                .zip(axes)
                .map(|(place, axis)| {
                    axis_rows(clauses, Dimension::Axis(place), axis.count(), &every)
                })
                .collect(),
            lists: clauses.chunks(BITS).map(|clauses| ListWord::new(clauses, lists)).collect(),
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
            possible &= rows.get(axis.cell(facts)).copied().unwrap_or(0);
        }
        self.first_in(0, possible, facts.lists(), &is_true)
    }

    /// Apart, so that a plan of one word keeps nothing on the stack for several.
    #[inline(never)]
    fn first_of_many(
        &self,
        axes: &[Axis],
        facts: &Facts,
        is_true: &impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let rows = self.rows(axes, facts);
        for (place, every) in self.clauses.as_chunks().0.iter().enumerate() {
            let possible = self.possible(place, *every, &rows);
            if possible == [0; TOGETHER] {
                continue;
            }
            for (word, possible) in (place * TOGETHER..).zip(possible) {
                if let Some(route) = self.first_in(word, possible, facts.lists(), is_true) {
                    return Some(route);
                }
            }
        }
        None
    }

    /// The first of one word, of whose clauses the axes leave those that are `possible`.
    #[inline]
    fn first_in(
        &self,
        word: usize,
        possible: u64,
        on: Option<&[ListId]>,
        is_true: &impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let lists = self.lists.get(word).filter(|_| possible != 0)?;
        let mut possible = possible & lists.possible(on);
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
        let mut found: Rows<'_> = [&[]; AXES];
        let words = self.clauses.len();
        for ((row, rows), axis) in found.iter_mut().zip(&self.axes).zip(axes) {
            let start = axis.cell(facts) * words;
            *row = rows.get(start..start + words).unwrap_or_default().as_chunks().0;
        }
        found
    }

    /// The clauses that all axes leave.
    #[inline]
    fn possible(&self, place: usize, every: Words, rows: &Rows<'_>) -> Words {
        let mut possible = every;
        for row in rows.iter().take(self.axes.len()) {
            let row = row.get(place).copied().unwrap_or_default();
            for (possible, left) in possible.iter_mut().zip(row) {
                *possible &= left;
            }
        }
        possible
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
    fn new(clauses: &[(Owner, Clause)], lists: &[ListId]) -> Self {
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
        let mut word = Self { all_off: u64::MAX, all_unknown: u64::MAX, rows: Vec::new() };
        for (place, [unknown, off, on]) in by_cell {
            word.all_unknown &= unknown;
            word.all_off &= off;
            word.rows.extend(lists.get(place).map(|list| ListRow { list: *list, off, on }));
        }
        word
    }

    #[inline]
    fn possible(&self, on: Option<&[ListId]>) -> u64 {
        match on {
            None => self.all_unknown,
            Some([]) => self.all_off,
            Some(on) => self.possible_on(on),
        }
    }

    /// Apart, because most inquiries are on no list.
    #[inline(never)]
    fn possible_on(&self, on: &[ListId]) -> u64 {
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
