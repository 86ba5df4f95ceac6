//! Compiling: conditions are placed on axes, routes become clauses, clauses become the table.

use std::collections::BTreeSet;

use pointsman_domain::ids::ListId;

use super::clause::{Clause, enclose, expand, positive};
use super::dimension::{Axis, axes};
use super::fault::Fault;
use super::leaf::{Leaf, Placed};
use super::limits;
use super::table::{Owner, Table};
use super::{Plan, PlannedRoute};
use crate::checked::{CheckedRoute, CheckedWorkflow, Test};
use crate::directory::ListDirectory;

/// Compiles a workflow.
pub fn compile(workflow: &CheckedWorkflow) -> Plan {
    compile_with(workflow, Fault::default())
}

/// Compiles a workflow with one deliberate mistake.
#[cfg(feature = "mutants")]
pub fn compile_mutant(workflow: &CheckedWorkflow, mutant: super::Mutant) -> Plan {
    compile_with(workflow, Fault::of(mutant))
}

fn compile_with(workflow: &CheckedWorkflow, fault: Fault) -> Plan {
    let mut tests: Vec<&Test> = Vec::new();
    for route in &workflow.routes {
        route.condition.for_each(&mut |test| tests.push(test));
    }
    let axes = axes(&tests, fault);
    let mentioned: Vec<ListId> = workflow.lists.iter().map(|list| list.id).collect();
    let routes: Vec<PlannedRoute> =
        workflow.routes.iter().map(|route| planned(route, &axes, &mentioned, fault)).collect();
    let table = table(&routes, &axes, &mentioned, fault);
    Plan {
        name: workflow.name.clone(),
        event: workflow.event,
        routes,
        everything_else: workflow.everything_else,
        lists: ListDirectory::new(workflow.lists.iter().cloned()),
        mentioned,
        axes,
        table,
    }
}

fn planned(route: &CheckedRoute, axes: &[Axis], lists: &[ListId], fault: Fault) -> PlannedRoute {
    let mut reads = BTreeSet::new();
    let condition = route.condition.map(&mut |test: &Test| {
        reads.insert(test.attribute());
        Placed { test: test.clone(), leaf: Leaf::new(test, axes, lists, fault) }
    });
    PlannedRoute {
        id: route.id.clone(),
        name: route.name.clone(),
        action: route.action,
        condition,
        reads: reads.into_iter().collect(),
    }
}

/// Clauses stand in the order of their routes, so that the first possible one is that of the first route.
fn table(routes: &[PlannedRoute], axes: &[Axis], mentioned: &[ListId], fault: Fault) -> Table {
    let mut clauses: Vec<(Owner, Clause)> = Vec::new();
    let mut room = limits::CLAUSES_PER_PLAN;
    for (place, route) in routes.iter().enumerate() {
        let tree = positive(&route.condition, false, fault);
        match expand(&tree, room) {
            Some(expanded) => {
                room -= expanded.len();
                clauses.extend(expanded.into_iter().map(|clause| (Owner::Exact(place), clause)));
            }
            None if fault.verification_skipped() => {
                clauses.extend(enclose(&tree, fault).map(|clause| (Owner::Exact(place), clause)));
            }
            None => {
                clauses
                    .extend(enclose(&tree, fault).map(|clause| (Owner::Enclosing(place), clause)));
            }
        }
    }
    spoil(&mut clauses, fault);
    Table::new(&clauses, axes, mentioned)
}

/// The faults that concern the order of clauses.
fn spoil(clauses: &mut Vec<(Owner, Clause)>, fault: Fault) {
    if fault.clause_order_reversed() {
        let owners: Vec<Owner> = clauses.iter().rev().map(|(owner, _)| *owner).collect();
        for ((owner, _), other) in clauses.iter_mut().zip(owners) {
            *owner = other;
        }
    }
    if fault.last_match_wins() {
        clauses.reverse();
    }
    if fault.second_word_lost() {
        clauses.truncate(u64::BITS as usize);
    }
}
