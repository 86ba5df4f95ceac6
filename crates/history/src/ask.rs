//! One literal asked of all rows of a chunk, a block at a time.

use std::borrow::Cow;
use std::sync::Arc;

use pointsman_domain::attribute::Code;
use pointsman_domain::ids::ListId;
use pointsman_engine::plan::literals::Literal;

use crate::atoms::{Atom, AtomPlaces, Atoms};
use crate::bits::{ALL_ROWS, Bits, Block, NO_ROWS, and, and_not, or, or_not};
use crate::chunk::{Chunk, Stamp};
use crate::column::{Column, first_bits_from};
use crate::inquiries::Inquiries;
use crate::question::Lists;
use crate::spill::Need;

/// A literal in the terms of columns.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    Number { place: usize, missing: bool, within: Vec<Interval> },
    Code { place: usize, missing: bool, except: bool, codes: Vec<Code>, atoms: Vec<usize> },
    List { list: ListId, unknown: bool, off: bool, on: bool },
    ListsKnown { unknown: bool, known: bool },
}

/// From a code up to but not another; where there is no bound, any. Each bound with the place of its atom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interval {
    low: u64,
    end: Option<u64>,
    low_atom: Option<usize>,
    end_atom: Option<usize>,
}

impl Ask {
    pub(crate) fn new(literal: &Literal, atoms: &mut AtomPlaces) -> Self {
        match literal {
            Literal::Number { attribute, missing, within } => Self::Number {
                place: *attribute as usize,
                missing: *missing,
                within: within
                    .iter()
                    .filter_map(|(low, high)| interval(*attribute as usize, *low, *high, atoms))
                    .collect(),
            },
            Literal::Code { attribute, missing, except, codes } => Self::Code {
                place: *attribute as usize,
                missing: *missing,
                except: *except,
                codes: codes.clone(),
                atoms: codes
                    .iter()
                    .map(|code| atoms.place(Atom::Code(*attribute as usize, *code)))
                    .collect(),
            },
            Literal::List { list, unknown, off, on } => {
                Self::List { list: *list, unknown: *unknown, off: *off, on: *on }
            }
            Literal::ListsKnown { unknown, known } => {
                Self::ListsKnown { unknown: *unknown, known: *known }
            }
        }
    }

    /// What it reads of a chunk.
    pub(crate) fn need(&self, lists: Lists) -> Need {
        match self {
            Self::Number { place, .. } => Need::number(*place),
            Self::Code { place, .. } => Need::code(*place),
            Self::List { .. } if lists == Lists::Then => Need::THEN,
            Self::List { .. } | Self::ListsKnown { .. } => Need::BASE,
        }
    }

    /// What the answer for a chunk depends on.
    pub(crate) fn stamp(&self, inquiries: &Inquiries, lists: Lists, chunk: usize) -> [Stamp; 2] {
        let own = inquiries.slots().get(chunk).map(|slot| slot.head().stamp).unwrap_or_default();
        let listed = match (self, lists) {
            (Self::List { list, .. }, Lists::Now) => {
                inquiries.membership(*list).map(|membership| membership.stamp(chunk))
            }
            (Self::List { .. }, Lists::Then)
            | (Self::Number { .. } | Self::Code { .. } | Self::ListsKnown { .. }, _) => None,
        };
        [own, listed.unwrap_or_default()]
    }

    /// Ready to be asked of one chunk.
    pub(crate) fn of_chunk<'a>(
        &'a self,
        inquiries: &'a Inquiries,
        lists: Lists,
        place: usize,
        chunk: &'a Chunk,
    ) -> Asked<'a> {
        let unknown_rows = lists_unknown(chunk, lists);
        match self {
            Self::Number { place, missing, within } => match chunk.numbers.get(*place) {
                Some(column) => Asked::Number { column, missing: *missing, within },
                None => Asked::Nowhere,
            },
            Self::Code { place, missing, except, codes, atoms } => match chunk.codes.get(*place) {
                Some(column) => {
                    Asked::Code { column, missing: *missing, except: *except, codes, atoms }
                }
                None => Asked::Nowhere,
            },
            Self::List { list, unknown, off, on } => {
                let rows = match lists {
                    Lists::Then => chunk.then.get(list),
                    Lists::Now => inquiries.membership(*list).and_then(|own| own.rows(place)),
                };
                let rows = rows.map_or_else(Cow::default, |rows| match rows {
                    crate::bits::Rows::Many(bits) => Cow::Borrowed(bits),
                    few @ crate::bits::Rows::Few(_) => Cow::Owned(few.to_bits()),
                });
                Asked::List { rows, unknown_rows, unknown: *unknown, off: *off, on: *on }
            }
            Self::ListsKnown { unknown, known } => {
                Asked::ListsKnown { unknown_rows, unknown: *unknown, known: *known }
            }
        }
    }
}

