//! Whether the store holds what was acknowledged, once, and nothing else of what is open than the whole of it.

use std::collections::HashMap;

use anyhow::{bail, ensure};

use crate::ledger::{Expected, Fate, Ledger, What};
use crate::server::Installation;
use crate::store;
use crate::whole::Since;

/// What the store holds about one inquiry.
#[derive(Debug, Default)]
struct Stored {
    decision: String,
    decided_by: String,
    comment: String,
    runs: usize,
    /// Type and payload.
    events: Vec<(String, String)>,
}

/// Compares the store with what the clients saw since then.
pub async fn compare(
    installation: &Installation,
    ledger: &Ledger,
    since: Since,
) -> anyhow::Result<()> {
    let stored = read(installation, since).await?;
    for (id, expected) in ledger.expected() {
        let Some(stored) = stored.get(&id) else { bail!("acknowledged inquiry {id} is lost") };
        if let Err(wrong) = one(&expected, stored) {
            bail!("inquiry {id}: {wrong}; acknowledged {expected:?}, stored {stored:?}");
        }
    }
    switched(installation, ledger).await?;
    items(installation, ledger).await
}

/// The workflow that is paused and started is as it was acknowledged last.
async fn switched(installation: &Installation, ledger: &Ledger) -> anyhow::Result<()> {
    let Some((workflow, due)) = ledger.switched() else { return Ok(()) };
    let query = format!("SELECT state FROM workflows WHERE id = '{workflow}'");
    let found = store::rows(installation, &query).await?;
    ensure!(found == [[due]], "workflow {workflow} is {found:?}, acknowledged last: {due}");
    Ok(())
}

async fn read(
    installation: &Installation,
    since: Since,
) -> anyhow::Result<HashMap<String, Stored>> {
    let Since { order, event } = since;
    let mut stored: HashMap<String, Stored> = HashMap::new();
    let query = format!(
        "SELECT i.id, i.decision, i.decided_by, i.decision_comment,
         (SELECT count(*) FROM runs r WHERE r.order_no = i.order_no)
         FROM inquiries i WHERE i.order_no > {order}"
    );
    for row in store::rows(installation, &query).await? {
        let [id, decision, decided_by, comment, runs] = row.try_into().unwrap_or_default();
        let runs = runs.parse()?;
        stored.insert(id, Stored { decision, decided_by, comment, runs, events: Vec::new() });
    }
    let query = format!(
        "SELECT inquiry_id, type, payload FROM events WHERE event_no > {event} AND inquiry_id IS NOT NULL"
    );
    for row in store::rows(installation, &query).await? {
        let [id, kind, payload] = row.try_into().unwrap_or_default();
        if let Some(of) = stored.get_mut(&id) {
            of.events.push((kind, payload));
        }
    }
    Ok(stored)
}

fn one(expected: &Expected, stored: &Stored) -> Result<(), String> {
    let events = |kind: &str| stored.events.iter().filter(|(found, _)| found == kind).count();
    let completed = events("inquiry.completed");
    if expected.completed && (completed != 1 || stored.runs == 0) {
        return Err(format!("completed {completed} times, with {} runs", stored.runs));
    }
    if !expected.completing && completed + stored.runs != 0 {
        return Err("nobody completed it".to_owned());
    }
    for (comment, acknowledged) in &expected.by_hand {
        let found = stored.events.iter().filter(|(_, payload)| payload.contains(comment)).count();
        if found > 1 || (*acknowledged && found == 0) {
            return Err(format!("the decision by hand `{comment}` is there {found} times"));
        }
    }
    match &expected.decision {
        // What is open may have come after it.
        _ if expected.open => Ok(()),
        None if stored.decision == "none" => Ok(()),
        Some((outcome, by))
            if *outcome == stored.decision
                && (stored.decided_by.contains(by) || stored.comment == *by) =>
        {
            Ok(())
        }
        None | Some(_) => Err("another decision than the acknowledged one".to_owned()),
    }
}

/// Items that were acknowledged as added are there once; as removed, gone.
async fn items(installation: &Installation, ledger: &Ledger) -> anyhow::Result<()> {
    let mut due: HashMap<&str, Option<bool>> = HashMap::new();
    for entry in &ledger.entries {
        let known = matches!(entry.fate, Fate::Acknowledged(_));
        match &entry.what {
            What::AddItem { value } => due.insert(value, known.then_some(true)),
            What::RemoveItem { value } => due.insert(value, known.then_some(false)),
            _ => None,
        };
    }
    let query =
        "SELECT value, count(*) FROM list_items WHERE removed_revision IS NULL GROUP BY value";
    let mut present: HashMap<String, String> = HashMap::new();
    for row in store::rows(installation, query).await? {
        let [value, count] = row.try_into().unwrap_or_default();
        present.insert(canonical(&value), count);
    }
    for (value, due) in due {
        let found = present.get(&canonical(value));
        ensure!(found.is_none_or(|count| count == "1"), "item {value} is there {found:?} times");
        if let Some(due) = due {
            ensure!(found.is_some() == due, "item {value} is there {found:?} times, due: {due}");
        }
    }
    Ok(())
}

/// The store has its own way to write an address.
fn canonical(value: &str) -> String {
    let address = value.split('/').next().unwrap_or_default();
    address.parse::<std::net::IpAddr>().map_or_else(|_| value.to_owned(), |ip| ip.to_string())
}
