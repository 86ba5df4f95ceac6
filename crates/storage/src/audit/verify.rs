//! Checking the whole record, a piece at a time, so that neither memory nor other transactions suffer.
//!
//! What lies before the head of the beginning never changes in an honest record, so reading it in pieces finds the
//! same as reading it at one moment.

use super::chain::{HASH_BYTES, Link, digest};
use super::head::Head;
use super::{ENTRIES, HEAD, append, erasures};
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// What is wrong with the record. Only the first fault is told: behind it nothing is certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The entry is not what was appended.
    #[error("entry {seq} was changed: its contents and the hash before it do not give its hash")]
    Changed {
        /// Its number.
        seq: i64,
    },
    /// The entry stands where another one was appended.
    #[error("entry {seq} is out of order: what was appended there stands at {found_at} now")]
    OutOfOrder {
        /// The number whose entry is another one.
        seq: i64,
        /// Where the right one is.
        found_at: i64,
    },
    /// There is no entry with this number, but later ones.
    #[error("entry {seq} is missing")]
    Missing {
        /// The number.
        seq: i64,
    },
    /// There is an entry that nobody can have appended.
    #[error("entry {seq} does not belong to the record, which begins with entry 1")]
    Stray {
        /// Its number.
        seq: i64,
    },
    /// The record ends too early.
    #[error("the record ends before entry {seq}, but it went on to entry {head}")]
    Truncated {
        /// The first number that is missing.
        seq: i64,
        /// The last number that there was.
        head: i64,
    },
    /// Who did it and from where is not what was appended.
    #[error("entry {seq}: the name and address of who did it were {how}")]
    Who {
        /// The entry.
        seq: i64,
        /// What happened to them.
        how: Harm,
    },
    /// The personal values are not what was appended.
    #[error("entry {seq}: the personal values were {how}")]
    What {
        /// The entry.
        seq: i64,
        /// What happened to them.
        how: Harm,
    },
    /// The stored end of the record is not the end of the chain.
    #[error("the stored head does not fit: it says entry {head}, the last entry is {last}")]
    Head {
        /// The number that the head says.
        head: i64,
        /// The number of the last entry.
        last: i64,
    },
    /// The stored end of the record is gone.
    #[error("the stored head is missing")]
    NoHead,
    /// The chain holds by itself, but it is not the one whose head was kept.
    #[error(
        "entry {seq} is not the one whose head was kept: the record was rewritten at or before it"
    )]
    Rewritten {
        /// The number of the head that was kept.
        seq: i64,
    },
}

impl Fault {
    /// The entry at which it shows, if it is one.
    pub const fn seq(&self) -> Option<i64> {
        match self {
            Self::Changed { seq }
            | Self::OutOfOrder { seq, .. }
            | Self::Missing { seq }
            | Self::Stray { seq }
            | Self::Truncated { seq, .. }
            | Self::Who { seq, .. }
            | Self::What { seq, .. }
            | Self::Rewritten { seq } => Some(*seq),
            Self::Head { .. } | Self::NoHead => None,
        }
    }
}

/// What happened to a personal part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Harm {
    /// Text, salt or digest do not fit any more.
    Changed,
    /// It is gone, and no entry tells that it was erased.
    Removed,
}

impl std::fmt::Display for Harm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Changed => "changed",
            Self::Removed => "removed without being erased",
        })
    }
}

/// What a check has found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The last entry that holds.
    pub head: Head,
    /// Entries whose personal values were erased.
    pub erased: i64,
    /// The first thing that is wrong.
    pub fault: Option<Fault>,
}

/// How far a check is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verifying {
    /// There is more to check.
    More(Verifier),
    /// It has come to its end.
    Done(Verified),
}

/// A check under way. Hand it into one reading transaction after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier {
    against: Option<Head>,
    head: Head,
    last: i64,
    /// The last entry that holds.
    good: Head,
    /// No entry is behind this number that was not looked at.
    cursor: i64,
    erased: i64,
}

const SELECT: &str = "SELECT e.seq, e.format, e.at, e.actor_kind, e.actor_id, e.via, e.action,
        e.subject_kind, e.subject_id, e.item_id, e.details, e.who_digest, e.what_digest, e.hash,
        p.who_salt, p.who, p.who_erased_at, p.what_salt, p.what, p.what_erased_at
    FROM audit_entries e LEFT JOIN audit_personal p ON p.seq = e.seq";

impl Verifier {
    /// Begins a check of everything that there is now; `against` is a head that was kept elsewhere.
    pub fn begin(
        transaction: &mut Transaction<'_>,
        against: Option<Head>,
    ) -> Result<Verifying, StorageError> {
        let found = transaction.query_opt(
            HEAD,
            "SELECT id, seq, hash FROM audit_head WHERE id = 1",
            &[],
        )?;
        let Some(row) = found else {
            let fault = Some(Fault::NoHead);
            return Ok(Verifying::Done(Verified { head: Head::EMPTY, erased: 0, fault }));
        };
        let head = append::head_from(&row)?;
        let last = transaction
            .query_one(ENTRIES, "SELECT COALESCE(MAX(seq), 0) AS last FROM audit_entries", &[])?
            .int("last")?;
        let good = Head::EMPTY;
        Ok(Verifying::More(Self { against, head, last, good, cursor: i64::MIN, erased: 0 }))
    }

    /// Entries to check in all.
    pub fn total(&self) -> i64 {
        self.head.seq
    }

    /// Entries that were checked.
    pub fn done(&self) -> i64 {
        self.good.seq
    }

