//! The listing of inquiries against a naive one.

use pointsman_domain::ids::{InquiryId, ListId, WorkflowId};
use pointsman_domain::inquiry::Status;
use pointsman_domain::workflow::DecisionAction;
use pointsman_storage::inquiries::{
    self, Bounds, DecisionFilter, Inquiry, InquiryFilter, InquiryOrder, NewInquiry, Outcome,
    ReviewQueue,
};
use pointsman_storage::runs::{self, NewRun};
use serde_json::json;

use crate::databases::Fixture;
use crate::fixtures::{
    at, completion, decision, insert_inquiry, insert_workflow, list_id, new_inquiry, new_run,
    submission,
};

/// An inquiry with its runs, as the naive listing knows it.
struct Known {
    inquiry: Inquiry,
    runs: Vec<NewRun>,
}

/// Reads all pages.
async fn all(
    fixture: &Fixture,
    filter: &InquiryFilter,
    limit: usize,
    bounds: Bounds,
) -> Vec<InquiryId> {
    let mut shown = Vec::new();
    let mut after = None;
    loop {
        let filter = filter.clone();
        let page =
            fixture.read(move |tx| inquiries::page_within(tx, &filter, after, limit, bounds)).await;
        assert!(page.rows.len() <= limit);
        shown.extend(page.rows.iter().map(|inquiry| inquiry.id));
        after = page.next;
        if after.is_none() {
            return shown;
        }
    }
}

/// What the page documents, without indexes.
fn naive(known: &[Known], filter: &InquiryFilter) -> Vec<InquiryId> {
    let mut found: Vec<(_, i64, InquiryId)> = known
        .iter()
        .filter(|known| meets(known, filter))
        .filter_map(|known| {
            let inquiry = &known.inquiry;
            if filter.workflow.is_none() && filter.route.is_none() {
                return Some((inquiry.created_at, inquiry.order_no, inquiry.id));
            }
            // Runs were written in the order of the inquiries.
            let run =
                known.runs.iter().filter(|run| meets_run(run, filter)).map(|run| run.created_at);
            run.max().map(|at| (at, inquiry.order_no, inquiry.id))
        })
        .collect();
    found.sort_unstable();
    if filter.order == InquiryOrder::NewestFirst {
        found.reverse();
    }
    found.into_iter().map(|(_, _, id)| id).collect()
}

fn meets_run(run: &NewRun, filter: &InquiryFilter) -> bool {
    filter.workflow.is_none_or(|workflow| run.workflow == workflow)
        && filter.route.as_ref().is_none_or(|route| run.route == *route)
}

fn meets(known: &Known, filter: &InquiryFilter) -> bool {
    let inquiry = &known.inquiry;
    let outcome = inquiry.decision.as_ref().map(|decision| decision.outcome);
    let on = |list: ListId| {
        inquiry.completion.as_ref().is_some_and(|completion| completion.attributes.is_on(list))
    };
    let q = |q: &str| {
        let folded = q.to_lowercase();
        let name = inquiry.submission.fields.get("name_last").map(str::to_lowercase);
        inquiry.id.to_string() == q
            || inquiry.reference_id.as_deref() == Some(q)
            || name.is_some_and(|name| name.starts_with(&folded))
    };
    filter.status.is_none_or(|status| inquiry.status == status)
        && filter.decision.is_none_or(|wanted| match wanted {
            DecisionFilter::Undecided => outcome.is_none(),
            DecisionFilter::Is(wanted) => outcome == Some(wanted),
        })
        && filter.list.is_none_or(on)
        && filter.q.as_deref().is_none_or(q)
        && filter.created_after.is_none_or(|moment| inquiry.created_at >= moment)
        && filter.created_before.is_none_or(|moment| inquiry.created_at < moment)
        && filter.tag.as_ref().is_none_or(|tag| inquiry.tags.contains(tag))
}

struct World {
    known: Vec<Known>,
    workflows: [WorkflowId; 2],
    lists: [ListId; 2],
}

