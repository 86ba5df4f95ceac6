//! A plan taken apart says the same as the plan: the first route whose tree is true is the one that is taken.

use pointsman_domain::attribute::AttributeKey;
use pointsman_engine::plan::literals::{Literal, Tree};
use pointsman_engine::{Facts, Taken, compile};

use crate::fixtures::checked_document;
use crate::generate::{self, Random};

const WORKFLOWS: u64 = 400;
const INQUIRIES: u64 = 60;

fn accepts(literal: &Literal, facts: &Facts) -> bool {
    match literal {
        Literal::Number { attribute, missing, within } => match facts.number(*attribute) {
            None => *missing,
            Some(number) => {
                let number = number.ten_thousandths();
                within.iter().any(|(low, high)| (*low..=*high).contains(&number))
            }
        },
        Literal::Code { attribute, missing, except, codes } => match facts.code(*attribute) {
            None => *missing,
            Some(code) => codes.contains(&code) != *except,
        },
        Literal::List { list, unknown, off, on } => match facts.lists() {
            None => *unknown,
            Some(lists) if lists.contains(list) => *on,
            Some(_) => *off,
        },
        Literal::ListsKnown { unknown, known } => {
            if facts.lists().is_some() {
                *known
            } else {
                *unknown
            }
        }
    }
}

fn holds(tree: &Tree, literals: &[Literal], facts: &Facts) -> bool {
    match tree {
        Tree::All(members) => members.iter().all(|member| holds(member, literals, facts)),
        Tree::Any(members) => members.iter().any(|member| holds(member, literals, facts)),
        Tree::Leaf(leaf) => accepts(&literals[leaf.literal], facts),
    }
}

#[test]
fn the_first_true_tree_is_the_route_that_is_taken() {
    for seed in 0..WORKFLOWS {
        let mut random = Random::seeded(seed);
        let document = generate::document(&mut random);
        let plan = compile(&checked_document(&document));
        let apart = plan.literals();
        for _ in 0..INQUIRIES {
            let facts = generate::inquiry(&mut random, &document).facts();
            let found = apart.routes.iter().position(|tree| holds(tree, &apart.all, &facts));
            let found = found.map_or(Taken::EverythingElse, Taken::Route);
            assert_eq!(found, plan.decide(&facts), "seed {seed}: {:#}", document.to_json());
        }
    }
}

#[test]
fn a_literal_does_not_change_when_another_condition_is_edited() {
    let age = |value: i64| serde_json::json!({"attribute": "age", "operator": "less_than", "value": value});
    let literals = |values: &[i64]| {
        let routes: Vec<_> = values
            .iter()
            .enumerate()
            .map(|(place, value)| {
                serde_json::json!({"id": format!("rt_{place}"), "name": "Young", "if": {"all": [age(*value)]},
                    "then": [{"action": "decline"}]})
            })
            .collect();
        let document = serde_json::json!({"format": 1, "name": "W", "event": "inquiry.completed",
            "routes": routes, "everything_else": [{"action": "approve"}]});
        compile(&crate::fixtures::checked(&document)).literals()
    };
    let (one, other) = (literals(&[18, 65, 30]), literals(&[18, 64, 31]));
    assert_eq!(one.all[0], other.all[0]);
    assert_ne!(one.all[1], other.all[1]);
    assert_eq!(literals(&[18, 18]).all.len(), 1, "each once");
}

#[test]
fn a_condition_is_found_by_its_pointer() {
    let mut random = Random::seeded(7);
    let document = generate::document(&mut random);
    let plan = compile(&checked_document(&document));
    for (place, tree) in plan.literals().routes.iter().enumerate() {
        let mut open = vec![tree];
        while let Some(next) = open.pop() {
            match next {
                Tree::All(members) | Tree::Any(members) => open.extend(members),
                Tree::Leaf(leaf) => {
                    let (route, test) = plan.condition_at(&leaf.pointer).unwrap();
                    assert_eq!(route, place);
                    assert!(AttributeKey::ALL.contains(&test.attribute()));
                }
            }
        }
    }
    assert_eq!(plan.condition_at("/routes/0"), None);
}
