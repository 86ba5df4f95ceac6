//! How both databases go about every statement that the contract runs: by an index, never through a whole large table.
//!
//! Storage says in its log which statements it runs. They are gathered while every scenario and the calls of
//! [`list_everything`] run, and then each is explained.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::{Mutex, Once};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

mod calls;
mod postgres;
mod sqlite;

pub(crate) use postgres::no_statement_scans_a_large_table;

/// Tables that grow without end.
const LARGE: &[&str] = &[
    "inquiries",
    "runs",
    "list_items",
    "list_matches",
    "completions",
    "events",
    "inquiry_tags",
    "audit_entries",
    "audit_personal",
    "idempotency",
];

/// Statements that nobody runs and that are found to read a whole large table.
const FAULTY: [&str; 3] = [
    "SELECT i.id FROM inquiries i WHERE i.template = $1",
    "UPDATE list_items SET note = NULL WHERE note = $1",
    "DELETE FROM idempotency WHERE (scope, idem_key) IN (SELECT scope, idem_key FROM idempotency WHERE status = $1)",
];

static ON_SQLITE: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static ON_POSTGRES: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
static LISTENING: Once = Once::new();

/// Begins to gather the statements of every storage in this process.
pub(crate) fn gather() {
    LISTENING.call_once(|| tracing::subscriber::set_global_default(Listener).unwrap());
}

/// What was gathered and can be explained, but for what copies a database (other tests in this process may do so): that
/// reads all of it piece by piece, and before that whether there is anything in the target.
fn gathered(statements: &Mutex<BTreeSet<String>>) -> Vec<String> {
    let statements = statements.lock().unwrap();
    let explained = ["SELECT", "WITH", "INSERT", "UPDATE", "DELETE"];
    let copies = |text: &str| {
        text.contains(") AS first_rows")
            || text.starts_with("SELECT") && !text.contains("WHERE") && {
                let (_, order) = text.split_once(" FROM ").unwrap_or_default();
                order.split(' ').nth(1) == Some("ORDER") && order.contains(" LIMIT ")
            }
    };
    statements
        .iter()
        .map(|statement| statement.trim_start())
        .filter(|statement| explained.iter().any(|verb| statement.starts_with(verb)))
        .filter(|statement| !copies(statement))
        .map(str::to_owned)
        .collect()
}

/// Notes every statement that storage says it runs.
struct Listener;

struct Statement<'a>(&'a mut BTreeSet<String>);

impl Visit for Statement<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "statement" {
            self.0.insert(value.to_owned());
        }
    }

    fn record_debug(&mut self, _field: &Field, _value: &dyn Debug) {}
}

impl Subscriber for Listener {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        ["pointsman_storage::sqlite", "pointsman_storage::postgres"].contains(&metadata.target())
    }

    fn new_span(&self, _span: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _span: &Id, _values: &Record<'_>) {}

    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let of_sqlite = event.metadata().target() == "pointsman_storage::sqlite";
        let statements = if of_sqlite { &ON_SQLITE } else { &ON_POSTGRES };
        event.record(&mut Statement(&mut statements.lock().unwrap()));
    }

    fn enter(&self, _span: &Id) {}

    fn exit(&self, _span: &Id) {}
}
