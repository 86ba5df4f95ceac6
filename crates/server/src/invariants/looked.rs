//! What was proved before a transaction that publishes or starts, and whether it still counts within.
//!
//! A proof may take long, and a transaction that writes holds up everybody else. So it is made before; whoever writes an
//! invariant says that what runs has changed, which is in the way of a publication or a start at the same moment.

use pointsman_domain::error::FieldError;
use pointsman_domain::ids::InvariantId;
use pointsman_storage::{StorageError, Transaction, invariants};
use serde_json::Value;

use super::standing::{Standing, judge_read};
use super::wire::{InvariantVerdict, JudgedInvariant};
use crate::app::App;
use crate::problem::Problem;
use crate::workflows::{CheckError, Proving};

/// How often it is looked again, if an invariant has changed meanwhile.
pub(crate) const ATTEMPTS: usize = 3;

/// Which invariants a document was asked about, and which it breaks.
pub(crate) struct Looked {
    /// With their versions; `None` if there was no document to ask about.
    seen: Option<Vec<(InvariantId, i64)>>,
    broken: Vec<FieldError>,
}

/// Why a document may not run.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    /// Others count than were asked about. Look again.
    #[error("invariants have changed meanwhile; try again")]
    Moved,
    /// It breaks these.
    #[error("{}", in_words(.0))]
    Broken(Vec<FieldError>),
    /// They cannot be read.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<NotKept> for Problem {
    fn from(error: NotKept) -> Self {
        let detail = error.to_string();
        match error {
            NotKept::Moved => StorageError::Busy.into(),
            NotKept::Broken(errors) => {
                Self::conflict("invariant_refuted", detail).with_errors(errors)
            }
            NotKept::Storage(error) => error.into(),
        }
    }
}

fn in_words(broken: &[FieldError]) -> String {
    match broken {
        [one] => format!("an invariant is broken: {}", one.detail),
        many => format!("{} invariants are broken; `errors` says which, and where", many.len()),
    }
}

impl Looked {
    /// Asks whether a document keeps all invariants. One that has errors is not asked about: it is refused anyway.
    pub(crate) async fn at(app: &App, document: Option<&Value>) -> Result<Self, CheckError> {
        let Some(document) = document else { return Ok(Self { seen: None, broken: Vec::new() }) };
        let standing = app.storage().read(Standing::read).await?;
        let numbers = standing.numbers();
        if numbers.is_empty() {
            return Ok(Self { seen: Some(numbers), broken: Vec::new() });
        }
        let judged = judge_read(app, standing, document, Proving::Publishing).await?;
        let seen = judged.is_some().then_some(numbers);
        let broken = judged.unwrap_or_default().into_iter().filter_map(|one| broken(one, document));
        Ok(Self { seen, broken: broken.collect() })
    }

    /// Passes if those count that were asked about, and none of them is broken.
    pub(crate) fn confirm(&self, transaction: &mut Transaction<'_>) -> Result<(), NotKept> {
        let present = invariants::active(transaction)?;
        let present: Vec<(InvariantId, i64)> =
            present.iter().map(|found| (found.id, found.version)).collect();
        if self.seen.as_ref() != Some(&present) {
            return Err(NotKept::Moved);
        }
        if self.broken.is_empty() { Ok(()) } else { Err(NotKept::Broken(self.broken.clone())) }
    }
}

/// An invariant that a document breaks, at the route that does.
fn broken(judged: JudgedInvariant, document: &Value) -> Option<FieldError> {
    if judged.verdict != InvariantVerdict::Refuted {
        return None;
    }
    let routes = document.get("routes").and_then(Value::as_array);
    let id = judged.route.unwrap_or_default();
    let place = routes.and_then(|routes| {
        routes.iter().position(|route| route.get("id") == Some(&id.as_str().into()))
    });
    let pointer = place.map_or_else(|| format!("/{id}"), |place| format!("/routes/{place}"));
    let JudgedInvariant { name, sentence, because, .. } = judged;
    let detail = format!("“{name}”: {sentence} {}", because.unwrap_or_default());
    Some(FieldError { pointer, code: "invariant_refuted".to_owned(), detail })
}
