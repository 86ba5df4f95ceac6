//! Fills a database that holds the example with many times as many inquiries, past the product, in SQL that both
//! databases understand.
//!
//! Copy number `k` of everything lies `k` times ninety days before it, with numbers, ids, references and e-mail
//! addresses of its own, so that every index grows as it would have grown with time.

use anyhow::Context;
use rusqlite::Connection;
use tokio_postgres::NoTls;

use crate::report::Progress;
use crate::server::{Database, Installation};

/// Tables that grow with inquiries, the number that orders each, and their other columns.
const TABLES: [(&str, &str, &str); 6] = [
    (
        "inquiries",
        "order_no",
        "order_no id reference_id template status personal facts tags created_at updated_at imported decision \
         decided_by decided_at decision_comment left_alone email_folded last_name_folded erased_at",
    ),
    ("completions", "order_no", "order_no completed_at catalogue_version attributes digest"),
    ("list_matches", "order_no", "list_id created_at order_no item_id revision"),
    ("inquiry_tags", "order_no", "tag created_at order_no"),
    (
        "runs",
        "run_no",
        "run_no id order_no event workflow_id version route outcome actions applied ran semantics trace_digest \
         created_at",
    ),
    (
        "events",
        "event_no",
        "event_no mark id type inquiry_id workflow_id list_id actor payload created_at",
    ),
];

/// How far apart the copies' numbers lie; more than the example has events.
const APART: i64 = 10_000_000;
const NINETY_DAYS: i64 = 90 * 86_400 * 1_000_000;
/// Copies between two flushes of the log.
const AT_A_TIME: u32 = 10;

/// Adds `copies` copies of what is there.
pub async fn fill(
    installation: &Installation,
    copies: u32,
    progress: &Progress,
) -> anyhow::Result<()> {
    match &installation.database {
        Database::Sqlite { folder } => {
            let connection = Connection::open(Database::file(folder))?;
            connection.execute_batch(
                "PRAGMA synchronous = OFF; PRAGMA cache_size = -600000; PRAGMA foreign_keys = OFF;
                 PRAGMA temp_store = MEMORY;",
            )?;
            for copy in 1..=copies {
                let statements = statements(copy, "").join(";\n");
                connection
                    .execute_batch(&format!("BEGIN;\n{statements};\nCOMMIT;"))
                    .with_context(|| format!("copy {copy}"))?;
                if copy % AT_A_TIME == 0 || copy == copies {
                    let flush = "PRAGMA wal_checkpoint(TRUNCATE)";
                    connection.query_row(flush, [], |_| Ok(()))?;
                }
                progress.at(copy, copies);
            }
        }
        Database::Postgres { url } => {
            let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
            let connection = tokio::spawn(connection);
            // Foreign keys are checked by triggers; these copies cannot break them.
            client.batch_execute("SET session_replication_role = replica").await?;
            for copy in 1..=copies {
                for statement in statements(copy, "OVERRIDING SYSTEM VALUE") {
                    client.batch_execute(&statement).await.context(statement)?;
                }
                progress.at(copy, copies);
            }
            // What the database's own housekeeping does in a quiet hour.
            client.batch_execute("VACUUM ANALYZE").await?;
            drop(client);
            connection.await??;
        }
    }
    Ok(())
}

fn statements(copy: u32, overriding: &str) -> Vec<String> {
    TABLES
        .iter()
        .map(|(table, number, columns)| {
            let columns: Vec<&str> = columns.split_whitespace().collect();
            let copied: Vec<String> = columns.iter().map(|c| copied(table, c, copy)).collect();
            let overriding = if *number == "order_no" { "" } else { overriding };
            // Copies have numbers below nought; what is not about an inquiry is not copied.
            let about = if *table == "events" { " AND inquiry_id IS NOT NULL" } else { "" };
            format!(
                "INSERT INTO {table} ({}) {overriding} SELECT {} FROM {table} WHERE {number} > 0{about} \
                 ORDER BY {number}",
                columns.join(", "),
                copied.join(", "),
            )
        })
        .collect()
}

/// The expression that gives a copy's value of a column.
fn copied(table: &str, column: &str, copy: u32) -> String {
    let of_inquiry = table == "events" && column == "inquiry_id";
    match column {
        "order_no" | "run_no" | "event_no" => format!("{column} - {}", APART * i64::from(copy)),
        // `inq_` and the moment, in six of twelve digits: older ids for older inquiries.
        "id" => id(column, copy),
        _ if of_inquiry => id(column, copy),
        "reference_id" => format!("reference_id || '-{copy}'"),
        "created_at" | "updated_at" | "completed_at" | "decided_at" | "erased_at" => {
            format!("{column} - {}", NINETY_DAYS * i64::from(copy))
        }
        "email_folded" => format!("'{copy}' || email_folded"),
        other => other.to_owned(),
    }
}

fn id(column: &str, copy: u32) -> String {
    format!("substr({column}, 1, 4) || '00{:04}' || substr({column}, 11)", 9_000 - copy)
}
