//! Small mistakes of an editor, each at one place of one route.

use std::collections::BTreeSet;

use batsat::Lit;
use pointsman_domain::attribute::AttributeKey;
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;

use super::super::instance::Instance;
use super::super::limits;
use super::super::problem::Problem;
use super::super::typical;
use crate::checked::{
    CheckedRoute, CheckedWorkflow, CodePredicate, Constant, ListPredicate, Node, NodeKind,
    NumberAttribute, NumberPredicate, Presence, Test,
};
use crate::facts::Facts;
use crate::plan::{Plan, Taken, compile};

/// A workflow with one mistake in it.
pub(super) struct Mutant {
    /// The route that is mistaken; after the last, *Everything else*.
    pub(super) place: usize,
    /// Attributes that the mistake is about.
    pub(super) keys: Vec<AttributeKey>,
    /// Lists that the mistake is about.
    pub(super) lists: Vec<ListId>,
    kind: Kind,
}

enum Kind {
    /// The route is not there, or takes nobody else: whoever takes it notices.
    Dropped,
    /// The route takes everybody who comes.
    TakesEverybody,
    /// The next route, this one alone, stands before it.
    Swapped(Box<Plan>),
    /// Its conditions are these; this route alone.
    Conditions(Box<Plan>),
}

impl Mutant {
    /// What it puts in place of the route, or before it.
    pub(super) fn plan(&self) -> Option<&Plan> {
        match &self.kind {
            Kind::Dropped | Kind::TakesEverybody => None,
            Kind::Swapped(plan) | Kind::Conditions(plan) => Some(plan),
        }
    }

    /// Whether an inquiry takes another route because of it.
    pub(super) fn is_noticed(&self, facts: &Facts, taken: Taken) -> bool {
        let own = match taken {
            Taken::Route(place) if place < self.place => return false,
            Taken::Route(place) => place == self.place,
            Taken::EverythingElse => false,
        };
        let matches = |plan: &Plan| plan.decide(facts) == Taken::Route(0);
        match &self.kind {
            Kind::Dropped => own,
            Kind::TakesEverybody => !own,
            Kind::Swapped(next) => own && matches(next),
            Kind::Conditions(mutated) => own != matches(mutated),
        }
    }

    /// The same of whoever comes to the route, as literals that are all true.
    pub(super) fn differs(
        &self,
        own: Option<Lit>,
        instance: &mut Instance<'_, '_>,
        problem: &Problem<'_>,
    ) -> Vec<Lit> {
        let other = self.plan().and_then(|plan| plan.routes().first());
        let other = other.map(|route| problem.joint.tree(route.condition(), false));
        let other = other.map(|tree| instance.tree(&tree));
        match (&self.kind, own, other) {
            (Kind::Dropped, own, _) => own.into_iter().collect(),
            (Kind::TakesEverybody, own, _) => own.map(|own| !own).into_iter().collect(),
            (Kind::Swapped(_), Some(own), Some(next)) => vec![own, next],
            (Kind::Conditions(_), Some(own), Some(other)) => {
                let less = instance.all(&[own, !other]);
                let more = instance.all(&[!own, other]);
                vec![instance.any(&[less, more])]
            }
            (Kind::Swapped(_) | Kind::Conditions(_), ..) => vec![instance.any(&[])],
        }
    }
}

/// The mutants of a workflow in the order of its routes, and how many are beyond the limit. Those of whole routes come
/// first into it.
pub(super) fn mutants(workflow: &CheckedWorkflow) -> (Vec<Mutant>, usize) {
    let mut mutants = Vec::new();
    let routes = &workflow.routes;
    for (place, route) in routes.iter().enumerate() {
        let about = About::of(&route.condition);
        mutants.push(about.mutant(place, Kind::Dropped));
        mutants.push(about.mutant(place, Kind::TakesEverybody));
        if let Some(next) = routes.get(place + 1) {
            let mut both = About::of(&next.condition);
            both.keys.extend(about.keys);
            both.lists.extend(about.lists);
            let alone = Box::new(alone(workflow, next, next.condition.clone()));
            mutants.push(both.mutant(place, Kind::Swapped(alone)));
        }
    }
    // Everybody who comes to the end takes *Everything else*.
    mutants.push(About::default().mutant(routes.len(), Kind::TakesEverybody));
    let mut too_many = 0;
    for (place, route) in routes.iter().enumerate() {
        for (condition, about) in mistaken(&route.condition) {
            if mutants.len() >= limits::MUTANTS {
                too_many += 1;
                continue;
            }
            let plan = Box::new(alone(workflow, route, condition));
            mutants.push(about.mutant(place, Kind::Conditions(plan)));
        }
    }
    mutants.sort_by_key(|mutant| mutant.place);
    (mutants, too_many)
}

