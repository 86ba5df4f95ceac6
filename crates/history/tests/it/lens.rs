//! Every point of the lens is what deciding one by one answers with that constant.

use pointsman_domain::decimal::Decimal;
use pointsman_domain::workflow::Document;
use pointsman_engine::checked::{Constant, Test};
use pointsman_engine::plan::literals::Tree;
use pointsman_engine::{Plan, compile};
use pointsman_history::lens::Lens;
use pointsman_history::{
    Cache, Cancel, Effort, Inquiries, Lists, Question, Unanswered, Window, lens,
};

use crate::fixtures::checked_document;
use crate::generate::{self, Random};
use crate::naive;
use crate::past::Past;

const HISTORIES: u64 = 60;
const POINTS: usize = 8;

fn pointers(tree: &Tree, into: &mut Vec<String>) {
    match tree {
        Tree::All(members) | Tree::Any(members) => {
            for member in members {
                pointers(member, into);
            }
        }
        Tree::Leaf(leaf) => into.push(leaf.pointer.clone()),
    }
}

/// The conditions on numbers.
pub(crate) fn numbers(plan: &Plan) -> Vec<String> {
    let mut places = Vec::new();
    plan.literals().routes.iter().for_each(|tree| pointers(tree, &mut places));
    places.retain(|pointer| matches!(plan.condition_at(pointer), Some((_, Test::Number(..)))));
    places
}

/// The same workflow with another constant in one condition.
fn with_constant(document: &Document, pointer: &str, constant: Constant, at: Decimal) -> Plan {
    let mut json = document.to_json();
    let value = json.pointer_mut(&format!("{pointer}/value")).unwrap();
    let value = match (value, constant) {
        (serde_json::Value::Array(pair), Constant::First) => &mut pair[0],
        (serde_json::Value::Array(pair), Constant::Second) => &mut pair[1],
        (single, _) => single,
    };
    *value = serde_json::Value::Number(at.to_json());
    compile(&checked_document(&crate::fixtures::document(&json)))
}

/// Every point of the lens of one condition, from these columns; how many points, and how many inquiries they are about.
/// None if the workflow has no number.
pub(crate) fn check(
    past: &Past,
    columns: &Inquiries,
    document: &Document,
    question: &Question<'_>,
    random: &mut Random,
) -> (usize, u64) {
    let plan = question.plan;
    let places = numbers(plan);
    // The first matter most: what they take is not left for the others.
    let pick = random.below(places.len().clamp(1, 3));
    let Some(pointer) = places.get(pick) else { return (0, 0) };
    let Some((_, Test::Number(_, predicate))) = plan.condition_at(pointer) else { panic!() };
    let has_second = predicate.constant(Constant::Second).is_some();
    let constant =
        if random.percent(50) && has_second { Constant::Second } else { Constant::First };
    let cancel = Cancel::default();
    let effort = Effort { threads: 1, part: u64::MAX, cancel: &cancel };
    let cache = Cache::new(1 << 20);
    let wanted = Lens { pointer, constant, points: POINTS };
    let curve = lens(columns, question, wanted, &cache, effort).unwrap();
    assert!(curve.points.len() <= POINTS && !curve.points.is_empty());
    for point in &curve.points {
        let moved = with_constant(document, pointer, constant, point.at);
        let wanted = naive::answer(past, &Question { plan: &moved, ..*question });
        assert_eq!(curve.considered, wanted.considered);
        assert_eq!(
            point.outcomes,
            wanted.plan.outcomes,
            "{pointer} {constant:?} at {}: {:#}",
            point.at,
            document.to_json()
        );
    }
    let whole = Lens { pointer, constant, points: usize::MAX };
    let whole = lens(columns, question, whole, &cache, effort).unwrap();
    assert!(whole.points.len() >= whole.every);
    (curve.points.len(), curve.sensitive)
}

#[test]
fn every_point_is_what_deciding_one_by_one_answers() {
    let mut compared = 0;
    let mut sensitive = 0;
    for seed in 0..HISTORIES {
        let mut random = Random::seeded(seed + 500);
        let document = generate::document(&mut random);
        let plan = compile(&checked_document(&document));
        let mut past = Past::default();
        past.grow(&mut random, &document, 400);
        let question = Question {
            plan: &plan,
            baseline: None,
            window: Window::default(),
            lists: *random.pick(&[Lists::Now, Lists::Then]),
            earlier: &[],
        };
        let (points, own) = check(&past, &past.columns, &document, &question, &mut random);
        compared += points;
        sensitive += own;
    }
    assert!(compared > 100, "too few");
    assert!(sensitive > 500, "hardly a constant makes a difference");
}

#[test]
fn a_condition_without_a_number_has_no_lens() {
    let mut random = Random::seeded(1);
    let document = generate::document(&mut random);
    let plan = compile(&checked_document(&document));
    let past = Past::default();
    let question = Question {
        plan: &plan,
        baseline: None,
        window: Window::default(),
        lists: Lists::Then,
        earlier: &[],
    };
    let cancel = Cancel::default();
    let effort = Effort { threads: 1, part: u64::MAX, cancel: &cancel };
    let nowhere = Lens { pointer: "/routes/9999/if", constant: Constant::First, points: 9 };
    let answer = lens(&past.columns, &question, nowhere, &Cache::new(0), effort);
    assert_eq!(answer, Err(Unanswered::NoConstant { pointer: "/routes/9999/if".to_owned() }));
}
