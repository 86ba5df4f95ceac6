//! What the clients saw: every request, and whether it was acknowledged.

use std::collections::HashMap;

use serde_json::Value;

/// What a request was about.
#[derive(Clone, Debug)]
pub enum What {
    /// A person, found again by the address of e-mail.
    Create {
        email: String,
    },
    /// The inquiry.
    Complete {
        inquiry: String,
    },
    /// A decision by hand, found again by its comment.
    Decide {
        inquiry: String,
        comment: String,
        outcome: &'static str,
    },
    /// An item, found again by its value.
    AddItem {
        value: String,
    },
    RemoveItem {
        value: String,
    },
    /// Of the workflow that is paused and started.
    Start,
    Pause,
}

/// What became of it.
#[derive(Clone, Debug)]
pub enum Fate {
    /// The whole answer was there.
    Acknowledged(Value),
    /// Nobody knows.
    Open,
}

/// One request.
#[derive(Clone, Debug)]
pub struct Entry {
    pub what: What,
    pub request: crate::client::Request,
    pub fate: Fate,
}

/// All requests of one load, those of one worker in order.
#[derive(Debug, Default)]
pub struct Ledger {
    pub entries: Vec<Entry>,
    /// Slowest answer of all, in milliseconds.
    pub slowest_ms: u64,
    /// Answers that told the client to come back.
    pub told_to_wait: u64,
    /// Repeats that learnt by a conflict that the work had been done.
    pub learnt_by_conflict: u64,
    /// Longest time from the first try to the acknowledgement, in milliseconds.
    pub longest_ms: u64,
}

/// What must be in the store about one inquiry.
#[derive(Clone, Debug, Default)]
pub struct Expected {
    /// Acknowledged outcome and who decided (a run's id, or a comment) of the last decision.
    pub decision: Option<(String, String)>,
    /// The answer of `complete` was there.
    pub completed: bool,
    /// `complete` was sent, answered or not.
    pub completing: bool,
    /// Comments of decisions by hand; true where it was acknowledged.
    pub by_hand: HashMap<String, bool>,
    /// A request that may or may not have changed it.
    pub open: bool,
}

impl Ledger {
    pub fn absorb(&mut self, other: Ledger) {
        self.entries.extend(other.entries);
        self.slowest_ms = self.slowest_ms.max(other.slowest_ms);
        self.longest_ms = self.longest_ms.max(other.longest_ms);
        self.told_to_wait += other.told_to_wait;
        self.learnt_by_conflict += other.learnt_by_conflict;
    }

    pub fn acknowledged(&self) -> usize {
        self.entries.iter().filter(|entry| matches!(entry.fate, Fate::Acknowledged(_))).count()
    }

    /// Acknowledged decisions.
    pub fn decisions(&self) -> usize {
        let decides = |entry: &&Entry| {
            matches!(entry.fate, Fate::Acknowledged(_))
                && matches!(entry.what, What::Complete { .. } | What::Decide { .. })
        };
        self.entries.iter().filter(decides).count()
    }

    /// The workflow that is paused and started, and the state that was acknowledged last; `None` while that is open.
    pub fn switched(&self) -> Option<(&str, &'static str)> {
        let switch = |what: &What| match what {
            What::Start => Some("running"),
            What::Pause => Some("paused"),
            _ => None,
        };
        let last = self.entries.iter().rev().find_map(|entry| Some((entry, switch(&entry.what)?)));
        let (entry, state) = last?;
        let workflow = entry.request.path.strip_prefix("/v1/workflows/")?.split('/').next()?;
        matches!(entry.fate, Fate::Acknowledged(_)).then_some((workflow, state))
    }

    /// By inquiry.
    pub fn expected(&self) -> HashMap<String, Expected> {
        let mut expected: HashMap<String, Expected> = HashMap::new();
        for entry in &self.entries {
            match (&entry.what, &entry.fate) {
                (What::Create { .. }, Fate::Acknowledged(answer)) => {
                    if let Some(id) = answer["id"].as_str() {
                        expected.entry(id.to_owned()).or_default();
                    }
                }
                (What::Complete { inquiry }, fate) => {
                    let of = expected.entry(inquiry.clone()).or_default();
                    of.completing = true;
                    match fate {
                        Fate::Acknowledged(answer) => {
                            of.completed = true;
                            of.decision = by_run(answer).or(of.decision.take());
                        }
                        Fate::Open => of.open = true,
                    }
                }
                (What::Decide { inquiry, comment, outcome }, fate) => {
                    let of = expected.entry(inquiry.clone()).or_default();
                    let known = matches!(fate, Fate::Acknowledged(_));
                    of.by_hand.insert(comment.clone(), known);
                    of.open |= !known;
                    if known {
                        of.decision = Some(((*outcome).to_owned(), comment.clone()));
                    }
                }
                (
                    What::Create { .. }
                    | What::AddItem { .. }
                    | What::RemoveItem { .. }
                    | What::Start
                    | What::Pause,
                    _,
                ) => {}
            }
        }
        expected
    }
}

fn by_run(answer: &Value) -> Option<(String, String)> {
    let decision = answer.get("decision").filter(|decision| !decision.is_null())?;
    let by = &decision["decided_by"];
    (by["type"] == "run").then(|| {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        (text(&decision["outcome"]), text(&by["id"]))
    })
}
