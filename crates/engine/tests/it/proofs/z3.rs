//! Proofs about larger workflows agree with Z3, which is told what conditions mean and nothing of cells.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use pointsman_domain::attribute::{AttributeKey, Code, code, us_state};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;
use pointsman_engine::checked::{
    CheckedWorkflow, CodePredicate, ListPredicate, Node, NodeKind, NumberPredicate, Presence, Test,
};
use pointsman_engine::prove::{KnownLists, Never, Reachable, prove};
use pointsman_engine::{ListRef, Taken, compile};

use super::brute::inquiry;
use super::workflows;
use crate::fixtures::checked_document;
use crate::generate::{self, Random};
use crate::oracle;

#[test]
fn proofs_agree_with_z3() {
    let mut questions = String::new();
    let mut told = Vec::new();
    for seed in 0..workflows() {
        let document = generate::document(&mut Random::seeded(seed ^ 0x23));
        let workflow = checked_document(&document);
        let proofs = prove(&compile(&workflow), &KnownLists::default());
        ask_about(&workflow, &proofs.routes, &mut questions);
        for (place, reachable) in proofs.routes.iter().enumerate() {
            told.push((seed, Taken::Route(place), says(&workflow, reachable, Taken::Route(place))));
            if let Reachable::No { why: Never::Blocked(blocking), .. } = reachable {
                told.push((seed, Taken::Route(place), "unsat"));
                told.extend(blocking.iter().map(|_| (seed, Taken::Route(place), "sat")));
            }
        }
        let last = Taken::EverythingElse;
        told.push((seed, last, says(&workflow, &proofs.everything_else, last)));
    }
    let answers = z3(&questions);
    let answers: Vec<&str> = answers.lines().collect();
    assert_eq!(answers.len(), told.len(), "{answers:?}");
    for ((seed, taken, said), answer) in told.iter().zip(answers) {
        assert_eq!(*said, answer, "seed {seed}: {taken:?}");
    }
    eprintln!("{} questions", told.len());
}

fn says(workflow: &CheckedWorkflow, reachable: &Reachable, taken: Taken) -> &'static str {
    match reachable {
        Reachable::Yes { witness, .. } => {
            assert_eq!(oracle::decide(workflow, &inquiry(witness)), taken);
            "sat"
        }
        Reachable::No { .. } => "unsat",
        Reachable::Undecided { .. } => "unknown",
    }
}

