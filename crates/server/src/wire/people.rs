//! Roles and rights on the wire.

use pointsman_domain::people;
use serde::Serialize;
use utoipa::ToSchema;

/// What a member or an API key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Administrator,
    /// Changes workflows and lists; reads the rest.
    Editor,
    /// Finds, reads and decides inquiries; workflows and lists read-only.
    Analyst,
    /// Keys of the own level or below and logs; the rest read-only.
    Developer,
    /// API keys only: creates, patches, completes, fails, expires and reads inquiries.
    Integrator,
}

impl From<people::Role> for Role {
    fn from(role: people::Role) -> Self {
        match role {
            people::Role::Administrator => Self::Administrator,
            people::Role::Editor => Self::Editor,
            people::Role::Analyst => Self::Analyst,
            people::Role::Developer => Self::Developer,
            people::Role::Integrator => Self::Integrator,
        }
    }
}

/// One thing that a role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub enum Right {
    /// Read inquiries with what was decided about them, and the catalogue.
    #[serde(rename = "inquiries.read")]
    InquiriesRead,
    /// Create, patch, complete, fail and expire inquiries.
    #[serde(rename = "inquiries.write")]
    InquiriesWrite,
    /// Bring in past inquiries.
    #[serde(rename = "inquiries.import")]
    InquiriesImport,
    /// Approve, decline and mark for review by hand.
    #[serde(rename = "inquiries.decide")]
    InquiriesDecide,
    /// Read runs with the rules that they followed, replay them, and read the overview.
    #[serde(rename = "runs.read")]
    RunsRead,
    /// Read workflows and versions; check and try.
    #[serde(rename = "workflows.read")]
    WorkflowsRead,
    /// Edit, publish, start, pause, order and archive workflows.
    #[serde(rename = "workflows.write")]
    WorkflowsWrite,
    /// Make, change and archive invariants, which every workflow must keep.
    #[serde(rename = "invariants.manage")]
    InvariantsManage,
    /// Read lists and items.
    #[serde(rename = "lists.read")]
    ListsRead,
    /// Change lists and items.
    #[serde(rename = "lists.write")]
    ListsWrite,
    /// Read the event log.
    #[serde(rename = "events.read")]
    EventsRead,
    /// Read which API keys there are.
    #[serde(rename = "keys.read")]
    KeysRead,
    /// Create and revoke API keys of the own level or below.
    #[serde(rename = "keys.manage")]
    KeysManage,
    /// Read who the members are.
    #[serde(rename = "members.read")]
    MembersRead,
    /// Invite, change and remove members; end their sessions.
    #[serde(rename = "members.manage")]
    MembersManage,
    /// Read who changed what.
    #[serde(rename = "audit.read")]
    AuditRead,
    /// Erase personal data.
    #[serde(rename = "erase")]
    Erase,
    /// Change what counts for the whole workspace, such as which role sees Workflows.
    #[serde(rename = "workspace.manage")]
    WorkspaceManage,
}

impl From<people::Right> for Right {
    fn from(right: people::Right) -> Self {
        match right {
            people::Right::InquiriesRead => Self::InquiriesRead,
            people::Right::InquiriesWrite => Self::InquiriesWrite,
            people::Right::InquiriesImport => Self::InquiriesImport,
            people::Right::InquiriesDecide => Self::InquiriesDecide,
            people::Right::RunsRead => Self::RunsRead,
            people::Right::WorkflowsRead => Self::WorkflowsRead,
            people::Right::WorkflowsWrite => Self::WorkflowsWrite,
            people::Right::InvariantsManage => Self::InvariantsManage,
            people::Right::ListsRead => Self::ListsRead,
            people::Right::ListsWrite => Self::ListsWrite,
            people::Right::EventsRead => Self::EventsRead,
            people::Right::KeysRead => Self::KeysRead,
            people::Right::KeysManage => Self::KeysManage,
            people::Right::MembersRead => Self::MembersRead,
            people::Right::MembersManage => Self::MembersManage,
            people::Right::AuditRead => Self::AuditRead,
            people::Right::Erase => Self::Erase,
            people::Right::WorkspaceManage => Self::WorkspaceManage,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_domain() {
        for right in people::Right::ALL {
            assert_eq!(serde_json::to_value(Right::from(right)).unwrap(), right.as_str());
        }
        for role in people::Role::ALL {
            assert_eq!(serde_json::to_value(Role::from(role)).unwrap(), role.as_str());
        }
    }
}
