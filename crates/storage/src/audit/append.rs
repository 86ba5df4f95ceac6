//! Appending, and where the record ends.

use super::chain::{FORMAT, Link, digest};
use super::entry::{NewEntry, Who};
use super::head::Head;
use super::subject::ActorKind;
use super::{ENTRIES, HEAD, PERSONAL};
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Row, Transaction, values};

/// Appends an entry, in the transaction of the change that it tells of and as late in it as possible: on
/// PostgreSQL all other audited changes wait from here to the commit.
pub fn append(transaction: &mut Transaction<'_>, new: &NewEntry) -> Result<Head, StorageError> {
    let row = transaction.query_one(
        HEAD,
        "SELECT id, seq, hash FROM audit_head WHERE id = 1 {for_update}",
        &[],
    )?;
    let previous = head_from(&row)?;
    let seq = previous.seq + 1;
    let (actor_kind, actor_id) = ActorKind::of(&new.by);
    let (subject_kind, subject_id) = (new.subject.kind(), new.subject.id());
    let item_id = new.subject.item().map(|item| item.to_string());
    let details = new.plain.sides.to_text();
    let who = who_text(new);
    let what = (!new.personal.sides.is_empty()).then(|| new.personal.sides.to_text());
    let who_digest = digest(&new.salts.who, &who);
    let what_digest = what.as_ref().map(|what| digest(&new.salts.what, what));
    let hash = Link {
        format: FORMAT,
        seq,
        previous: &previous.hash,
        at: new.at.microseconds(),
        actor_kind: actor_kind.as_str(),
        actor_id: &actor_id,
        via: new.via.as_str(),
        action: new.action.as_str(),
        subject_kind: subject_kind.as_str(),
        subject_id: &subject_id,
        item_id: item_id.as_deref(),
        details: &details,
        who_digest: &who_digest,
        what_digest: what_digest.as_ref().map(<[u8; 32]>::as_slice),
    }
    .hash();
    transaction.execute(
        ENTRIES,
        "INSERT INTO audit_entries (seq, format, at, actor_kind, actor_id, via, action, subject_kind,
             subject_id, item_id, details, who_digest, what_digest, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values![
            seq,
            FORMAT,
            new.at,
            actor_kind.as_str(),
            actor_id,
            new.via.as_str(),
            new.action.as_str(),
            subject_kind.as_str(),
            subject_id,
            item_id,
            details,
            who_digest,
            what_digest,
            hash,
        ],
    )?;
    let what_salt = what.as_ref().map(|_| new.salts.what.as_slice());
    transaction.execute(
        PERSONAL,
        "INSERT INTO audit_personal (seq, who_salt, who, what_salt, what) VALUES ($1, $2, $3, $4, $5)",
        values![seq, new.salts.who.as_slice(), who, what_salt, what],
    )?;
    transaction.execute(
        HEAD,
        "UPDATE audit_head SET seq = $1, hash = $2 WHERE id = 1",
        values![seq, hash],
    )?;
    Ok(Head { seq, hash })
}

/// Where the record ends.
pub fn head(transaction: &mut Transaction<'_>) -> Result<Head, StorageError> {
    let row =
        transaction.query_one(HEAD, "SELECT id, seq, hash FROM audit_head WHERE id = 1", &[])?;
    head_from(&row)
}

pub(super) fn head_from(row: &Row) -> Result<Head, StorageError> {
    let hash = row.digest_opt("hash")?.unwrap_or(Head::EMPTY.hash);
    Ok(Head { seq: row.int("seq")?, hash })
}

fn who_text(new: &NewEntry) -> String {
    let name = match &new.by {
        Actor::Member { name, .. } | Actor::Key { name, .. } => Some(name.clone()),
        Actor::Run { .. } | Actor::System => None,
    };
    let who = Who { name, address: new.address.clone() };
    serde_json::to_value(who).unwrap_or_default().to_string()
}
