//! The things that a role may or may not do.

/// One thing that a role may or may not do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Right {
    /// Read inquiries with what was decided about them, and the catalogue.
    InquiriesRead,
    /// Create, patch, complete, fail and expire inquiries.
    InquiriesWrite,
    /// Bring in past inquiries.
    InquiriesImport,
    /// Approve, decline and mark for review by hand.
    InquiriesDecide,
    /// Read runs with the rules that they followed, replay them, and read the overview.
    RunsRead,
    /// Read workflows and versions; check and try.
    WorkflowsRead,
    /// Edit, publish, start, pause, order and archive workflows.
    WorkflowsWrite,
    /// Make, change and archive invariants, which every workflow must keep.
    InvariantsManage,
    /// Read lists and items.
    ListsRead,
    /// Change lists and items.
    ListsWrite,
    /// Read the event log.
    EventsRead,
    /// Read which API keys there are.
    KeysRead,
    /// Create and revoke API keys of the own level or below.
    KeysManage,
    /// Read who the members are.
    MembersRead,
    /// Invite, change and remove members; end their sessions.
    MembersManage,
    /// Read who changed what.
    AuditRead,
    /// Erase personal data.
    Erase,
    /// Change what counts for the whole workspace, such as which role sees Workflows.
    WorkspaceManage,
}

impl Right {
    /// All rights, in the order in which they are shown.
    pub const ALL: [Self; 18] = [
        Self::InquiriesRead,
        Self::InquiriesWrite,
        Self::InquiriesImport,
        Self::InquiriesDecide,
        Self::RunsRead,
        Self::WorkflowsRead,
        Self::WorkflowsWrite,
        Self::InvariantsManage,
        Self::ListsRead,
        Self::ListsWrite,
        Self::EventsRead,
        Self::KeysRead,
        Self::KeysManage,
        Self::MembersRead,
        Self::MembersManage,
        Self::AuditRead,
        Self::Erase,
        Self::WorkspaceManage,
    ];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InquiriesRead => "inquiries.read",
            Self::InquiriesWrite => "inquiries.write",
            Self::InquiriesImport => "inquiries.import",
            Self::InquiriesDecide => "inquiries.decide",
            Self::RunsRead => "runs.read",
            Self::WorkflowsRead => "workflows.read",
            Self::WorkflowsWrite => "workflows.write",
            Self::InvariantsManage => "invariants.manage",
            Self::ListsRead => "lists.read",
            Self::ListsWrite => "lists.write",
            Self::EventsRead => "events.read",
            Self::KeysRead => "keys.read",
            Self::KeysManage => "keys.manage",
            Self::MembersRead => "members.read",
            Self::MembersManage => "members.manage",
            Self::AuditRead => "audit.read",
            Self::Erase => "erase",
            Self::WorkspaceManage => "workspace.manage",
        }
    }
}
