//! Sentences of documents, finished or not, and of decisions.

use std::collections::HashSet;

use pointsman_domain::attribute::{Code, code, us_state};
use pointsman_domain::clock::Timestamp;
use pointsman_domain::run::{Applied, LeftAloneReason, NotAppliedReason};
use pointsman_domain::workflow::{Condition, DecisionAction, Test, TestValue};
use pointsman_engine::check;
use pointsman_engine::sentence::{
    DecidedBy, checked_condition_sentence, condition_sentence, decision_sentence, explanation,
    left_alone_sentence, run_sentence,
};
use serde_json::Value;

use crate::cases::read;
use crate::fixtures::{directory, document};
use crate::generate::{self, Random};

#[test]
fn explanations() {
    for case in read(include_str!("cases/sentences.json")) {
        let found = explanation(&document(&case["document"]), &directory());
        let found = serde_json::to_value(&found).unwrap();
        assert_eq!(found, case["explanation"], "{}:\n{found:#}", case["name"]);
    }
}

#[test]
fn a_checked_condition_reads_like_the_written_one() {
    let cases = read(include_str!("cases/sentences.json"));
    let written = cases.iter().map(|case| document(&case["document"]));
    let random = (0..200).map(|seed| generate::document(&mut Random::seeded(seed)));
    let mut compared = 0;
    for document in written.chain(random) {
        let checking = check(&document, &directory());
        let Some(workflow) = checking.workflow else { continue };
        let explained = explanation(&document, &directory());
        for (place, route) in workflow.routes.iter().enumerate() {
            // A value that stands twice is kept once.
            let at = format!("/routes/{place}/");
            let doubled = checking
                .diagnostics
                .iter()
                .any(|found| found.code == "duplicate_value" && found.pointer.starts_with(&at));
            if !doubled {
                let sentence = checked_condition_sentence(&route.condition, &directory());
                assert_eq!(sentence, explained.routes[place].conditions[0].sentence);
                compared += 1;
            }
        }
    }
    assert!(compared > 200);
}

#[test]
fn the_opposite_of_being_on_any_list_has_words_of_its_own() {
    let lists = ["sanctions", "throwaway_mail"].map(str::to_owned).to_vec();
    let on_any = Condition::Test(Test {
        attribute: Some("list_matches".to_owned()),
        operator: Some("contains_any".to_owned()),
        value: Some(TestValue::Texts(lists)),
    });
    let none = Condition::Not(Box::new(on_any.clone()));
    let sentence = |condition: &Condition| condition_sentence(condition, &directory());
    let words = "the inquiry is on none of “Sanctions”, “Throwaway mail”";
    assert_eq!(sentence(&none), words);
    // Several values could run into the words around them.
    let both = Condition::All(vec![none.clone(), on_any]);
    let any = "the inquiry is on any of “Sanctions”, “Throwaway mail”";
    assert_eq!(sentence(&both), format!("({words}) and ({any})"));
    assert_eq!(sentence(&Condition::Not(Box::new(none))), format!("not ({words})"));
}

#[test]
fn conditions_of_an_explanation_point_into_the_document() {
    for seed in 0..50 {
        let document = generate::document(&mut Random::seeded(seed));
        let json = document.to_json();
        for route in explanation(&document, &directory()).routes {
            for condition in route.conditions {
                assert!(json.pointer(&condition.pointer).is_some_and(Value::is_object));
                let groups = condition
                    .pointer
                    .split('/')
                    .filter(|part| ["all", "any", "not"].contains(part));
                assert_eq!(groups.count(), condition.depth);
            }
        }
    }
}

/// Differences between versions are found by their sentences, so no two codes may read the same.
#[test]
fn every_country_and_state_reads_differently() {
    let words = |attribute: &str, code: Code| {
        let test = Test {
            attribute: Some(attribute.to_owned()),
            operator: Some("equals".to_owned()),
            value: Some(TestValue::Text(code.to_string())),
        };
        condition_sentence(&Condition::Test(test), &directory())
    };
    let countries = code::countries().into_iter().map(|code| words("country", code));
    let states = us_state::states().into_iter().map(|code| words("us_state", code));
    let sentences: Vec<String> = countries.chain(states).collect();
    let different: HashSet<&String> = sentences.iter().collect();
    assert_eq!(different.len(), sentences.len());
    assert!(sentences.contains(&"country is United States".to_owned()));
}

