//! The table: per dimension and cell, the clauses that are still possible, as bits.

use std::collections::BTreeMap;

use pointsman_domain::ids::ListId;

use super::PlanSize;
use super::cells::CellSet;
use super::clause::Clause;
use super::dimension::{Axis, Dimension, MISSING, OFF, ON};
use super::leaf::AXES;

const BITS: usize = 64;

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
    /// A bit for every clause.
    clauses: Vec<u64>,
    /// By axis, then cell, then word.
    axes: Vec<Vec<u64>>,
    /// By word, the lists that its clauses mention.
    lists: Vec<ListWord>,
}

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
        let words = clauses.len().div_ceil(BITS);
        let every: Vec<u64> =
            (0..words).map(|word| bits_below(clauses.len() - word * BITS)).collect();
        Self {
            owners: clauses.iter().map(|(owner, _)| *owner).collect(),
            axes: (0..axes.len())
                .zip(axes)
                .map(|(place, axis)| {
                    axis_rows(clauses, Dimension::Axis(place), axis.count(), &every)
                })
                .collect(),
            lists: (0..words)
                .zip(clauses.chunks(BITS))
                .map(|(_, clauses)| ListWord::new(clauses, lists))
                .collect(),
            clauses: every,
        }
    }

    pub(super) fn words(&self) -> usize {
        self.clauses.len()
    }

    /// The rows of an inquiry's cells. Axes beyond the last give an empty row.
    pub(super) fn rows(&self, cells: &[usize; AXES]) -> [&[u64]; AXES] {
        let mut rows: [&[u64]; AXES] = [&[]; AXES];
        let words = self.words();
        for ((row, axis), cell) in rows.iter_mut().zip(&self.axes).zip(cells) {
            *row = axis.get(cell * words..(cell + 1) * words).unwrap_or_default();
        }
        rows
    }

    /// The clauses of one word that are still possible.
    #[inline]
    pub(super) fn possible(
        &self,
        word: usize,
        rows: &[&[u64]; AXES],
        on: Option<&[ListId]>,
    ) -> u64 {
        let mut possible = self.clauses.get(word).copied().unwrap_or(0);
        for row in rows.iter().take(self.axes.len()) {
            possible &= row.get(word).copied().unwrap_or(0);
        }
        match self.lists.get(word) {
            Some(lists) if possible != 0 => possible & lists.possible(on),
            Some(_) | None => possible,
        }
    }

    pub(super) fn owner(&self, word: usize, bit: u32) -> Option<Owner> {
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

    fn possible(&self, on: Option<&[ListId]>) -> u64 {
        let Some(on) = on else { return self.all_unknown };
        if on.is_empty() {
            return self.all_off;
        }
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
