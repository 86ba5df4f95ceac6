//! The digest of a trace: what a run stores, so that a replay can be compared bit for bit.
//!
//! It covers what this inquiry made of the rules: the taken route, and for every place of every route that was
//! tried its verdict, the value read and the item matched. The rules themselves are covered by the digest of
//! the version; names and sentences may change without changing a decision. The encoding never changes for a
//! semantics number: every part is a tag, or a length and that many bytes, or a number of fixed width, all
//! big-endian, and places follow each other in the order of the document.

use std::fmt;

use pointsman_domain::decimal::Decimal;
use sha2::{Digest, Sha256};

use super::{Trace, TraceKind, TraceNode, TraceValue, TracedCondition};
use crate::SEMANTICS;
use crate::verdict::Verdict;

/// SHA-256 of a trace; displayed in lower-case hexadecimal.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TraceDigest([u8; 32]);

impl TraceDigest {
    /// The digest's bytes.
    pub const fn bytes(&self) -> [u8; 32] {
        self.0
    }
}

impl fmt::Display for TraceDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for TraceDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Trace<'_> {
    /// The digest of this trace.
    pub fn digest(&self) -> TraceDigest {
        let mut encoder = Encoder(Sha256::new());
        encoder.text("pointsman trace");
        encoder.0.update(SEMANTICS.to_be_bytes());
        encoder.text(&self.taken_route.to_string());
        encoder.count(self.routes.len());
        for route in &self.routes {
            encoder.text(route.id.as_str());
            encoder.node(&route.condition);
        }
        TraceDigest(encoder.0.finalize().into())
    }
}

struct Encoder(Sha256);

impl Encoder {
    fn tag(&mut self, tag: u8) {
        self.0.update([tag]);
    }

    fn count(&mut self, count: usize) {
        self.0.update(u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes());
    }

    fn text(&mut self, text: &str) {
        self.count(text.len());
        self.0.update(text);
    }

    fn number(&mut self, number: Decimal) {
        self.0.update(number.ten_thousandths().to_be_bytes());
    }

    fn node(&mut self, node: &TraceNode<'_>) {
        let verdict = match node.verdict {
            Verdict::True => b't',
            Verdict::False => b'f',
            Verdict::Unknown => b'u',
        };
        let kind = match &node.kind {
            TraceKind::All(_) => b'a',
            TraceKind::Any(_) => b'o',
            TraceKind::Not(_) => b'n',
            TraceKind::Condition(_) => b'c',
        };
        self.0.update([verdict, kind]);
        match &node.kind {
            TraceKind::All(members) | TraceKind::Any(members) => {
                self.count(members.len());
                for member in members {
                    self.node(member);
                }
            }
            TraceKind::Not(member) => self.node(member),
            TraceKind::Condition(condition) => self.condition(condition),
        }
    }

    fn condition(&mut self, condition: &TracedCondition<'_>) {
        self.value(&condition.actual);
        let matched = condition.matched.as_deref().unwrap_or_default();
        self.count(matched.len());
        for found in matched {
            self.0.update(found.list.uuid().as_bytes());
            match found.item {
                None => self.tag(b'-'),
                Some(item) => {
                    self.tag(b'i');
                    self.0.update(item.uuid().as_bytes());
                }
            }
            self.0.update(found.revision.to_be_bytes());
        }
    }

    fn value(&mut self, value: &TraceValue) {
        match value {
            TraceValue::Missing => self.tag(b'm'),
            TraceValue::Number(number) => {
                self.tag(b'1');
                self.number(*number);
            }
            TraceValue::Pair(low, high) => {
                self.tag(b'2');
                self.number(*low);
                self.number(*high);
            }
            TraceValue::Code(code) => {
                self.tag(b'k');
                self.0.update(code.bytes());
            }
            TraceValue::Codes(codes) => {
                self.tag(b'K');
                self.count(codes.len());
                for code in codes {
                    self.0.update(code.bytes());
                }
            }
            TraceValue::List(list) => {
                self.tag(b'l');
                self.0.update(list.uuid().as_bytes());
            }
            TraceValue::Lists(lists) => {
                self.tag(b'L');
                self.count(lists.len());
                for list in lists {
                    self.0.update(list.uuid().as_bytes());
                }
            }
        }
    }
}
