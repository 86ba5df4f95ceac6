//! What falls through to *Everything else* without a value that somebody might have asked for.

use pointsman_domain::attribute::AttributeKey;

use crate::ask::lists_unknown;
use crate::bits::{Block, count_both};
use crate::chunk::Chunk;
use crate::question::Lists;

/// Per attribute, in the order of the catalogue: inquiries that lack it.
pub(crate) type Through = [u64; AttributeKey::ALL.len()];

/// Adds those of some rows of a block.
pub(crate) fn add(through: &mut Through, chunk: &Chunk, lists: Lists, block: usize, rows: &Block) {
    for (own, key) in through.iter_mut().zip(AttributeKey::ALL) {
        let missing = match (key, chunk.column(key)) {
            (AttributeKey::ListMatches, _) => lists_unknown(chunk, lists).block(block),
            (_, column) => column.and_then(|column| column.missing.block(block)),
        };
        *own += missing.map_or(0, |missing| count_both(missing, rows));
    }
}
