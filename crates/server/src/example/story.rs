//! What the team of the example did, and when.

use pointsman_domain::clock::Timestamp;
use serde_json::Value;

use super::cast::{ADMINISTRATOR, DEVELOPER, EDITOR, ExampleMember};
use super::invariants::{no_blocked, no_minors};
use super::lists::{
    BLOCKED_ADDRESSES, EXTRA_CHECKS, ListPlan, PARTNER_NETWORKS, REPORTED_ADDRESSES, THROWAWAY,
    lists, noted,
};
use super::schedule::{Span, midnight, weekday};
use super::workflows::{
    ONBOARDING, REFERRALS, onboarding_1, onboarding_2, onboarding_3, onboarding_4,
    onboarding_draft, recovery, referrals,
};
use super::{DAY_SECONDS, HOUR_SECONDS};

/// Something that a member of the team does.
pub(super) struct Scene {
    pub(super) at: Timestamp,
    pub(super) by: ExampleMember,
    pub(super) act: Act,
}

/// What it is.
pub(super) enum Act {
    /// Makes the key with which the vendor hands in inquiries.
    MakeKey,
    /// Makes a list and its first items.
    MakeList(ListPlan),
    /// Adds an item to a list.
    AddItem { list: &'static str, item: Value },
    /// Takes an item off a list.
    RemoveItem { list: &'static str, value: &'static str },
    /// Writes down what no workflow may ever do.
    MakeInvariant(Value),
    /// Makes a workflow with a draft.
    MakeWorkflow(Value),
    /// Opens a draft of a workflow that has versions.
    OpenDraft(Value),
    /// Publishes the draft.
    Publish { workflow: &'static str, note: &'static str },
    /// Starts the newest version.
    Start { workflow: &'static str },
    /// Pauses.
    Pause { workflow: &'static str },
}

/// Everything, in order.
pub(super) fn story(span: Span) -> Vec<Scene> {
    let mut scenes = beginning(span);
    scenes.extend(versions(span));
    scenes.extend(bad_night(span));
    scenes.extend(lately(span));
    scenes.sort_by_key(|scene| scene.at);
    scenes.retain(|scene| scene.at < span.to);
    scenes
}

fn beginning(span: Span) -> Vec<Scene> {
    let minute = |minutes: i64| span.from.plus_seconds(minutes * 60);
    let mut scenes = vec![Scene { at: minute(0), by: DEVELOPER, act: Act::MakeKey }];
    for (place, list) in (1..).zip(lists()) {
        scenes.push(Scene { at: minute(place), by: EDITOR, act: Act::MakeList(list) });
    }
    let workflow = ONBOARDING;
    let note = "First version: minors, blocked addresses, doubtful selfies";
    scenes.extend([
        Scene { at: minute(25), by: EDITOR, act: Act::MakeWorkflow(onboarding_1()) },
        Scene { at: minute(70), by: EDITOR, act: Act::Publish { workflow, note } },
        // Whoever came in the first two hours was there before the start.
        Scene { at: minute(120), by: ADMINISTRATOR, act: Act::Start { workflow } },
    ]);
    scenes
}

/// A new version about every four weeks, each swapped in by somebody else than its author, and one pause.
fn versions(span: Span) -> Vec<Scene> {
    let (workflow, at) = (ONBOARDING, |days, minutes| working_day(span, days, minutes));
    let publish = |note| Act::Publish { workflow, note };
    vec![
        Scene { at: at(68, 9 * 60 + 40), by: EDITOR, act: Act::OpenDraft(onboarding_2()) },
        Scene {
            at: at(68, 10 * 60 + 25),
            by: EDITOR,
            act: publish("Throw-away e-mail addresses and many attempts get a second look"),
        },
        Scene { at: at(68, 11 * 60 + 5), by: ADMINISTRATOR, act: Act::Start { workflow } },
        // The vendor moved to new machines; nothing was to be decided meanwhile.
        Scene { at: at(47, 13 * 60), by: ADMINISTRATOR, act: Act::Pause { workflow } },
        Scene { at: at(47, 15 * 60 + 10), by: ADMINISTRATOR, act: Act::Start { workflow } },
        Scene { at: at(33, 14 * 60 + 5), by: EDITOR, act: Act::OpenDraft(onboarding_3()) },
        Scene {
            at: at(33, 14 * 60 + 50),
            by: EDITOR,
            act: publish(
                "Leaves our offices alone; knows stolen documents, devices and watched names",
            ),
        },
        Scene { at: at(33, 15 * 60 + 30), by: ADMINISTRATOR, act: Act::Start { workflow } },
        Scene { at: at(6, 8 * 60 + 45), by: EDITOR, act: Act::OpenDraft(onboarding_4()) },
        Scene {
            at: at(6, 9 * 60 + 30),
            by: EDITOR,
            act: publish(
                "Stricter with selfies; a missing liveness score is looked at by a person",
            ),
        },
        Scene { at: at(6, 10 * 60 + 15), by: ADMINISTRATOR, act: Act::Start { workflow } },
    ]
}

/// Early in the morning somebody sees what is going on, and blocks the network.
fn bad_night(span: Span) -> Vec<Scene> {
    let (begin, _) = span.ring();
    let seen = begin.plus_seconds(4 * HOUR_SECONDS + 20 * 60);
    let add = |seconds, list, value, note| Scene {
        at: seen.plus_seconds(seconds),
        by: EDITOR,
        act: Act::AddItem { list, item: noted(value, note) },
    };
    vec![
        add(0, BLOCKED_ADDRESSES, "198.51.100.128/25", "Hundreds of stolen identities this night"),
        add(190, THROWAWAY, "quickbox.example", "Used by the ring of this night"),
    ]
}

fn lately(span: Span) -> Vec<Scene> {
    let at = |days, minutes| working_day(span, days, minutes);
    let add = |days, minutes, list, value, note| Scene {
        at: working_day(span, days, minutes),
        by: EDITOR,
        act: Act::AddItem { list, item: noted(value, note) },
    };
    vec![
        add(58, 11 * 60, PARTNER_NETWORKS, "203.0.113.160/28", "Second branch"),
        add(41, 16 * 60, REPORTED_ADDRESSES, "femi.lake3@example.com", "Reported by the bank"),
        add(20, 10 * 60, EXTRA_CHECKS, "NG", "New kind of document"),
        Scene {
            at: at(13, 9 * 60),
            by: EDITOR,
            act: Act::RemoveItem { list: EXTRA_CHECKS, value: "PH" },
        },
        Scene { at: at(9, 10 * 60), by: EDITOR, act: Act::MakeWorkflow(referrals()) },
        Scene {
            at: at(4, 15 * 60),
            by: EDITOR,
            act: Act::Publish {
                workflow: REFERRALS,
                note: "For a second pair of eyes before it runs",
            },
        },
        // The version that runs keeps both; the one that waits for a second pair of eyes does not.
        Scene { at: at(3, 9 * 60 + 5), by: ADMINISTRATOR, act: Act::MakeInvariant(no_minors()) },
        Scene { at: at(3, 9 * 60 + 20), by: ADMINISTRATOR, act: Act::MakeInvariant(no_blocked()) },
        Scene { at: at(3, 11 * 60), by: EDITOR, act: Act::MakeWorkflow(recovery()) },
        Scene { at: at(1, 14 * 60 + 20), by: EDITOR, act: Act::OpenDraft(onboarding_draft()) },
    ]
}

/// So many days before the end, or on the Friday before if that is a weekend; minutes after midnight in UTC.
fn working_day(span: Span, days_before: i64, minutes: i64) -> Timestamp {
    let day = midnight(span.to.plus_seconds(-days_before * DAY_SECONDS));
    let back = (weekday(day) - 4).max(0);
    day.plus_seconds(-back * DAY_SECONDS + minutes * 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever day it is, versions follow each other and nothing is done at a weekend but in the bad night.
    #[test]
    fn the_story_can_be_told_on_every_day_of_the_week() {
        for day in 23..30 {
            let to: Timestamp = format!("2026-11-{day}T00:05:00Z").parse().unwrap();
            let scenes = story(Span { from: to.plus_seconds(-90 * DAY_SECONDS), to });
            let of = |wanted: &str| {
                let told = scenes.iter().filter_map(move |scene| match &scene.act {
                    Act::Publish { workflow, .. } if *workflow == wanted => Some("publish"),
                    Act::Start { workflow } if *workflow == wanted => Some("start"),
                    Act::Pause { workflow } if *workflow == wanted => Some("pause"),
                    Act::MakeWorkflow(document) if document["name"] == wanted => Some("make"),
                    Act::OpenDraft(document) if document["name"] == wanted => Some("draft"),
                    _ => None,
                });
                told.collect::<Vec<_>>().join(" ")
            };
            assert_eq!(
                of(ONBOARDING),
                "make publish start draft publish start pause start draft publish start draft publish start draft",
                "{to}"
            );
            assert_eq!(of(REFERRALS), "make publish", "{to}");
            assert!(scenes.iter().all(|scene| scene.at < to));
        }
    }
}
