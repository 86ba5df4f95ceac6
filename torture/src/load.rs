//! The load: people come and are decided, by workflows and by hand, while lists and workflows change.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use fastrand::Rng;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::client::{Answer, Client, Request, text};
use crate::ledger::{Entry, Fate, Ledger, What};
use crate::world::{MINOR, World};

/// Clients at a time.
pub const WORKERS: usize = 32;
/// A client that insists comes back no sooner and no later than this, whatever it is told.
const SHORTEST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// A client that insists gives up after this, which is a failure.
const PATIENCE: Duration = Duration::from_secs(240);

/// What clients do when nobody answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temper {
    /// They go away and leave the request open.
    GiveUp,
    /// They repeat it, with the same key, until they know.
    Insist,
}

/// A load that runs until it is stopped.
pub struct Load {
    stop: Arc<AtomicBool>,
    workers: JoinSet<anyhow::Result<Ledger>>,
}

impl Load {
    /// Begins; the workers are spread over `nodes`.
    pub fn begin(nodes: &[Client], world: &World, temper: Temper, seed: u64) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let mut workers = JoinSet::new();
        for number in 0..WORKERS {
            let Some(client) = nodes.get(number % nodes.len()).cloned() else { continue };
            let worker = Worker {
                client,
                world: world.clone(),
                temper,
                number,
                name: format!("{seed:016x}-{number}"),
                dice: Rng::with_seed(seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)),
                stop: Arc::clone(&stop),
                counter: 0,
                ledger: Ledger::default(),
            };
            workers.spawn(worker.work());
        }
        Self { stop, workers }
    }

    /// No new requests; gives what became of all.
    pub async fn end(mut self) -> anyhow::Result<Ledger> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all = Ledger::default();
        while let Some(ended) = self.workers.join_next().await {
            all.absorb(ended.context("a client panicked")??);
        }
        Ok(all)
    }
}

struct Worker {
    client: Client,
    world: World,
    temper: Temper,
    number: usize,
    name: String,
    dice: Rng,
    stop: Arc<AtomicBool>,
    counter: u64,
    ledger: Ledger,
}

impl Worker {
    async fn work(mut self) -> anyhow::Result<Ledger> {
        while !self.stop.load(Ordering::Relaxed) {
            let went_on = match (self.number, self.dice.u8(0..100)) {
                // One alone, so that it knows which state is due.
                (0, 0..40) => self.workflow().await?,
                (_, 0..10) => self.item().await?,
                (_, 10..20) => self.person_by_hand().await?,
                _ => self.person().await?,
            };
            if went_on.is_none() {
                break;
            }
        }
        Ok(self.ledger)
    }

    fn next_name(&mut self) -> String {
        self.counter += 1;
        format!("{}-{}", self.name, self.counter)
    }

    async fn create(&mut self) -> anyhow::Result<Option<String>> {
        let name = self.next_name();
        let email = format!("{name}@example.com");
        let address = format!("10.{}.{}.{}", self.dice.u8(..), self.dice.u8(..), self.dice.u8(..));
        let mut body = json!({
            "fields": {"email_address": email}, "session": {"ip_address": address},
        });
        // Some have nothing but the key to be told apart by.
        if self.dice.bool() {
            body["reference_id"] = Value::from(name.clone());
        }
        let request = Request::post("/v1/inquiries", body).with_key(name);
        let made = self.settle(What::Create { email }, request).await?;
        made.map(|made| text(&made, "id").map(str::to_owned)).transpose()
    }

    async fn person(&mut self) -> anyhow::Result<Option<()>> {
        let Some(inquiry) = self.create().await? else { return Ok(None) };
        let age = if self.dice.u8(0..4) == 0 { MINOR } else { 30 };
        let body = json!({"attributes": {"age": age}});
        let key = self.next_name();
        let request =
            Request::post(format!("/v1/inquiries/{inquiry}/complete"), body).with_key(key);
        let what = What::Complete { inquiry: inquiry.clone() };
        let Some(completed) = self.settle(what, request).await? else { return Ok(None) };
        let due = if age == MINOR { "mark_for_review" } else { "approve" };
        if completed["decision"]["outcome"] != due {
            bail!("`{due}` was due, but complete answered {completed}");
        }
        if age == MINOR && self.dice.bool() {
            return self.decide(&inquiry, "decline").await;
        }
        Ok(Some(()))
    }

    async fn person_by_hand(&mut self) -> anyhow::Result<Option<()>> {
        let Some(inquiry) = self.create().await? else { return Ok(None) };
        if self.decide(&inquiry, "mark_for_review").await?.is_none() {
            return Ok(None);
        }
        self.decide(&inquiry, "approve").await
    }

    async fn decide(&mut self, inquiry: &str, outcome: &'static str) -> anyhow::Result<Option<()>> {
        let comment = self.next_name();
        let request = Request::post(
            format!("/v1/inquiries/{inquiry}/{outcome}"),
            json!({"comment": comment}),
        );
        let what = What::Decide { inquiry: inquiry.to_owned(), comment: comment.clone(), outcome };
        Ok(self.settle(what, request.with_key(comment)).await?.map(drop))
    }

