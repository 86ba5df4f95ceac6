//! What somebody may do in this workspace: the role, less what an administrator hides from it.

use super::{Right, Role};

/// Whether a role sees Workflows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum WorkflowsSection {
    /// As far as the role's rights go.
    #[default]
    Shown,
    /// Not at all.
    Hidden,
}

/// A role as it counts in this workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Authority {
    role: Role,
    workflows: WorkflowsSection,
}

/// Whether somebody holds a right and, if not, why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Yes.
    Held,
    /// An administrator hides Workflows from the role.
    WorkflowsHidden,
    /// The role never has it.
    NotOfRole,
}

impl Authority {
    /// A role in a workspace that hides Workflows from it, or does not.
    pub const fn new(role: Role, workflows: WorkflowsSection) -> Self {
        Self { role, workflows }
    }

    /// The role.
    pub const fn role(self) -> Role {
        self.role
    }

    /// Whether `right` is held and, if not, why.
    pub const fn verdict(self, right: Right) -> Verdict {
        if self.hides(right) {
            Verdict::WorkflowsHidden
        } else if self.role.may(right) {
            Verdict::Held
        } else {
            Verdict::NotOfRole
        }
    }

    /// Whether `right` is held.
    pub const fn may(self, right: Right) -> bool {
        matches!(self.verdict(right), Verdict::Held)
    }

    /// What it sees of Workflows: where others would be told of them, it is not.
    pub const fn sees_workflows(self) -> WorkflowsSection {
        if self.may(Right::WorkflowsRead) {
            WorkflowsSection::Shown
        } else {
            WorkflowsSection::Hidden
        }
    }

    const fn hides(self, right: Right) -> bool {
        let of_workflows = matches!(right, Right::WorkflowsRead | Right::WorkflowsWrite);
        let hidden = matches!(self.workflows, WorkflowsSection::Hidden);
        of_workflows && hidden && self.role.can_miss_workflows()
    }
}