#[test]
fn decisions() {
    let route = DecidedBy::Route { route: "Minors", workflow: "Onboarding", version: 3 };
    let rest = DecidedBy::EverythingElse { workflow: "Onboarding", version: 3 };
    let cases = [
        (
            decision_sentence(DecisionAction::Decline, route),
            "Declined by route “Minors” of Onboarding, version 3.",
        ),
        (
            decision_sentence(DecisionAction::Approve, rest),
            "Approved by Everything else of Onboarding, version 3.",
        ),
        (
            decision_sentence(DecisionAction::MarkForReview, DecidedBy::Member("Ada Lovelace")),
            "Marked for review by Ada Lovelace.",
        ),
        (
            decision_sentence(DecisionAction::Approve, DecidedBy::Key("back end")),
            "Approved by API key “back end”.",
        ),
        (
            decision_sentence(DecisionAction::DoNothing, route),
            "Left as it is by route “Minors” of Onboarding, version 3.",
        ),
        (
            decision_sentence(
                DecisionAction::Decline,
                DecidedBy::Tried { route: Some("Minors"), workflow: "Onboarding" },
            ),
            "Declined by route “Minors” of Onboarding.",
        ),
        (
            decision_sentence(
                DecisionAction::Approve,
                DecidedBy::Tried { route: None, workflow: "Onboarding" },
            ),
            "Approved by Everything else of Onboarding.",
        ),
        (
            run_sentence(DecisionAction::Decline, route, Applied::Yes),
            "Declined by route “Minors” of Onboarding, version 3.",
        ),
        (
            run_sentence(
                DecisionAction::Decline,
                route,
                Applied::No(NotAppliedReason::DecidedByEarlierWorkflow),
            ),
            "Not applied, because an earlier workflow had decided: decline, said route “Minors” of \
             Onboarding, version 3.",
        ),
        (
            run_sentence(
                DecisionAction::Approve,
                rest,
                Applied::No(NotAppliedReason::DecidedByPerson),
            ),
            "Not applied, because a person had decided: approve, said Everything else of Onboarding, \
             version 3.",
        ),
    ];
    for (found, wanted) in cases {
        assert_eq!(found, wanted);
    }
}

#[test]
fn inquiries_that_were_left_alone() {
    let since: Timestamp = "2026-11-22T10:42:07.123456Z".parse().unwrap();
    assert_eq!(
        left_alone_sentence(LeftAloneReason::CreatedBeforeStart, "Onboarding", since),
        "Left alone by Onboarding: the inquiry was created before the workflow was started on \
         2026-11-22 at 10:42 UTC."
    );
    assert_eq!(
        left_alone_sentence(LeftAloneReason::Paused, "Onboarding", since),
        "Left alone by Onboarding: the workflow was paused on 2026-11-22 at 10:42 UTC."
    );
}

#[test]
fn what_must_never_happen_is_said_in_one_sentence() {
    use pointsman_domain::workflow::{Condition, DecisionAction};
    use pointsman_engine::sentence::never_sentence;
    let said = |whom: serde_json::Value, never: &[DecisionAction]| {
        let whom = Condition::from_json(&whom).expect("a condition");
        never_sentence(&whom, never, &pointsman_engine::ListDirectory::default())
    };
    let on = serde_json::json!({"attribute": "list_matches", "operator": "contains", "value": "sanctions"});
    let minors = serde_json::json!({"attribute": "age", "operator": "less_than", "value": 18});
    let approve = [DecisionAction::Approve];
    assert_eq!(said(on.clone(), &approve), "Nobody on “sanctions” is ever approved.");
    assert_eq!(
        said(
            serde_json::json!({"all": [on]}),
            &[DecisionAction::Approve, DecisionAction::DoNothing]
        ),
        "Nobody on “sanctions” is ever approved or left as it is."
    );
    assert_eq!(
        said(serde_json::json!({"all": [on, minors]}), &approve),
        "Nobody is ever approved if the inquiry is on “sanctions” and age is less than 18."
    );
    assert_eq!(
        said(serde_json::json!({"not": minors}), &approve),
        "Nobody is ever approved if not (age is less than 18)."
    );
}
