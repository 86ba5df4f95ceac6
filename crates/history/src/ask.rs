//! One literal asked of all rows of a chunk, a block at a time.

use std::borrow::Cow;
use std::sync::Arc;

use pointsman_domain::attribute::Code;
use pointsman_domain::ids::ListId;
use pointsman_engine::plan::literals::Literal;

use crate::bits::{ALL_ROWS, Bits, Block, NO_ROWS, and_not, or};
use crate::chunk::{Chunk, Stamp};
use crate::column::{Column, first_bits_from};
use crate::inquiries::Inquiries;
use crate::question::Lists;

/// A literal in the terms of columns.
#[derive(Clone, Debug)]
pub(crate) enum Ask {
    Number { place: usize, missing: bool, within: Vec<(u64, Option<u64>)> },
    Code { place: usize, missing: bool, except: bool, codes: Vec<Code> },
    List { list: ListId, unknown: bool, off: bool, on: bool },
    ListsKnown { unknown: bool, known: bool },
}

impl Ask {
    pub(crate) fn new(literal: &Literal) -> Self {
        match literal {
            Literal::Number { attribute, missing, within } => Self::Number {
                place: *attribute as usize,
                missing: *missing,
                within: within.iter().filter_map(|(low, high)| interval(*low, *high)).collect(),
            },
            Literal::Code { attribute, missing, except, codes } => Self::Code {
                place: *attribute as usize,
                missing: *missing,
                except: *except,
                codes: codes.clone(),
            },
            Literal::List { list, unknown, off, on } => {
                Self::List { list: *list, unknown: *unknown, off: *off, on: *on }
            }
            Literal::ListsKnown { unknown, known } => {
                Self::ListsKnown { unknown: *unknown, known: *known }
            }
        }
    }

    /// What the answer for a chunk depends on.
    pub(crate) fn stamp(&self, inquiries: &Inquiries, lists: Lists, chunk: usize) -> [Stamp; 2] {
        let own = inquiries.chunks().get(chunk).map(|chunk| chunk.stamp).unwrap_or_default();
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
            Self::Code { place, missing, except, codes } => match chunk.codes.get(*place) {
                Some(column) => Asked::Code { column, missing: *missing, except: *except, codes },
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
    Number { column: &'a Column, missing: bool, within: &'a [(u64, Option<u64>)] },
    Code { column: &'a Column, missing: bool, except: bool, codes: &'a [Code] },
    List { rows: Cow<'a, Bits>, unknown_rows: &'a Bits, unknown: bool, off: bool, on: bool },
    ListsKnown { unknown_rows: &'a Bits, unknown: bool, known: bool },
}

impl Asked<'_> {
    /// The rows of a block that are accepted. Rows that the chunk does not have may be, too.
    pub(crate) fn block(&self, block: usize) -> Block {
        match self {
            Self::Nowhere => NO_ROWS,
            Self::Answered(bits) => bits.block(block).copied().unwrap_or(NO_ROWS),
            Self::Number { column, missing, within } => {
                let mut rows = NO_ROWS;
                match within {
                    [(low, end)] => rows = column.within(block, *low, *end),
                    within => {
                        for (low, end) in *within {
                            or(&mut rows, &column.within(block, *low, *end));
                        }
                    }
                }
                settle_missing(&mut rows, column.missing.block(block), *missing);
                rows
            }
            Self::Code { column, missing, except, codes } => {
                let mut rows = column.one_of(block, codes);
                if *except {
                    let mut others = ALL_ROWS;
                    and_not(&mut others, &rows);
                    rows = others;
                }
                settle_missing(&mut rows, column.missing.block(block), *missing);
                rows
            }
            Self::List { rows: on_rows, unknown_rows, unknown, off, on } => {
                let on_rows = on_rows.block(block).unwrap_or(&NO_ROWS);
                let mut rows = if *on { *on_rows } else { NO_ROWS };
                if *off {
                    for (row, on) in rows.iter_mut().zip(on_rows) {
                        *row |= !on;
                    }
                }
                settle_missing(&mut rows, unknown_rows.block(block), *unknown);
                rows
            }
            Self::ListsKnown { unknown_rows, unknown, known } => {
                let mut rows = if *known { ALL_ROWS } else { NO_ROWS };
                settle_missing(&mut rows, unknown_rows.block(block), *unknown);
                rows
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

/// From ten-thousandths, both ends included, to what columns keep; `None` if no value lies within.
fn interval(low: i64, high: i64) -> Option<(u64, Option<u64>)> {
    if high < 0 {
        return None;
    }
    Some((first_bits_from(low)?, first_bits_from(high.saturating_add(1))))
}
