//! A chunk as bytes: one section for each part, so that a question reads what it needs.

use std::collections::BTreeMap;

use pointsman_domain::ids::{ListId, WorkflowId};
use uuid::Uuid;

use crate::bits::{BLOCK_WORDS, BLOCKS, Bits, NO_ROWS, Rows};
use crate::chunk::{Chunk, Parts, RecordedRoute};
use crate::column::Column;

/// Attributes that are numbers…
const NUMBERS: usize = 4;
/// … and then those that are codes.
const COLUMNS: usize = NUMBERS + 2;
/// Recorded outcomes, flags, and which rows lack which attribute: every question needs them.
const BASE: usize = COLUMNS;
const THEN: usize = BASE + 1;
const RUNS: usize = THEN + 1;
const MOMENTS: usize = RUNS + 1;
const IDS: usize = MOMENTS + 1;
/// How many sections there are.
pub(super) const SECTIONS: usize = IDS + 1;

/// Which parts of a chunk somebody wants to read: a bit for each section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need(u16);

impl Need {
    /// Everything.
    pub(crate) const ALL: Self = Self(u16::MAX);
    /// What every question needs, and nothing else.
    pub(crate) const BASE: Self = Self(1 << BASE);
    /// When inquiries completed.
    pub(crate) const MOMENTS: Self = Self::BASE.with(MOMENTS);
    /// Which inquiries they are.
    pub(crate) const IDS: Self = Self::BASE.with(IDS);
    /// The lists that matched at completion.
    pub(crate) const THEN: Self = Self::BASE.with(THEN);
    /// What runs recorded.
    pub(crate) const RUNS: Self = Self::BASE.with(RUNS);

    /// A number, by its place.
    pub(crate) const fn number(place: usize) -> Self {
        Self::BASE.with(place)
    }

    /// A code, by its place.
    pub(crate) const fn code(place: usize) -> Self {
        Self::BASE.with(NUMBERS + place)
    }

    /// Both.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn sections(self) -> impl Iterator<Item = usize> {
        (0..SECTIONS).filter(move |section| self.0 >> section & 1 == 1)
    }

    const fn with(self, section: usize) -> Self {
        Self(self.0 | 1 << section)
    }
}

/// All sections, one behind the other, and where each ends.
pub(super) fn written(chunk: &Chunk) -> (Vec<u8>, [u64; SECTIONS]) {
    let mut out = Vec::new();
    let mut ends = [0; SECTIONS];
    for (section, end) in ends.iter_mut().enumerate() {
        write(chunk, section, &mut out);
        *end = u64::try_from(out.len()).unwrap_or(u64::MAX);
    }
    (out, ends)
}

fn write(chunk: &Chunk, section: usize, out: &mut Vec<u8>) {
    match section {
        BASE => {
            planes(&chunk.outcome, out);
            for column in columns(chunk).chain([&chunk.outcome]) {
                bits(&column.missing, out);
                bits(&column.unrecorded, out);
            }
            for flags in [&chunk.then_unknown, &chunk.now_unknown, &chunk.erased, &chunk.imported] {
                bits(flags, out);
            }
        }
        THEN => map(&chunk.then, out, |list, out| out.extend_from_slice(list.uuid().as_bytes())),
        RUNS => {
            map(&chunk.settled, out, |own, out| out.extend_from_slice(own.uuid().as_bytes()));
            map(&chunk.runs, out, |(workflow, route), out| {
                out.extend_from_slice(workflow.uuid().as_bytes());
                count(route.len(), out);
                out.extend_from_slice(route.as_bytes());
            });
        }
        MOMENTS => out.extend(chunk.moments().iter().flat_map(|at| at.to_le_bytes())),
        IDS => out.extend(chunk.ids().iter().flat_map(Uuid::as_bytes)),
        column => {
            if let Some(column) = columns(chunk).nth(column) {
                planes(column, out);
            }
        }
    }
}

fn columns(chunk: &Chunk) -> impl Iterator<Item = &Column> {
    chunk.numbers.iter().chain(&chunk.codes)
}

fn count(count: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(count).unwrap_or(u32::MAX).to_le_bytes());
}

fn planes(column: &Column, out: &mut Vec<u8>) {
    count(column.planes().len(), out);
    column.planes().iter().for_each(|plane| bits(plane, out));
}

fn bits(bits: &Bits, out: &mut Vec<u8>) {
    let blocks = (0..BLOCKS).filter_map(|block| bits.block(block));
    out.push(u8::from(bits.block(0).is_some()));
    out.extend(blocks.flatten().flat_map(|word| word.to_le_bytes()));
}

