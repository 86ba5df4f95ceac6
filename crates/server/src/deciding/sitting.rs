//! Deciding in one transaction, one inquiry or hundreds of them: all are built on the revisions that it holds.

use std::sync::Arc;

use pointsman_domain::ids::IdSource;
use pointsman_domain::list::ListKeys;
use pointsman_storage::revisions::{self, Revisions};
use pointsman_storage::{Storage, StorageError, Transaction};

use super::decider::{Currency, Decider, Own, Ready, RefreshError};

/// How often a sitting starts again because a workflow or a list changed, before it reads what it lacks inside its
/// own transaction.
const TRIES_FROM_MEMORY: usize = 3;
/// How often what memory lacks is read anew because others have refreshed it meanwhile.
const TRIES_TO_READ: usize = 5;

/// What the decisions of one transaction are built on.
pub(crate) struct Sitting {
    decider: Arc<Decider>,
    ids: Arc<dyn IdSource>,
    held: Revisions,
    /// Read in this transaction, where the decider was behind it.
    own: Option<Own>,
}

/// Where a try takes workflows and lists from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// The decider alone, if it shows all that the database holds.
    Memory,
    /// The decider alone, if it shows what running workflows mention.
    MemoryForPlans,
    /// The decider, and what it lacks from the deciding transaction.
    Transaction,
}

/// Why a try ended without being kept.
enum Broken<E> {
    /// The decider is behind the database.
    Behind(Currency),
    /// The work's own reason.
    Failed(E),
}

