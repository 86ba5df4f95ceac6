//! Who may do what, as the contract's table says it, and who may hand it on.

use pointsman_domain::people::{Authority, Right, Role, Verdict, WorkflowsSection};

/// Each role with what it may do, in the order in which rights are shown.
const TABLE: &[(Role, &[&str])] = &[
    (
        Role::Administrator,
        &[
            "inquiries.read",
            "inquiries.write",
            "inquiries.import",
            "inquiries.decide",
            "runs.read",
            "workflows.read",
            "workflows.write",
            "invariants.manage",
            "lists.read",
            "lists.write",
            "events.read",
            "keys.read",
            "keys.manage",
            "members.read",
            "members.manage",
            "audit.read",
            "erase",
            "workspace.manage",
        ],
    ),
    (
        Role::Editor,
        &[
            "inquiries.read",
            "inquiries.import",
            "runs.read",
            "workflows.read",
            "workflows.write",
            "lists.read",
            "lists.write",
            "events.read",
            "keys.read",
            "members.read",
            "audit.read",
        ],
    ),
    (
        Role::Analyst,
        &[
            "inquiries.read",
            "inquiries.decide",
            "runs.read",
            "workflows.read",
            "lists.read",
            "members.read",
        ],
    ),
    (
        Role::Developer,
        &[
            "inquiries.read",
            "runs.read",
            "workflows.read",
            "lists.read",
            "events.read",
            "keys.read",
            "keys.manage",
            "members.read",
            "audit.read",
        ],
    ),
    (Role::Integrator, &["inquiries.read", "inquiries.write"]),
];

#[test]
fn each_role_may_what_the_table_says_and_nothing_else() {
    assert_eq!(TABLE.iter().map(|(role, _)| *role).collect::<Vec<_>>(), Role::ALL);
    for (role, wanted) in TABLE {
        let held = Right::ALL.into_iter().filter(|right| role.may(*right));
        assert_eq!(held.map(Right::as_str).collect::<Vec<_>>(), *wanted, "{role}");
    }
}

/// A trace names the items of lists that matched.
#[test]
fn who_reads_runs_may_read_lists() {
    for role in Role::ALL.into_iter().filter(|role| role.may(Right::RunsRead)) {
        assert!(role.may(Right::ListsRead), "{role}");
    }
}

#[test]
fn nobody_grants_more_than_they_have() {
    let granted = |by: Role| Role::ALL.into_iter().filter(|role| by.may_grant(*role)).collect();
    let table: [(Role, Vec<Role>); 5] = Role::ALL.map(|role| (role, granted(role)));
    assert_eq!(
        table,
        [
            (Role::Administrator, Role::ALL.to_vec()),
            (Role::Editor, vec![]),
            (Role::Analyst, vec![]),
            (Role::Developer, vec![Role::Developer, Role::Integrator]),
            (Role::Integrator, vec![]),
        ]
    );
}

#[test]
fn hiding_workflows_takes_two_rights_and_none_from_administrators() {
    for role in Role::ALL {
        let hidden = Authority::new(role, WorkflowsSection::Hidden);
        let shown = Authority::new(role, WorkflowsSection::Shown);
        for right in Right::ALL {
            let of_workflows = matches!(right, Right::WorkflowsRead | Right::WorkflowsWrite);
            let plain = if role.may(right) { Verdict::Held } else { Verdict::NotOfRole };
            assert_eq!(shown.verdict(right), plain, "{role} {right:?}");
            let wanted = if of_workflows && role.can_miss_workflows() {
                Verdict::WorkflowsHidden
            } else {
                plain
            };
            assert_eq!(hidden.verdict(right), wanted, "{role} {right:?}");
        }
    }
    let missing: Vec<Role> =
        Role::ALL.into_iter().filter(|role| role.can_miss_workflows()).collect();
    assert_eq!(missing, [Role::Editor, Role::Analyst, Role::Developer]);
}

#[test]
fn roles_are_read_by_their_names() {
    for role in Role::ALL {
        assert_eq!(role.as_str().parse(), Ok(role));
    }
    let unknown = "owner".parse::<Role>().unwrap_err().to_string();
    assert_eq!(
        unknown,
        "`owner` is not a role; the roles are administrator, editor, analyst, developer and integrator"
    );
}
