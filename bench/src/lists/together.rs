//! A million addresses and networks, a million e-mail addresses and 100,000 names with a threshold in one index, that
//! one running workflow asks: from what an inquiry submits to the route that it takes, and single items that come and
//! go and are seen by the very next decision.

use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use pointsman_domain::attribute::{Attributes, derive};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ItemId;
use pointsman_domain::inquiry::Submission;
use pointsman_domain::list::{ItemValue, ListKeys, ListKind};
use pointsman_domain::workflow::Document;
use pointsman_engine::{Facts, ListDirectory, ListIndex, ListRef, Plan, Taken, check, compile};
use serde_json::json;

use super::contender::random_reads;
use super::ours::{count, count_together, index_of, item_id, list_id};
use super::{addresses, emails, names};
use crate::allocation::counted;
use crate::measure::{Figure, Subject, median, side_by_side};
use crate::report::{POINTSMAN, Run};

/// How many inquiries are decided.
const INQUIRIES: usize = 50_000;
/// How many items are taken out and put in again.
const CHANGES: usize = 2_000;
/// How often the index is built.
const BUILDS: usize = 3;
const KEYS: [&str; 3] = ["blocked_addresses", "blocked_emails", "sanctions"];

/// The items of each list.
type Items = [Vec<(ItemId, ItemValue)>; 3];

/// What an inquiry submits, and whether it is on each list.
struct Case {
    submission: Submission,
    is_on: [bool; 3],
}

struct Workflow {
    plan: Plan,
    now: Timestamp,
}

/// Measures all lists at once.
pub fn run(run: &mut Run) -> Result<()> {
    if !["look_up", "decide", "build", "change"]
        .iter()
        .any(|what| run.wants(&format!("lists/together/{what}")))
    {
        return Ok(());
    }
    run.say("building all lists in one index");
    let (items, cases) = generated();
    let count: usize = items.iter().map(Vec::len).sum();
    let mut times = Vec::new();
    let mut last = None;
    for _ in 0..BUILDS {
        drop(last.take());
        let start = Instant::now();
        let (index, used) = counted(|| index_of(&items));
        times.push(start.elapsed().as_secs_f64() * 1e9 / count as f64);
        last = Some((index, used.held as f64 / count as f64));
    }
    let (mut index, bytes) = last.expect("built");
    let build = median(times);
    let workflow = Workflow::new()?;
    for (place, case) in cases.iter().enumerate() {
        let taken = workflow.decide(&index, &case.submission);
        ensure!(taken == case.route(), "inquiry {place} took {taken:?}");
    }
    let (change, slow) = changes(&mut index, &items, &workflow)?;
    let figure = |nanoseconds, note: String| {
        [Figure { subject: POINTSMAN.to_owned(), note, nanoseconds, bytes_per_item: Some(bytes) }]
    };
    let whole = build * count as f64 / 1e6;
    let built = format!("per item; {whole:.0} ms for all {count}, {bytes:.0} bytes an item");
    let changed = format!("one item out or in, seen by the next decision; {slow}");
    decisions(run, &index, &cases, &workflow)?;
    run.print("lists/together/build", &figure(build, built), false, &[])?;
    run.print("lists/together/change", &figure(change, changed), false, &[])
}

fn decisions(run: &mut Run, index: &ListIndex, cases: &[Case], workflow: &Workflow) -> Result<()> {
    let keys: Vec<ListKeys> = cases.iter().map(|case| workflow.keys(&case.submission).1).collect();
    let note = "address, e-mail address and name at once, with the items that match";
    let each = "pointsman, many at once";
    let ahead = "for many inquiries at once, 32 read ahead";
    let [alone, waiting] = random_reads(INQUIRIES);
    let mut look_ups = [
        subject(POINTSMAN, note, Box::new(|| count(index, &keys))),
        subject(each, ahead, Box::new(|| count_together(index, &keys))),
        alone,
        waiting,
    ];
    let (figures, noisy) = side_by_side(&mut look_ups);
    run.print("lists/together/look_up", &figures, noisy, &[])?;
    let decided = || {
        let taken = cases.iter().map(|case| workflow.decide(index, &case.submission));
        taken.map(|taken| u64::from(taken == Taken::EverythingElse)).sum()
    };
    let derived = || {
        let keys = cases.iter().map(|case| workflow.keys(&case.submission).1);
        keys.map(|keys| u64::from(keys.ip_address.is_some())).sum()
    };
    let [alone, waiting] = random_reads(INQUIRIES);
    let mut decisions = [
        subject(POINTSMAN, "attributes, keys, lists and plan", Box::new(decided)),
        subject("(attributes and keys alone)", "", Box::new(derived)),
        alone,
        waiting,
    ];
    let (figures, noisy) = side_by_side(&mut decisions);
    run.print("lists/together/decide", &figures, noisy, &[])
}

fn subject<'s>(name: &str, note: &str, pass: Box<dyn FnMut() -> u64 + 's>) -> Subject<'s> {
    Subject {
        name: name.to_owned(),
        note: note.to_owned(),
        control: false,
        operations: INQUIRIES,
        pass,
    }
}

