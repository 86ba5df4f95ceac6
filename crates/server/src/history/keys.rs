//! What lists match on, of everybody: from the files, with the named values alone, or else from the database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pointsman_domain::attribute::Attributes;
use pointsman_domain::ids::{InquiryId, ListId};
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::{ListKeys, ListKind};
use pointsman_engine::checked::CodeAttribute;
use pointsman_history::{Inquiries, KeyValues, Known};
use pointsman_storage::inquiries::keys_after;
use pointsman_storage::{Storage, StorageError, Transaction, lists};

use super::files::Files;
use super::keeper::{KeepError, Past};
use crate::app::App;

/// Inquiries whose keys are read, or kept in memory, at a time.
pub(super) const PAGE: usize = 2_000;

/// Names of the fields and session values that some lists match on.
pub(super) type Names = BTreeSet<String>;

/// What these lists match on; and whether there are lists of countries among them, which match on the attribute.
pub(super) async fn names_of(
    storage: &Storage,
    wanted: BTreeSet<ListId>,
) -> Result<(Names, bool), StorageError> {
    let read = move |transaction: &mut Transaction<'_>| -> Result<_, StorageError> {
        let (mut names, mut has_countries) = (Names::new(), false);
        for list in wanted {
            if let Some(list) = lists::get(transaction, list)? {
                has_countries |= !add_names(&list.kind, &mut names);
            }
        }
        Ok((names, has_countries))
    };
    storage.read(read).await
}

/// `false` for those that match on the attribute, which is in a column.
pub(super) fn add_names(kind: &ListKind, names: &mut Names) -> bool {
    let fixed: &[&str] = match kind {
        ListKind::IpAddress => &["ip_address"],
        ListKind::EmailAddress => &["email_address"],
        ListKind::PhoneNumber => &["phone_number", "address_country_code"],
        ListKind::Name => &["name_first", "name_last"],
        ListKind::Country => return false,
        ListKind::GovernmentIdNumber => &["identification_number", "identification_class"],
        ListKind::Fingerprint => &["browser_fingerprint", "device_fingerprint"],
        ListKind::Text { field } => {
            names.insert(field.to_string());
            &[]
        }
    };
    names.extend(fixed.iter().map(|name| (*name).to_owned()));
    true
}

/// Asks `pick` about everybody of whom it is known what lists of this kind match on.
pub(super) async fn pick<T: Send + 'static>(
    app: &App,
    files: &mut Files,
    past: &Arc<Past>,
    kind: &ListKind,
    pick: impl Fn(&Past, u64, ListKeys) -> Option<T> + Send + Sync + 'static,
) -> Result<Vec<T>, KeepError> {
    let mut names = Names::new();
    if !add_names(kind, &mut names) {
        let past = Arc::clone(past);
        let ask = move || {
            let everybody = countries(&past.inquiries);
            everybody.filter_map(|(row, keys)| pick(&past, row, keys)).collect()
        };
        return match tokio::task::spawn_blocking(ask).await {
            Ok(found) => Ok(found),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(StorageError::Closed.into()),
            },
        };
    }
    let pick = Arc::new(pick);
    let (own, of, wanted) = (Arc::clone(&pick), Arc::clone(past), names.clone());
    let mut rows = Rows::new(past.inquiries.clone());
    let of_file = move |found: &mut Vec<T>, id, values: &KeyValues| {
        if let Some(row) = rows.row_of(id) {
            found.extend(own(&of, row, keys_of(values, &wanted)));
        }
    };
    if let Some(found) = files.keys(names, Vec::new(), of_file).await {
        return Ok(found);
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = app.storage().read(move |t| keys_after(t, after, PAGE)).await?;
        let rows = past.inquiries.find(page.rows.iter().map(|(id, _)| *id));
        let keys = page.rows.into_iter();
        let asked = keys.filter_map(|(id, keys)| Some((*rows.get(&id)?, keys)));
        let known = asked.filter(|(row, _)| past.inquiries.are_lists_known_now(*row));
        found.extend(known.filter_map(|(row, keys)| pick(past, row, keys)));
        after = page.next;
        if after.is_none() {
            return Ok(found);
        }
    }
}

/// How far ahead the row of the next one is looked for: in files that are whole it is the next one, or a few were left out.
const AHEAD: u64 = 64;

/// Rows as they are met in the order of the files.
pub(super) struct Rows {
    inquiries: Inquiries,
    next: u64,
    /// All of them by id, made when one is met out of order: files that were made anew are in another one.
    by_id: Option<Vec<(InquiryId, u64)>>,
}

impl Rows {
    pub(super) const fn new(inquiries: Inquiries) -> Self {
        Self { inquiries, next: 0, by_id: None }
    }

    pub(super) fn row_of(&mut self, id: InquiryId) -> Option<u64> {
        let last = self.inquiries.len().min(self.next + AHEAD);
        let ahead = (self.next..last).find(|row| self.inquiries.id(*row) == Some(id));
        let row = ahead.or_else(|| self.found(id))?;
        self.next = row + 1;
        self.inquiries.are_lists_known_now(row).then_some(row)
    }

    fn found(&mut self, id: InquiryId) -> Option<u64> {
        let inquiries = &self.inquiries;
        let by_id = self.by_id.get_or_insert_with(|| {
            let all = (0..inquiries.len()).filter_map(|row| Some((inquiries.id(row)?, row)));
            let mut all: Vec<_> = all.collect();
            all.sort_unstable();
            all
        });
        let place = by_id.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        by_id.get(place).map(|(_, row)| *row)
    }
}

pub(super) fn keys_of(values: &KeyValues, wanted: &Names) -> ListKeys {
    let some_of = |values: &BTreeMap<String, String>| {
        let some = values.iter().filter(|(name, _)| wanted.contains(*name));
        some.map(|(name, text)| (name.clone(), text.clone())).collect()
    };
    let submission = Submission {
        fields: some_of(&values.fields),
        session: some_of(&values.session),
        ..Submission::default()
    };
    ListKeys::new(&submission, &Attributes::default())
}

/// Everybody whose country is known, with it alone.
pub(super) fn countries(inquiries: &Inquiries) -> impl Iterator<Item = (u64, ListKeys)> {
    let known = (0..inquiries.len()).filter(|row| inquiries.are_lists_known_now(*row));
    known.filter_map(|row| match inquiries.code(row, CodeAttribute::Country) {
        Known::Value(code) => Some((row, ListKeys { country: Some(code), ..ListKeys::default() })),
        Known::Missing | Known::NotRecorded => None,
    })
}
