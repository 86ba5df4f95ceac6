//! What is in lists now, as far as proofs want to know: which lists can match together, with a real value for each
//! combination.
//!
//! Made once for the items of some lists and kept as long as their revisions stay the same. Of lists that are too large
//! to look through, the index that decides is asked about the values that items of the others name.

mod addresses;
mod mails;
mod names;
mod search;
mod values;

use std::collections::BTreeMap;

use pointsman_domain::attribute::Code;
use pointsman_domain::ids::ListId;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::{FieldName, ItemValue, ListKind};

use super::known::Matching;
use super::limits;
use search::Search;

/// Combinations that are looked for in lists of one type.
pub const COMBINATIONS: usize = 2_048;

/// One list with what is known of its items.
#[derive(Clone, Copy, Debug)]
pub struct ListContents<'c> {
    /// The list.
    pub list: ListId,
    /// What it holds.
    pub kind: &'c ListKind,
    /// Its items.
    pub items: ListItems<'c>,
}

/// What is known of a list's items.
#[derive(Clone, Copy, Debug)]
pub enum ListItems<'c> {
    /// These are all.
    All(&'c [ItemValue]),
    /// These are some, because all are too many to look through. The index has them all.
    Some(&'c [ItemValue]),
    /// Nothing, not even by the index.
    Unknown,
}

impl<'c> ListItems<'c> {
    /// Those that are here.
    fn here(self) -> &'c [ItemValue] {
        match self {
            Self::All(items) | Self::Some(items) => items,
            Self::Unknown => &[],
        }
    }
}

/// Which lists can match together now.
#[derive(Clone, Debug, Default)]
pub struct PresentLists {
    groups: Vec<Group>,
    countries: BTreeMap<ListId, Vec<Code>>,
    work: u64,
}

/// Lists that are asked about the same value of an inquiry.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// The fields of an inquiry that its lists are asked about.
    pub(super) fields: Vec<String>,
    pub(super) lists: Vec<ListId>,
    /// Combinations that do match, by places of lists, each once.
    pub(super) found: Vec<Combination>,
    /// What cannot be ruled out beside them.
    pub(super) possible: Vec<Possible>,
    /// Lists whose items are not known: each may match beside any combination.
    pub(super) unknown: Vec<usize>,
}

/// Why combinations beside lists that are not known are not sure.
pub(super) const TOO_LARGE: &str = "a list holds more items than are looked through";

/// Lists that match together.
#[derive(Clone, Debug)]
pub(super) struct Combination {
    pub(super) on: Vec<usize>,
    pub(super) key: RealKey,
}

/// Lists that may match together: all of `on`, and any of `may`.
#[derive(Clone, Debug)]
pub(super) struct Possible {
    pub(super) on: Vec<usize>,
    pub(super) may: Vec<usize>,
    pub(super) reason: String,
}

/// A value of an inquiry that lists match on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RealKey {
    /// Fields with their texts.
    pub(super) fields: Vec<(String, String)>,
    /// Parts of the session with their texts.
    pub(super) session: Vec<(String, String)>,
}

impl RealKey {
    pub(super) fn field(name: &str, text: String) -> Self {
        Self { fields: vec![(name.to_owned(), text)], session: Vec::new() }
    }

    pub(super) fn session(name: &str, text: String) -> Self {
        Self { fields: Vec::new(), session: vec![(name.to_owned(), text)] }
    }

    /// Puts the value into an inquiry; `None` if another one is there already.
    pub(super) fn put(&self, submission: &mut Submission) -> Option<()> {
        for (own, texts) in
            [(&self.fields, &mut submission.fields), (&self.session, &mut submission.session)]
        {
            for (name, text) in own {
                match texts.get(name) {
                    Some(known) if known != text => return None,
                    Some(_) => {}
                    None => texts.insert(name, text),
                }
            }
        }
        Some(())
    }
}