/// A workflow of one route.
fn alone(workflow: &CheckedWorkflow, route: &CheckedRoute, condition: Node<Test>) -> Plan {
    let mut named = BTreeSet::new();
    condition.for_each(&mut |test: &Test| {
        if let Test::List(predicate) = test {
            named.extend(predicate.lists().iter().copied());
        }
    });
    let lists = workflow.lists.iter().filter(|list| named.contains(&list.id)).cloned().collect();
    compile(&CheckedWorkflow {
        name: String::new(),
        event: workflow.event,
        routes: vec![CheckedRoute { condition, ..route.clone() }],
        everything_else: workflow.everything_else,
        lists,
    })
}

/// What a mistake is about.
#[derive(Clone, Default)]
struct About {
    keys: BTreeSet<AttributeKey>,
    lists: BTreeSet<ListId>,
}

impl About {
    fn of(node: &Node<Test>) -> Self {
        let mut about = Self::default();
        node.for_each(&mut |test: &Test| {
            about.keys.insert(test.attribute());
            if let Test::List(predicate) = test {
                about.lists.extend(predicate.lists());
            }
        });
        about
    }

    fn mutant(&self, place: usize, kind: Kind) -> Mutant {
        let keys = self.keys.iter().copied().collect();
        Mutant { place, keys, lists: self.lists.iter().copied().collect(), kind }
    }
}

/// All trees with one mistake in them.
fn mistaken(node: &Node<Test>) -> Vec<(Node<Test>, About)> {
    let at = |kind: NodeKind<Test>| Node { pointer: node.pointer.clone(), kind };
    match &node.kind {
        NodeKind::Test(test) => {
            let about = About::of(node);
            leaves(test).into_iter().map(|kind| (at(kind), about.clone())).collect()
        }
        NodeKind::Not(member) => {
            let inside = mistaken(member).into_iter();
            inside.map(|(member, about)| (at(NodeKind::Not(Box::new(member))), about)).collect()
        }
        NodeKind::All(members) => group(members, &at, &NodeKind::All, &NodeKind::Any),
        NodeKind::Any(members) => group(members, &at, &NodeKind::Any, &NodeKind::All),
    }
}

type Grouping<'g> = &'g dyn Fn(Vec<Node<Test>>) -> NodeKind<Test>;

fn group(
    members: &[Node<Test>],
    at: &dyn Fn(NodeKind<Test>) -> Node<Test>,
    same: Grouping<'_>,
    other: Grouping<'_>,
) -> Vec<(Node<Test>, About)> {
    let mut found = Vec::new();
    for (place, member) in members.iter().enumerate() {
        if members.len() > 1 {
            let mut fewer = members.to_vec();
            fewer.remove(place);
            found.push((at(same(fewer)), About::of(member)));
        }
        for (mutated, about) in mistaken(member) {
            let mut mixed = members.to_vec();
            mixed.splice(place..=place, [mutated]);
            found.push((at(same(mixed)), about));
        }
    }
    if members.len() > 1 {
        let about = members.iter().map(About::of).fold(About::default(), |mut all, one| {
            all.keys.extend(one.keys);
            all.lists.extend(one.lists);
            all
        });
        found.push((at(other(members.to_vec())), about));
    }
    found
}