    /// Checks at most `limit` further entries.
    pub fn step(
        mut self,
        transaction: &mut Transaction<'_>,
        limit: usize,
    ) -> Result<Verifying, StorageError> {
        let rows = self.rows(transaction, self.cursor, limit)?;
        for row in &rows {
            if let Some(fault) = self.check(transaction, row, limit)? {
                return Ok(self.ended(Some(fault)));
            }
        }
        if rows.len() < limit {
            let fault = self.at_the_end();
            return Ok(self.ended(fault));
        }
        Ok(Verifying::More(self))
    }

    fn rows(
        &self,
        transaction: &mut Transaction<'_>,
        after: i64,
        limit: usize,
    ) -> Result<Vec<Row>, StorageError> {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        transaction.query(
            ENTRIES,
            &format!("{SELECT} WHERE e.seq > $1 AND e.seq <= $2 ORDER BY e.seq LIMIT $3"),
            values![after, self.head.seq, limit],
        )
    }

    fn check(
        &mut self,
        transaction: &mut Transaction<'_>,
        row: &Row,
        limit: usize,
    ) -> Result<Option<Fault>, StorageError> {
        let (seq, wanted) = (row.int("seq")?, self.good.seq + 1);
        if seq < wanted {
            return Ok(Some(Fault::Stray { seq }));
        }
        if seq > wanted {
            return Ok(Some(Fault::Missing { seq: wanted }));
        }
        let Some(hash) = fitting_hash(row, seq, &self.good.hash)? else {
            return Ok(Some(match self.find(transaction, wanted, limit)? {
                Some(found_at) => Fault::OutOfOrder { seq, found_at },
                None => Fault::Changed { seq },
            }));
        };
        if self.against.is_some_and(|kept| kept.seq == seq && kept.hash != hash) {
            return Ok(Some(Fault::Rewritten { seq }));
        }
        self.good = Head { seq, hash };
        self.cursor = seq;
        self.check_personal(transaction, row, seq)
    }

    fn check_personal(
        &mut self,
        transaction: &mut Transaction<'_>,
        row: &Row,
        seq: i64,
    ) -> Result<Option<Fault>, StorageError> {
        let who = part(row, "who_digest", "who_salt", "who", "who_erased_at")?;
        let what = part(row, "what_digest", "what_salt", "what", "what_erased_at")?;
        Ok(match (who, what) {
            (Part::Harmed(how), _) => Some(Fault::Who { seq, how }),
            // Nothing erases who did something, so such a mark was set by other hands.
            (Part::Erased, _) => Some(Fault::Who { seq, how: Harm::Removed }),
            (Part::Fits, Part::Harmed(how)) => Some(Fault::What { seq, how }),
            (Part::Fits, Part::Erased) => {
                if !erasures::tells(transaction, row, seq)? {
                    return Ok(Some(Fault::What { seq, how: Harm::Removed }));
                }
                self.erased += 1;
                None
            }
            (Part::Fits, Part::Fits) => None,
        })
    }

    /// Where the entry is that was appended as `wanted`.
    fn find(
        &self,
        transaction: &mut Transaction<'_>,
        wanted: i64,
        limit: usize,
    ) -> Result<Option<i64>, StorageError> {
        let mut after = wanted;
        loop {
            let rows = self.rows(transaction, after, limit)?;
            for row in &rows {
                after = row.int("seq")?;
                if fitting_hash(row, wanted, &self.good.hash)?.is_some() {
                    return Ok(Some(after));
                }
            }
            if rows.len() < limit {
                return Ok(None);
            }
        }
    }

    fn at_the_end(&self) -> Option<Fault> {
        let (seq, head) = (self.good.seq + 1, self.head.seq);
        if self.good.seq < head {
            return Some(Fault::Truncated { seq, head });
        }
        if self.last > head || self.good.hash != self.head.hash {
            return Some(Fault::Head { head, last: self.last });
        }
        let kept = self.against.filter(|kept| kept.seq > head)?;
        Some(Fault::Truncated { seq, head: kept.seq })
    }

    fn ended(self, fault: Option<Fault>) -> Verifying {
        Verifying::Done(Verified { head: self.good, erased: self.erased, fault })
    }
}

/// The row's hash if the row fits at this place of the chain.
fn fitting_hash(
    row: &Row,
    seq: i64,
    previous: &[u8; HASH_BYTES],
) -> Result<Option<[u8; HASH_BYTES]>, StorageError> {
    let computed = Link {
        format: row.int("format")?,
        seq,
        previous,
        at: row.int("at")?,
        actor_kind: row.text("actor_kind")?,
        actor_id: row.text("actor_id")?,
        via: row.text("via")?,
        action: row.text("action")?,
        subject_kind: row.text("subject_kind")?,
        subject_id: row.text("subject_id")?,
        item_id: row.text_opt("item_id")?,
        details: row.text("details")?,
        who_digest: row.blob_opt("who_digest")?.unwrap_or_default(),
        what_digest: row.blob_opt("what_digest")?,
    }
    .hash();
    Ok((row.blob_opt("hash")? == Some(computed.as_slice())).then_some(computed))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Fits,
    Erased,
    Harmed(Harm),
}

fn part(
    row: &Row,
    digest_column: &str,
    salt_column: &str,
    text_column: &str,
    erased_column: &str,
) -> Result<Part, StorageError> {
    let wanted = row.blob_opt(digest_column)?;
    let erased = row.time_opt(erased_column)?.is_some();
    Ok(match (wanted, row.blob_opt(salt_column)?, row.text_opt(text_column)?) {
        (None, None, None) => Part::Fits,
        (Some(wanted), Some(salt), Some(text)) if digest(salt, text) == wanted => Part::Fits,
        (Some(_), None, None) if erased => Part::Erased,
        (Some(_), None, None) => Part::Harmed(Harm::Removed),
        (None | Some(_), _, _) => Part::Harmed(Harm::Changed),
    })
}
