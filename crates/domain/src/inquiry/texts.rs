//! Texts by name, as fields and the session are kept: all of them in one text, because every body brings some and each
//! by itself would be made and thrown away.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, Serializer};

/// Texts by name, in the order of the names.
#[derive(Clone, Default)]
pub struct Texts {
    /// Names and texts, one behind the other.
    all: String,
    /// Sorted by name.
    entries: Vec<Entry>,
}

/// Where a name begins, where its text begins behind it, and where that ends.
#[derive(Clone, Copy)]
struct Entry {
    /// The first bytes of the name, which say nearly always which of two comes first.
    beginning: u64,
    name: usize,
    text: usize,
    end: usize,
}

/// What a body does to texts: it sets some and clears others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct TextChanges {
    pub(super) set: Texts,
    pub(super) cleared: Vec<String>,
}

impl Texts {
    /// Of names that come once each, in any order.
    pub(super) fn of<'t>(
        count: usize,
        all: impl Iterator<Item = (&'t str, &'t str)> + Clone,
    ) -> Self {
        let bytes = all.clone().map(|(name, text)| name.len() + text.len()).sum();
        let mut texts =
            Self { all: String::with_capacity(bytes), entries: Vec::with_capacity(count) };
        for (name, text) in all {
            let entry = texts.write(name, text);
            texts.entries.push(entry);
        }
        let Self { all, entries } = &mut texts;
        let name = |entry: &Entry| all.get(entry.name..entry.text).unwrap_or_default();
        entries.sort_unstable_by(|one, two| {
            one.beginning.cmp(&two.beginning).then_with(|| name(one).cmp(name(two)))
        });
        texts
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The text of a name.
    pub fn get(&self, name: &str) -> Option<&str> {
        let place = self.place(name).ok()?;
        self.entries.get(place).map(|entry| self.text(*entry))
    }

    /// Names and texts, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries.iter().map(|entry| (self.name(*entry), self.text(*entry)))
    }

    /// Whether there is a text of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.place(name).is_ok()
    }

    /// Sets the text of a name.
    pub fn insert(&mut self, name: &str, text: &str) {
        let place = self.place(name);
        let entry = self.write(name, text);
        match place {
            Ok(known) => {
                if let Some(slot) = self.entries.get_mut(known) {
                    *slot = entry;
                }
            }
            Err(place) => self.entries.insert(place, entry),
        }
    }

    /// Takes a name out.
    pub fn remove(&mut self, name: &str) {
        if let Ok(place) = self.place(name) {
            self.entries.remove(place);
        }
    }

    /// These after a change.
    pub(super) fn change(&mut self, changes: TextChanges) {
        if self.is_empty() {
            *self = changes.set;
            return;
        }
        for name in &changes.cleared {
            self.remove(name);
        }
        for (name, text) in changes.set.iter() {
            self.insert(name, text);
        }
    }

    fn write(&mut self, name: &str, text: &str) -> Entry {
        let begin = self.all.len();
        self.all.push_str(name);
        let middle = self.all.len();
        self.all.push_str(text);
        Entry { beginning: beginning(name), name: begin, text: middle, end: self.all.len() }
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        let first = beginning(name);
        self.entries.binary_search_by(|entry| {
            entry.beginning.cmp(&first).then_with(|| self.name(*entry).cmp(name))
        })
    }

    fn name(&self, entry: Entry) -> &str {
        self.all.get(entry.name..entry.text).unwrap_or_default()
    }

    fn text(&self, entry: Entry) -> &str {
        self.all.get(entry.text..entry.end).unwrap_or_default()
    }
}

/// The first eight bytes, so that numbers are ordered like the texts unless they are equal.
fn beginning(name: &str) -> u64 {
    if let Some(eight) = name.as_bytes().first_chunk() {
        return u64::from_be_bytes(*eight);
    }
    let mut eight = [0; 8];
    for (slot, byte) in eight.iter_mut().zip(name.bytes()) {
        *slot = byte;
    }
    u64::from_be_bytes(eight)
}

impl TextChanges {
    pub(super) const fn is_empty(&self) -> bool {
        self.set.is_empty() && self.cleared.is_empty()
    }
}

impl PartialEq for Texts {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Texts {}

impl fmt::Debug for Texts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

impl<N: AsRef<str>, T: AsRef<str>> FromIterator<(N, T)> for Texts {
    fn from_iter<I: IntoIterator<Item = (N, T)>>(all: I) -> Self {
        let mut texts = Self::default();
        for (name, text) in all {
            texts.insert(name.as_ref(), text.as_ref());
        }
        texts
    }
}

impl Serialize for Texts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.len()))?;
        for (name, text) in self.iter() {
            map.serialize_entry(name, text)?;
        }
        map.end()
    }
}
