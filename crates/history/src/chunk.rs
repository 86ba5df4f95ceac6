//! So many rows, with everything that is known about them. A chunk is replaced as a whole when a row of it changes, so
//! that whoever is reading goes on with what was there before.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::workflow::DecisionAction;
use uuid::Uuid;

use crate::bits::{Bits, CHUNK_ROWS, Rows};
use crate::column::{Column, bits_to_code, bits_to_number, code_to_bits, number_to_bits};
use crate::preview::totals::Totals;
use crate::record::{Keys, Known, PastInquiry, RecordedRun, Source};

/// A number that no other state of any chunk or list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub(crate) struct Stamp(u64);

impl Stamp {
    pub(crate) fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self(NEXT.fetch_add(1, Ordering::Relaxed))
    }
}

/// A route of a workflow, as runs recorded it.
pub(crate) type RecordedRoute = (WorkflowId, String);

/// Rows and what is known about them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) stamp: Stamp,
    pub(crate) numbers: [Column; 4],
    pub(crate) codes: [Column; 2],
    /// The decision that stands, by its place in [`DecisionAction::ALL`].
    pub(crate) outcome: Column,
    /// Nobody knows which lists matched at completion.
    pub(crate) then_unknown: Bits,
    /// Nobody can ask which lists match now.
    pub(crate) now_unknown: Bits,
    pub(crate) erased: Bits,
    pub(crate) imported: Bits,
    pub(crate) then: BTreeMap<ListId, Rows>,
    /// Decided by a run of this workflow.
    pub(crate) settled: BTreeMap<WorkflowId, Rows>,
    pub(crate) runs: BTreeMap<RecordedRoute, Rows>,
    completed_at: Vec<i64>,
    earliest: i64,
    latest: i64,
    pub(crate) totals: OnceLock<Totals>,
    /// Rows of a chunk whose ids were not read.
    nameless: usize,
    ids: Vec<Uuid>,
    least_id: Uuid,
    greatest_id: Uuid,
}

/// What is read apart from the columns.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    pub(crate) moments: Vec<i64>,
    pub(crate) ids: Vec<Uuid>,
}

/// A value that no attribute can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("inquiry {id} has an attribute out of its range")]
pub struct OutOfRange {
    /// The inquiry.
    pub id: InquiryId,
}

impl Chunk {
    pub(crate) fn rows(&self) -> usize {
        self.ids.len().max(self.nameless)
    }

    /// A chunk of so many rows whose ids and moments are not read: good for counting all of them, and nothing else.
    pub(crate) fn nameless(rows: usize) -> Self {
        Self { stamp: Stamp::next(), nameless: rows, ..Self::default() }
    }

    /// What is known of it without its rows: how many there are, from when to when, which ids are among them, what is counted of
    /// all, and of whom lists are known now.
    pub(crate) fn head(&self) -> Self {
        Self {
            stamp: self.stamp,
            nameless: self.rows(),
            now_unknown: self.now_unknown.clone(),
            totals: self.totals.clone(),
            earliest: self.earliest,
            latest: self.latest,
            least_id: self.least_id,
            greatest_id: self.greatest_id,
            ..Self::default()
        }
    }

    /// Gives a head its moments and ids, as far as they were read.
    pub(crate) fn put_parts(&mut self, Parts { moments, ids }: Parts) {
        (self.completed_at, self.ids) = (moments, ids);
    }

    /// All ids, by row.
    pub(crate) fn ids(&self) -> &[Uuid] {
        &self.ids
    }

    /// Whether an id may be among them.
    pub(crate) fn may_have(&self, id: Uuid) -> bool {
        self.rows() > 0 && (self.least_id..=self.greatest_id).contains(&id)
    }

    pub(crate) fn is_full(&self) -> bool {
        self.rows() >= CHUNK_ROWS
    }

