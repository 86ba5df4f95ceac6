//! The decide transaction, written once: tables, statements and rows. Both candidates run exactly these texts.

use serde_json::json;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

pub const SQLITE_PRAGMAS: &str =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 5000;";

pub const INSERT_COMPLETION: &str = "INSERT INTO completion (inquiry_id, completed_at, catalogue, attributes) VALUES ($1, $2, $3, $4)";
pub const INSERT_RUN: &str = "INSERT INTO run (id, inquiry_id, workflow_id, version, route, applied, digest) \
     VALUES ($1, $2, $3, $4, $5, $6, $7)";
pub const INSERT_EVENT: &str =
    "INSERT INTO event (id, kind, inquiry_id, at, payload) VALUES ($1, $2, $3, $4, $5)";
pub const UPDATE_INQUIRY: &str =
    "UPDATE inquiry SET status = $2, decision = $3, decided_at = $4 WHERE id = $1";
pub const READ_RUNNING_SET: &str = "SELECT revision FROM running_set WHERE id = $1";
pub const READ_LISTS_REVISION: &str = "SELECT revision FROM lists_revision WHERE id = $1";
pub const READ_INQUIRY: &str = "SELECT status, body, order_no FROM inquiry WHERE id = $1";

/// The texts that differ: the lock, and how a JSON array becomes rows. Everything else is written once.
#[derive(Clone, Copy)]
pub struct Texts {
    pub lock_inquiry: &'static str,
    pub lock_inquiries: &'static str,
    pub insert_inquiries: &'static str,
    pub insert_completions: &'static str,
    pub insert_runs: &'static str,
    pub insert_events: &'static str,
    pub update_inquiries: &'static str,
}

impl Texts {
    pub fn of(dialect: Dialect) -> Self {
        let lock = if dialect == Dialect::Postgres { " FOR UPDATE" } else { "" };
        let unhex = if dialect == Dialect::Postgres {
            "decode(r.digest, 'hex')"
        } else {
            "unhex(r.digest)"
        };
        let keep = |text: String| -> &'static str { text.leak() };
        let rows = |columns| rows(dialect, columns);
        Self {
            lock_inquiry: keep(format!("{READ_INQUIRY}{lock}")),
            lock_inquiries: keep(format!(
                "SELECT id, status, body, order_no FROM inquiry WHERE id IN (SELECT r.id FROM {}) ORDER BY id{lock}",
                rows("id text")
            )),
            insert_inquiries: keep(format!(
                "INSERT INTO inquiry (id, order_no, status, body) SELECT r.id, r.order_no, r.status, r.body FROM {}",
                rows("id text, order_no bigint, status text, body text")
            )),
            insert_completions: keep(format!(
                "INSERT INTO completion (inquiry_id, completed_at, catalogue, attributes) \
                 SELECT r.inquiry_id, r.completed_at, r.catalogue, r.attributes FROM {}",
                rows("inquiry_id text, completed_at bigint, catalogue bigint, attributes text")
            )),
            insert_runs: keep(format!(
                "INSERT INTO run (id, inquiry_id, workflow_id, version, route, applied, digest) \
                 SELECT r.id, r.inquiry_id, r.workflow_id, r.version, r.route, r.applied, {unhex} FROM {}",
                rows(
                    "id text, inquiry_id text, workflow_id text, version bigint, route text, applied bigint, digest text"
                )
            )),
            insert_events: keep(format!(
                "INSERT INTO event (id, kind, inquiry_id, at, payload) \
                 SELECT r.id, r.kind, r.inquiry_id, r.at, r.payload FROM {}",
                rows("id text, kind text, inquiry_id text, at bigint, payload text")
            )),
            update_inquiries: keep(format!(
                "UPDATE inquiry SET status = r.status, decision = r.decision, decided_at = r.decided_at FROM {} \
                 WHERE inquiry.id = r.id",
                rows("id text, status text, decision text, decided_at bigint")
            )),
        }
    }
}

