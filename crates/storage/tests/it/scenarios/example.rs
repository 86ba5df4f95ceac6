//! The example workspace: claimed once, marked, and taken away without touching anything else.

use pointsman_domain::ids::{CountingIds, ImportId};
use pointsman_domain::people::WorkflowsSection;
use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::example::{
    Claim, Example, ExampleState, Naming, Part, RemovedInquiries, claim, count_inquiries, forget,
    get, has_own_inquiries, has_own_matches, is_changed, is_empty, namings, note_inquiries,
    note_part, parts, release_part, remove_inquiries, remove_list, remove_workflow, seal, set,
};
use pointsman_storage::inquiries::{self, Inquiry};
use pointsman_storage::lists::{Attempt, NewImport};
use pointsman_storage::{events, lists, runs, workflows};
use serde_json::json;

use crate::databases::Fixture;
use crate::fixtures::{
    ann, at, at_once, completion, event, insert_inquiry, insert_list, insert_workflow, new_inquiry,
    new_item, new_run, publish,
};

static IDS: CountingIds = CountingIds::starting_at(1);

pub(crate) async fn an_example_is_claimed_once_and_only_where_nothing_is(fixture: Fixture) {
    let claims = at_once(&fixture, 20, |_, tx| claim(tx, 7, at(1))).await;
    let claimed = claims.iter().filter(|found| **found == Claim::Claimed).count();
    assert_eq!(claimed, 1, "{claims:?}");
    let making = Example { state: ExampleState::Making, done: 0, total: 7, updated_at: at(1) };
    assert_eq!(fixture.read(get).await, Some(making));
    let present = Example { state: ExampleState::Present, done: 7, ..making };
    fixture.write(move |tx| set(tx, &present)).await;
    assert_eq!(fixture.write(|tx| claim(tx, 9, at(2))).await, Claim::Taken(present));

    fixture.write(forget).await;
    assert!(fixture.read(is_empty).await);
    insert_inquiry(&fixture, new_inquiry(1)).await;
    assert!(!fixture.read(is_empty).await);
    assert_eq!(fixture.write(|tx| claim(tx, 9, at(3))).await, Claim::NotEmpty);
    assert_eq!(fixture.read(get).await, None, "a claim that is refused leaves nothing");
}

pub(crate) async fn changes_of_an_example_are_seen(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let (of_workflow, of_list) = (Part::Workflow(workflow), Part::List(list));
    let changed = move |tx: &mut pointsman_storage::Transaction<'_>| {
        Ok((is_changed(tx, of_workflow)?, is_changed(tx, of_list)?))
    };
    fixture.write(move |tx| note_part(tx, of_workflow).and_then(|()| note_part(tx, of_list))).await;
    publish(&fixture, workflow, "{}").await;
    assert_eq!(fixture.read(changed).await, (false, false), "nothing is sealed yet");
    fixture.write(seal).await;
    assert_eq!(fixture.read(changed).await, (false, false));
    fixture.write(move |tx| workflows::start(tx, workflow, 1, &crate::fixtures::change(4))).await;
    assert_eq!(fixture.read(changed).await, (false, false), "running is no change");
    fixture.write(move |tx| workflows::rename(tx, workflow, "Mine")).await;
    fixture.write(move |tx| lists::add_item(tx, list, &new_item("CA", 5))).await;
    assert_eq!(fixture.read(changed).await, (true, true));
    fixture.write(move |tx| release_part(tx, of_list)).await;
    assert_eq!(fixture.read(parts).await, [of_workflow]);
}

/// What an unfinished import brought is somebody's work, though nothing of it is visible.
pub(crate) async fn an_unfinished_import_is_a_change_of_an_example(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await.id;
    let part = Part::List(list);
    fixture.write(move |tx| note_part(tx, part)).await;
    let changed = || fixture.read(move |tx| is_changed(tx, part));
    let begin = || {
        let id = ImportId::new(&IDS, at(0));
        let (started_at, started_by) = (at(5), ann());
        let new = NewImport { id, list, bytes_total: None, started_at, started_by };
        let begun = fixture.write(move |tx| lists::begin_import(tx, &new));
        async move {
            begun.await;
            id
        }
    };
    // The example's own.
    let id = begin().await;
    assert!(!changed().await, "nothing is sealed yet");
    let attempt = Attempt { import: id, number: 1 };
    fixture.write(move |tx| lists::finish_import(tx, attempt, at(6))).await;
    fixture.write(seal).await;
    assert!(!changed().await);
    let id = begin().await;
    assert!(changed().await, "it runs");
    fixture.write(move |tx| lists::cancel_import(tx, id, at(7))).await;
    assert!(changed().await, "it can be resumed");
    fixture.write(move |tx| lists::discard_import(tx, id, at(8))).await;
    assert!(!changed().await, "nothing of it is left");
}

