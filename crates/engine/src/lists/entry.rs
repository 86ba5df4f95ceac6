//! An item as it lies beside its key: list, id, and what else its type wants to know of it.

use pointsman_domain::ids::ItemId;

/// A list, by its place in the index.
pub(super) type ListPlace = u32;

/// In the first byte: a note follows.
const HAS_NOTE: u8 = 0x80;
/// In the first byte: the list stands behind it, for it is none of the first ones.
const FAR_LIST: u8 = 0x7f;
const ITEM_BYTES: usize = 16;

/// One item of one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry<'e> {
    pub(super) list: ListPlace,
    pub(super) item: ItemId,
    pub(super) note: Option<&'e [u8]>,
}

/// An item that is put in.
#[derive(Clone, Copy, Debug)]
pub(super) struct Added {
    pub(super) list: ListPlace,
    pub(super) item: ItemId,
    /// Its id is higher than all that the list has had, so nobody needs to look whether it is here.
    pub(super) is_surely_new: bool,
}

impl Entry<'_> {
    /// Writes it behind what is there.
    pub(super) fn write(&self, bytes: &mut Vec<u8>) {
        let note = if self.note.is_some() { HAS_NOTE } else { 0 };
        match u8::try_from(self.list) {
            Ok(list) if list < FAR_LIST => bytes.push(note | list),
            Ok(_) | Err(_) => {
                bytes.push(note | FAR_LIST);
                bytes.extend_from_slice(&self.list.to_le_bytes());
            }
        }
        bytes.extend_from_slice(&self.item.to_bytes());
        if let Some(note) = self.note {
            // Names are far shorter.
            let length = u16::try_from(note.len()).unwrap_or(u16::MAX);
            bytes.extend_from_slice(&length.to_le_bytes());
            bytes.extend(note.iter().take(length.into()));
        }
    }
}

/// Reads entries one after the other.
#[derive(Clone, Debug)]
pub(super) struct Entries<'e>(pub(super) &'e [u8]);

impl<'e> Iterator for Entries<'e> {
    type Item = Entry<'e>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'e>> {
        let (first, mut rest) = self.0.split_first()?;
        let near = first & !HAS_NOTE;
        let mut list = ListPlace::from(near);
        if near == FAR_LIST {
            let (far, behind) = rest.split_first_chunk()?;
            (list, rest) = (ListPlace::from_le_bytes(*far), behind);
        }
        let (item, mut rest) = rest.split_first_chunk::<ITEM_BYTES>()?;
        let mut note = None;
        if first & HAS_NOTE != 0 {
            let (length, behind) = rest.split_first_chunk()?;
            let (text, behind) = behind.split_at_checked(u16::from_le_bytes(*length).into())?;
            (note, rest) = (Some(text), behind);
        }
        self.0 = rest;
        Some(Entry { list, item: ItemId::from_bytes(*item), note })
    }
}

impl Entries<'_> {
    /// Whether there is none.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// From which byte on an item stands, and up to which one.
    pub(super) fn span(mut self, list: ListPlace, item: ItemId) -> Option<std::ops::Range<usize>> {
        let all = self.0.len();
        loop {
            let start = all - self.0.len();
            let entry = self.next()?;
            if (entry.list, entry.item) == (list, item) {
                return Some(start..all - self.0.len());
            }
        }
    }
}
