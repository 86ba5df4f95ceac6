//! Calls that the contract does not make: every kind of page, at every bound.

use pointsman_domain::ids::ListId;
use pointsman_domain::inquiry::Status;
use pointsman_domain::people::WorkflowsSection;
use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::activity::{self, LookBack};
use pointsman_storage::audit::{
    self, Action, AuditFilter, AuditPosition, Erasable, NewEntry, Personal, Subject, Verifier,
    Verifying,
};
use pointsman_storage::idempotency::{self, AnswerSubject, RequestKey, StoredAnswer};
use pointsman_storage::inquiries::{
    self, Bounds, DecisionFilter, InquiryFilter, InquiryOrder, InquiryPosition, NewInquiry,
};
use pointsman_storage::lists::{self, FoundLines, ItemPosition, ItemSet};
use pointsman_storage::runs::{self, RunFilter, RunPosition};
use pointsman_storage::{events, example, workflows};

use crate::databases::Fixture;
use crate::fixtures::{
    at, inquiry_id, insert_inquiry, insert_list, insert_workflow, item_id, list_id, new_entry,
    new_inquiry, new_run, run_id,
};

fn filters(workflow: pointsman_domain::ids::WorkflowId) -> Vec<InquiryFilter> {
    let all = InquiryFilter::default();
    vec![
        all.clone(),
        InquiryFilter { status: Some(Status::NeedsReview), ..all.clone() },
        InquiryFilter { decision: Some(DecisionFilter::Undecided), ..all.clone() },
        InquiryFilter { created_after: Some(at(1)), created_before: Some(at(9)), ..all.clone() },
        InquiryFilter { workflow: Some(workflow), ..all.clone() },
        InquiryFilter { workflow: Some(workflow), route: "rt_a".parse().ok(), ..all.clone() },
        InquiryFilter { route: "rt_a".parse().ok(), ..all.clone() },
        InquiryFilter { list: Some(crate::fixtures::list_id()), ..all.clone() },
        InquiryFilter { tag: Some("vip".to_owned()), ..all.clone() },
        InquiryFilter { q: Some("smith".to_owned()), ..all.clone() },
        InquiryFilter { q: Some(inquiry_id().to_string()), ..all.clone() },
        InquiryFilter { workflow: Some(workflow), status: Some(Status::Failed), ..all.clone() },
        InquiryFilter { tag: Some("vip".to_owned()), status: Some(Status::Failed), ..all.clone() },
        InquiryFilter { q: Some("smith".to_owned()), status: Some(Status::Created), ..all },
    ]
}

/// Nothing is few, so that a page walks along its own way in; and what is not there is, so that it begins with that.
const WAYS: [Bounds; 3] =
    [Bounds::USUAL, Bounds { few: -1, names: -1 }, Bounds { few: 0, names: 0 }];

/// Asks for first and further pages of everything.
pub(crate) async fn list_everything(fixture: &Fixture) {
    let tagged = NewInquiry { tags: vec!["vip".to_owned()], ..new_inquiry(1) };
    let inquiry = insert_inquiry(fixture, tagged).await;
    let workflow = insert_workflow(fixture, "Onboarding").await.id;
    let run = new_run(workflow, "rt_a", DecisionAction::Approve, 2);
    fixture.write(move |tx| runs::insert(tx, &inquiry, std::slice::from_ref(&run))).await;
    let list = insert_list(fixture, "Countries", "countries").await.id;
    for filter in filters(workflow) {
        for after in [None, Some(InquiryPosition { at: at(5), number: 5 })] {
            let filter = filter.clone();
            let oldest_first = InquiryFilter { order: InquiryOrder::OldestFirst, ..filter.clone() };
            for bounds in WAYS {
                let (filter, oldest_first) = (filter.clone(), oldest_first.clone());
                fixture
                    .read(move |tx| inquiries::page_within(tx, &filter, after, 25, bounds))
                    .await;
                fixture
                    .read(move |tx| inquiries::page_within(tx, &oldest_first, after, 25, bounds))
                    .await;
            }
        }
    }
    let all = RunFilter::default();
    for filter in [
        all.clone(),
        RunFilter { workflow: Some(workflow), ..all.clone() },
        RunFilter { workflow: Some(workflow), version: Some(2), ..all.clone() },
        RunFilter { workflow: Some(workflow), route: "rt_a".parse().ok(), ..all.clone() },
        RunFilter { inquiry: Some(inquiry_id()), ..all },
    ] {
        for after in [None, Some(RunPosition { at: at(5), number: 5 })] {
            let filter = filter.clone();
            fixture.read(move |tx| runs::page(tx, &filter, after, 25)).await;
        }
    }
    fixture.read(|tx| runs::outcomes_since(tx, at(0))).await;
    fixture.read(move |tx| runs::outcomes_of_workflow_since(tx, workflow, at(0))).await;
    fixture.read(|tx| inquiries::count_open(tx, 3)).await;
    fixture.read(inquiries::review_queue).await;
    fixture.read(|tx| activity::runs(tx, LookBack::new(at(0), 14))).await;
    fixture.read(|tx| activity::decided(tx, LookBack::new(at(0), 14))).await;
    fixture.read(|tx| inquiries::tags_in_use(tx, "v", Some("vip"), 25)).await;
    let unknown = inquiry_id();
    fixture.read(move |tx| inquiries::get(tx, unknown)).await;
    fixture.read(|tx| inquiries::by_reference(tx, "a")).await;
    list_items(fixture, list).await;
    let unknown = item_id();
    fixture.read(move |tx| lists::item(tx, list, unknown)).await;
    fixture.read(move |tx| lists::load(tx, list, Some(3), 1_000)).await;
    fixture.read(move |tx| lists::changes(tx, list, 3, 1_000)).await;
    fixture.read(move |tx| lists::touched(tx, list, 3, 1_000)).await;
    fixture.read(example::is_empty).await;
    fixture.read(example::has_own_inquiries).await;
    fixture.read(move |tx| example::has_own_matches(tx, list)).await;
    fixture.write(|tx| example::remove_inquiries(tx, 25, at(9))).await;
    for workflows in [WorkflowsSection::Shown, WorkflowsSection::Hidden] {
        fixture.read(move |tx| events::page(tx, workflows, None, 25)).await;
    }
    let unknown = inquiry_id();
    fixture.read(move |tx| events::of_inquiry(tx, unknown)).await;
    list_the_record(fixture).await;
    let run = run_id();
    fixture.read(move |tx| runs::recorded(tx, run)).await;
    fixture.read(|tx| runs::recorded_between(tx, 1, 1_000)).await;
    fixture.read(runs::numbers).await;
    let request = RequestKey { scope: "who".to_owned(), key: "a".to_owned() };
    let answer = StoredAnswer { status: 201, headers: Vec::new(), body: Vec::new() };
    let about = Some(AnswerSubject::Item(item_id()));
    fixture.write(move |tx| idempotency::finish(tx, &request, at(1), &answer, about)).await;
    fixture.read(move |tx| lists::still_visible(tx, &[item_id()])).await;
    fixture.read(move |tx| lists::revisions_of(tx, &[list])).await;
}

