//! What lists match on, of everybody: from the files, with the named values alone, or else from the database.

use std::collections::BTreeSet;
use std::sync::Arc;

use pointsman_domain::attribute::Attributes;
use pointsman_domain::ids::{InquiryId, ListId};
use pointsman_domain::list::{ListKeys, ListKind};
use pointsman_engine::checked::CodeAttribute;
use pointsman_history::segments::MeetKeys;
use pointsman_history::{Inquiries, KeyValues, Known, SpillError};
use pointsman_storage::inquiries::keys_after;
use pointsman_storage::{Storage, StorageError, Transaction, lists};

use super::files::Files;
use super::keeper::{KeepError, Past};
use super::rows::{Rows, RowsById};
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
            let mut found = Vec::new();
            countries(&past.inquiries, |row, keys| found.extend(pick(&past, row, keys)))?;
            Ok::<_, SpillError>(found)
        };
        return match tokio::task::spawn_blocking(ask).await {
            Ok(found) => Ok(found?),
            Err(error) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(StorageError::Closed.into()),
            },
        };
    }
    let pick = Arc::new(pick);
    let rows = Arc::new(RowsById::of(past.inquiries.clone()));
    let picking = {
        let (pick, past, rows) = (Arc::clone(&pick), Arc::clone(past), Arc::clone(&rows));
        let wanted = Arc::new(names.clone());
        move |first| Picking {
            rows: Rows::from(&rows, first),
            pick: Arc::clone(&pick),
            past: Arc::clone(&past),
            wanted: Arc::clone(&wanted),
            found: Vec::new(),
        }
    };
    if let Some(parts) = files.meet(names, picking).await {
        rows.ended()?;
        return Ok(parts.into_iter().flatten().collect());
    }
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = app.storage().read(move |t| keys_after(t, after, PAGE)).await?;
        let rows = past.inquiries.find(page.rows.iter().map(|(id, _)| *id))?;
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

/// Asks about those of one part.
struct Picking<T, P> {
    rows: Rows,
    pick: Arc<P>,
    past: Arc<Past>,
    wanted: Arc<Names>,
    found: Vec<T>,
}

impl<T: Send, P: Fn(&Past, u64, ListKeys) -> Option<T>> MeetKeys for Picking<T, P> {
    type Found = Vec<T>;

    fn meet(&mut self, id: InquiryId, values: KeyValues) {
        if let Some(row) = self.rows.row_of(id) {
            self.found.extend((self.pick)(&self.past, row, keys_of(values, &self.wanted)));
        }
    }

    fn found(self) -> Vec<T> {
        self.found
    }
}

pub(super) fn keys_of(mut values: KeyValues, wanted: &Names) -> ListKeys {
    values.fields.retain(|name, _| wanted.contains(name));
    ListKeys::new(&values.submission(), &Attributes::default())
}

/// Hands out everybody whose country is known, with it alone.
pub(super) fn countries(
    inquiries: &Inquiries,
    mut each: impl FnMut(u64, ListKeys),
) -> Result<(), SpillError> {
    inquiries.codes(CodeAttribute::Country, |row, code| match code {
        Known::Value(code) if inquiries.are_lists_known_now(row) => {
            each(row, ListKeys { country: Some(code), ..ListKeys::default() });
        }
        Known::Value(_) | Known::Missing | Known::NotRecorded => {}
    })
}
