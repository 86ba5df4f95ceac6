//! Imports that a process left behind when it ended.

use pointsman_domain::clock::Clock;
use pointsman_domain::ids::{ImportId, ItemId};
use pointsman_server::{Nodes, recover_imports};
use pointsman_storage::lists::{self, Attempt, BeginImport, Chunk, NewImport, StagedItem};
use pointsman_storage::{Actor, StorageError};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::unfinished::resume;
use super::{CHOSEN, import};
use crate::lists::List;
use crate::support::TestApp;

/// An import as a process leaves it that was killed half-way.
pub(super) async fn left_behind(app: &TestApp, list: &List) -> ImportId {
    let now = app.clock.now();
    let (id, list) = (CHOSEN.parse().expect("an id"), list.id.parse().expect("an id"));
    let new =
        NewImport { id, list, bytes_total: Some(6), started_at: now, started_by: Actor::System };
    let ids = app.parts.ids.clone();
    app.parts
        .storage
        .write(move |t| {
            assert!(matches!(lists::begin_import(t, &new)?, BeginImport::Begun(_)));
            let item = |value: &str| StagedItem {
                written: None,
                id: ItemId::new(ids.as_ref(), now),
                value: value.to_owned(),
                note: None,
            };
            let items = vec![item("CA"), item("US")];
            let digest = Some(Sha256::digest("CA\nUS\n").into());
            let chunk = Chunk { items, bad: Vec::new(), lines: 2, bytes: 6, digest, at: now };
            lists::stage_import(t, Attempt { import: id, number: 1 }, &chunk)?;
            Ok::<_, StorageError>(())
        })
        .await
        .expect("a half-finished import");
    id
}

#[tokio::test]
async fn imports_of_a_dead_process_wait_for_somebody_after_the_next_start() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let id = left_behind(&app, &list).await;
    import(&list, "CA").await.expect_problem(409, "import_running");

    let recover = |nodes| recover_imports(&app.parts, nodes);
    assert_eq!(recover(Nodes::Several).await, Ok(0), "another node may be at it");
    assert_eq!(recover(Nodes::One).await, Ok(1));
    assert_eq!(recover(Nodes::One).await, Ok(0));
    let stopped = ada.get(&list.path(&format!("/imports/{id}"))).await.expect_status(200);
    assert_eq!((&stopped["state"], &stopped["resumable"]), (&json!("broken_off"), &json!(true)));
    import(&list, "CA").await.expect_problem(409, "import_unfinished");
    let done = resume(&list, "CA\nUS\n").await.expect_status(200);
    assert_eq!(
        (&done["added"], &done["lines"], &done["revision"]),
        (&json!(2), &json!(2), &json!(1))
    );
}

#[tokio::test]
async fn an_import_that_does_not_get_on_has_broken_off() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let list = List::create(&ada, "Blocked", "country").await;
    let id = left_behind(&app, &list).await;
    let state = async || {
        let import = ada.get(&list.path(&format!("/imports/{id}"))).await.expect_status(200);
        (import["state"].clone(), import["resumable"].clone())
    };
    app.clock.advance_seconds(120);
    assert_eq!(state().await, (json!("running"), json!(false)));
    import(&list, "CA").await.expect_problem(409, "import_running");
    assert_eq!(recover_imports(&app.parts, Nodes::Several).await, Ok(0));
    app.clock.advance_seconds(1);
    assert_eq!(state().await, (json!("broken_off"), json!(true)));
    import(&list, "CA").await.expect_problem(409, "import_unfinished");
    let done = resume(&list, "CA\nUS\n").await.expect_status(200);
    assert_eq!((&done["added"], &done["duplicates"]), (&json!(2), &json!(0)));
}
