//! Proofs beside everything else: on threads of their own, few at a time, and again if a large list has changed meanwhile.

use std::sync::{Arc, LazyLock};

use pointsman_domain::ids::ListId;
use pointsman_engine::prove::KnownLists;
use pointsman_storage::Storage;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;

use super::check::CheckError;
use super::contents::{
    AskedLists, Contents, ContentsError, ItemsChange, KnownContents, LargeLists, Readiness,
};

/// Proofs of one kind at a time: each has a thread, and decisions need some too.
const AT_ONCE: usize = 2;
/// How often something is proved while large lists change.
const TRIES: usize = 3;

/// For whom something is proved. Whoever looks does not hold up who changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proving {
    /// For who looks at a text, perhaps at every keystroke.
    Looking,
    /// For who has saved one, or writes an invariant. What cannot be said of lists that keep changing is left open.
    Changing,
    /// For who publishes or starts one: it rests on the answer, so there is none while lists keep changing.
    Publishing,
}

/// Held for as long as a proof, or what it needs, takes.
pub(crate) type Place = Arc<Option<OwnedSemaphorePermit>>;

impl Proving {
    async fn place(self) -> Place {
        static PLACES: LazyLock<[Arc<Semaphore>; 2]> =
            LazyLock::new(|| [(); 2].map(|()| Arc::new(Semaphore::new(AT_ONCE))));
        let [looking, changing] = &*PLACES;
        let places = match self {
            Self::Looking => looking,
            Self::Changing | Self::Publishing => changing,
        };
        // Nobody closes it.
        Arc::new(Arc::clone(places).acquire_owned().await.ok())
    }
}

/// Proves on a thread of its own, few at a time, so that nothing else waits for it. The place is the work's and not the
/// caller's: who gives up leaves a proof behind that still takes one. `work` begins again if a large list has changed.
pub(crate) async fn proving<T: Send + 'static>(
    why: Proving,
    storage: Option<&Storage>,
    known: Arc<KnownContents>,
    mentioned: Vec<ListId>,
    mut work: impl FnMut(&KnownLists<'_>) -> T + Send + 'static,
) -> Result<T, CheckError> {
    let work = move |known: &KnownLists<'_>, _: &KnownLists<'_>| work(known);
    let Some(storage) = storage else {
        let place = why.place().await;
        let nothing = Arc::<Contents>::default();
        return Ok(worked((Arc::clone(&nothing), nothing), work, place).await?.1);
    };
    let lists = AskedLists { mentioned: mentioned.into(), change: None };
    again_and_again(why, storage, &known, &lists, work).await
}

/// Proves with what is on lists now, and with what would be on them then.
pub(crate) async fn proving_before_and_after<T: Send + 'static>(
    storage: &Storage,
    known: Arc<KnownContents>,
    mentioned: Vec<ListId>,
    change: Arc<ItemsChange>,
    work: impl FnMut(&KnownLists<'_>, &KnownLists<'_>) -> T + Send + 'static,
) -> Result<T, CheckError> {
    let lists = AskedLists { mentioned: mentioned.into(), change: Some(change) };
    again_and_again(Proving::Looking, storage, &known, &lists, work).await
}

/// Begins again if a large list has changed while it was asked: what was found out is about neither contents, then. In
/// the end large lists are not known, or who may not do without them is refused.
async fn again_and_again<T: Send + 'static>(
    why: Proving,
    storage: &Storage,
    known: &Arc<KnownContents>,
    lists: &AskedLists,
    mut work: impl FnMut(&KnownLists<'_>, &KnownLists<'_>) -> T + Send + 'static,
) -> Result<T, CheckError> {
    for attempt in 0..=TRIES {
        let does_without = attempt == TRIES && why != Proving::Publishing;
        let ready = match known.readiness(storage, lists).await? {
            Readiness::Ready(revisions, _) | Readiness::Behind(revisions) if does_without => {
                (revisions, LargeLists::Unknown)
            }
            Readiness::Ready(revisions, large) => (revisions, large),
            Readiness::Behind(_) => continue,
        };
        let place = why.place().await;
        let contents = match known.contents(storage, lists, ready, &place).await {
            Ok(contents) => contents,
            Err(ContentsError::Behind) => continue,
            Err(ContentsError::Newer(contents)) => (Arc::clone(&contents), contents),
            Err(ContentsError::Storage(error)) => return Err(error.into()),
            Err(ContentsError::Stopped(error)) => return Err(error.into()),
        };
        let (before, after) = (Arc::clone(&contents.0), Arc::clone(&contents.1));
        let (again, found) = worked(contents, work, place).await?;
        if !before.has_moved() && !after.has_moved() {
            return Ok(found);
        }
        work = again;
    }
    Err(CheckError::Moved)
}

/// Works on a thread of its own, in a place.
async fn worked<T, W>(
    (before, after): (Arc<Contents>, Arc<Contents>),
    mut work: W,
    place: Place,
) -> Result<(W, T), CheckError>
where
    T: Send + 'static,
    W: FnMut(&KnownLists<'_>, &KnownLists<'_>) -> T + Send + 'static,
{
    let work = move || {
        let _place = place;
        let found = work(&before.known(), &after.known());
        (work, found)
    };
    Ok(spawn_blocking(work).await?)
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use futures_util::FutureExt;
    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_proof_whose_caller_has_gone_still_takes_a_place() {
        let ask = |why| proving(why, None, Arc::default(), Vec::new(), |_| ());
        let mut ends = Vec::new();
        for _ in 0..AT_ONCE {
            let (begun, has_begun) = oneshot::channel();
            let (end, ended) = mpsc::channel::<()>();
            ends.push(end);
            let mut begun = Some(begun);
            let work = move |_: &KnownLists<'_>| {
                begun.take().unwrap().send(()).unwrap();
                ended.recv().unwrap_err();
            };
            let asked = proving(Proving::Looking, None, Arc::default(), Vec::new(), work);
            let asked = tokio::spawn(asked);
            has_begun.await.unwrap();
            asked.abort();
            asked.await.unwrap_err();
        }
        let mut next = Box::pin(ask(Proving::Looking));
        assert!((&mut next).now_or_never().is_none(), "all places are taken");
        ask(Proving::Changing).await.unwrap();
        drop(ends);
        next.await.unwrap();
    }
}