    async fn item(&mut self) -> anyhow::Result<Option<()>> {
        // Nobody comes from here, so that edits are in nobody's way but the revision's.
        let value = format!("2001:db8:{:x}:{:x}::1", self.dice.u16(..), self.dice.u16(..));
        let key = self.next_name();
        let path = format!("/v1/lists/{}/items", self.world.list);
        let request = Request::post(path.clone(), json!({"value": value})).with_key(key);
        let what = What::AddItem { value: value.clone() };
        let Some(added) = self.settle(what, request).await? else { return Ok(None) };
        if self.dice.bool() {
            return Ok(Some(()));
        }
        let item = text(&added, "id")?;
        let request = Request::delete(format!("{path}/{item}"));
        Ok(self.settle(What::RemoveItem { value }, request).await?.map(drop))
    }

    async fn workflow(&mut self) -> anyhow::Result<Option<()>> {
        for (call, what) in [("pause", What::Pause), ("start", What::Start)] {
            let key = self.next_name();
            let path = format!("/v1/workflows/{}/{call}", self.world.aside);
            let request = Request::post(path, json!({})).with_key(key);
            if self.settle(what, request).await?.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(()))
    }

    /// Sends a request until it is known what became of it, and notes that. `None` ends the worker.
    async fn settle(&mut self, what: What, request: Request) -> anyhow::Result<Option<Value>> {
        let began = Instant::now();
        let known = self.until_known(&what, &request, began).await?;
        let fate = known.clone().map_or(Fate::Open, Fate::Acknowledged);
        self.ledger.longest_ms = self.ledger.longest_ms.max(millis(began));
        self.ledger.entries.push(Entry { what, request, fate });
        Ok(known)
    }

    async fn until_known(
        &mut self,
        what: &What,
        request: &Request,
        began: Instant,
    ) -> anyhow::Result<Option<Value>> {
        let mut repeated = false;
        while began.elapsed() < PATIENCE {
            let sent = Instant::now();
            let wait = match self.client.send(request).await {
                Ok(answer) => {
                    self.ledger.slowest_ms = self.ledger.slowest_ms.max(millis(sent));
                    match verdict(answer, repeated) {
                        Verdict::Done(body) => return Ok(Some(body)),
                        Verdict::DoneBefore(body) => {
                            self.ledger.learnt_by_conflict += 1;
                            match look(&self.client, what).await? {
                                Some(found) => return Ok(Some(found)),
                                None => bail!("{request:?} was refused with {body}"),
                            }
                        }
                        Verdict::Later(wait) => wait,
                        Verdict::Wrong(answer) => bail!("{request:?} was answered {answer:?}"),
                    }
                }
                Err(_) if self.temper == Temper::GiveUp => return Ok(None),
                Err(_) => SHORTEST_WAIT,
            };
            self.ledger.told_to_wait += 1;
            repeated = true;
            tokio::time::sleep(wait).await;
        }
        bail!("{request:?} was not settled within {PATIENCE:?}")
    }
}

/// What an answer means to a client that wants to know.
pub enum Verdict {
    Done(Value),
    /// A conflict with what an earlier try has done.
    DoneBefore(Value),
    Later(Duration),
    Wrong(Answer),
}

pub fn verdict(answer: Answer, repeated: bool) -> Verdict {
    let in_flight = answer.body["code"] == "idempotency_in_flight";
    match answer.status {
        200..300 => Verdict::Done(answer.body),
        503 if answer.retry_after.is_none() => Verdict::Wrong(answer),
        503 => Verdict::Later(wait(&answer)),
        409 if in_flight => Verdict::Later(wait(&answer)),
        403 | 404 | 409 if repeated => Verdict::DoneBefore(answer.body),
        _ => Verdict::Wrong(answer),
    }
}

fn wait(answer: &Answer) -> Duration {
    Duration::from_secs(answer.retry_after.unwrap_or(1)).clamp(SHORTEST_WAIT, LONGEST_WAIT)
}

/// Looks for the work of an earlier try whose answer was lost: what a client would do that got a conflict.
pub async fn look(client: &Client, what: &What) -> anyhow::Result<Option<Value>> {
    match what {
        What::Create { email } => {
            let page = client.done(Request::get(format!("/v1/inquiries?q={email}"))).await?;
            Ok(page["data"].get(0).cloned())
        }
        What::Complete { inquiry } => {
            let found = client.done(Request::get(format!("/v1/inquiries/{inquiry}"))).await?;
            Ok((!found["completed_at"].is_null()).then_some(found))
        }
        What::Decide { inquiry, comment, .. } => {
            let found = client.done(Request::get(format!("/v1/inquiries/{inquiry}"))).await?;
            Ok((found["decision"]["comment"] == comment.as_str()).then_some(found))
        }
        // Adding is answered with what is there; of these three a conflict or 404 says that it has been done.
        What::AddItem { .. } => Ok(None),
        What::RemoveItem { .. } | What::Start | What::Pause => Ok(Some(Value::Null)),
    }
}

fn millis(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX)
}
