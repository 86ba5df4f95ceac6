//! Rows of inquiries as they are met in the files, by several threads: each meets one part of them.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use pointsman_domain::ids::InquiryId;
use pointsman_history::{Inquiries, SpillError};

/// How far ahead the row of the next one is looked for: those who have nothing for lists to match on are left out in the
/// files. It is looked for in vain but once in each part.
const AHEAD: u64 = 1 << 20;

/// What all parts share.
pub(super) struct RowsById {
    inquiries: Inquiries,
    /// All of them by id, made when one is met out of order: files that were made anew are in another one. Nothing if they
    /// cannot be read.
    by_id: OnceLock<Vec<(InquiryId, u64)>>,
    /// What went wrong; nobody is met any more then.
    trouble: Mutex<Option<SpillError>>,
}

impl RowsById {
    pub(super) fn of(inquiries: Inquiries) -> Self {
        Self { inquiries, by_id: OnceLock::new(), trouble: Mutex::default() }
    }

    /// Fails if something went wrong meanwhile.
    pub(super) fn ended(&self) -> Result<(), SpillError> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner).take();
        trouble.map_or(Ok(()), Err)
    }

    fn note(&self, error: SpillError) {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    }

    fn is_in_trouble(&self) -> bool {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    fn all(&self) -> &[(InquiryId, u64)] {
        self.by_id.get_or_init(|| {
            let mut all = Vec::new();
            let mut row = 0;
            while row < self.inquiries.len() {
                let (first, ids) = match self.inquiries.ids_beside(row) {
                    Ok(found) => found,
                    Err(error) => {
                        self.note(error);
                        return Vec::new();
                    }
                };
                row = first + u64::try_from(ids.len()).unwrap_or(u64::MAX).max(1);
                all.extend(ids.into_iter().zip(first..));
            }
            all.sort_unstable();
            all
        })
    }

    fn found(&self, id: InquiryId) -> Option<u64> {
        let all = self.all();
        let place = all.binary_search_by_key(&id, |(id, _)| *id);
        place.ok().and_then(|place| all.get(place)).map(|(_, row)| *row)
    }
}

/// Rows as they are met in one part of the files.
pub(super) struct Rows {
    all: Arc<RowsById>,
    next: u64,
    /// The ids of the chunk that was met last, and its first row.
    beside: (u64, Vec<InquiryId>),
    /// Whoever was met out of order once is in files of another order: looking ahead would be in vain.
    are_in_order: bool,
}

impl Rows {
    /// Those of the part that begins with this row, if the files are in the order of the rows.
    pub(super) fn from(all: &Arc<RowsById>, first: u64) -> Self {
        let are_in_order = all.by_id.get().is_none();
        Self { all: Arc::clone(all), next: first, beside: (0, Vec::new()), are_in_order }
    }

    /// `None` too for those of whom it is not known what lists match on.
    pub(super) fn row_of(&mut self, id: InquiryId) -> Option<u64> {
        if self.are_in_order {
            match self.ahead(id) {
                Ok(Some(row)) => return self.known(row),
                Ok(None) => self.are_in_order = false,
                Err(error) => self.all.note(error),
            }
        }
        if self.all.is_in_trouble() {
            return None;
        }
        let row = self.all.found(id)?;
        self.known(row)
    }

    fn known(&self, row: u64) -> Option<u64> {
        self.all.inquiries.are_lists_known_now(row).then_some(row)
    }

    fn ahead(&mut self, id: InquiryId) -> Result<Option<u64>, SpillError> {
        let last = self.all.inquiries.len().min(self.next + AHEAD);
        for row in self.next..last {
            if self.id(row)? == Some(id) {
                self.next = row + 1;
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    fn id(&mut self, row: u64) -> Result<Option<InquiryId>, SpillError> {
        let beside = |(first, ids): &(u64, Vec<InquiryId>)| {
            let place = usize::try_from(row.checked_sub(*first)?).ok()?;
            ids.get(place).copied()
        };
        if let Some(id) = beside(&self.beside) {
            return Ok(Some(id));
        }
        self.beside = self.all.inquiries.ids_beside(row)?;
        Ok(beside(&self.beside))
    }
}
