//! Which route each row of a block takes, on every side.

use std::sync::Arc;

use super::compiled::{Compact, Compiled};
use crate::ask::Asked;
use crate::bits::{ALL_ROWS, Bits, Block, NO_ROWS, and, is_empty, or};
use crate::cache::Cache;
use crate::chunk::Chunk;
use crate::inquiries::Inquiries;
use crate::question::Lists;

/// One question's literals, met with one chunk after the other.
#[derive(Debug)]
pub(crate) struct Scan<'a> {
    compiled: &'a Compiled,
    asked: Vec<Asked<'a>>,
    room: Room,
}

/// What is worked out for a block, kept so that nothing is allocated for the next.
#[derive(Debug)]
struct Room {
    literals: Vec<Block>,
    literals_done: Vec<bool>,
    trees: Vec<Block>,
    trees_done: Vec<bool>,
    taken: Vec<Vec<Option<Block>>>,
}

/// Where answers are kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keeping<'c> {
    pub(crate) cache: &'c Cache,
    pub(crate) question: u64,
}

impl<'a> Scan<'a> {
    pub(crate) fn new(compiled: &'a Compiled) -> Self {
        let taken = compiled.sides.iter().map(|side| vec![None; side.len()]);
        let room = Room {
            literals: vec![NO_ROWS; compiled.asks.len()],
            literals_done: vec![false; compiled.asks.len()],
            trees: vec![NO_ROWS; compiled.trees.len()],
            trees_done: vec![false; compiled.trees.len()],
            taken: taken.collect(),
        };
        Self { compiled, asked: Vec::new(), room }
    }

    /// Turns to a chunk: what is known is taken from the cache, the rest is worked out and kept if there is room.
    pub(crate) fn turn_to(
        &mut self,
        inquiries: &'a Inquiries,
        lists: Lists,
        place: usize,
        chunk: &'a Chunk,
        keeping: Keeping<'_>,
    ) {
        let Compiled { asks, keys, .. } = self.compiled;
        let stamps: Vec<_> = asks.iter().map(|ask| ask.stamp(inquiries, lists, place)).collect();
        let wanted = keys.iter().cloned().zip(stamps.iter().copied());
        let known = keeping.cache.get(place, wanted);
        let unknown = known.iter().filter(|bits| bits.is_none()).count();
        let size = unknown * crate::bits::CHUNK_WORDS * size_of::<u64>();
        let keeps = unknown > 0 && keeping.cache.has_room(keeping.question, size);
        self.asked.clear();
        for (((ask, key), stamps), known) in asks.iter().zip(keys).zip(stamps).zip(known) {
            let asked = match known {
                Some(bits) => Asked::Answered(bits),
                None => ask.of_chunk(inquiries, lists, place, chunk),
            };
            let asked = match asked {
                unanswered @ (Asked::Number { .. } | Asked::Code { .. } | Asked::List { .. })
                    if keeps =>
                {
                    let bits = Arc::new(Bits::from_blocks(|block| unanswered.block(block)));
                    keeping.cache.put(keeping.question, key, place, stamps, &bits);
                    Asked::Answered(bits)
                }
                other => other,
            };
            self.asked.push(asked);
        }
    }

    /// Works out the routes of some rows of a block.
    pub(crate) fn block(&mut self, block: usize, rows: &Block) {
        self.room.literals_done.fill(false);
        self.room.trees_done.fill(false);
        for (side, own) in self.compiled.sides.iter().enumerate() {
            let mut rest = *rows;
            let mut left = !is_empty(&rest);
            for (route, tree) in own.trees.iter().enumerate() {
                let taken = if left {
                    self.room.tree(self.compiled, &self.asked, *tree, block)
                } else {
                    None
                };
                let mut found = None;
                if let Some(tree) = taken {
                    let (mut own, mut any, mut others) = (NO_ROWS, 0, 0);
                    for ((own, rest), tree) in own.iter_mut().zip(&mut rest).zip(tree) {
                        *own = *rest & tree;
                        *rest &= !tree;
                        any |= *own;
                        others |= *rest;
                    }
                    left = others != 0;
                    found = (any != 0).then_some(own);
                }
                self.room.put(side, route, found.as_ref());
            }
            self.room.put(side, own.trees.len(), left.then_some(&rest));
        }
    }

    /// By route of a side, everything else last: the rows of the block that take it.
    pub(crate) fn taken(&self, side: usize) -> &[Option<Block>] {
        self.room.taken.get(side).map_or(&[], Vec::as_slice)
    }
}

impl Room {
    fn put(&mut self, side: usize, route: usize, rows: Option<&Block>) {
        if let Some(slot) = self.taken.get_mut(side).and_then(|side| side.get_mut(route)) {
            *slot = rows.copied();
        }
    }

    /// The rows of a block for which a tree is true.
    fn tree(
        &mut self,
        compiled: &Compiled,
        asked: &[Asked<'_>],
        place: usize,
        block: usize,
    ) -> Option<&Block> {
        let wanted = compiled.trees.get(place)?;
        if self.trees_done.get(place) == Some(&false) {
            for literal in &wanted.literals {
                let (Some(asked), Some(done)) =
                    (asked.get(*literal), self.literals_done.get_mut(*literal))
                else {
                    continue;
                };
                if !*done && !matches!(asked, Asked::Answered(_)) {
                    *done = true;
                    if let Some(slot) = self.literals.get_mut(*literal) {
                        *slot = asked.block(block);
                    }
                }
            }
            let literal = |place: usize| -> &Block {
                match asked.get(place) {
                    Some(Asked::Answered(bits)) => bits.block(block).unwrap_or(&NO_ROWS),
                    Some(_) | None => self.literals.get(place).unwrap_or(&NO_ROWS),
                }
            };
            let rows = evaluate(&wanted.tree, &literal);
            if let (Some(slot), Some(done)) =
                (self.trees.get_mut(place), self.trees_done.get_mut(place))
            {
                (*slot, *done) = (rows, true);
            }
        }
        self.trees.get(place)
    }
}

fn evaluate<'b>(tree: &Compact, literal: &impl Fn(usize) -> &'b Block) -> Block {
    match tree {
        Compact::All(members) => {
            let mut rows = ALL_ROWS;
            for member in members {
                match member {
                    Compact::Literal(place) => and(&mut rows, literal(*place)),
                    Compact::All(_) | Compact::Any(_) => and(&mut rows, &evaluate(member, literal)),
                }
            }
            rows
        }
        Compact::Any(members) => {
            let mut rows = NO_ROWS;
            for member in members {
                match member {
                    Compact::Literal(place) => or(&mut rows, literal(*place)),
                    Compact::All(_) | Compact::Any(_) => or(&mut rows, &evaluate(member, literal)),
                }
            }
            rows
        }
        Compact::Literal(place) => *literal(*place),
    }
}
