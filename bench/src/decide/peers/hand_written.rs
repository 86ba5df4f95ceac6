//! What a programmer would write instead: `if` after `if` on a typed record.

use anyhow::{Result, bail};

use crate::decide::inquiry::{Inquiry, text_of};
use crate::decide::peer::Peer;
use crate::decide::rules::{Workflow, list_id};
use crate::decide::text::Text;
use crate::decide::workflows::{ALLOWED, BLOCKED};

/// The eight routes, as code.
pub struct HandWritten {
    blocked: String,
    allowed: String,
}

/// The record that they read.
pub struct Record {
    age: Option<u8>,
    similarity: Option<f64>,
    liveness: Option<f64>,
    attempts: u32,
    country: Option<[u8; 2]>,
    us_state: Option<[u8; 2]>,
    blocked: bool,
    allowed: bool,
}

fn taken(record: &Record) -> usize {
    if record.blocked && !record.allowed {
        return 0;
    }
    if record.age.is_some_and(|age| age < 18) {
        return 1;
    }
    if matches!(record.country.as_ref(), Some(b"IR" | b"KP" | b"NG")) {
        return 2;
    }
    if record.attempts >= 3 {
        return 3;
    }
    let below = |score: Option<f64>, high: f64| score.is_some_and(|score| score < high);
    if below(record.similarity, 40.0) && below(record.liveness, 50.0) {
        return 4;
    }
    if matches!(record.us_state.as_ref(), Some(b"NY" | b"TX" | b"NV"))
        && below(record.similarity, 70.5)
    {
        return 5;
    }
    let far =
        !matches!(record.country.as_ref(), None | Some(b"US" | b"CA" | b"GB" | b"DE" | b"FR"));
    let young = record.age.is_some_and(|age| (18..=25).contains(&age));
    if far && young && below(record.liveness, 60.0) {
        return 6;
    }
    let good = record.similarity.is_some_and(|score| score >= 80.0)
        && record.liveness.is_some_and(|score| score >= 75.25);
    if good && record.attempts < 2 { 7 } else { 8 }
}

fn bytes(code: &str) -> Option<[u8; 2]> {
    code.as_bytes().try_into().ok()
}

impl Peer for HandWritten {
    const NAME: &'static str = "hand-written `if`";
    const NOTE: &'static str = "control";
    const CONTROL: bool = true;
    type Input = Record;

    fn compile(workflow: &Workflow) -> Result<Self> {
        if workflow.routes.len() != 8 {
            bail!("not written for so many routes");
        }
        Ok(Self { blocked: list_id(BLOCKED), allowed: list_id(ALLOWED) })
    }

    fn input(&self, inquiry: &Inquiry) -> Record {
        let score = |hundredths: i64| hundredths as f64 / 100.0;
        let code = |code| bytes(text_of(code));
        Record {
            age: inquiry.age.map(|age| (age / 100) as u8),
            similarity: inquiry.similarity.map(score),
            liveness: inquiry.liveness.map(score),
            attempts: (inquiry.attempts / 100) as u32,
            country: inquiry.country.and_then(code),
            us_state: inquiry.us_state.and_then(code),
            blocked: inquiry.is_on(BLOCKED),
            allowed: inquiry.is_on(ALLOWED),
        }
    }

    #[inline]
    fn decide(&mut self, record: &Record) -> usize {
        taken(record)
    }

    #[inline]
    fn decide_text(&mut self, text: &str) -> usize {
        let text = Text::read(text);
        taken(&Record {
            age: text.age,
            similarity: text.document_similarity_score,
            liveness: text.liveness_check_score,
            attempts: text.failed_verification_attempts.unwrap_or(0),
            country: text.country.and_then(bytes),
            us_state: text.us_state.and_then(bytes),
            blocked: text.list_matches.contains(&self.blocked.as_str()),
            allowed: text.list_matches.contains(&self.allowed.as_str()),
        })
    }
}