/// Rows of which nobody knows the lists.
pub(crate) const fn lists_unknown(chunk: &Chunk, lists: Lists) -> &Bits {
    match lists {
        Lists::Then => &chunk.then_unknown,
        Lists::Now => &chunk.now_unknown,
    }
}

/// A literal that meets a chunk.
#[derive(Debug)]
pub(crate) enum Asked<'a> {
    Nowhere,
    Answered(Arc<Bits>),
    Number { column: &'a Column, missing: bool, within: &'a [Interval] },
    Code { column: &'a Column, missing: bool, except: bool, codes: &'a [Code], atoms: &'a [usize] },
    List { rows: Cow<'a, Bits>, unknown_rows: &'a Bits, unknown: bool, off: bool, on: bool },
    ListsKnown { unknown_rows: &'a Bits, unknown: bool, known: bool },
}

impl Asked<'_> {
    /// Finds the rows of a block that are accepted. Rows that the chunk does not have may be, too.
    pub(crate) fn block(&self, block: usize, atoms: &mut Atoms, rows: &mut Block) {
        match self {
            Self::Nowhere => *rows = NO_ROWS,
            Self::Answered(bits) => *rows = *bits.block(block).unwrap_or(&NO_ROWS),
            Self::Number { column, missing, within } => {
                *rows = NO_ROWS;
                for own in *within {
                    own.add(column, block, atoms, rows);
                }
                settle_missing(rows, column.missing.block(block), *missing);
            }
            Self::Code { column, missing, except, codes, atoms: places } => {
                *rows = NO_ROWS;
                for (code, place) in codes.iter().zip(*places) {
                    or(rows, atoms.code(*place, column, block, *code));
                }
                if *except {
                    for word in rows.iter_mut() {
                        *word = !*word;
                    }
                }
                settle_missing(rows, column.missing.block(block), *missing);
            }
            Self::List { rows: on_rows, unknown_rows, unknown, off, on } => {
                let on_rows = on_rows.block(block).unwrap_or(&NO_ROWS);
                *rows = if *on { *on_rows } else { NO_ROWS };
                if *off {
                    or_not(rows, on_rows);
                }
                settle_missing(rows, unknown_rows.block(block), *unknown);
            }
            Self::ListsKnown { unknown_rows, unknown, known } => {
                *rows = if *known { ALL_ROWS } else { NO_ROWS };
                settle_missing(rows, unknown_rows.block(block), *unknown);
            }
        }
    }
}

fn settle_missing(rows: &mut Block, missing: Option<&Block>, accepted: bool) {
    match missing {
        Some(missing) if accepted => or(rows, missing),
        Some(missing) => and_not(rows, missing),
        None => {}
    }
}

impl Interval {
    fn add(&self, column: &Column, block: usize, atoms: &mut Atoms, rows: &mut Block) {
        if self.end == self.low.checked_add(1) {
            return or(rows, &column.equal(block, self.low));
        }
        let mut own = ALL_ROWS;
        if let (Some(end), Some(place)) = (self.end, self.end_atom) {
            and(&mut own, atoms.below(place, column, block, end));
        }
        if let Some(place) = self.low_atom {
            and_not(&mut own, atoms.below(place, column, block, self.low));
        }
        or(rows, &own);
    }
}

/// From ten-thousandths, both ends included, to what columns keep; `None` if no value lies within.
fn interval(place: usize, low: i64, high: i64, atoms: &mut AtomPlaces) -> Option<Interval> {
    if high < 0 {
        return None;
    }
    let low = first_bits_from(low)?;
    let end = first_bits_from(high.saturating_add(1));
    let one = end == low.checked_add(1);
    let mut atom = |bound: u64| atoms.place(Atom::Below(place, bound));
    let low_atom = (low > 0 && !one).then(|| atom(low));
    let end_atom = end.filter(|_| !one).map(atom);
    Some(Interval { low, end, low_atom, end_atom })
}
