//! Who is on the lists now, by the files' keys and the database's items.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pointsman_domain::ids::{InquiryId, ListId};
use pointsman_domain::list::ListKeys;
use pointsman_history::segments::{MeetKeys, SegmentError, Segments};
use pointsman_history::{Inquiries, KeyValues};
use pointsman_storage::Storage;

use super::BacktestError;
use crate::deciding::Decider;
use crate::history::files::threads;
use crate::history::keys::{Names, countries, keys_of, names_of};
use crate::history::lists_now::ABSENT;
use crate::history::rows::{Rows, RowsById};

/// The items of lists, by which everybody can be asked.
pub(super) struct ListsNow {
    decider: Arc<Decider>,
    /// `ABSENT` for those that are archived.
    revisions: BTreeMap<ListId, i64>,
    names: Names,
    has_countries: bool,
}

impl ListsNow {
    /// Reads what is on these lists.
    pub(super) async fn read(
        storage: &Storage,
        wanted: BTreeSet<ListId>,
    ) -> Result<Self, BacktestError> {
        let decider = Arc::new(Decider::default());
        if !wanted.is_empty() {
            decider.refresh(storage).await?;
        }
        let present = decider.revisions_of(wanted.iter().copied());
        let revision = |list: &ListId| (*list, present.get(list).copied().unwrap_or(ABSENT));
        let revisions = wanted.iter().map(revision).collect();
        let (names, has_countries) = names_of(storage, wanted).await?;
        Ok(Self { decider, revisions, names, has_countries })
    }

    /// Says of every row on which of them it is.
    pub(super) fn write(
        &self,
        segments: &Segments,
        inquiries: &mut Inquiries,
    ) -> Result<(), SegmentError> {
        let mut on: BTreeMap<ListId, Vec<u64>> = BTreeMap::new();
        if !self.names.is_empty() {
            let rows = Arc::new(RowsById::of(inquiries.clone()));
            let part = |first| {
                let rows = Rows::from(&rows, first);
                ListsPart { lists: self, rows, on: BTreeMap::new() }
            };
            for found in segments.meet_keys(&self.names, threads(), part)? {
                for (list, rows) in found {
                    on.entry(list).or_default().extend(rows);
                }
            }
            rows.ended()?;
        }
        if self.has_countries {
            countries(inquiries, |row, keys| self.ask(row, &keys, &mut on))?;
        }
        for (list, revision) in &self.revisions {
            inquiries.set_now(*list, *revision, on.remove(list).unwrap_or_default());
        }
        Ok(())
    }

    fn ask(&self, row: u64, keys: &ListKeys, on: &mut BTreeMap<ListId, Vec<u64>>) {
        for found in self.decider.matches_of([keys]).into_iter().flatten() {
            if self.revisions.contains_key(&found.list) {
                on.entry(found.list).or_default().push(row);
            }
        }
    }
}

/// Asks those of one part.
struct ListsPart<'l> {
    lists: &'l ListsNow,
    rows: Rows,
    on: BTreeMap<ListId, Vec<u64>>,
}

impl MeetKeys for ListsPart<'_> {
    type Found = BTreeMap<ListId, Vec<u64>>;

    fn meet(&mut self, id: InquiryId, values: KeyValues) {
        if let Some(row) = self.rows.row_of(id) {
            self.lists.ask(row, &keys_of(values, &self.lists.names), &mut self.on);
        }
    }

    fn found(self) -> Self::Found {
        self.on
    }
}
