//! Which route each row of a block takes, on every side.

use std::sync::Arc;

use super::compiled::{Compact, Compiled};
use crate::ask::Asked;
use crate::atoms::Atoms;
use crate::bits::{ALL_ROWS, Bits, Block, NO_ROWS, and, is_empty, or};
use crate::cache::Cache;
use crate::chunk::Chunk;
use crate::inquiries::Inquiries;
use crate::question::Lists;

/// One question's literals, met with one chunk after the other.
#[derive(Debug)]
pub(crate) struct Scan<'a> {
    compiled: &'a Compiled,
    room: Room,
}

/// A chunk that they meet.
#[derive(Debug)]
pub(crate) struct Turned<'s, 'c> {
    compiled: &'c Compiled,
    asked: Vec<Asked<'c>>,
    room: &'s mut Room,
}

/// What is worked out for a block, kept so that nothing is allocated for the next.
#[derive(Debug)]
struct Room {
    atoms: Atoms,
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
            atoms: Atoms::new(compiled.atoms.len()),
            literals: vec![NO_ROWS; compiled.asks.len()],
            literals_done: vec![false; compiled.asks.len()],
            trees: vec![NO_ROWS; compiled.trees.len()],
            trees_done: vec![false; compiled.trees.len()],
            taken: taken.collect(),
        };
        Self { compiled, room }
    }

    /// Turns to a chunk: what is known is taken from the cache, the rest is worked out and kept if there is room.
    pub(crate) fn turn_to<'s, 'c>(
        &'s mut self,
        inquiries: &'c Inquiries,
        lists: Lists,
        place: usize,
        chunk: &'c Chunk,
        keeping: Keeping<'_>,
    ) -> Turned<'s, 'c>
    where
        'a: 'c,
    {
        let Compiled { asks, keys, .. } = self.compiled;
        let stamps: Vec<_> = asks.iter().map(|ask| ask.stamp(inquiries, lists, place)).collect();
        let wanted = keys.iter().cloned().zip(stamps.iter().copied());
        let known = keeping.cache.get(place, wanted);
        let unknown = known.iter().filter(|bits| bits.is_none()).count();
        let size = unknown * crate::bits::CHUNK_WORDS * size_of::<u64>();
        let atoms = &mut self.room.atoms;
        let keeps = unknown > 0 && keeping.cache.has_room(keeping.question, size);
        let mut all = Vec::with_capacity(asks.len());
        for (((ask, key), stamps), known) in asks.iter().zip(keys).zip(stamps).zip(known) {
            let asked = match known {
                Some(bits) => Asked::Answered(bits),
                None => ask.of_chunk(inquiries, lists, place, chunk),
            };
            let asked = match asked {
                unanswered @ (Asked::Number { .. } | Asked::Code { .. } | Asked::List { .. })
                    if keeps =>
                {
                    let bits = Arc::new(Bits::from_blocks(|block| {
                        atoms.clear();
                        let mut rows = NO_ROWS;
                        unanswered.block(block, atoms, &mut rows);
                        rows
                    }));
                    keeping.cache.put(keeping.question, key, place, stamps, &bits);
                    Asked::Answered(bits)
                }
                other => other,
            };
            all.push(asked);
        }
        Turned { compiled: self.compiled, asked: all, room: &mut self.room }
    }
}

impl Turned<'_, '_> {
    /// Works out the routes of some rows of a block.
    pub(crate) fn block(&mut self, block: usize, rows: &Block) {
        self.room.literals_done.fill(false);
        self.room.trees_done.fill(false);
        self.room.atoms.clear();
        for (side, own) in self.compiled.sides.iter().enumerate() {
            let mut rest = *rows;
            let mut left = !is_empty(&rest);
            for (route, tree) in own.trees.iter().enumerate() {
                if !left {
                    self.room.put(side, route, None);
                    continue;
                }
                self.room.find(self.compiled, &self.asked, *tree, block);
                left = self.room.take(side, route, *tree, &mut rest);
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

    /// Takes the rows for which a tree is true out of the rest, and says whether any is left.
    fn take(&mut self, side: usize, route: usize, tree: usize, rest: &mut Block) -> bool {
        let slot = self.taken.get_mut(side).and_then(|side| side.get_mut(route));
        let (Some(slot), Some(tree)) = (slot, self.trees.get(tree)) else { return true };
        let taken = slot.get_or_insert(NO_ROWS);
        let (mut any, mut left) = (0, 0);
        for ((own, rest), tree) in taken.iter_mut().zip(rest).zip(tree) {
            *own = *rest & tree;
            *rest &= !tree;
            any |= *own;
            left |= *rest;
        }
        if any == 0 {
            *slot = None;
        }
        left != 0
    }

    /// Finds the rows of a block for which a tree is true.
    fn find(&mut self, compiled: &Compiled, asked: &[Asked<'_>], place: usize, block: usize) {
        let Some(wanted) = compiled.trees.get(place) else { return };
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
                        asked.block(block, &mut self.atoms, slot);
                    }
                }
            }
            let literal = |place: usize| -> &Block {
                match asked.get(place) {
                    Some(Asked::Answered(bits)) => bits.block(block).unwrap_or(&NO_ROWS),
                    Some(_) | None => self.literals.get(place).unwrap_or(&NO_ROWS),
                }
            };
            if let (Some(rows), Some(done)) =
                (self.trees.get_mut(place), self.trees_done.get_mut(place))
            {
                *done = true;
                evaluate(&wanted.tree, &literal, rows);
            }
        }
    }
}

fn evaluate<'b>(tree: &Compact, literal: &impl Fn(usize) -> &'b Block, rows: &mut Block) {
    match tree {
        Compact::All(members) => {
            *rows = ALL_ROWS;
            for member in members {
                with(member, literal, |own| and(rows, own));
            }
        }
        Compact::Any(members) => {
            *rows = NO_ROWS;
            for member in members {
                with(member, literal, |own| or(rows, own));
            }
        }
        Compact::Literal(place) => *rows = *literal(*place),
    }
}

/// Hands on the rows of a member, without a copy if it is a literal.
fn with<'b>(member: &Compact, literal: &impl Fn(usize) -> &'b Block, each: impl FnOnce(&Block)) {
    match member {
        Compact::Literal(place) => each(literal(*place)),
        Compact::All(_) | Compact::Any(_) => {
            let mut own = NO_ROWS;
            evaluate(member, literal, &mut own);
            each(&own);
        }
    }
}