/// `$1` is a JSON array of objects; the answer is a relation `r` with these columns.
fn rows(dialect: Dialect, columns: &str) -> String {
    if dialect == Dialect::Postgres {
        return format!("json_to_recordset($1::json) AS r({columns})");
    }
    let names = columns.split(", ").map(|column| column.split(' ').next().unwrap());
    let fields: Vec<String> = names.map(|name| format!("value ->> '{name}' AS {name}")).collect();
    format!("(SELECT {} FROM json_each($1)) AS r", fields.join(", "))
}

pub fn schema(dialect: Dialect) -> Vec<String> {
    let blob = if dialect == Dialect::Postgres { "BYTEA" } else { "BLOB" };
    let texts = "CREATE TABLE running_set (id BIGINT PRIMARY KEY, revision BIGINT NOT NULL);
        CREATE TABLE lists_revision (id BIGINT PRIMARY KEY, revision BIGINT NOT NULL);
        INSERT INTO running_set VALUES (1, 7);
        INSERT INTO lists_revision VALUES (1, 42);
        CREATE TABLE inquiry (id TEXT PRIMARY KEY, order_no BIGINT NOT NULL, status TEXT NOT NULL,
            body TEXT NOT NULL, decision TEXT, decided_at BIGINT);
        CREATE TABLE completion (inquiry_id TEXT PRIMARY KEY, completed_at BIGINT NOT NULL,
            catalogue BIGINT NOT NULL, attributes TEXT NOT NULL);
        CREATE TABLE run (id TEXT PRIMARY KEY, inquiry_id TEXT NOT NULL, workflow_id TEXT NOT NULL,
            version BIGINT NOT NULL, route TEXT NOT NULL, applied BIGINT NOT NULL, digest BYTES NOT NULL,
            UNIQUE (inquiry_id, workflow_id));
        CREATE TABLE event (id TEXT PRIMARY KEY, kind TEXT NOT NULL, inquiry_id TEXT NOT NULL,
            at BIGINT NOT NULL, payload TEXT NOT NULL)";
    texts.replace("BYTES", blob).split(';').map(str::to_owned).collect()
}

/// What the engine would hand to storage for one decided inquiry.
#[derive(Clone)]
pub struct Decision {
    pub number: i64,
    pub inquiry_id: String,
    pub attributes: String,
    pub payload: String,
    pub digest: Vec<u8>,
}

pub const DECIDED_AT: i64 = 1_790_000_000_000_000;

impl Decision {
    pub fn next() -> Self {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed) as i64;
        Self {
            number,
            inquiry_id: format!("inq_{number:026}"),
            attributes: attributes(number),
            payload: json!({ "inquiry": format!("inq_{number:026}"), "decision": "approved", "note": "x".repeat(120) })
                .to_string(),
            digest: (0..32).map(|byte| (number as u8).wrapping_mul(31).wrapping_add(byte)).collect(),
        }
    }

    pub fn run_id(&self) -> String {
        format!("run_{:026}", self.number)
    }

    pub fn event_id(&self) -> String {
        format!("evt_{:026}", self.number)
    }
}

/// The inquiry as it was before: about 600 bytes.
pub fn body(decision: &Decision) -> String {
    json!({ "id": decision.inquiry_id, "reference_id": format!("ref-{}", decision.number), "fields": "y".repeat(500) })
        .to_string()
}

/// About 800 bytes: seven attributes with value, origin and source.
fn attributes(number: i64) -> String {
    let names = [
        "age",
        "country",
        "us_state",
        "document_similarity_score",
        "liveness_check_score",
        "failed_verification_attempts",
        "list_matches",
    ];
    let each = names.map(|name| {
        json!({ "attribute": name, "value": number % 100, "origin": "derived",
        "from": "verifications/selfie/0", "revision": 42 })
    });
    json!({ "catalogue": 1, "attributes": each }).to_string()
}
