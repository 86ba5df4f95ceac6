//! Random histories: what came in, and which lists match now.

use std::collections::{BTreeMap, BTreeSet};

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::workflow::{DecisionAction, Document, TakenRoute};
use pointsman_engine::Facts;
use pointsman_history::{
    Inquiries, Keys, Known, Lists, NowState, PastInquiry, RecordedRun, Source,
};
use uuid::Uuid;

use crate::fixtures::list_id;
use crate::generate::{self, Random};

/// The lists that documents mention, and one that they do not.
pub(crate) const LISTS: [u64; 6] = [1, 2, 3, 4, 5, 8];

/// A history twice: in columns and inquiry by inquiry.
#[derive(Debug, Default)]
pub(crate) struct Past {
    pub(crate) columns: Inquiries,
    pub(crate) plain: Vec<PastInquiry>,
    pub(crate) now: BTreeMap<ListId, BTreeSet<u64>>,
}

pub(crate) fn workflow(number: u128) -> WorkflowId {
    WorkflowId::from_uuid(Uuid::from_u128(number))
}

impl Past {
    /// Adds some inquiries, with values near the constants of a document.
    pub(crate) fn grow(&mut self, random: &mut Random, document: &Document, count: u64) {
        let first = self.columns.len();
        let added: Vec<_> =
            (first..first + count).map(|row| inquiry(random, document, row)).collect();
        assert_eq!(self.columns.append(&added).unwrap(), first..first + count);
        self.plain.extend(added);
        let rows = self.columns.len();
        for list in LISTS.map(list_id) {
            let on: Vec<u64> = (first..rows).filter(|_| random.percent(25)).collect();
            let before = self.now.entry(list).or_default();
            let off: std::collections::BTreeSet<u64> =
                before.iter().copied().filter(|_| random.percent(1)).collect();
            before.retain(|row| !off.contains(row));
            before.extend(&on);
            self.columns.change_now(list, NowState { revision: 1, rows }, on, off);
        }
    }

    /// Some inquiries are decided later, some are erased.
    pub(crate) fn change(&mut self, random: &mut Random) {
        for _ in 0..random.between(0, 20) {
            let row = random.below(self.plain.len());
            let inquiry = &mut self.plain[row];
            if random.percent(50) {
                inquiry.outcome = Some(*random.pick(&DecisionAction::ALL));
            } else {
                inquiry.keys = Keys::Erased;
            }
            let changed = inquiry.clone();
            let id = changed.id;
            let found = self.columns.find([id]).unwrap()[&id];
            assert_eq!(found, u64::try_from(row).unwrap());
            self.columns.bring_to(&[(found, &changed)]).unwrap();
        }
    }

    /// What a decision reads about a row.
    pub(crate) fn facts(&self, row: usize, lists: Lists) -> Facts {
        let inquiry = &self.plain[row];
        let mut attributes = inquiry.attributes();
        let known = match lists {
            Lists::Then => inquiry.lists_then.is_some(),
            Lists::Now => {
                let number = u64::try_from(row).unwrap();
                let on = self.now.iter().filter(|(_, rows)| rows.contains(&number));
                attributes.list_matches = on
                    .map(|(list, _)| pointsman_domain::attribute::ListMatch {
                        list: *list,
                        item: None,
                        revision: 0,
                    })
                    .collect();
                inquiry.keys == Keys::Kept
            }
        };
        if known { Facts::new(&attributes) } else { Facts::with_unknown_lists(&attributes) }
    }
}

pub(crate) fn inquiry(random: &mut Random, document: &Document, row: u64) -> PastInquiry {
    let drawn = generate::inquiry(random, document);
    // Mostly in order of completion, as it is with inquiries that were not imported.
    let moment = i64::try_from(row).unwrap() * 1_000 + i64::try_from(random.below(50_000)).unwrap();
    let id = InquiryId::from_uuid(Uuid::from_u128(u128::from(row) * 3 + 7));
    let mut past = PastInquiry::new(id, Timestamp::from_microseconds(moment), &drawn.attributes);
    if !drawn.lists_known {
        past.lists_then = None;
    }
    if random.percent(3) {
        past.numbers[2] = Known::NotRecorded;
    }
    past.keys = *random.pick(&[Keys::Kept, Keys::Kept, Keys::Kept, Keys::Never, Keys::Erased]);
    if random.percent(80) {
        past.outcome = Some(*random.pick(&DecisionAction::ALL));
    }
    if random.percent(30) {
        past.source = Source::Import;
    }
    for number in 0..3 {
        if random.percent(40) {
            let route = match random.below(4) {
                0 => TakenRoute::EverythingElse,
                place => TakenRoute::Route(format!("rt_{place}").parse().unwrap()),
            };
            past.runs.push(RecordedRun { workflow: workflow(number), route });
            if random.percent(50) {
                past.settled_by = Some(workflow(number));
            }
        }
    }
    past
}
