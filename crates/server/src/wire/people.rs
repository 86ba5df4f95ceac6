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
    /// Finds, reads and decides inquiries; workflows and lists read-only.
    Analyst,
    /// API keys only: creates, patches, completes, fails, expires and reads inquiries.
    Integrator,
}

impl From<people::Role> for Role {
    fn from(role: people::Role) -> Self {
        match role {
            people::Role::Administrator => Self::Administrator,
            people::Role::Analyst => Self::Analyst,
            people::Role::Integrator => Self::Integrator,
        }
    }
}

/// One thing that a role may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub enum Right {
    /// Read inquiries and their runs.
    #[serde(rename = "inquiries.read")]
    InquiriesRead,
    /// Create, patch, complete, fail and expire inquiries.
    #[serde(rename = "inquiries.write")]
    InquiriesWrite,
    /// Approve, decline and mark for review by hand.
    #[serde(rename = "inquiries.decide")]
    InquiriesDecide,
    /// Read workflows, versions and the catalogue; check and try.
    #[serde(rename = "workflows.read")]
    WorkflowsRead,
    /// Edit, publish, start, pause, order and archive workflows.
    #[serde(rename = "workflows.write")]
    WorkflowsWrite,
    /// Read lists and items.
    #[serde(rename = "lists.read")]
    ListsRead,
    /// Change lists and items.
    #[serde(rename = "lists.write")]
    ListsWrite,
    /// Read the event log.
    #[serde(rename = "events.read")]
    EventsRead,
    /// Create and revoke API keys.
    #[serde(rename = "keys.manage")]
    KeysManage,
    /// Add members.
    #[serde(rename = "members.manage")]
    MembersManage,
}

impl From<people::Right> for Right {
    fn from(right: people::Right) -> Self {
        match right {
            people::Right::InquiriesRead => Self::InquiriesRead,
            people::Right::InquiriesWrite => Self::InquiriesWrite,
            people::Right::InquiriesDecide => Self::InquiriesDecide,
            people::Right::WorkflowsRead => Self::WorkflowsRead,
            people::Right::WorkflowsWrite => Self::WorkflowsWrite,
            people::Right::ListsRead => Self::ListsRead,
            people::Right::ListsWrite => Self::ListsWrite,
            people::Right::EventsRead => Self::EventsRead,
            people::Right::KeysManage => Self::KeysManage,
            people::Right::MembersManage => Self::MembersManage,
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