async fn list_the_record(fixture: &Fixture) {
    let all = AuditFilter::default();
    let subject = |id: String| AuditFilter { subject: Some(id), ..AuditFilter::default() };
    for filter in [
        all.clone(),
        AuditFilter { actor: Some("system".to_owned()), ..all.clone() },
        AuditFilter { action: Some(Action::ListCreated), ..all.clone() },
        subject(inquiry_id().to_string()),
        subject(item_id().to_string()),
        AuditFilter { from: Some(at(1)), to: Some(at(9)), ..all.clone() },
        AuditFilter { actor: Some("system".to_owned()), from: Some(at(1)), ..all.clone() },
        AuditFilter { action: Some(Action::ListCreated), to: Some(at(9)), ..all },
    ] {
        for after in [None, Some(AuditPosition { at: at(5), seq: 5 })] {
            let filter = filter.clone();
            let hidden = AuditFilter { workflows: WorkflowsSection::Hidden, ..filter.clone() };
            fixture.read(move |tx| audit::page(tx, &filter, after, 25)).await;
            fixture.read(move |tx| audit::page(tx, &hidden, after, 25)).await;
        }
    }
    fixture.read(|tx| audit::get(tx, 3)).await;
    // A check asks for each entry whose values are gone whether the record tells why.
    let (inquiry, list, item) = (inquiry_id(), list_id(), item_id());
    for subject in [Subject::Inquiry(inquiry), Subject::Item(list, item)] {
        let personal = Personal::none().after("value", "x");
        let action = Action::ListItemAdded;
        let entry = NewEntry { personal, ..new_entry(1, action, subject) };
        fixture.write(move |tx| audit::append(tx, &entry)).await;
    }
    let erased = new_entry(2, Action::ExampleRemoved, Subject::Workspace);
    fixture.write(move |tx| audit::append(tx, &erased)).await;
    let erased = new_entry(3, Action::ListItemErased, Subject::Item(list, item));
    fixture.write(move |tx| audit::append(tx, &erased)).await;
    for about in [Erasable::Inquiry(inquiry), Erasable::Item(item)] {
        fixture.write(move |tx| audit::erase_personal(tx, about, at(4))).await;
    }
    let Verifying::More(verifier) = fixture.read(|tx| Verifier::begin(tx, None)).await else {
        panic!("an empty record begins well");
    };
    fixture.read(move |tx| verifier.step(tx, 1_000)).await;
}

/// Asks for items in every way.
async fn list_items(fixture: &Fixture, list: ListId) {
    for set in [ItemSet::Present, ItemSet::Removed, ItemSet::All, ItemSet::AtRevision(3)] {
        for (beginning, after) in [
            (None, None),
            (None, Some(ItemPosition::Number(3))),
            (Some("U"), None),
            (Some("U"), Some(ItemPosition::Value("UA".to_owned(), 3))),
        ] {
            fixture
                .read(move |tx| lists::items(tx, list, set, beginning, after.as_ref(), 25))
                .await;
        }
    }
    for before in [None, Some(7)] {
        fixture.read(move |tx| lists::history(tx, list, before, 25)).await;
    }
    let item = item_id();
    fixture.read(move |tx| lists::matches_of_items(tx, &[item, item_id()], at(1))).await;
    fixture.read(move |tx| lists::matches_of_lists(tx, &[list], at(1))).await;
    fixture.read(move |tx| lists::find_bad_lines(tx, list, &FoundLines::default(), |_| true)).await;
    let names = vec![list.to_string(), "countries".to_owned()];
    fixture.read(move |tx| workflows::list_uses(tx, &names)).await;
}
