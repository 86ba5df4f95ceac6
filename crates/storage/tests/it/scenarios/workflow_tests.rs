//! Tests of workflows.

use pointsman_domain::workflow::{DecisionAction, TakenRoute};
use pointsman_storage::example;
use pointsman_storage::workflow_tests::{self, TestOrigin, WorkflowTest};

use crate::databases::Fixture;
use crate::fixtures::{ann, at, insert_workflow, test_id};

pub(crate) async fn tests_are_kept_with_their_workflow(fixture: Fixture) {
    let workflow = insert_workflow(&fixture, "Onboarding").await.id;
    let other = insert_workflow(&fixture, "Payout").await.id;
    let test = |workflow, name: &str, origin| WorkflowTest {
        id: test_id(),
        workflow,
        name: name.to_owned(),
        inquiry: r#"{"attributes":{"age":17}}"#.to_owned(),
        route: "rt_01".parse().unwrap(),
        outcome: DecisionAction::Decline,
        origin,
        created_at: at(1),
        created_by: ann(),
        updated_at: at(1),
        updated_by: ann(),
    };
    let own = [
        test(workflow, "Minors: age 17", TestOrigin::Offered),
        test(workflow, "Somebody", TestOrigin::Inquiry),
    ];
    let foreign = test(other, "Grown up", TestOrigin::Written);
    for test in [own[0].clone(), own[1].clone(), foreign.clone()] {
        fixture.write(move |tx| workflow_tests::insert(tx, &test)).await;
    }
    let all = || fixture.read(move |tx| workflow_tests::of_workflow(tx, workflow));
    assert_eq!(all().await, own);

    let changed = WorkflowTest {
        name: "Anybody".to_owned(),
        route: TakenRoute::EverythingElse,
        outcome: DecisionAction::DoNothing,
        updated_at: at(2),
        ..own[1].clone()
    };
    let change = changed.clone();
    fixture.write(move |tx| workflow_tests::change(tx, &change)).await;
    let get = |of, id| fixture.read(move |tx| workflow_tests::get(tx, of, id));
    assert_eq!(get(workflow, changed.id).await, Some(changed.clone()));
    assert_eq!(get(other, changed.id).await, None, "it belongs to another workflow");

    let first = own[0].id;
    fixture.write(move |tx| workflow_tests::remove(tx, first)).await;
    assert_eq!(all().await, [changed]);
    fixture.write(move |tx| example::remove_workflow(tx, workflow)).await;
    assert_eq!(all().await, []);
    assert_eq!(get(other, foreign.id).await, Some(foreign));
}
