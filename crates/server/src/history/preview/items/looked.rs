//! What is read and asked of everybody before anything is said about items.

use std::collections::BTreeSet;
use std::sync::Arc;

use pointsman_domain::ids::{ItemId, ListId};
use pointsman_engine::Plan;
use pointsman_history::{Cancel, Lists, Together, Unanswered, Window};

use super::concerned::{Counted, Whom, concerned};
use super::kept::About;
use super::read::{self, Asked};
use super::remarks::{Sorted, sorted};
use super::request::Among;
use crate::app::App;
use crate::auth::Caller;
use crate::history::keeper::Past;
use crate::history::preview::work::{self, Means};
use crate::lists::proposal::{self, Proposal, ProposedLine};
use crate::problem::Problem;

/// What answers of conditions may take in memory: they are of a list that never will be.
pub(super) const CACHE_BYTES: usize = 16 * 1024 * 1024;

/// Items to add and to remove, and among whom.
pub(super) struct Question {
    pub(super) list: ListId,
    pub(super) lines: Vec<ProposedLine>,
    /// Lines that are no item.
    pub(super) bad: u64,
    pub(super) remove: BTreeSet<ItemId>,
    pub(super) among: Among,
}

/// Everything that is known before the workflows are counted.
pub(super) struct Looked {
    pub(super) among: Among,
    pub(super) proposal: Arc<Proposal>,
    pub(super) sorted: Sorted,
    /// The id under which the list stands as it would be.
    pub(super) copy: ListId,
    pub(super) asked: Arc<Vec<Asked>>,
    pub(super) whom: Arc<Whom>,
    pub(super) counted: Counted,
}

/// Ends the work when nobody waits any more.
struct Waiting(Arc<Cancel>);

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// The plans of all running workflows, as they are and as they would be.
pub(super) struct Sides<'a> {
    before: Vec<&'a Plan>,
    after: Vec<&'a Plan>,
}

impl<'a> Sides<'a> {
    pub(super) fn of(asked: &'a [Asked]) -> Self {
        Self {
            before: asked.iter().map(|asked| asked.present.as_ref()).collect(),
            after: asked.iter().map(|asked| asked.prepared.plan.as_ref()).collect(),
        }
    }

    pub(super) fn asked(&self, window: Window) -> Together<'_> {
        Together { before: &self.before, after: &self.after, window, lists: Lists::Now }
    }
}

impl Looked {
    /// Reads the list and what runs, and asks everybody. Whoever goes away ends it.
    pub(super) async fn new(app: &App, question: Question) -> Result<Self, Problem> {
        let Question { list, lines, bad, remove, among } = question;
        let cancel = Arc::new(Cancel::default());
        let waiting = Waiting(Arc::clone(&cancel));
        let read = app.storage().read(move |t| {
            let about = {
                let list = proposal::list(t, list)?;
                About::new(list.id, list.revision, &lines, &remove)
            };
            Ok::<_, proposal::ProposalError>((
                about,
                proposal::proposal(t, list, lines, bad, &remove)?,
            ))
        });
        let (about, proposal) = read.await?;
        let proposal = Arc::new(proposal);
        let own = Arc::clone(&proposal);
        let sorted = tokio::task::spawn_blocking(move || {
            sorted(&own.lines, own.present.as_deref().unwrap_or_default(), &own.removed)
        });
        let sorted = sorted.await.map_err(|error| Problem::internal(&error))?;
        let (asked, copy) = asked(app, list, &among).await?;
        app.history().up_to_now(app, &mentioned(list, &asked)).await?;
        let (whom, counted) = concerned(app, &proposal, &sorted, among.window, cancel).await?;
        drop(waiting);
        let whom = Arc::new(whom);
        app.impacts().keep(about, &whom, app.steady());
        Ok(Self { among, proposal, sorted, copy, asked, whom, counted })
    }

    pub(super) fn list(&self) -> ListId {
        self.proposal.list.id
    }
}

/// What runs, with the list and with a copy of it under another id.
pub(super) async fn asked(
    app: &App,
    list: ListId,
    among: &Among,
) -> Result<(Arc<Vec<Asked>>, ListId), Problem> {
    let read = app.storage().read(read::read).await?;
    let copy = ListId::new(app.ids(), app.now());
    let asked = read.asked(list, copy, among).map_err(|error| Problem::internal(&error))?;
    Ok((Arc::new(asked), copy))
}

/// The lists that have to be known: those of all workflows, as what they decide together counts.
fn mentioned(list: ListId, asked: &[Asked]) -> BTreeSet<ListId> {
    let mentioned = asked.iter().flat_map(|asked| asked.present.lists().lists());
    mentioned.map(|list| list.id).chain([list]).collect()
}

/// Whom a question concerned that was answered lately, if the lists of all that runs are known of the past that it was
/// answered with.
pub(super) fn known(app: &App, about: &About, list: ListId, asked: &[Asked]) -> Option<Arc<Whom>> {
    let whom = app.impacts().known(about, app.steady())?;
    let inquiries = &whom.past.inquiries;
    let is_known =
        |list: ListId| inquiries.now(list).is_some_and(|now| now.rows >= inquiries.len());
    mentioned(list, asked).into_iter().all(is_known).then_some(whom)
}

/// Works on a thread, with a place among all who ask the past. Only now: who holds such a place does not wait for the files.
pub(super) async fn begun<T: Send + 'static>(
    app: &App,
    caller: &Caller,
    (among, kind): (&Among, &'static str),
    past: Arc<Past>,
    ask: impl FnOnce(&Means<'_>) -> Result<T, Unanswered> + Send + 'static,
) -> Result<T, Problem> {
    let asker = work::asker(caller, among.asker.clone(), kind);
    let place = app.history().room().enter(asker).await?;
    work::ended(work::begin(app, place, past, ask)).await
}