    /// The column of an attribute; the set of lists has none.
    pub(crate) const fn column(&self, key: AttributeKey) -> Option<&Column> {
        let [age, similarity, liveness, attempts] = &self.numbers;
        let [country, us_state] = &self.codes;
        Some(match key {
            AttributeKey::Age => age,
            AttributeKey::Country => country,
            AttributeKey::UsState => us_state,
            AttributeKey::DocumentSimilarityScore => similarity,
            AttributeKey::LivenessCheckScore => liveness,
            AttributeKey::FailedVerificationAttempts => attempts,
            AttributeKey::ListMatches => return None,
        })
    }

    /// Gives an empty chunk its rows, all at once.
    pub(crate) fn set_keys(&mut self, ids: Vec<Uuid>, moments: Vec<i64>) {
        self.stamp = Stamp::next();
        self.least_id = ids.iter().min().copied().unwrap_or_default();
        self.greatest_id = ids.iter().max().copied().unwrap_or_default();
        self.earliest = moments.iter().min().copied().unwrap_or_default();
        self.latest = moments.iter().max().copied().unwrap_or_default();
        (self.ids, self.completed_at) = (ids, moments);
    }

    /// Writes a row; one that is just behind the last is added.
    pub(crate) fn put(&mut self, row: usize, inquiry: &PastInquiry) -> Result<(), OutOfRange> {
        let mut numbers = [Known::Missing; 4];
        for (code, known) in numbers.iter_mut().zip(inquiry.numbers) {
            *code = match known {
                Known::Value(number) => {
                    Known::Value(number_to_bits(number).ok_or(OutOfRange { id: inquiry.id })?)
                }
                Known::Missing => Known::Missing,
                Known::NotRecorded => Known::NotRecorded,
            };
        }
        let [.., attempts] = &mut numbers;
        if *attempts == Known::Missing {
            *attempts = Known::Value(0);
        }
        for (column, value) in self.numbers.iter_mut().zip(numbers) {
            column.put(row, value);
        }
        for (column, known) in self.codes.iter_mut().zip(inquiry.codes) {
            column.put(
                row,
                match known {
                    Known::Value(code) => Known::Value(code_to_bits(code)),
                    Known::Missing => Known::Missing,
                    Known::NotRecorded => Known::NotRecorded,
                },
            );
        }
        self.totals = OnceLock::new();
        self.put_rest(row, inquiry);
        self.put_key(row, inquiry.id, inquiry.completed_at);
        Ok(())
    }

    fn put_rest(&mut self, row: usize, inquiry: &PastInquiry) {
        let outcome =
            inquiry.outcome.map_or(Known::Missing, |outcome| Known::Value(outcome as u64));
        self.outcome.put(row, outcome);
        self.then_unknown.put(row, inquiry.lists_then.is_none());
        self.now_unknown.put(row, inquiry.keys != Keys::Kept);
        self.erased.put(row, inquiry.keys == Keys::Erased);
        self.imported.put(row, inquiry.source == Source::Import);
        if row < self.rows() {
            self.then.values_mut().for_each(|rows| rows.put(row, false));
            self.settled.values_mut().for_each(|rows| rows.put(row, false));
            self.runs.values_mut().for_each(|rows| rows.put(row, false));
        }
        for list in inquiry.lists_then.iter().flatten() {
            self.then.entry(*list).or_default().put(row, true);
        }
        for run in &inquiry.runs {
            let route = (run.workflow, run.route.to_string());
            self.runs.entry(route).or_default().put(row, true);
        }
        if let Some(workflow) = inquiry.settled_by {
            self.settled.entry(workflow).or_default().put(row, true);
        }
    }

    fn put_key(&mut self, row: usize, id: InquiryId, completed_at: Timestamp) {
        let (id, moment) = (id.uuid(), completed_at.microseconds());
        if self.rows() == 0 {
            (self.least_id, self.greatest_id) = (id, id);
            (self.earliest, self.latest) = (moment, moment);
        }
        (self.least_id, self.greatest_id) = (self.least_id.min(id), self.greatest_id.max(id));
        (self.earliest, self.latest) = (self.earliest.min(moment), self.latest.max(moment));
        let own = (self.ids.get_mut(row), self.completed_at.get_mut(row));
        if let (Some(own_id), Some(own_moment)) = own {
            (*own_id, *own_moment) = (id, moment);
        } else {
            self.ids.push(id);
            self.completed_at.push(moment);
        }
    }