/// What may stand by mistake in place of one condition.
fn leaves(test: &Test) -> Vec<NodeKind<Test>> {
    let plain = |tests: Vec<Test>| tests.into_iter().map(NodeKind::Test).collect::<Vec<_>>();
    let key = test.attribute();
    let mut found = match test {
        Test::Number(attribute, predicate) => plain(
            numbers(*attribute, predicate)
                .into_iter()
                .map(|other| Test::Number(*attribute, other))
                .collect(),
        ),
        Test::Code(attribute, predicate) => {
            plain(codes(predicate).into_iter().map(|other| Test::Code(*attribute, other)).collect())
        }
        Test::List(predicate) => plain(lists(predicate).into_iter().map(Test::List).collect()),
        Test::Presence(key, Presence::Missing) => {
            return plain(vec![Test::Presence(*key, Presence::Present)]);
        }
        Test::Presence(key, Presence::Present) => {
            return plain(vec![Test::Presence(*key, Presence::Missing)]);
        }
    };
    let can_miss =
        !matches!(key, AttributeKey::FailedVerificationAttempts | AttributeKey::ListMatches);
    if can_miss {
        let node = |test: Test| Node { pointer: String::new(), kind: NodeKind::Test(test) };
        let missing = node(Test::Presence(key, Presence::Missing));
        let present = node(Test::Presence(key, Presence::Present));
        found.push(NodeKind::Any(vec![node(test.clone()), missing]));
        found.push(NodeKind::All(vec![node(test.clone()), present.clone()]));
        found.push(present.kind);
    }
    found
}

fn numbers(attribute: NumberAttribute, predicate: &NumberPredicate) -> Vec<NumberPredicate> {
    use NumberPredicate as P;
    let mut found = match predicate {
        P::Equals(at) => {
            vec![P::NotEquals(*at), P::GreaterThanOrEqual(*at), P::LessThanOrEqual(*at)]
        }
        P::NotEquals(at) => vec![P::Equals(*at), P::GreaterThan(*at), P::LessThan(*at)],
        P::LessThan(at) => {
            vec![P::LessThanOrEqual(*at), P::GreaterThanOrEqual(*at), P::GreaterThan(*at)]
        }
        P::LessThanOrEqual(at) => {
            vec![P::LessThan(*at), P::GreaterThan(*at), P::GreaterThanOrEqual(*at)]
        }
        P::GreaterThan(at) => {
            vec![P::GreaterThanOrEqual(*at), P::LessThanOrEqual(*at), P::LessThan(*at)]
        }
        P::GreaterThanOrEqual(at) => {
            vec![P::GreaterThan(*at), P::LessThan(*at), P::LessThanOrEqual(*at)]
        }
        P::Between(low, high) => vec![P::GreaterThanOrEqual(*low), P::LessThanOrEqual(*high)],
    };
    let key = attribute.key();
    let step = if typical::is_whole(key) { 10_000 } else { 1 };
    let (least, most) = key.range().unwrap_or_default();
    let range = i64::from(least) * 10_000..=i64::from(most) * 10_000;
    for which in [Constant::First, Constant::Second] {
        let Some(at) = predicate.constant(which) else { continue };
        for moved in [at.ten_thousandths() - step, at.ten_thousandths() + step] {
            if range.contains(&moved) {
                found.extend(predicate.with_constant(which, Decimal::from_ten_thousandths(moved)));
            }
        }
    }
    found
}

fn codes(predicate: &CodePredicate) -> Vec<CodePredicate> {
    use CodePredicate as P;
    match predicate {
        P::Equals(code) => vec![P::NotEquals(*code)],
        P::NotEquals(code) => vec![P::Equals(*code)],
        P::AnyOf(codes) => fewer(codes, P::AnyOf).chain([P::NoneOf(codes.clone())]).collect(),
        P::NoneOf(codes) => fewer(codes, P::NoneOf).chain([P::AnyOf(codes.clone())]).collect(),
    }
}

fn lists(predicate: &ListPredicate) -> Vec<ListPredicate> {
    use ListPredicate as P;
    match predicate {
        P::Contains(list) => vec![P::NotContains(*list)],
        P::NotContains(list) => vec![P::Contains(*list)],
        P::ContainsAny(lists) => {
            fewer(lists, P::ContainsAny).chain([P::ContainsAll(lists.clone())]).collect()
        }
        P::ContainsAll(lists) => {
            fewer(lists, P::ContainsAll).chain([P::ContainsAny(lists.clone())]).collect()
        }
    }
}

/// A set without one of its first members.
fn fewer<'s, T: Clone, P>(
    set: &'s [T],
    predicate: impl Fn(Vec<T>) -> P + 's,
) -> impl Iterator<Item = P> + 's {
    let count = if set.len() > 1 { set.len().min(limits::MUTATED_MEMBERS) } else { 0 };
    (0..count).map(move |place| {
        let mut fewer = set.to_vec();
        fewer.remove(place);
        predicate(fewer)
    })
}
