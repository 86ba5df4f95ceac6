//! What literals share: being below one constant, being one code. Asked once for each block, however many literals need it.

use std::collections::HashMap;

use pointsman_domain::attribute::Code;

use crate::bits::{Block, NO_ROWS};
use crate::column::{Column, code_to_bits};

/// A question about one column that several literals may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Atom {
    /// Is the number at this place below this code?
    Below(usize, u64),
    /// Is the code at this place this one?
    Code(usize, Code),
}

/// Gives each atom a place.
#[derive(Debug, Default)]
pub(crate) struct AtomPlaces(HashMap<Atom, usize>);

impl AtomPlaces {
    pub(crate) fn place(&mut self, atom: Atom) -> usize {
        let next = self.0.len();
        *self.0.entry(atom).or_insert(next)
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }
}

/// The answers for one block.
#[derive(Debug)]
pub(crate) struct Atoms {
    done: Vec<bool>,
    blocks: Vec<Block>,
}

impl Atoms {
    pub(crate) fn new(count: usize) -> Self {
        Self { done: vec![false; count], blocks: vec![NO_ROWS; count] }
    }

    /// Forgets the answers: another block is next.
    pub(crate) fn clear(&mut self) {
        self.done.fill(false);
    }

    /// The rows of which a number is below a code.
    pub(crate) fn below(
        &mut self,
        place: usize,
        column: &Column,
        block: usize,
        end: u64,
    ) -> &Block {
        self.get(place, |rows| column.below(block, end, rows))
    }

    /// The rows that have a code.
    pub(crate) fn code(
        &mut self,
        place: usize,
        column: &Column,
        block: usize,
        code: Code,
    ) -> &Block {
        self.get(place, |rows| *rows = column.equal(block, code_to_bits(code)))
    }

    fn get(&mut self, place: usize, answer: impl FnOnce(&mut Block)) -> &Block {
        let (Some(done), Some(own)) = (self.done.get_mut(place), self.blocks.get_mut(place)) else {
            return &NO_ROWS;
        };
        if !*done {
            *done = true;
            answer(own);
        }
        own
    }
}