/// An inquiry that was decided and was on a list.
async fn decided(fixture: &Fixture, n: i64, list: pointsman_domain::ids::ListId) -> Inquiry {
    let inquiry = insert_inquiry(fixture, new_inquiry(n)).await;
    let made = inquiry.clone();
    let workflow = crate::fixtures::workflow_id();
    let run = new_run(workflow, "everything_else", DecisionAction::Approve, n);
    let completion = completion(n, &[list]);
    fixture
        .write(move |tx| {
            inquiries::complete(tx, &made, &completion)?;
            runs::insert(tx, &made, std::slice::from_ref(&run))?;
            events::append(tx, &[event("inquiry.completed", Some(made.id))])
        })
        .await;
    inquiry
}

pub(crate) async fn removing_an_example_leaves_everything_else(fixture: Fixture) {
    let list = insert_list(&fixture, "Countries", "countries").await;
    let mut made = Vec::new();
    for n in 1..=5 {
        made.push(decided(&fixture, n, list.id).await);
    }
    let own = made.remove(2);
    let numbers: Vec<i64> = made.iter().map(|inquiry| inquiry.order_no).collect();
    fixture.write(move |tx| note_inquiries(tx, &numbers)).await;
    assert_eq!(fixture.read(count_inquiries).await, 4);
    let id = list.id;
    assert!(fixture.read(has_own_inquiries).await);
    assert!(fixture.read(move |tx| has_own_matches(tx, id)).await);

    for removed in [3, 1, 0] {
        let found = fixture.write(|tx| remove_inquiries(tx, 3, at(9))).await;
        assert_eq!(found, RemovedInquiries { count: removed, changed_since: Vec::new() });
    }
    for inquiry in made {
        let id = inquiry.id;
        assert_eq!(fixture.read(move |tx| inquiries::get(tx, id)).await, None);
        assert_eq!(fixture.read(move |tx| events::of_inquiry(tx, id)).await.len(), 0);
    }
    let id = own.id;
    let kept = fixture.read(move |tx| inquiries::get(tx, id)).await.expect("it stays");
    assert_eq!(kept.completion.map(|it| it.attributes.list_matches.len()), Some(1));
    assert_eq!(fixture.read(move |tx| events::of_inquiry(tx, id)).await.len(), 1);
    assert_eq!(fixture.read(count_inquiries).await, 0);
}

pub(crate) async fn workflows_and_lists_go_with_all_they_hold(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let other = insert_workflow(&fixture, "Mine").await.id;
    let list = insert_list(&fixture, "Countries", "countries").await;
    let on = json!({"attribute": "list_matches", "operator": "contains", "value": "countries"});
    let document = json!({"routes": [{"if": {"all": [on]}}]}).to_string();
    publish(&fixture, workflow, &document).await;
    publish(&fixture, other, &document).await;
    let id = list.id;
    fixture.write(move |tx| lists::add_item(tx, id, &new_item("CA", 5))).await;
    let named = list.clone();
    let found = fixture.read(move |tx| namings(tx, &named)).await;
    let mut due = [workflow, other].map(|workflow| Naming { workflow, archived: false });
    due.sort_by_key(|naming| naming.workflow);
    assert_eq!(found, due);

    fixture
        .write(move |tx| {
            let mut told = [event("workflow.published", None), event("list.created", None)];
            told[0].workflow = Some(workflow);
            told[1].list = Some(id);
            events::append(tx, &told)
        })
        .await;
    let before =
        fixture.read(|tx| events::page(tx, WorkflowsSection::Shown, None, 100)).await.rows.len();
    fixture.write(move |tx| remove_workflow(tx, workflow)).await;
    fixture.write(move |tx| remove_list(tx, id)).await;
    assert_eq!(fixture.read(move |tx| workflows::get(tx, workflow)).await, None);
    assert!(fixture.read(move |tx| workflows::get(tx, other)).await.is_some());
    assert_eq!(fixture.read(move |tx| lists::get(tx, id)).await, None);
    let after =
        fixture.read(|tx| events::page(tx, WorkflowsSection::Shown, None, 100)).await.rows.len();
    assert_eq!(before - after, 2);
    let again = insert_list(&fixture, "Countries", "countries").await;
    assert_eq!(again.items, 0, "the key is free again, and the items are gone");
}
