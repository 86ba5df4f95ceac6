//! Why, in words.

use super::known::Scope;
use super::routes::{Never, Reachable};
use crate::checked::{Node, NodeKind};
use crate::plan::{Placed, Plan, Taken};
use crate::sentence::Sentence;

impl Reachable {
    /// Why nobody takes the route, or why that cannot be said; `None` if somebody does.
    pub fn because(&self, plan: &Plan, taken: Taken) -> Option<String> {
        match self {
            Self::Yes { .. } => None,
            Self::Undecided { because, .. } => Some(format!("Undecided because {because}.")),
            Self::No { scope, why: Never::Contradictory(pointers) } => {
                let condition = plan.route(taken)?.condition();
                let words: Vec<String> = pointers
                    .iter()
                    .filter_map(|pointer| find(condition, pointer, false))
                    .map(|node| format!("that {}", Sentence::new(&node, plan.lists())))
                    .collect();
                let now = now(*scope);
                Some(match words.as_slice() {
                    [one] => format!("It never holds {one}{now}."),
                    words => format!("It never holds together {}{now}.", listed(words)),
                })
            }
            Self::No { scope, why: Never::Blocked(places) } => {
                let names: Vec<String> = places
                    .iter()
                    .filter_map(|place| plan.routes().get(*place))
                    .map(|route| format!("“{}”", route.name()))
                    .collect();
                let whom = match taken {
                    Taken::Route(_) => "Every inquiry that it matches",
                    Taken::EverythingElse => "Every inquiry",
                };
                let now = now(*scope);
                Some(format!("{whom} is taken by {} above it{now}.", listed(&names)))
            }
        }
    }
}

const fn now(scope: Scope) -> &'static str {
    match scope {
        Scope::AnyLists => "",
        Scope::PresentLists => ", with what is on the lists now",
    }
}

fn listed(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The condition at a pointer, the opposite of it where that is what the route asks for.
fn find(node: &Node<Placed>, pointer: &str, negated: bool) -> Option<Node<Placed>> {
    if node.pointer == pointer {
        if !negated {
            return Some(node.clone());
        }
        if let NodeKind::Not(member) = &node.kind {
            return Some((**member).clone());
        }
        let kind = NodeKind::Not(Box::new(node.clone()));
        return Some(Node { pointer: node.pointer.clone(), kind });
    }
    match &node.kind {
        NodeKind::All(members) | NodeKind::Any(members) => {
            members.iter().find_map(|member| find(member, pointer, negated))
        }
        NodeKind::Not(member) => find(member, pointer, !negated),
        NodeKind::Test(_) => None,
    }
}