fn map<K>(map: &BTreeMap<K, Rows>, out: &mut Vec<u8>, key: impl Fn(&K, &mut Vec<u8>)) {
    count(map.len(), out);
    for (own, rows) in map {
        key(own, out);
        match rows {
            Rows::Few(few) => {
                out.push(0);
                count(few.len(), out);
                out.extend(few.iter().flat_map(|row| row.to_le_bytes()));
            }
            Rows::Many(many) => {
                out.push(1);
                bits(many, out);
            }
        }
    }
}

/// Puts a section into a chunk; `None` if it is not what was written.
pub(super) fn read(
    chunk: &mut Chunk,
    parts: &mut Parts,
    section: usize,
    bytes: &[u8],
) -> Option<()> {
    let mut from = Reading(bytes);
    match section {
        BASE => {
            chunk.outcome.set_planes(from.planes()?);
            let columns = chunk.numbers.iter_mut().chain(&mut chunk.codes);
            for column in columns.chain([&mut chunk.outcome]) {
                (column.missing, column.unrecorded) = (from.bits()?, from.bits()?);
            }
            for flags in [
                &mut chunk.then_unknown,
                &mut chunk.now_unknown,
                &mut chunk.erased,
                &mut chunk.imported,
            ] {
                *flags = from.bits()?;
            }
        }
        THEN => chunk.then = from.map(|from| Some(ListId::from_uuid(from.uuid()?)))?,
        RUNS => {
            chunk.settled = from.map(|from| Some(WorkflowId::from_uuid(from.uuid()?)))?;
            chunk.runs = from.map(|from| -> Option<RecordedRoute> {
                let workflow = WorkflowId::from_uuid(from.uuid()?);
                let length = from.count()?;
                Some((workflow, String::from_utf8(from.bytes(length)?.to_vec()).ok()?))
            })?;
        }
        MOMENTS => {
            let (moments, rest) = from.0.as_chunks::<8>();
            parts.moments = moments.iter().map(|at| i64::from_le_bytes(*at)).collect();
            from.0 = rest;
        }
        IDS => {
            let (ids, rest) = from.0.as_chunks::<16>();
            parts.ids = ids.iter().map(|id| Uuid::from_bytes(*id)).collect();
            from.0 = rest;
        }
        place => {
            let planes = from.planes()?;
            let column = chunk.numbers.iter_mut().chain(&mut chunk.codes).nth(place)?;
            column.set_planes(planes);
        }
    }
    from.0.is_empty().then_some(())
}

/// What is left to read.
struct Reading<'b>(&'b [u8]);

impl<'b> Reading<'b> {
    fn bytes(&mut self, length: usize) -> Option<&'b [u8]> {
        self.0.split_off(..length)
    }

    fn byte(&mut self) -> Option<u8> {
        self.0.split_off_first().copied()
    }

    fn count(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(*self.bytes(4)?.first_chunk()?)).ok()
    }

    fn uuid(&mut self) -> Option<Uuid> {
        Some(Uuid::from_bytes(*self.bytes(16)?.first_chunk()?))
    }

    fn planes(&mut self) -> Option<Vec<Bits>> {
        (0..self.count()?).map(|_| self.bits()).collect()
    }

    fn bits(&mut self) -> Option<Bits> {
        if self.byte()? == 0 {
            return Some(Bits::default());
        }
        let bytes = self.bytes(BLOCKS * BLOCK_WORDS * 8)?;
        let (words, _) = bytes.as_chunks::<8>();
        let mut words = words.iter().map(|word| u64::from_le_bytes(*word));
        Some(Bits::from_blocks(|_| {
            let mut block = NO_ROWS;
            for (own, word) in block.iter_mut().zip(&mut words) {
                *own = word;
            }
            block
        }))
    }

    fn map<K: Ord>(&mut self, key: impl Fn(&mut Self) -> Option<K>) -> Option<BTreeMap<K, Rows>> {
        let mut map = BTreeMap::new();
        for _ in 0..self.count()? {
            let own = key(self)?;
            let rows = if self.byte()? == 0 {
                let length = self.count()?.checked_mul(2)?;
                let (few, _) = self.bytes(length)?.as_chunks::<2>();
                Rows::Few(few.iter().map(|row| u16::from_le_bytes(*row)).collect())
            } else {
                Rows::Many(self.bits()?)
            };
            map.insert(own, rows);
        }
        Some(map)
    }
}
