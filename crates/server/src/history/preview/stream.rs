//! An answer in parts, for whoever asks for lines.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::{ACCEPT, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::{Stream, StreamExt, stream};
use pointsman_history::preview;
use serde::Serialize;
use tokio::sync::mpsc;
use utoipa::ToSchema;

use super::counts::milliseconds;
use super::prepare::Prepared;
use super::wire::Preview;
use super::work::Begun;
use super::{view, work};
use crate::app::App;
use crate::history::keeper::Past;
use crate::history::room::Place;
use crate::problem::ProblemBody;

/// The media type of lines of JSON.
pub(crate) const NDJSON: &str = "application/x-ndjson";
/// Who waits longer sees parts, this often.
const PART_EVERY: Duration = Duration::from_millis(100);
/// Rows after which it is looked whether a part is due.
const PART_ROWS: u64 = 1_000_000;
/// Lines that may wait for a slow reader; parts beyond that are left out.
const LINES_WAITING: usize = 4;

/// One line of an answer in parts.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum PreviewLine {
    /// What is known so far.
    Part {
        /// Inquiries that have been looked at.
        #[schema(minimum = 0)]
        considered: u64,
        /// Inquiries that there are, in the window or not.
        #[schema(minimum = 0)]
        of: u64,
        /// What they say.
        partial: Box<Preview>,
    },
    /// The whole answer.
    Done {
        /// The answer.
        done: Box<Preview>,
    },
    /// The work broke off: there is no answer.
    Failed {
        /// Why.
        error: Box<ProblemBody>,
    },
}

/// Whether a caller takes lines.
pub(super) fn is_wanted(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let mut types = accepted.flat_map(|value| value.split(','));
    types.any(|one| one.split(';').next().is_some_and(|name| name.trim() == NDJSON))
}

/// Answers in parts. The work ends when the caller goes away.
pub(super) fn answer(
    app: &App,
    place: Place,
    asked: Arc<Prepared>,
    past: Arc<Past>,
    began: Duration,
) -> Response {
    let (sender, receiver) = mpsc::channel(LINES_WAITING);
    let (own, shown) = (app.clone(), Arc::clone(&past));
    let working = work::begin(app, place, past, move |means| {
        let mut last = began;
        let effort = means.effort(PART_ROWS);
        let of = means.past.inquiries.len();
        let each = |answer: &_| {
            if own.steady().saturating_sub(last) < PART_EVERY {
                return;
            }
            last = own.steady();
            let partial = view::preview(&asked, &shown, answer, milliseconds(&own, began));
            let considered = partial.considered;
            // A reader who is slow, or gone, does without.
            drop(sender.try_send(line(&PreviewLine::Part {
                considered,
                of,
                partial: Box::new(partial),
            })));
        };
        let answer = preview(&means.past.inquiries, &asked.question(), means.cache, effort, each)?;
        Ok(view::preview(&asked, &shown, &answer, milliseconds(&own, began)))
    });
    let mut response = Body::from_stream(lines(receiver, working)).into_response();
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(NDJSON));
    response
}

/// The parts, and behind them how it ended. The work is held by whoever reads the lines, and does not wait for them: a
/// slow reader keeps nobody from asking.
fn lines(
    receiver: mpsc::Receiver<Bytes>,
    begun: Begun<Preview>,
) -> impl Stream<Item = Result<Bytes, Infallible>> {
    let parts = stream::unfold(receiver, |mut receiver| async move {
        let line = receiver.recv().await?;
        Some((Ok(line), receiver))
    });
    let last = async move {
        let last = match work::ended(begun).await {
            Ok(done) => PreviewLine::Done { done: Box::new(done) },
            Err(problem) => PreviewLine::Failed { error: Box::new(problem.into_body()) },
        };
        Ok(line(&last))
    };
    parts.chain(stream::once(last))
}