impl PresentLists {
    /// Looks through the items of these lists; archived ones are left out. `matching` is asked about lists of which only
    /// some items are here.
    pub fn new(contents: &[ListContents<'_>], matching: &dyn Matching) -> Self {
        Self::within(contents, matching, limits::LOOKED_THROUGH)
    }

    /// The same with so many steps of work for the lists of one type; what takes more is not known.
    pub fn within(contents: &[ListContents<'_>], matching: &dyn Matching, steps: u64) -> Self {
        let mut present = Self::default();
        let mut grouped: BTreeMap<GroupKey, Vec<ListContents<'_>>> = BTreeMap::new();
        for list in contents {
            match (list.kind, list.items) {
                (ListKind::Country, ListItems::All(items)) => {
                    let countries = items.iter().filter_map(|item| match item {
                        ItemValue::Country(code) => Some(*code),
                        _ => None,
                    });
                    present.countries.insert(list.list, countries.collect());
                }
                (ListKind::Country, ListItems::Some(_) | ListItems::Unknown) => {}
                (kind, _) => grouped.entry(GroupKey::of(kind)).or_default().push(*list),
            }
        }
        for (key, lists) in grouped {
            let (group, work) = group(&key, &lists, matching, steps);
            present.groups.push(group);
            present.work += work;
        }
        present
    }

    /// The work that it was: values asked about and names compared.
    pub fn work(&self) -> u64 {
        self.work
    }

    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    pub(super) fn countries(&self, list: ListId) -> Option<&[Code]> {
        self.countries.get(&list).map(Vec::as_slice)
    }
}

/// What lists have in common that are asked about the same value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum GroupKey<'k> {
    Addresses,
    Mails,
    Phones,
    Names,
    GovernmentIds,
    Fingerprints,
    Texts(&'k FieldName),
    Countries,
}

impl<'k> GroupKey<'k> {
    fn of(kind: &'k ListKind) -> Self {
        match kind {
            ListKind::IpAddress => Self::Addresses,
            ListKind::EmailAddress => Self::Mails,
            ListKind::PhoneNumber => Self::Phones,
            ListKind::Name => Self::Names,
            ListKind::GovernmentIdNumber => Self::GovernmentIds,
            ListKind::Fingerprint => Self::Fingerprints,
            ListKind::Text { field } => Self::Texts(field),
            ListKind::Country => Self::Countries,
        }
    }

    /// The fields that are asked about; no two groups read the same part of the session.
    fn fields(&self) -> Vec<String> {
        let fields: &[&str] = match self {
            Self::Mails => &["email_address"],
            Self::Phones => &["phone_number"],
            Self::Names => &["name_first", "name_last"],
            Self::GovernmentIds => &["identification_class", "identification_number"],
            Self::Texts(field) => &[field.as_str()],
            Self::Addresses | Self::Fingerprints | Self::Countries => &[],
        };
        fields.iter().map(|field| (*field).to_owned()).collect()
    }
}

fn group(
    key: &GroupKey<'_>,
    lists: &[ListContents<'_>],
    matching: &dyn Matching,
    steps: u64,
) -> (Group, u64) {
    let items: Vec<(usize, &ItemValue)> = lists
        .iter()
        .enumerate()
        .flat_map(|(place, list)| list.items.here().iter().map(move |item| (place, item)))
        .collect();
    let those = |wanted: fn(&ListItems<'_>) -> bool| -> Vec<usize> {
        let numbered = lists.iter().enumerate();
        numbered.filter(|(_, list)| wanted(&list.items)).map(|(place, _)| place).collect()
    };
    let group = Group {
        fields: key.fields(),
        lists: lists.iter().map(|list| list.list).collect(),
        unknown: those(|items| matches!(items, ListItems::Unknown)),
        ..Group::default()
    };
    let partly = those(|items| matches!(items, ListItems::Some(_)));
    let mut search = Search::new(group, partly, matching, steps);
    match key {
        GroupKey::Addresses => addresses::find(&items, &mut search),
        GroupKey::Mails => mails::find(&items, &mut search),
        GroupKey::Phones => values::find_phones(&items, &mut search),
        GroupKey::Names => names::find(&items, &mut search),
        GroupKey::GovernmentIds => values::find_government_ids(&items, &mut search),
        GroupKey::Fingerprints => values::find_fingerprints(&items, &mut search),
        GroupKey::Texts(field) => values::find_texts(field, &items, &mut search),
        GroupKey::Countries => {}
    }
    search.end()
}

/// A sorted set of places.
pub(super) fn places(places: impl IntoIterator<Item = usize>) -> Vec<usize> {
    let mut places: Vec<usize> = places.into_iter().collect();
    places.sort_unstable();
    places.dedup();
    places
}