/// Forty inquiries of every kind. Their clocks jump back now and then, and some share a moment.
async fn world(fixture: &Fixture) -> World {
    let workflows =
        [insert_workflow(fixture, "First").await.id, insert_workflow(fixture, "Second").await.id];
    let lists = [list_id(), list_id()];
    let mut known = Vec::new();
    for n in 0..40_usize {
        let second = i64::try_from((n * 7) % 20).unwrap();
        let last_name = ["Smith", "smythe", "Jones", "Śmigły"][n % 4];
        let new = NewInquiry {
            reference_id: (n % 3 == 0).then(|| format!("ref {n}")),
            status: Status::ALL[n % Status::ALL.len()],
            submission: submission(&json!({"fields": {"name_last": last_name}})),
            tags: [vec![], vec!["vip"], vec!["vip", "a, \"b\""]][n % 3]
                .iter()
                .map(|tag| (*tag).to_owned())
                .collect(),
            ..new_inquiry(second)
        };
        let mut inquiry = insert_inquiry(fixture, new).await;
        let on: Vec<ListId> = lists
            .iter()
            .enumerate()
            .filter(|(bit, _)| n >> bit & 1 == 1)
            .map(|(_, l)| *l)
            .collect();
        let outcome = [None, Some(Outcome::Approve), Some(Outcome::Decline)][n % 3];
        inquiry.decision = outcome.map(|outcome| decision(outcome, 50));
        let mut runs = Vec::new();
        if n % 5 != 0 {
            let route = ["rt_a", "rt_b"][n % 2];
            let moment = 100 + i64::try_from(n).unwrap();
            runs.push(new_run(workflows[0], route, DecisionAction::Approve, moment));
            if n % 7 == 0 {
                runs.push(new_run(workflows[1], "rt_a", DecisionAction::DoNothing, moment));
            }
        }
        let (saved, written, completion) = (inquiry.clone(), runs.clone(), completion(50, &on));
        inquiry.completion = Some(completion.clone());
        fixture
            .write(move |tx| {
                inquiries::complete(tx, &saved, &completion)?;
                runs::insert(tx, &saved, &written)
            })
            .await;
        known.push(Known { inquiry, runs });
    }
    World { known, workflows, lists }
}

/// Everything is few, nothing is, and something is.
const WAYS: [Bounds; 5] = [
    Bounds::USUAL,
    Bounds { few: -1, names: -1 },
    Bounds { few: 3, names: 3 },
    Bounds { few: 9, names: 9 },
    Bounds { few: 14, names: -1 },
];

pub(crate) async fn every_filter_agrees_with_the_naive_one(fixture: Fixture) {
    let World { known, workflows, lists } = world(&fixture).await;
    let some_id = known[5].inquiry.id.to_string();
    let (mut compared, mut shown) = (0, 0);
    for status in [None, Some(Status::Approved)] {
        for decision in
            [None, Some(DecisionFilter::Undecided), Some(DecisionFilter::Is(Outcome::Decline))]
        {
            for workflow in [None, Some(workflows[0]), Some(workflows[1])] {
                for route in [None, Some("rt_a")] {
                    for list in [None, Some(lists[1])] {
                        for q in [None, Some("sm"), Some("ref 6"), Some(some_id.as_str())] {
                            for (from, until, tag) in [
                                (None, None, None),
                                (Some(at(4)), Some(at(15)), None),
                                (None, None, Some("vip")),
                            ] {
                                let orders = [InquiryOrder::NewestFirst, InquiryOrder::OldestFirst];
                                let filter = InquiryFilter {
                                    status,
                                    decision,
                                    workflow,
                                    route: route.map(|route| route.parse().unwrap()),
                                    list,
                                    q: q.map(str::to_owned),
                                    created_after: from,
                                    created_before: until,
                                    tag: tag.map(str::to_owned),
                                    // Each part meets both orders, without asking everything twice.
                                    order: orders[compared % 2],
                                };
                                let expected = naive(&known, &filter);
                                // Whatever counts as few, and whichever way that leads.
                                let bounds = WAYS[compared % WAYS.len()];
                                let found = all(&fixture, &filter, 4, bounds).await;
                                assert_eq!(found, expected, "{bounds:?} {filter:?}");
                                compared += 1;
                                shown += expected.len();
                            }
                        }
                    }
                }
            }
        }
    }
    assert_eq!(compared, 2 * 3 * 3 * 2 * 2 * 4 * 3);
    assert!(shown > 500, "the filters leave too little to compare: {shown}");
}

pub(crate) async fn pages_are_complete_while_inquiries_arrive(fixture: Fixture) {
    let mut expected = Vec::new();
    for n in 0..23 {
        expected.push(insert_inquiry(&fixture, new_inquiry(n)).await.id);
    }
    expected.reverse();
    for filter in [
        InquiryFilter::default(),
        InquiryFilter { status: Some(Status::Created), ..InquiryFilter::default() },
    ] {
        let mut shown = Vec::new();
        let mut after = None;
        loop {
            let asked = filter.clone();
            let page = fixture.read(move |tx| inquiries::page(tx, &asked, after, 4)).await;
            shown.extend(page.rows.iter().map(|inquiry| inquiry.id));
            after = page.next;
            if after.is_none() {
                break;
            }
            // New ones come before the first page, late ones behind wherever we are.
            let new = insert_inquiry(&fixture, new_inquiry(1_000)).await.id;
            assert!(!expected.contains(&new));
        }
        let known: Vec<InquiryId> =
            shown.iter().copied().filter(|id| expected.contains(id)).collect();
        assert_eq!(known, expected);
    }
}

