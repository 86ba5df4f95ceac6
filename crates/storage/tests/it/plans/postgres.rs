//! How PostgreSQL goes about them. Its tables hold next to nothing here, and its choice among indexes is not the one
//! that it makes among millions of rows; what shows is whether there is an index at all.

use pointsman_storage::{Database, StorageOptions};
use postgres::{Client, NoTls, SimpleQueryMessage};
use serde_json::Value as Json;

use super::calls::list_everything;
use super::{FAULTY, LARGE, ON_POSTGRES, gathered};
use crate::cluster::Cluster;
use crate::databases::{Fixture, block_on};

/// Without these the planner reads whole tables only where nothing else is possible.
const BY_INDEX: &str =
    "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off;
     SET enable_mergejoin = off; SET enable_material = off";

/// The planner goes by how long a table is, and some indexes are for a part of the items.
const ITEMS: &str = "INSERT INTO list_items (id, list_no, value, import_no)
     SELECT 'itm_' || n, n % 10, n, CASE WHEN n % 2 = 0 THEN n % 100 END FROM generate_series(1, 20000) n;
     ANALYZE list_items";

/// Explains everything that was run on PostgreSQL since [`super::gather`].
pub(crate) fn no_statement_scans_a_large_table(cluster: &Cluster) {
    let url = cluster.create_database("plans");
    block_on(async {
        let options = StorageOptions::new(Database::Postgres { url: url.clone() });
        let fixture = Fixture::open(options).await;
        list_everything(&fixture).await;
        fixture.storage.close().await;
    });
    let statements = gathered(&ON_POSTGRES);
    assert!(statements.len() > 200, "only {} statements were seen", statements.len());
    let mut client = Client::connect(&url, NoTls).unwrap();
    client.batch_execute(&format!("{ITEMS}; {BY_INDEX}")).unwrap();
    for statement in FAULTY {
        assert_ne!(faults_of(&mut client, statement), [""; 0], "{statement}");
    }
    let faults: Vec<String> = statements
        .iter()
        .filter_map(|statement| {
            let found = faults_of(&mut client, statement).join(", ");
            (!found.is_empty()).then(|| format!("{found}\n    in {statement}"))
        })
        .collect();
    assert!(faults.is_empty(), "PostgreSQL reads a whole table:\n{}", faults.join("\n"));
}

fn faults_of(client: &mut Client, statement: &str) -> Vec<String> {
    let mut found = Vec::new();
    read_wholly(&explain(client, statement), "", false, &mut found);
    found
}

fn explain(client: &mut Client, statement: &str) -> Json {
    let parameters = client.prepare(statement).unwrap().params().len();
    client.batch_execute(&format!("PREPARE explained AS {statement}")).unwrap();
    let nulls = vec!["NULL"; parameters].join(", ");
    let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
    let answer = client
        .simple_query(&format!("EXPLAIN (FORMAT JSON) EXECUTE explained{arguments}"))
        .unwrap();
    client.batch_execute("DEALLOCATE explained").unwrap();
    let text = answer.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0),
        _ => None,
    });
    let plans: Json = serde_json::from_str(text.unwrap()).unwrap();
    plans[0]["Plan"].clone()
}

/// Notes where a step, or one below it, reads a large table or an index of it from one end to the other. Under a limit
/// an index may be followed: the reading stops there, unless a step between the two wants everything first.
fn read_wholly(step: &Json, table: &str, stops: bool, found: &mut Vec<String>) {
    let text = |name: &str| step[name].as_str().unwrap_or_default();
    let kind = text("Node Type");
    let table = if text("Relation Name").is_empty() { table } else { text("Relation Name") };
    let by_index = kind.starts_with("Index") || kind == "Bitmap Index Scan";
    let wholly = kind == "Seq Scan" || by_index && text("Index Cond").is_empty() && !stops;
    if wholly && LARGE.contains(&table) {
        found.push(format!("{kind} {} of {table}", text("Index Name")));
    }
    let under = if kind.starts_with("Bitmap") { table } else { "" };
    let wants_everything = ["Sort", "Aggregate", "Hash", "WindowAgg", "SetOp", "ModifyTable"];
    for below in step["Plans"].as_array().into_iter().flatten() {
        let once_a_row = kind == "Nested Loop" && below["Parent Relationship"] == "Inner"
            || below["Parent Relationship"] == "SubPlan";
        let stops = (stops || kind == "Limit") && !once_a_row && !wants_everything.contains(&kind);
        read_wholly(below, under, stops, found);
    }
}
