//! What must hold in the store whatever happened: nothing is there by halves.

use anyhow::ensure;

use crate::server::Installation;
use crate::store;
use crate::world::World;

/// Where an inspection begins: what is older has been looked at before.
#[derive(Clone, Copy, Debug, Default)]
pub struct Since {
    /// The last order number of an inquiry.
    pub order: i64,
    /// The last number of an event.
    pub event: i64,
}

/// Where the store ends now.
pub async fn end(installation: &Installation) -> anyhow::Result<Since> {
    let order = store::number(installation, "SELECT max(order_no) FROM inquiries").await?;
    let event = store::number(installation, "SELECT max(event_no) FROM events").await?;
    Ok(Since { order, event })
}

/// Fails if anything younger than `since` is there by halves.
pub async fn inspect(
    installation: &Installation,
    world: &World,
    since: Since,
) -> anyhow::Result<()> {
    for (halves, query) in queries(world, since) {
        let query = format!("SELECT i.id FROM {query} LIMIT 3");
        let found = store::rows(installation, &query).await?;
        ensure!(found.is_empty(), "{halves}: {found:?}");
    }
    let twins = store::number(installation, TWINS).await?;
    ensure!(twins == 0, "{twins} people were made twice by a repeat with the same key");
    installation.verify_audit().await
}

/// People who were made twice, though the key was the same: every person has an address of e-mail of their own.
const TWINS: &str =
    "SELECT count(*) FROM (SELECT email_folded FROM inquiries WHERE email_folded IS NOT NULL
     GROUP BY email_folded HAVING count(*) > 1) t";

/// What must not be found, and how to look for it. Events of runs carry the run's id in their payload.
fn queries(world: &World, Since { order, event }: Since) -> Vec<(&'static str, String)> {
    let main = &world.main;
    let younger = format!("i.order_no > {order}");
    let event_of = |kind: &str| {
        format!("SELECT 1 FROM events e WHERE e.inquiry_id = i.id AND e.type = '{kind}'")
    };
    vec![
        (
            "completed without the run of the workflow that always runs",
            format!(
                "inquiries i JOIN completions c ON c.order_no = i.order_no WHERE {younger} AND NOT EXISTS
                 (SELECT 1 FROM runs r WHERE r.order_no = i.order_no AND r.workflow_id = '{main}')"
            ),
        ),
        (
            "a run of an inquiry that is not completed",
            format!(
                "inquiries i JOIN runs r ON r.order_no = i.order_no WHERE {younger} AND
                 (i.status IN ('created', 'pending', 'failed', 'expired') OR NOT EXISTS
                  (SELECT 1 FROM completions c WHERE c.order_no = i.order_no))"
            ),
        ),
        (
            "a run decided, and the inquiry does not know",
            format!(
                "inquiries i JOIN runs r ON r.order_no = i.order_no WHERE {younger} AND r.applied = 'applied'
                 AND r.outcome <> 'do_nothing' AND i.decision = 'none'"
            ),
        ),
        (
            "decided by a run that is not there or decided something else",
            format!(
                "inquiries i WHERE {younger} AND i.decided_by LIKE '%\"run\"%' AND NOT EXISTS
                 (SELECT 1 FROM runs r WHERE r.order_no = i.order_no AND r.outcome = i.decision
                  AND i.decided_by LIKE '%' || r.id || '%')"
            ),
        ),
        (
            "two runs of one workflow",
            format!(
                "inquiries i WHERE {younger} AND (SELECT count(*) FROM runs r WHERE r.order_no = i.order_no)
                 <> (SELECT count(DISTINCT r.workflow_id) FROM runs r WHERE r.order_no = i.order_no)"
            ),
        ),
        (
            "a status that does not fit the completion",
            format!(
                "inquiries i LEFT JOIN completions c ON c.order_no = i.order_no WHERE {younger} AND
                 ((i.status IN ('created', 'pending') AND c.order_no IS NOT NULL)
                  OR (i.status = 'completed' AND c.order_no IS NULL))"
            ),
        ),
        (
            "not exactly one event of the creation",
            format!("inquiries i WHERE {younger} AND ({}) <> 1", count(&event_of("inquiry.created"))),
        ),
        (
            "completed without exactly one event of it, or the event without the completion",
            format!(
                "inquiries i WHERE {younger} AND ({}) <>
                 (SELECT count(*) FROM completions c WHERE c.order_no = i.order_no)",
                count(&event_of("inquiry.completed"))
            ),
        ),
        (
            "a run that decided without exactly one event of it",
            format!(
                "inquiries i JOIN runs r ON r.order_no = i.order_no WHERE {younger} AND r.applied = 'applied'
                 AND r.outcome <> 'do_nothing' AND (SELECT count(*) FROM events e
                 WHERE e.inquiry_id = i.id AND e.payload LIKE '%' || r.id || '%') <> 1"
            ),
        ),
        (
            "an event of a run that is not there",
            format!(
                "(SELECT e.inquiry_id AS id FROM events e WHERE e.event_no > {event}
                  AND e.actor LIKE '%\"run\"%' AND NOT EXISTS
                  (SELECT 1 FROM inquiries q JOIN runs r ON r.order_no = q.order_no
                   WHERE q.id = e.inquiry_id AND e.actor LIKE '%' || r.id || '%')) i"
            ),
        ),
        (
            "an event of an inquiry that is not there",
            format!(
                "(SELECT e.inquiry_id AS id FROM events e WHERE e.event_no > {event}
                  AND e.inquiry_id IS NOT NULL
                  AND NOT EXISTS (SELECT 1 FROM inquiries q WHERE q.id = e.inquiry_id)) i"
            ),
        ),
    ]
}

fn count(query: &str) -> String {
    query.replacen("SELECT 1", "SELECT count(*)", 1)
}
