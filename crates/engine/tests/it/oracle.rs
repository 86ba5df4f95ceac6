//! The oracle: a naive interpreter of the checked workflow.
//!
//! It walks the tree on the values themselves, with its own three-valued logic. It knows nothing of cells,
//! clauses or plans, and shares no evaluation with the engine.

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Attributes};
use pointsman_domain::decimal::Decimal;
use pointsman_engine::checked::{
    CheckedWorkflow, CodePredicate, ListPredicate, Node, NodeKind, NumberPredicate, Presence, Test,
};
use pointsman_engine::trace::TraceNode;
use pointsman_engine::{Facts, Taken, Trace, Verdict};

/// An inquiry as the oracle sees it.
#[derive(Clone, Debug)]
pub(crate) struct Inquiry {
    /// Its values and list matches.
    pub(crate) attributes: Attributes,
    /// Whether anybody knows which lists match.
    pub(crate) lists_known: bool,
}

impl Inquiry {
    /// The same as the engine sees it.
    pub(crate) fn facts(&self) -> Facts {
        if self.lists_known {
            Facts::new(&self.attributes)
        } else {
            Facts::with_unknown_lists(&self.attributes)
        }
    }

    fn value(&self, key: AttributeKey) -> Option<AttributeValue> {
        let absent = (key == AttributeKey::FailedVerificationAttempts)
            .then_some(AttributeValue::Number(Decimal::from_whole(0)));
        self.attributes.get(key).or(absent)
    }

    fn is_present(&self, key: AttributeKey) -> bool {
        match key {
            AttributeKey::ListMatches => self.lists_known,
            other => self.value(other).is_some(),
        }
    }
}

/// The first route whose conditions are true.
pub(crate) fn decide(workflow: &CheckedWorkflow, inquiry: &Inquiry) -> Taken {
    let matching =
        workflow.routes.iter().position(|route| holds(&route.condition, inquiry) == Some(true));
    matching.map_or(Taken::EverythingElse, Taken::Route)
}

/// True, false, or `None` for unknown.
fn holds(node: &Node<Test>, inquiry: &Inquiry) -> Option<bool> {
    match &node.kind {
        NodeKind::All(members) => {
            let members: Vec<_> = members.iter().map(|member| holds(member, inquiry)).collect();
            if members.contains(&Some(false)) {
                Some(false)
            } else if members.contains(&None) {
                None
            } else {
                Some(true)
            }
        }
        NodeKind::Any(members) => {
            let members: Vec<_> = members.iter().map(|member| holds(member, inquiry)).collect();
            if members.contains(&Some(true)) {
                Some(true)
            } else if members.contains(&None) {
                None
            } else {
                Some(false)
            }
        }
        NodeKind::Not(member) => match holds(member, inquiry) {
            Some(true) => Some(false),
            Some(false) => Some(true),
            None => None,
        },
        NodeKind::Test(test) => test_holds(test, inquiry),
    }
}

fn test_holds(test: &Test, inquiry: &Inquiry) -> Option<bool> {
    match test {
        Test::Presence(key, Presence::Missing) => Some(!inquiry.is_present(*key)),
        Test::Presence(key, Presence::Present) => Some(inquiry.is_present(*key)),
        Test::Number(attribute, predicate) => {
            let AttributeValue::Number(value) = inquiry.value(attribute.key())? else {
                panic!("{attribute:?} is not a number")
            };
            Some(match predicate {
                NumberPredicate::Equals(other) => value == *other,
                NumberPredicate::NotEquals(other) => value != *other,
                NumberPredicate::LessThan(other) => value < *other,
                NumberPredicate::LessThanOrEqual(other) => value <= *other,
                NumberPredicate::GreaterThan(other) => value > *other,
                NumberPredicate::GreaterThanOrEqual(other) => value >= *other,
                NumberPredicate::Between(low, high) => *low <= value && value <= *high,
            })
        }
        Test::Code(attribute, predicate) => {
            let AttributeValue::Code(value) = inquiry.value(attribute.key())? else {
                panic!("{attribute:?} is not a code")
            };
            Some(match predicate {
                CodePredicate::Equals(other) => value == *other,
                CodePredicate::NotEquals(other) => value != *other,
                CodePredicate::AnyOf(codes) => codes.contains(&value),
                CodePredicate::NoneOf(codes) => !codes.contains(&value),
            })
        }
        Test::List(predicate) => inquiry.lists_known.then(|| {
            let is_on = |list| inquiry.attributes.is_on(list);
            match predicate {
                ListPredicate::Contains(list) => is_on(*list),
                ListPredicate::NotContains(list) => !is_on(*list),
                ListPredicate::ContainsAny(lists) => lists.iter().any(|list| is_on(*list)),
                ListPredicate::ContainsAll(lists) => lists.iter().all(|list| is_on(*list)),
            }
        }),
    }
}

