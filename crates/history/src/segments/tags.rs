//! Columns that say what a row belongs to, as rows by what they say: lists that matched, workflows that settled.

use std::collections::HashMap;
use std::hash::Hash;

use parquet::data_type::ByteArrayType;
use parquet::errors::{ParquetError, Result};

use super::coded::{Coded, Depth, Physical};
use super::table::GroupReader;
use crate::bits::Rows;

/// Members have the second level, empty lists the first.
pub(super) const LISTS: Depth = Depth { repetition: 1, definition: 2 };
/// The same where there is always a list.
pub(super) const ALWAYS_LISTS: Depth = Depth { repetition: 1, definition: 1 };

/// Rows by what the texts in them say. `absent` hears of rows without a list, where there can be such.
pub(super) fn tagged<K: Ord + Hash>(
    group: &GroupReader<'_>,
    column: usize,
    depth: Depth,
    parse: impl Fn(&[u8]) -> Result<K>,
    mut absent: impl FnMut(usize),
) -> Result<Vec<(K, Rows)>> {
    if let Some(coded) = group.coded(column, Physical::Text, depth)? {
        return tagged_coded(&coded, depth, parse, absent);
    }
    let mut tags = Tags::<K>::default();
    if depth.repetition == 0 {
        group.optional::<ByteArrayType>(column, |row, text| {
            if let Some(text) = text {
                tags.put(row, text.data(), &parse);
            }
        })?;
    } else {
        let empty = i16::from(depth == LISTS);
        group.lists(column, empty, |row, text| match text {
            Some(text) => tags.put(row, text.data(), &parse),
            None => absent(row),
        })?;
    }
    tags.done()
}

fn tagged_coded<K: Ord>(
    coded: &Coded,
    depth: Depth,
    parse: impl Fn(&[u8]) -> Result<K>,
    mut absent: impl FnMut(usize),
) -> Result<Vec<(K, Rows)>> {
    let mut found = Vec::new();
    for text in coded.dictionary.iter() {
        found.push((parse(text)?, Rows::default()));
    }
    let (mut next, mut places) = (0_usize, coded.places.iter());
    for (entry, definition) in coded.definitions.iter().enumerate() {
        next += usize::from(coded.repetitions.get(entry).is_none_or(|level| *level == 0));
        let row = next.saturating_sub(1);
        if *definition == depth.definition {
            let place = places.next().map_or(usize::MAX, |place| usize::from(*place));
            if let Some((_, rows)) = found.get_mut(place) {
                rows.put(row, true);
            }
        } else if *definition == 0 && depth == LISTS {
            absent(row);
        }
    }
    Ok(found)
}

/// Rows by what a text in them says. Each text is understood once.
struct Tags<K> {
    places: HashMap<Vec<u8>, usize>,
    found: Vec<(K, Rows)>,
    failed: Option<ParquetError>,
}

impl<K> Default for Tags<K> {
    fn default() -> Self {
        Self { places: HashMap::new(), found: Vec::new(), failed: None }
    }
}

impl<K: Ord + Hash> Tags<K> {
    fn put(&mut self, row: usize, text: &[u8], parse: impl FnOnce(&[u8]) -> Result<K>) {
        let place = match self.places.get(text) {
            Some(place) => *place,
            None => match parse(text) {
                Ok(key) => {
                    self.places.insert(text.to_vec(), self.found.len());
                    self.found.push((key, Rows::default()));
                    self.found.len() - 1
                }
                Err(error) => return self.failed = Some(error),
            },
        };
        if let Some((_, rows)) = self.found.get_mut(place) {
            rows.put(row, true);
        }
    }

    fn done(self) -> Result<Vec<(K, Rows)>> {
        self.failed.map_or(Ok(self.found), Err)
    }
}