pub(crate) async fn search_finds_exact_keys_and_beginnings(fixture: Fixture) {
    let people = [
        ("Müller", "Anna.Mueller@Example.com", Some("A-1")),
        ("MÜLLER  Schmidt", "x@example.com", None),
        ("Mu", "y@example.com", Some("mu")),
        ("O'Neil 100%", "z_@example.com", None),
    ];
    let mut ids = Vec::new();
    for (n, (last, email, reference)) in (0..).zip(people) {
        let body = json!({"fields": {"name_last": last, "email_address": email}});
        let new = NewInquiry {
            reference_id: reference.map(str::to_owned),
            submission: submission(&body),
            ..new_inquiry(n)
        };
        ids.push(insert_inquiry(&fixture, new).await.id);
    }
    let id = ids[1].to_string();
    let cases: [(&str, &[usize]); 14] = [
        ("müller", &[1, 0]),
        ("  MÜLL ", &[1, 0]),
        ("müller sch", &[1]),
        ("mu", &[2]),
        ("m", &[2, 1, 0]),
        ("anna.mueller@example.COM", &[0]),
        ("anna", &[]),
        ("A-1", &[0]),
        ("a-1", &[]),
        (&id, &[1]),
        ("o'neil 100%", &[3]),
        ("%", &[]),
        ("_", &[]),
        ("", &[3, 2, 1, 0]),
    ];
    for (q, expected) in cases {
        let filter = InquiryFilter { q: Some(q.to_owned()), ..InquiryFilter::default() };
        let expected: Vec<InquiryId> = expected.iter().map(|n| ids[*n]).collect();
        let found = all(&fixture, &filter, 2, Bounds::USUAL).await;
        assert_eq!(found, expected, "{q}");
    }
}

pub(crate) async fn tags_are_found_while_inquiries_have_them(fixture: Fixture) {
    let tagged = |tags: &[&str], n| NewInquiry {
        tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..new_inquiry(n)
    };
    let first = insert_inquiry(&fixture, tagged(&["vip", "Zebra", "vi"], 1)).await;
    let second = insert_inquiry(&fixture, tagged(&["vip", "äpfel"], 2)).await;
    for (beginning, limit, expected) in [
        ("", 10, vec!["Zebra", "vi", "vip", "äpfel"]),
        ("", 1, vec!["Zebra", "vi", "vip", "äpfel"]),
        ("vi", 2, vec!["vi", "vip"]),
        ("vip", 1, vec!["vip"]),
        ("%", 10, vec![]),
    ] {
        assert_eq!(tags(&fixture, beginning, limit).await, expected, "{beginning} by {limit}");
    }
    let by_tag =
        |tag: &str| InquiryFilter { tag: Some(tag.to_owned()), ..InquiryFilter::default() };
    assert_eq!(all(&fixture, &by_tag("vip"), 1, Bounds::USUAL).await, [second.id, first.id]);
    let changed = Inquiry {
        tags: vec!["new".to_owned(), "vi".to_owned()],
        updated_at: at(9),
        ..first.clone()
    };
    let saved = changed.clone();
    fixture.write(move |tx| inquiries::save_tags(tx, &saved)).await;
    assert_eq!(fixture.read(move |tx| inquiries::get(tx, first.id)).await, Some(changed.clone()));
    assert_eq!(all(&fixture, &by_tag("vip"), 5, Bounds::USUAL).await, [second.id]);
    assert_eq!(all(&fixture, &by_tag("new"), 5, Bounds::USUAL).await, [changed.id]);
    assert_eq!(tags(&fixture, "", 10).await, ["new", "vi", "vip", "äpfel"]);
}

async fn tags(fixture: &Fixture, beginning: &'static str, limit: usize) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = fixture
            .read(move |tx| inquiries::tags_in_use(tx, beginning, after.as_deref(), limit))
            .await;
        assert!(page.rows.len() <= limit);
        found.extend(page.rows);
        after = page.next;
        if after.is_none() {
            return found;
        }
    }
}

pub(crate) async fn the_review_queue_is_counted(fixture: Fixture) {
    let none = fixture.read(inquiries::review_queue).await;
    assert_eq!(none, ReviewQueue { waiting: 0, oldest_created_at: None });
    for (n, status) in [(7, Status::NeedsReview), (1, Status::Completed), (5, Status::NeedsReview)]
    {
        insert_inquiry(&fixture, NewInquiry { status, ..new_inquiry(n) }).await;
    }
    let two = fixture.read(inquiries::review_queue).await;
    assert_eq!(two, ReviewQueue { waiting: 2, oldest_created_at: Some(at(5)) });
}
