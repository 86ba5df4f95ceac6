//! The roles, and what each may do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Right;

/// What a member or an API key is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Administrator,
    /// Changes workflows and lists, brings in past inquiries; reads the rest.
    Editor,
    /// Finds, reads and decides inquiries; workflows and lists read-only.
    Analyst,
    /// Keys of the own level or below and logs; the rest read-only.
    Developer,
    /// Keys only: creates, patches, completes, fails, expires and reads inquiries.
    Integrator,
}

impl Role {
    /// All roles.
    pub const ALL: [Self; 5] =
        [Self::Administrator, Self::Editor, Self::Analyst, Self::Developer, Self::Integrator];

    /// Whether this role holds `right`.
    pub const fn may(self, right: Right) -> bool {
        match self {
            Self::Administrator => true,
            Self::Editor => matches!(
                right,
                Right::InquiriesRead
                    | Right::InquiriesImport
                    | Right::RunsRead
                    | Right::WorkflowsRead
                    | Right::WorkflowsWrite
                    | Right::ListsRead
                    | Right::ListsWrite
                    | Right::EventsRead
                    | Right::KeysRead
                    | Right::MembersRead
                    | Right::AuditRead
            ),
            Self::Analyst => matches!(
                right,
                Right::InquiriesRead
                    | Right::InquiriesDecide
                    | Right::RunsRead
                    | Right::WorkflowsRead
                    | Right::ListsRead
                    | Right::MembersRead
            ),
            Self::Developer => matches!(
                right,
                Right::InquiriesRead
                    | Right::RunsRead
                    | Right::WorkflowsRead
                    | Right::ListsRead
                    | Right::EventsRead
                    | Right::KeysRead
                    | Right::KeysManage
                    | Right::MembersRead
                    | Right::AuditRead
            ),
            Self::Integrator => matches!(right, Right::InquiriesRead | Right::InquiriesWrite),
        }
    }

    /// Whether this role may give `role` to a member or a key, or take a key of that role away: nobody grants more
    /// than they have. It stands here for itself because rights do not say it: an integrator's key may write
    /// inquiries, which a developer may not, and still is what developers are there to make.
    pub const fn may_grant(self, role: Self) -> bool {
        match self {
            Self::Administrator => true,
            Self::Developer => matches!(role, Self::Developer | Self::Integrator),
            Self::Editor | Self::Analyst | Self::Integrator => false,
        }
    }

    /// Whether Workflows can be hidden from this role: it would see them, and it is not the one that hides and shows.
    pub const fn can_miss_workflows(self) -> bool {
        match self {
            Self::Editor | Self::Analyst | Self::Developer => true,
            Self::Administrator | Self::Integrator => false,
        }
    }

    /// Whether a person can have this role; the others are for API keys alone.
    pub const fn is_for_members(self) -> bool {
        match self {
            Self::Administrator | Self::Editor | Self::Analyst | Self::Developer => true,
            Self::Integrator => false,
        }
    }

    /// The name on the wire and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Editor => "editor",
            Self::Analyst => "analyst",
            Self::Developer => "developer",
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
#[error(
    "`{0}` is not a role; the roles are administrator, editor, analyst, developer and integrator"
)]
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