/// Its answers, a line for each question.
pub(super) fn z3(questions: &str) -> String {
    let mut child = Command::new("z3")
        .arg("-in")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("z3 is not installed; `make needs` does that");
    let mut stdin = child.stdin.take().unwrap();
    let questions = questions.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(questions.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// For each route, from the top: whether anybody is left who matches it; and if it is blocked, whether the blocking set
/// is enough and each of it is needed.
fn ask_about(workflow: &CheckedWorkflow, reached: &[Reachable], script: &mut String) {
    script.push_str("(reset)\n");
    declare(&workflow.lists, script);
    for (place, route) in workflow.routes.iter().enumerate() {
        let holds = smt(&route.condition, true);
        writeln!(script, "(declare-const r{place} Bool)\n(assert (= r{place} {holds}))").unwrap();
    }
    let mut above = String::new();
    for (place, reachable) in reached.iter().enumerate() {
        question(script, &format!("r{place} {above}"));
        write!(above, "(not r{place}) ").unwrap();
        if let Reachable::No { why: Never::Blocked(blocking), .. } = reachable {
            let without = |left_out: Option<usize>| {
                let kept = blocking.iter().filter(|blocker| Some(**blocker) != left_out);
                let kept: Vec<String> = kept.map(|blocker| format!("(not r{blocker})")).collect();
                let kept = kept.join(" ");
                format!("r{place} {kept}")
            };
            question(script, &without(None));
            for blocker in blocking {
                question(script, &without(Some(*blocker)));
            }
        }
    }
    question(script, &format!("true {above}"));
}

pub(super) fn question(script: &mut String, all: &str) {
    writeln!(script, "(push)(assert (and true {all}))(check-sat)(pop)").unwrap();
}

pub(super) fn declare<'l>(lists: impl IntoIterator<Item = &'l ListRef>, script: &mut String) {
    for key in AttributeKey::ALL.into_iter().filter(|key| *key != AttributeKey::ListMatches) {
        writeln!(script, "(declare-const has_{key} Bool)(declare-const {key} Int)").unwrap();
        if let Some((low, high)) = key.range() {
            let (low, high) = (i64::from(low) * 10_000, i64::from(high) * 10_000);
            writeln!(script, "(assert (<= {low} {key} {high}))").unwrap();
        }
    }
    for whole in [AttributeKey::Age, AttributeKey::FailedVerificationAttempts] {
        writeln!(script, "(assert (= (mod {whole} 10000) 0))").unwrap();
    }
    for (key, codes) in
        [(AttributeKey::Country, code::countries()), (AttributeKey::UsState, us_state::states())]
    {
        let one_of = is_one_of(key, &codes);
        writeln!(script, "(assert {one_of})").unwrap();
    }
    let us = number(Code::US);
    writeln!(script, "(assert (=> has_us_state (and has_country (= country {us}))))").unwrap();
    writeln!(script, "(assert has_failed_verification_attempts)").unwrap();
    for list in lists {
        writeln!(script, "(declare-const {} Bool)", list.id).unwrap();
        if list.archived {
            writeln!(script, "(assert (not {}))", list.id).unwrap();
        }
    }
}

fn is_one_of(key: AttributeKey, codes: &[Code]) -> String {
    let each: Vec<String> =
        codes.iter().map(|code| format!("(= {key} {})", number(*code))).collect();
    format!("(or false {})", each.join(" "))
}

fn number(code: Code) -> u32 {
    let [first, second] = code.bytes();
    u32::from(first) * 256 + u32::from(second)
}

/// When a node is true, or false.
pub(super) fn smt(node: &Node<Test>, holds: bool) -> String {
    let each = |members: &[Node<Test>], word: &str| {
        let members: Vec<String> = members.iter().map(|member| smt(member, holds)).collect();
        format!("({word} {})", members.join(" "))
    };
    match (&node.kind, holds) {
        (NodeKind::All(members), true) | (NodeKind::Any(members), false) => each(members, "and"),
        (NodeKind::Any(members), true) | (NodeKind::All(members), false) => each(members, "or"),
        (NodeKind::Not(member), _) => smt(member, !holds),
        (NodeKind::Test(test), _) => test_smt(test, holds),
    }
}

fn test_smt(test: &Test, holds: bool) -> String {
    let key = test.attribute();
    let (says, known) = match test {
        Test::Presence(AttributeKey::ListMatches, presence) => {
            ((*presence == Presence::Present).to_string(), "true".to_owned())
        }
        Test::Presence(_, Presence::Present) => (format!("has_{key}"), "true".to_owned()),
        Test::Presence(_, Presence::Missing) => (format!("(not has_{key})"), "true".to_owned()),
        Test::Number(_, predicate) => (compared(key, predicate), format!("has_{key}")),
        Test::Code(_, predicate) => {
            let codes = is_one_of(key, predicate.codes());
            let says = match predicate {
                CodePredicate::Equals(_) | CodePredicate::AnyOf(_) => codes,
                CodePredicate::NotEquals(_) | CodePredicate::NoneOf(_) => {
                    format!("(not {codes})")
                }
            };
            (says, format!("has_{key}"))
        }
        Test::List(predicate) => (on_lists(predicate), "true".to_owned()),
    };
    if holds { format!("(and {known} {says})") } else { format!("(and {known} (not {says}))") }
}

fn compared(key: AttributeKey, predicate: &NumberPredicate) -> String {
    let at = Decimal::ten_thousandths;
    match predicate {
        NumberPredicate::Equals(n) => format!("(= {key} {})", at(*n)),
        NumberPredicate::NotEquals(n) => format!("(not (= {key} {}))", at(*n)),
        NumberPredicate::LessThan(n) => format!("(< {key} {})", at(*n)),
        NumberPredicate::LessThanOrEqual(n) => format!("(<= {key} {})", at(*n)),
        NumberPredicate::GreaterThan(n) => format!("(> {key} {})", at(*n)),
        NumberPredicate::GreaterThanOrEqual(n) => format!("(>= {key} {})", at(*n)),
        NumberPredicate::Between(low, high) => format!("(<= {} {key} {})", at(*low), at(*high)),
    }
}

fn on_lists(predicate: &ListPredicate) -> String {
    let names =
        |lists: &[ListId]| lists.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    match predicate {
        ListPredicate::Contains(list) => list.to_string(),
        ListPredicate::NotContains(list) => format!("(not {list})"),
        ListPredicate::ContainsAny(lists) => format!("(or false {})", names(lists)),
        ListPredicate::ContainsAll(lists) => format!("(and true {})", names(lists)),
    }
}
