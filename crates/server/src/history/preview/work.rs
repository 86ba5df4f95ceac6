//! Asking on a thread of its own, for as long as somebody waits for the answer.

use std::num::NonZeroUsize;
use std::sync::Arc;

use pointsman_history::{Cache, Cancel, Effort, Unanswered};

use super::prepare::Prepared;
use crate::app::App;
use crate::auth::Caller;
use crate::history::keeper::Past;
use crate::history::room::{Asker, NoPlace, Place};
use crate::problem::Problem;

/// Threads of one question: decisions need some too.
const MOST_THREADS: usize = 4;
/// When to ask again while too much is asked, or while it is worked out who is on a list.
pub(super) const AGAIN_SECONDS: u64 = 1;

/// Ends the work when nobody waits any more.
pub(super) struct Asking(Arc<Cancel>);

impl Drop for Asking {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// What the work may use.
pub(super) struct Means<'m> {
    pub(super) past: &'m Past,
    pub(super) cache: &'m Cache,
    pub(super) cancel: &'m Cancel,
}

impl Means<'_> {
    /// How much is done at once.
    pub(super) fn effort(&self, part: u64) -> Effort<'_> {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Effort { threads: cores.div_ceil(2).min(MOST_THREADS), part, cancel: self.cancel }
    }
}

/// A question that has begun: keep the first part until nobody waits any more.
pub(super) type Begun<T> = (Asking, tokio::task::JoinHandle<Result<T, Unanswered>>);

/// Waits for a place, before anything is done that others would wait for.
pub(super) async fn enter(
    app: &App,
    caller: &Caller,
    asked: &Prepared,
    kind: &'static str,
) -> Result<Place, NoPlace> {
    app.history().room().enter(asker(caller, asked.asker.clone(), kind)).await
}

/// Who asks what.
pub(super) fn asker(caller: &Caller, part: Option<String>, kind: &'static str) -> Asker {
    let caller = match caller {
        Caller::Member(member) => format!("{:02x?}", member.token_hash),
        Caller::Key { id, .. } => id.to_string(),
    };
    Asker { caller, part, kind }
}

/// Begins to work, and gives the place back when that is done.
pub(super) fn begin<T: Send + 'static>(
    app: &App,
    place: Place,
    past: Arc<Past>,
    work: impl FnOnce(&Means<'_>) -> Result<T, Unanswered> + Send + 'static,
) -> Begun<T> {
    let keeper = Arc::clone(app.history());
    let cancel = Arc::new(Cancel::default());
    let asking = Asking(Arc::clone(&cancel));
    let working = tokio::task::spawn_blocking(move || {
        let _place = place;
        work(&Means { past: &past, cache: keeper.cache(), cancel: &cancel })
    });
    (asking, working)
}

/// Waits for the answer.
pub(super) async fn ended<T>((asking, working): Begun<T>) -> Result<T, Problem> {
    let ended = working.await;
    drop(asking);
    match ended {
        Ok(answer) => Ok(answer?),
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(error) => Err(Problem::internal(&error)),
        },
    }
}

impl From<NoPlace> for Problem {
    fn from(error: NoPlace) -> Self {
        let detail = error.to_string();
        match error {
            NoPlace::Superseded => Self::conflict("superseded", detail),
            NoPlace::Full => Self::unavailable("busy", detail, AGAIN_SECONDS),
        }
    }
}

impl From<Unanswered> for Problem {
    fn from(error: Unanswered) -> Self {
        match error {
            // Nobody reads it.
            Unanswered::Cancelled => Self::conflict("superseded", error.to_string()),
            Unanswered::ListBehind { .. } => {
                let detail =
                    "who is on the lists now is still being worked out; try again in a moment";
                Self::unavailable("busy", detail, AGAIN_SECONDS)
            }
            Unanswered::Spilled(error) => Self::internal(&error),
            Unanswered::NoConstant { ref pointer } => {
                let at = pointsman_domain::error::FieldError {
                    pointer: "/pointer".to_owned(),
                    code: "no_number".into(),
                    detail: format!("there is no condition with one number at `{pointer}`"),
                };
                Self::invalid(vec![at])
            }
        }
    }
}

/// The same without a place, for tests of what comes of it.
#[cfg(test)]
pub(super) fn of<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Unanswered> + Send + 'static,
) -> Begun<T> {
    (Asking(Arc::default()), tokio::task::spawn_blocking(work))
}