fn line(line: &PreviewLine) -> Bytes {
    // It holds texts, numbers and lists of them.
    let mut text = serde_json::to_vec(line).unwrap_or_default();
    text.push(b'\n');
    text.into()
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;
    use pointsman_domain::attribute::Attributes;
    use pointsman_domain::clock::{Clock, SystemClock};
    use pointsman_domain::ids::{CountingIds, InquiryId};
    use pointsman_engine::{ListDirectory, ListRef};
    use pointsman_history::{PastInquiry, Unanswered};
    use pointsman_storage::{Database, Storage, StorageOptions};
    use serde_json::json;

    use super::*;
    use crate::app::{ServerOptions, ServerParts};
    use crate::auth::SystemSecrets;
    use crate::deciding::plan_of;
    use crate::history::preview::request::Window;
    use crate::history::preview::wire::PreviewLists;
    use crate::history::room::Asker;

    const LIST: &str = "lst_00000000000000000000000001";

    /// A question about who is on a list.
    fn asked() -> Prepared {
        let document = json!({
            "format": 1, "name": "W", "event": "inquiry.completed",
            "routes": [{"id": "rt_on", "name": "On it", "then": [{"action": "decline"}],
                "if": {"attribute": "list_matches", "operator": "contains", "value": LIST}}],
            "everything_else": [{"action": "approve"}],
        });
        let list = ListRef {
            id: LIST.parse().unwrap(),
            key: "blocked".parse().unwrap(),
            name: "Blocked".to_owned(),
            archived: false,
            items: 0,
        };
        let workflow = "wfl_00000000000000000000000001".parse().unwrap();
        let text = document.to_string();
        let plan = plan_of(workflow, 1, &text, &ListDirectory::new([list])).unwrap();
        Prepared {
            document: Arc::new(document),
            plan: Arc::new(plan),
            baseline: None,
            window: Window::default(),
            lists: PreviewLists::Now,
            asker: None,
            earlier: Vec::new(),
        }
    }

    #[tokio::test]
    async fn a_list_that_is_behind_ends_the_lines_with_an_error() {
        let options = StorageOptions::new(Database::SqliteMemory);
        let app = App::new(ServerParts {
            storage: Storage::open(&options, SystemClock.now()).await.unwrap(),
            clock: Arc::new(SystemClock),
            ids: Arc::new(CountingIds::default()),
            secrets: Arc::new(SystemSecrets),
            options: ServerOptions::default(),
        });
        let mut past = Past::default();
        let id = InquiryId::new(app.ids(), app.now());
        let inquiry = PastInquiry::new(id, app.now(), &Attributes::default());
        past.inquiries.append([&inquiry]).unwrap();
        let asker = Asker { caller: "ann".to_owned(), part: None, kind: "counts" };
        let place = app.history().room().enter(asker).await.unwrap();
        let response = answer(&app, place, Arc::new(asked()), Arc::new(past), app.steady());
        assert_eq!(response.status(), 200);
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let line: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(
            (&line["error"]["status"], &line["error"]["code"]),
            (&503.into(), &"busy".into())
        );
        assert!(line.get("done").is_none() && body.ends_with(b"\n"));
    }

    #[tokio::test]
    async fn work_that_breaks_off_says_why_behind_its_parts() {
        let (sender, receiver) = mpsc::channel(LINES_WAITING);
        let begun = work::of(move || {
            for _ in 0..=LINES_WAITING {
                drop(sender.try_send(Bytes::from_static(b"{}\n")));
            }
            let list = "lst_00000000000000000000000001".parse().unwrap();
            Err(Unanswered::ListBehind { list })
        });
        let lines: Vec<Bytes> = lines(receiver, begun).map(Result::unwrap).collect().await;
        // A part more if it was read meanwhile.
        assert!((2..=LINES_WAITING + 2).contains(&lines.len()), "{}", lines.len());
        let last: serde_json::Value = serde_json::from_slice(lines.last().unwrap()).unwrap();
        assert_eq!(
            (&last["error"]["status"], &last["error"]["code"]),
            (&503.into(), &"busy".into())
        );
    }
}