/// Takes single items out and puts them in again, each time deciding who is only there; answers nanoseconds for one
/// change, and how long the slow ones take.
fn changes(index: &mut ListIndex, items: &Items, workflow: &Workflow) -> Result<(f64, String)> {
    let mut times = Vec::new();
    for change in 0..CHANGES {
        let list = change % items.len();
        let place = change * (items[list].len() / CHANGES);
        let item = std::slice::from_ref(&items[list][place]);
        let Some(submission) = who_is(&item[0].1) else { continue };
        for (added, removed, is_on) in [(&[][..], item, false), (item, &[][..], true)] {
            let start = Instant::now();
            index.apply(list_id(list), 2, added, removed);
            times.push(start.elapsed().as_secs_f64() * 1e9);
            let (_, keys) = workflow.keys(&submission);
            // Other items may be more specific.
            let found = index.every_match(&keys);
            let is_found = found.iter().any(|found| found.item == Some(item[0].0));
            let taken = workflow.decide(index, &submission);
            ensure!(is_found == is_on, "change {change} is not seen");
            ensure!(!is_on || taken != Taken::EverythingElse, "change {change} decides nothing");
        }
    }
    times.sort_by(f64::total_cmp);
    let at = |per_mille: usize| times[(times.len() - 1) * per_mille / 1_000] / 1e3;
    let slow = format!("of 1,000 all but one within {:.1} µs, worst {:.1} µs", at(999), at(1_000));
    Ok((times.iter().sum::<f64>() / times.len() as f64, slow))
}

/// Somebody whom an item matches.
fn who_is(value: &ItemValue) -> Option<Submission> {
    Some(match value {
        ItemValue::Ip(pattern) => {
            submission(&pattern.network().network().to_string(), "nobody@nowhere.test", None)
        }
        ItemValue::Email(_) => {
            let text = value.to_string();
            text.contains('@').then(|| submission("192.0.2.1", &text, None))?
        }
        ItemValue::Name(pattern) => {
            let first = pattern.first.as_ref()?.name.clone();
            submission("192.0.2.1", "nobody@nowhere.test", Some((first, pattern.last.clone())))
        }
        _ => return None,
    })
}

fn submission(address: &str, email: &str, name: Option<names::Name>) -> Submission {
    let mut submission = Submission::default();
    let fields = &mut submission.fields;
    fields.insert("birthdate", "1990-05-17");
    fields.insert("address_country_code", "DE");
    fields.insert("email_address", email);
    if let Some((first, last)) = name {
        fields.insert("name_first", &first);
        fields.insert("name_last", &last);
    }
    submission.session.insert("ip_address", address);
    submission
}

fn generated() -> (Items, Vec<Case>) {
    let (networks, mails, people) =
        (addresses::generated(), emails::generated(), names::generated());
    let (by_address, by_email, by_name) =
        (addresses::questions(&networks), emails::questions(&mails), names::questions(&people));
    let read = |kind: &ListKind, text: &str| ItemValue::read(kind, text).expect("an item");
    let items = [
        numbered(networks.iter().map(|one| read(&ListKind::IpAddress, &one.text()))),
        numbered(mails.iter().map(|text| read(&ListKind::EmailAddress, text))),
        numbered(people.iter().map(names::item)),
    ];
    // Every question once and in another order for each list, so that no list is asked twice for the same in a row; and
    // each is met by another half.
    let cases = (0..INQUIRIES).map(|place| {
        let places = [1, 7_919, 104_729].map(|step| place * step % INQUIRIES);
        Case {
            submission: submission(
                &by_address.0[places[0]].to_string(),
                &by_email.0[places[1]],
                Some(by_name.0[places[2]].clone()),
            ),
            is_on: [by_address.1[places[0]], by_email.1[places[1]], by_name.1[places[2]]],
        }
    });
    let cases = cases.collect();
    (items, cases)
}

fn numbered(values: impl Iterator<Item = ItemValue>) -> Vec<(ItemId, ItemValue)> {
    values.enumerate().map(|(place, value)| (item_id(place), value)).collect()
}

impl Case {
    /// The routes are in the order of the lists.
    fn route(&self) -> Taken {
        self.is_on.iter().position(|is_on| *is_on).map_or(Taken::EverythingElse, Taken::Route)
    }
}

impl Workflow {
    fn new() -> Result<Self> {
        let on = |list: usize| json!({"attribute": "list_matches", "operator": "contains", "value": KEYS[list]});
        let route = |list: usize, other: serde_json::Value| {
            json!({
                "id": format!("rt_{list}"),
                "name": KEYS[list],
                "if": {"all": [on(list), other]},
                "then": [{"action": "decline"}],
            })
        };
        let document = json!({
            "format": 1,
            "name": "All lists",
            "event": "inquiry.completed",
            "routes": [
                route(0, json!({"attribute": "age", "operator": "greater_than_or_equal", "value": 18})),
                route(1, json!({"attribute": "country", "operator": "any_of", "value": ["DE", "FR", "US"]})),
                route(2, json!({"attribute": "failed_verification_attempts", "operator": "less_than", "value": 5})),
            ],
            "everything_else": [{"action": "approve"}],
        });
        let directory = ListDirectory::new(KEYS.iter().enumerate().map(|(list, key)| ListRef {
            id: list_id(list),
            key: key.parse().expect("a key"),
            name: (*key).to_owned(),
            archived: false,
            items: 1,
        }));
        let document = Document::from_json(&document)
            .map_err(|errors| anyhow!("not well-formed: {errors:?}"))?;
        let checking = check(&document, &directory);
        let checked =
            checking.workflow.ok_or_else(|| anyhow!("wrong: {:?}", checking.diagnostics))?;
        // In the middle of 2026.
        let now = Timestamp::from_microseconds(1_782_000_000_000_000);
        Ok(Self { plan: compile(&checked), now })
    }

    fn keys(&self, submission: &Submission) -> (Attributes, ListKeys) {
        let attributes = derive::attributes(submission, self.now);
        let keys = ListKeys::new(submission, &attributes);
        (attributes, keys)
    }

    fn decide(&self, index: &ListIndex, submission: &Submission) -> Taken {
        let (mut attributes, keys) = self.keys(submission);
        attributes.list_matches = index.matches(&keys);
        self.plan.decide(&Facts::new(&attributes))
    }
}
