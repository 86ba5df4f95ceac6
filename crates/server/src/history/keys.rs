//! What lists match on, of everybody: from the files, with the named values alone, or else from the database.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use pointsman_domain::attribute::Attributes;
use pointsman_domain::ids::{InquiryId, ListId};
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::{ListKeys, ListKind};
use pointsman_engine::checked::CodeAttribute;
use pointsman_history::{Inquiries, KeyValues, Known, SpillError};
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
    let (own, of, wanted) = (Arc::clone(&pick), Arc::clone(past), names.clone());
    let trouble = Trouble::default();
    let mut rows = Rows::new(past.inquiries.clone(), &trouble);
    let of_file = move |found: &mut Vec<T>, id, values: &KeyValues| {
        if let Some(row) = rows.row_of(id) {
            found.extend(own(&of, row, keys_of(values, &wanted)));
        }
    };
    if let Some(found) = files.keys(names, Vec::new(), of_file).await {
        ended(&trouble)?;
        return Ok(found);
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

/// How far ahead the row of the next one is looked for: in files that are whole it is the next one, or a few were left out.
const AHEAD: u64 = 64;

/// What went wrong while rows were looked for, to be asked afterwards.
pub(super) type Trouble = Arc<Mutex<Option<SpillError>>>;

/// Fails if something went wrong.
pub(super) fn ended(trouble: &Trouble) -> Result<(), SpillError> {
    let trouble = trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
    trouble.map_or(Ok(()), Err)
}

/// Rows as they are met in the order of the files.
pub(super) struct Rows {
    inquiries: Inquiries,
    next: u64,
    /// The ids of the chunk that was met last, and its first row.
    beside: (u64, Vec<InquiryId>),
    /// What went wrong; nobody is met any more then.
    trouble: Trouble,
    /// All of them by id, made when one is met out of order: files that were made anew are in another one.
    by_id: Option<Vec<(InquiryId, u64)>>,
}

impl Rows {
    pub(super) fn new(inquiries: Inquiries, trouble: &Trouble) -> Self {
        let trouble = Arc::clone(trouble);
        Self { inquiries, next: 0, beside: (0, Vec::new()), trouble, by_id: None }
    }

    pub(super) fn row_of(&mut self, id: InquiryId) -> Option<u64> {
        if self.trouble.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            return None;
        }
        match self.row(id) {
            Ok(row) => row.filter(|row| self.inquiries.are_lists_known_now(*row)),
            Err(error) => {
                self.trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
                None
            }
        }
    }

    fn row(&mut self, id: InquiryId) -> Result<Option<u64>, SpillError> {
        // Whoever was met out of order once is in files of another order: looking ahead would be in vain.
        if self.by_id.is_some() {
            return self.found(id);
        }
        let last = self.inquiries.len().min(self.next + AHEAD);
        for row in self.next..last {
            if self.id(row)? == Some(id) {
                self.next = row + 1;
                return Ok(Some(row));
            }
        }
        let row = self.found(id)?;
        self.next = row.map_or(self.next, |row| row + 1);
        Ok(row)
    }

    fn id(&mut self, row: u64) -> Result<Option<InquiryId>, SpillError> {
        let beside = |(first, ids): &(u64, Vec<InquiryId>)| {
            let place = usize::try_from(row.checked_sub(*first)?).ok()?;
            ids.get(place).copied()
        };
        if let Some(id) = beside(&self.beside) {
            return Ok(Some(id));
        }
        self.beside = self.inquiries.ids_beside(row)?;
        Ok(beside(&self.beside))
    }

    fn found(&mut self, id: InquiryId) -> Result<Option<u64>, SpillError> {
        if self.by_id.is_none() {
            let mut all = Vec::new();
            let mut row = 0;
            while row < self.inquiries.len() {
                let (first, ids) = self.inquiries.ids_beside(row)?;
                row = first + u64::try_from(ids.len()).unwrap_or(u64::MAX).max(1);
                all.extend(ids.into_iter().zip(first..));
            }
            all.sort_unstable();
            self.by_id = Some(all);
        }
        let by_id = self.by_id.as_deref().unwrap_or_default();
        let place = by_id.binary_search_by_key(&id, |(id, _)| *id);
        Ok(place.ok().and_then(|place| by_id.get(place)).map(|(_, row)| *row))
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