impl<E: From<StorageError>> From<StorageError> for Broken<E> {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

/// Runs `work` in a transaction in which it may decide inquiries, and starts again while the decider is behind what
/// the database holds. Like all writing work it may run more than once.
///
/// Sittings may share a commit. They run in the `order` of what they lock: the inquiry's id where it is one.
pub(crate) async fn sit<T, E, F>(
    storage: &Storage,
    decider: &Arc<Decider>,
    ids: &Arc<dyn IdSource>,
    order: u128,
    work: F,
) -> Result<T, E>
where
    F: Fn(&mut Transaction<'_>, &mut Sitting) -> Result<T, E> + Send + Sync + 'static,
    T: Send + 'static,
    E: From<StorageError> + From<RefreshError> + Send + 'static,
{
    let work = Arc::new(work);
    let mut source = Source::Memory;
    for _ in 0..TRIES_FROM_MEMORY {
        match attempt(storage, decider, ids, order, &work, source).await {
            Ok(done) => return Ok(done),
            Err(Broken::Failed(error)) => return Err(error),
            Err(Broken::Behind(Currency::CurrentForPlans)) => {
                decider.note_retry();
                decider.refresh_if_quick(storage).await?;
            }
            Err(Broken::Behind(Currency::Behind | Currency::Current)) => {
                decider.note_retry();
                decider.refresh(storage).await?;
            }
        }
        source = Source::MemoryForPlans;
    }
    match attempt(storage, decider, ids, order, &work, Source::Transaction).await {
        Ok(done) => Ok(done),
        Err(Broken::Failed(error)) => Err(error),
        // A sitting that reads for itself is never behind.
        Err(Broken::Behind(_)) => Err(StorageError::Busy.into()),
    }
}

async fn attempt<T, E, F>(
    storage: &Storage,
    decider: &Arc<Decider>,
    ids: &Arc<dyn IdSource>,
    order: u128,
    work: &Arc<F>,
    source: Source,
) -> Result<T, Broken<E>>
where
    F: Fn(&mut Transaction<'_>, &mut Sitting) -> Result<T, E> + Send + Sync + 'static,
    T: Send + 'static,
    E: From<StorageError> + From<RefreshError> + Send + 'static,
{
    let (decider, ids, work) = (Arc::clone(decider), Arc::clone(ids), Arc::clone(work));
    revisions::write_holding(storage, order, move |transaction, held| {
        let currency = decider.currency(transaction, held)?;
        let own = match (currency, source) {
            (Currency::Behind, Source::Memory | Source::MemoryForPlans)
            | (Currency::CurrentForPlans, Source::Memory) => return Err(Broken::Behind(currency)),
            (Currency::Behind, Source::Transaction) => {
                Some(decider.within(transaction, held).map_err(|e| Broken::Failed(e.into()))?)
            }
            (Currency::CurrentForPlans | Currency::Current, _) => None,
        };
        let (decider, ids) = (Arc::clone(&decider), Arc::clone(&ids));
        let mut sitting = Sitting { decider, ids, held, own };
        work(transaction, &mut sitting).map_err(Broken::Failed)
    })
    .await
}

impl Sitting {
    /// Where new ids come from.
    pub(crate) fn ids(&self) -> &dyn IdSource {
        self.ids.as_ref()
    }

    /// The workflows, and the lists that an inquiry with these keys is on.
    pub(super) fn ready(
        &mut self,
        transaction: &mut Transaction<'_>,
        keys: &ListKeys,
    ) -> Result<Ready, RefreshError> {
        if self.own.is_none()
            && let Some(ready) = self.decider.at(self.held, keys)
        {
            return Ok(ready);
        }
        for _ in 0..TRIES_TO_READ {
            let own = match self.own.take() {
                Some(own) => own,
                None => self.decider.within(transaction, self.held)?,
            };
            let own = self.own.insert(own);
            if let Some(ready) = self.decider.with(transaction, own, keys)? {
                return Ok(ready);
            }
            // Others have refreshed the snapshot meanwhile.
            self.own = None;
        }
        Err(StorageError::Busy.into())
    }
}

#[cfg(test)]
mod tests {
    use pointsman_domain::clock::Timestamp;
    use pointsman_domain::ids::{CountingIds, InquiryId, ItemId, ListId, WorkflowId};
    use pointsman_domain::inquiry::{InquiryBody, SentLists, Status};
    use pointsman_domain::list::ListKind;
    use pointsman_domain::workflow::WorkflowEvent;
    use pointsman_storage::inquiries::{self, InquiryFilter};
    use pointsman_storage::lists::{self, NewItem, NewList};
    use pointsman_storage::workflows::{
        self, Change, DraftGuard, NewDraft, NewVersion, NewWorkflow,
    };
    use pointsman_storage::{Actor, Database, StorageOptions};
    use serde_json::json;

    use super::super::complete::{CompleteError, Completing, complete_within};
    use super::*;
    use crate::inquiries::{create_within, new_inquiry};

    const NOW: Timestamp = Timestamp::from_microseconds(1_800_000_000_000_000);

    /// A list with one address, and a workflow that declines who is on it and approves everybody else.
    async fn storage(ids: &CountingIds) -> Storage {
        let options = StorageOptions::new(Database::SqliteMemory);
        let storage = Storage::open(&options, NOW).await.unwrap();
        let (list, workflow) = (ListId::new(ids, NOW), WorkflowId::new(ids, NOW));
        let item = ItemId::new(ids, NOW);
        let document = json!({
            "format": 1, "name": "Onboarding", "event": "inquiry.completed",
            "routes": [{
                "id": "rt_blocked", "name": "Blocked",
                "if": {"all": [{"attribute": "list_matches", "operator": "contains", "value": "blocked"}]},
                "then": [{"action": "decline"}],
            }],
            "everything_else": [{"action": "approve"}],
        })
        .to_string();
        let (event, by) = (WorkflowEvent::InquiryCompleted, Actor::System);
        let work = move |t: &mut Transaction<'_>| -> Result<(), StorageError> {
            let new = NewList {
                id: list,
                name: "Blocked".to_owned(),
                key: "blocked".parse().unwrap(),
                kind: ListKind::IpAddress,
                description: None,
                created_at: NOW,
                created_by: by.clone(),
            };
            lists::insert(t, &new)?;
            let value = "192.0.2.1".to_owned();
            let (written, note) = (None, None);
            let new =
                NewItem { id: item, value, written, note, added_at: NOW, added_by: by.clone() };
            lists::add_item(t, list, &new)?;
            let name = "Onboarding".to_owned();
            let new =
                NewWorkflow { id: workflow, name, event, created_at: NOW, created_by: by.clone() };
            workflows::insert(t, &new)?;
            let draft = NewDraft {
                document: document.clone(),
                etag: "tag".to_owned(),
                base_version: None,
                updated_at: NOW,
                updated_by: by.clone(),
            };
            workflows::put_draft(t, workflow, DraftGuard::Absent, &draft)?;
            let version = NewVersion {
                document: document.clone(),
                digest: [0; 32],
                note: String::new(),
                published_at: NOW,
                published_by: by.clone(),
            };
            workflows::publish(t, workflow, "tag", &version)?;
            workflows::start(t, workflow, 1, &Change { at: NOW, by: by.clone() })?;
            Ok(())
        };
        storage.write(work).await.unwrap();
        storage
    }

    fn create_and_complete(
        transaction: &mut Transaction<'_>,
        sitting: &mut Sitting,
        address: &str,
    ) -> Result<InquiryId, CompleteError> {
        let body = json!({"session": {"ip_address": address}});
        let body = InquiryBody::parse(&body, NOW, SentLists::Refused).unwrap();
        let new = new_inquiry(body, sitting.ids(), NOW).unwrap();
        create_within(transaction, sitting.ids(), &new, &Actor::System).unwrap();
        let completing = Completing { inquiry: new.id, body: None, by: Actor::System, now: NOW };
        complete_within(transaction, sitting, &completing)?;
        Ok(new.id)
    }

    fn two_people(
        transaction: &mut Transaction<'_>,
        sitting: &mut Sitting,
    ) -> Result<Vec<Status>, CompleteError> {
        let mut found = Vec::new();
        for address in ["192.0.2.1", "192.0.2.2"] {
            let id = create_and_complete(transaction, sitting, address)?;
            found.push(inquiries::get(transaction, id)?.unwrap().status);
        }
        Ok(found)
    }

    #[tokio::test]
    async fn inquiries_of_one_transaction_are_decided_alike_from_memory_and_from_the_transaction() {
        let ids = Arc::new(CountingIds::default());
        let storage = storage(&ids).await;
        let (decider, ids) = (Arc::new(Decider::default()), ids as Arc<dyn IdSource>);
        let due = [Status::Declined, Status::Approved];
        let work = Arc::new(two_people);
        let own = attempt(&storage, &decider, &ids, 0, &work, Source::Transaction).await;
        assert!(matches!(own, Ok(found) if found == due));
        let memory = attempt(&storage, &decider, &ids, 0, &work, Source::Memory).await;
        assert!(matches!(memory, Err(Broken::Behind(_))), "nobody has refreshed the decider yet");
        assert_eq!(sit(&storage, &decider, &ids, 0, two_people).await.unwrap(), due);
    }

    /// A list and an address on it.
    async fn list_with(storage: &Storage, ids: &CountingIds, key: &'static str, value: &str) {
        let (list, item, value) = (ListId::new(ids, NOW), ItemId::new(ids, NOW), value.to_owned());
        let work = move |t: &mut Transaction<'_>| -> Result<(), StorageError> {
            let by = Actor::System;
            let new = NewList {
                id: list,
                name: key.to_owned(),
                key: key.parse().unwrap(),
                kind: ListKind::IpAddress,
                description: None,
                created_at: NOW,
                created_by: by.clone(),
            };
            // Unless it is there.
            lists::insert(t, &new)?;
            let list = lists::by_key(t, &new.key)?.unwrap().id;
            let (value, written, note) = (value.clone(), None, None);
            let new = NewItem { id: item, value, written, note, added_at: NOW, added_by: by };
            lists::add_item(t, list, &new).map(drop)
        };
        storage.write(work).await.unwrap();
    }

    /// A list that no running workflow mentions does not make a decision wait; one that is mentioned does.
    #[tokio::test]
    async fn only_lists_that_are_mentioned_are_confirmed() {
        let ids = Arc::new(CountingIds::default());
        let storage = storage(&ids).await;
        let (decider, shared) = (Arc::new(Decider::default()), ids.clone() as Arc<dyn IdSource>);
        decider.refresh(&storage).await.unwrap();
        let work = Arc::new(two_people);
        let attempt = async |source| attempt(&storage, &decider, &shared, 0, &work, source).await;
        list_with(&storage, &ids, "unheard", "192.0.2.9").await;
        let broken = attempt(Source::Memory).await.err().unwrap();
        assert_eq!(behind(&broken), Some(Currency::CurrentForPlans));
        assert!(attempt(Source::MemoryForPlans).await.is_ok());
        list_with(&storage, &ids, "blocked", "192.0.2.2").await;
        for source in [Source::Memory, Source::MemoryForPlans] {
            let broken = attempt(source).await.err().unwrap();
            assert_eq!(behind(&broken), Some(Currency::Behind));
        }
        let due = [Status::Declined, Status::Declined];
        assert_eq!(attempt(Source::Transaction).await.ok().as_deref(), Some(&due[..]));
        assert_eq!(sit(&storage, &decider, &shared, 0, two_people).await.unwrap(), due);
        // What is not mentioned is waited for as well, if it does not take long.
        list_with(&storage, &ids, "unheard", "192.0.2.10").await;
        sit(&storage, &decider, &shared, 0, two_people).await.unwrap();
        assert!(attempt(Source::Memory).await.is_ok());
    }

    fn behind(broken: &Broken<CompleteError>) -> Option<Currency> {
        match broken {
            Broken::Behind(currency) => Some(*currency),
            Broken::Failed(_) => None,
        }
    }

    #[tokio::test]
    async fn an_error_undoes_the_decisions_before_it() {
        let ids = Arc::new(CountingIds::default());
        let storage = storage(&ids).await;
        let (decider, shared) = (Arc::new(Decider::default()), ids.clone() as Arc<dyn IdSource>);
        let nobody = InquiryId::new(ids.as_ref(), NOW);
        let undone: Result<_, CompleteError> =
            sit(&storage, &decider, &shared, 0, move |t, sitting| {
                create_and_complete(t, sitting, "192.0.2.1")?;
                let by = Actor::System;
                complete_within(
                    t,
                    sitting,
                    &Completing { inquiry: nobody, body: None, by, now: NOW },
                )
            })
            .await;
        assert!(matches!(undone, Err(CompleteError::NotFound(id)) if id == nobody));
        let left = storage
            .read(|t| inquiries::page(t, &InquiryFilter::default(), None, 10))
            .await
            .unwrap();
        assert_eq!(left.rows.len(), 0);
    }
}
