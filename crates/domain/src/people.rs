//! Roles and what they may do. Authority is asked for by right, never by role name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a member or an API key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Administrator,
    /// Finds, reads and decides inquiries; workflows and lists read-only.
    Analyst,
    /// Keys only: creates, patches, completes, fails, expires and reads inquiries.
    Integrator,
}

/// One thing that a role may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read inquiries and their runs.
    InquiriesRead,
    /// Create, patch, complete, fail and expire inquiries.
    InquiriesWrite,
    /// Approve, decline and mark for review by hand.
    InquiriesDecide,
    /// Read workflows, versions and the catalogue; check and try.
    WorkflowsRead,
    /// Edit, publish, start, pause, order and archive workflows.
    WorkflowsWrite,
    /// Read lists and items.
    ListsRead,
    /// Change lists and items.
    ListsWrite,
    /// Read the event log.
    EventsRead,
    /// Create and revoke API keys.
    KeysManage,
    /// Add members.
    MembersManage,
}

impl Right {
    /// All rights, in the order in which they are shown.
    pub const ALL: [Self; 10] = [
        Self::InquiriesRead,
        Self::InquiriesWrite,
        Self::InquiriesDecide,
        Self::WorkflowsRead,
        Self::WorkflowsWrite,
        Self::ListsRead,
        Self::ListsWrite,
        Self::EventsRead,
        Self::KeysManage,
        Self::MembersManage,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InquiriesRead => "inquiries.read",
            Self::InquiriesWrite => "inquiries.write",
            Self::InquiriesDecide => "inquiries.decide",
            Self::WorkflowsRead => "workflows.read",
            Self::WorkflowsWrite => "workflows.write",
            Self::ListsRead => "lists.read",
            Self::ListsWrite => "lists.write",
            Self::EventsRead => "events.read",
            Self::KeysManage => "keys.manage",
            Self::MembersManage => "members.manage",
        }
    }
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 3] = [Self::Administrator, Self::Analyst, Self::Integrator];

    /// Whether this role holds `right`.
    pub const fn may(self, right: Right) -> bool {
        match self {
            Self::Administrator => true,
            Self::Analyst => matches!(
                right,
                Right::InquiriesRead
                    | Right::InquiriesDecide
                    | Right::WorkflowsRead
                    | Right::ListsRead
            ),
            Self::Integrator => matches!(right, Right::InquiriesRead | Right::InquiriesWrite),
        }
    }

    /// Whether a person can have this role; the others are for API keys alone.
    pub const fn is_for_members(self) -> bool {
        match self {
            Self::Administrator | Self::Analyst => true,
            Self::Integrator => false,
        }
    }

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Analyst => "analyst",
            Self::Integrator => "integrator",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A role that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a role; the roles are administrator, analyst and integrator")]
pub struct UnknownRole(pub String);

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| UnknownRole(text.to_owned()))
    }
}