    pub(crate) fn id(&self, row: usize) -> Option<InquiryId> {
        self.ids.get(row).copied().map(InquiryId::from_uuid)
    }

    pub(crate) fn completed_at(&self, row: usize) -> Option<Timestamp> {
        self.completed_at.get(row).copied().map(Timestamp::from_microseconds)
    }

    /// All moments of completion, by row.
    pub(crate) fn moments(&self) -> &[i64] {
        &self.completed_at
    }

    /// The earliest and the latest moment of completion; a row that was replaced may have had them.
    pub(crate) const fn span(&self) -> (i64, i64) {
        (self.earliest, self.latest)
    }

    /// A row as it came in.
    pub(crate) fn read(&self, row: usize) -> Option<PastInquiry> {
        let (id, completed_at) = (self.id(row)?, self.completed_at(row)?);
        let number = |column: &Column| match column.get(row) {
            Known::Value(bits) => Known::Value(bits_to_number(bits)),
            Known::Missing => Known::Missing,
            Known::NotRecorded => Known::NotRecorded,
        };
        let code = |column: &Column| match column.get(row) {
            Known::Value(bits) => bits_to_code(bits).map_or(Known::Missing, Known::Value),
            Known::Missing => Known::Missing,
            Known::NotRecorded => Known::NotRecorded,
        };
        let on = |(list, rows): (&ListId, &Rows)| rows.get(row).then_some(*list);
        Some(PastInquiry {
            id,
            completed_at,
            numbers: self.numbers.each_ref().map(number),
            codes: self.codes.each_ref().map(code),
            lists_then: (!self.then_unknown.get(row))
                .then(|| self.then.iter().filter_map(on).collect()),
            keys: match (self.now_unknown.get(row), self.erased.get(row)) {
                (_, true) => Keys::Erased,
                (true, false) => Keys::Never,
                (false, false) => Keys::Kept,
            },
            outcome: self.outcome_of(row),
            runs: self.runs_of(row),
            settled_by: self.settled.iter().find(|(_, rows)| rows.get(row)).map(|(own, _)| *own),
            source: if self.imported.get(row) { Source::Import } else { Source::Intake },
        })
    }

    /// The decision that stands, of a row.
    pub(crate) fn outcome_of(&self, row: usize) -> Option<DecisionAction> {
        let Known::Value(place) = self.outcome.get(row) else { return None };
        DecisionAction::ALL.get(usize::try_from(place).ok()?).copied()
    }

    fn runs_of(&self, row: usize) -> Vec<RecordedRun> {
        let taken = self.runs.iter().filter(|(_, rows)| rows.get(row));
        let runs = taken.filter_map(|((workflow, route), _)| {
            Some(RecordedRun { workflow: *workflow, route: route.parse().ok()? })
        });
        runs.collect()
    }

    /// Bytes on the heap.
    pub(crate) fn bytes(&self) -> usize {
        let columns = self.numbers.iter().chain(&self.codes).chain([&self.outcome]);
        let flags = [&self.then_unknown, &self.now_unknown, &self.erased, &self.imported];
        let tags = self.then.values().chain(self.settled.values()).chain(self.runs.values());
        size_of::<Self>()
            + columns.map(Column::bytes).sum::<usize>()
            + flags.map(Bits::bytes).iter().sum::<usize>()
            + tags.map(|rows| rows.bytes() + size_of::<(RecordedRoute, Rows)>()).sum::<usize>()
            + self.completed_at.capacity() * size_of::<i64>()
            + self.ids.capacity() * size_of::<Uuid>()
    }
}