/// The first difference between a trace and what it should say; `None` if there is none.
pub(crate) fn difference(
    workflow: &CheckedWorkflow,
    inquiry: &Inquiry,
    trace: &Trace<'_>,
) -> Option<String> {
    let taken = decide(workflow, inquiry);
    if trace.taken != taken {
        return Some(format!("takes {:?} instead of {taken:?}", trace.taken));
    }
    let tried = match taken {
        Taken::Route(place) => place + 1,
        Taken::EverythingElse => workflow.routes.len(),
    };
    if trace.routes.len() != tried {
        return Some(format!("traces {} routes instead of {tried}", trace.routes.len()));
    }
    for (place, (route, traced)) in workflow.routes.iter().zip(&trace.routes).enumerate() {
        if traced.taken != (taken == Taken::Route(place)) || traced.id != &route.id {
            return Some(format!("marks {traced:?} wrongly"));
        }
        if traced.verdict != traced.condition.verdict {
            return Some(format!("gives {} two verdicts", route.id));
        }
        if let Some(found) = node_difference(&route.condition, inquiry, &traced.condition) {
            return Some(found);
        }
    }
    None
}

fn node_difference(node: &Node<Test>, inquiry: &Inquiry, traced: &TraceNode<'_>) -> Option<String> {
    let wanted = match holds(node, inquiry) {
        Some(true) => Verdict::True,
        Some(false) => Verdict::False,
        None => Verdict::Unknown,
    };
    if traced.verdict != wanted || traced.pointer != node.pointer {
        return Some(format!("{} is {:?} instead of {wanted:?}", node.pointer, traced.verdict));
    }
    let (kind, members): (&str, &[Node<Test>]) = match &node.kind {
        NodeKind::All(members) => ("all", members),
        NodeKind::Any(members) => ("any", members),
        NodeKind::Not(member) => ("not", std::slice::from_ref(member)),
        NodeKind::Test(_) => ("condition", &[]),
    };
    if traced.kind_name() != kind || traced.children().len() != members.len() {
        return Some(format!("{} does not mirror the tree", node.pointer));
    }
    members
        .iter()
        .zip(traced.children())
        .find_map(|(member, traced)| node_difference(member, inquiry, traced))
}

/// By route, whether it matches.
pub(crate) fn matching(workflow: &CheckedWorkflow, inquiry: &Inquiry) -> Vec<bool> {
    workflow.routes.iter().map(|route| holds(&route.condition, inquiry) == Some(true)).collect()
}

/// What the part of a tree at a pointer says, or the opposite where the whole asks for that.
pub(crate) fn part_holds(
    node: &Node<Test>,
    inquiry: &Inquiry,
    pointer: &str,
    negated: bool,
) -> Option<bool> {
    if node.pointer == pointer {
        return holds(node, inquiry).map(|holds| holds != negated);
    }
    match &node.kind {
        NodeKind::All(members) | NodeKind::Any(members) => {
            let leads = |member: &&Node<Test>| {
                pointer == member.pointer || pointer.starts_with(&format!("{}/", member.pointer))
            };
            let member = members.iter().find(leads).expect("a pointer into this tree");
            part_holds(member, inquiry, pointer, negated)
        }
        NodeKind::Not(member) => part_holds(member, inquiry, pointer, !negated),
        NodeKind::Test(_) => panic!("{pointer} is nowhere"),
    }
}

/// What a tree says without the members of groups at these pointers.
pub(crate) fn holds_without(
    node: &Node<Test>,
    inquiry: &Inquiry,
    left_out: &[&str],
) -> Option<bool> {
    holds(&without(node, left_out), inquiry)
}

fn without(node: &Node<Test>, left_out: &[&str]) -> Node<Test> {
    let kept = |members: &[Node<Test>]| -> Vec<Node<Test>> {
        let kept = members.iter().filter(|member| !left_out.contains(&member.pointer.as_str()));
        kept.map(|member| without(member, left_out)).collect()
    };
    let kind = match &node.kind {
        NodeKind::All(members) => NodeKind::All(kept(members)),
        NodeKind::Any(members) => NodeKind::Any(kept(members)),
        NodeKind::Not(member) => NodeKind::Not(Box::new(without(member, left_out))),
        NodeKind::Test(test) => NodeKind::Test(test.clone()),
    };
    Node { pointer: node.pointer.clone(), kind }
}

/// The pointers of members of groups that still have others beside them, without what is left out.
pub(crate) fn members_of_groups<'n>(node: &'n Node<Test>, left_out: &[&str]) -> Vec<&'n str> {
    let mut found = Vec::new();
    let members: Vec<&Node<Test>> = match &node.kind {
        NodeKind::All(members) | NodeKind::Any(members) => {
            members.iter().filter(|m| !left_out.contains(&m.pointer.as_str())).collect()
        }
        NodeKind::Not(member) => return members_of_groups(member, left_out),
        NodeKind::Test(_) => Vec::new(),
    };
    if members.len() > 1 {
        found.extend(members.iter().map(|member| member.pointer.as_str()));
    }
    for member in members {
        found.extend(members_of_groups(member, left_out));
    }
    found
}
