//! Who is on the lists now, by the files' keys and the database's items.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pointsman_domain::ids::ListId;
use pointsman_domain::list::ListKeys;
use pointsman_history::Inquiries;
use pointsman_history::segments::{SegmentError, Segments};
use pointsman_storage::Storage;

use super::BacktestError;
use crate::deciding::Decider;
use crate::history::keys::{Names, Rows, Trouble, countries, ended, keys_of, names_of};
use crate::history::lists_now::ABSENT;

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
        let mut ask = |row: u64, keys: &ListKeys| {
            for found in self.decider.matches_of([keys]).into_iter().flatten() {
                if self.revisions.contains_key(&found.list) {
                    on.entry(found.list).or_default().push(row);
                }
            }
        };
        if !self.names.is_empty() {
            let trouble = Trouble::default();
            let mut rows = Rows::new(inquiries.clone(), &trouble);
            segments.keys_named(&self.names, |id, values| {
                if let Some(row) = rows.row_of(id) {
                    ask(row, &keys_of(values, &self.names));
                }
            })?;
            ended(&trouble)?;
        }
        if self.has_countries {
            countries(inquiries, |row, keys| ask(row, &keys))?;
        }
        for (list, revision) in &self.revisions {
            inquiries.set_now(*list, *revision, on.remove(list).unwrap_or_default());
        }
        Ok(())
    }
}
