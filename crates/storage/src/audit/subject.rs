//! Who can change what, and by which way.

use std::str::FromStr;

use pointsman_domain::ids::{
    InquiryId, InvariantId, InvitationId, ItemId, KeyId, ListId, MemberId, WorkflowId,
};

use crate::actor::Actor;

/// What was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The order of all workflows.
    WorkflowOrder,
    /// One workflow.
    Workflow(WorkflowId),
    /// One invariant.
    Invariant(InvariantId),
    /// One list.
    List(ListId),
    /// One item of a list.
    Item(ListId, ItemId),
    /// One inquiry.
    Inquiry(InquiryId),
    /// One member.
    Member(MemberId),
    /// One API key.
    Key(KeyId),
    /// One invitation.
    Invitation(InvitationId),
    /// What counts for everybody.
    Workspace,
}

/// What kind of thing was changed. An item counts to its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    /// The order of all workflows.
    WorkflowOrder,
    /// A workflow.
    Workflow,
    /// An invariant.
    Invariant,
    /// A list, or an item of it.
    List,
    /// An inquiry.
    Inquiry,
    /// A member.
    Member,
    /// An API key.
    Key,
    /// An invitation.
    Invitation,
    /// What counts for everybody.
    Workspace,
}

impl SubjectKind {
    /// Whether it is hidden with Workflows.
    pub const fn is_of_workflows(self) -> bool {
        match self {
            Self::WorkflowOrder | Self::Workflow | Self::Invariant => true,
            Self::List
            | Self::Inquiry
            | Self::Member
            | Self::Key
            | Self::Invitation
            | Self::Workspace => false,
        }
    }
}

impl Subject {
    /// Its kind.
    pub const fn kind(self) -> SubjectKind {
        match self {
            Self::WorkflowOrder => SubjectKind::WorkflowOrder,
            Self::Workflow(_) => SubjectKind::Workflow,
            Self::Invariant(_) => SubjectKind::Invariant,
            Self::List(_) | Self::Item(..) => SubjectKind::List,
            Self::Inquiry(_) => SubjectKind::Inquiry,
            Self::Member(_) => SubjectKind::Member,
            Self::Key(_) => SubjectKind::Key,
            Self::Invitation(_) => SubjectKind::Invitation,
            Self::Workspace => SubjectKind::Workspace,
        }
    }

    /// Its id; that of the list for an item, and the kind where there is only one such thing.
    pub fn id(self) -> String {
        match self {
            Self::WorkflowOrder | Self::Workspace => self.kind().as_str().to_owned(),
            Self::Workflow(id) => id.to_string(),
            Self::Invariant(id) => id.to_string(),
            Self::List(id) | Self::Item(id, _) => id.to_string(),
            Self::Inquiry(id) => id.to_string(),
            Self::Member(id) => id.to_string(),
            Self::Key(id) => id.to_string(),
            Self::Invitation(id) => id.to_string(),
        }
    }

    /// The item, if it is one.
    pub const fn item(self) -> Option<ItemId> {
        match self {
            Self::Item(_, item) => Some(item),
            Self::WorkflowOrder
            | Self::Workflow(_)
            | Self::Invariant(_)
            | Self::List(_)
            | Self::Inquiry(_)
            | Self::Member(_)
            | Self::Key(_)
            | Self::Invitation(_)
            | Self::Workspace => None,
        }
    }
}

macro_rules! named {
    ($kind:ident: $($name:ident = $text:literal),+ $(,)?) => {
        impl $kind {
            /// The name in the record and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }

        impl FromStr for $kind {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($text => Ok(Self::$name),)+
                    other => Err(format!("`{other}` is not known")),
                }
            }
        }
    };
}

named! { SubjectKind:
    WorkflowOrder = "workflow_order", Workflow = "workflow", Invariant = "invariant", List = "list", Inquiry = "inquiry",
    Member = "member", Key = "key", Invitation = "invitation", Workspace = "workspace",
}

/// By which way somebody came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Via {
    /// A member's session.
    Session,
    /// An API key.
    ApiKey,
    /// The command line, on the machine itself.
    CommandLine,
    /// The one-time code of the first start.
    SetupCode,
    /// A link that lets a person in: an invitation, or one for a new password.
    Link,
}

named! { Via:
    Session = "session", ApiKey = "api_key", CommandLine = "command_line", SetupCode = "setup_code",
    Link = "link",
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActorKind {
    /// A person.
    Member,
    /// A program with an API key.
    Key,
    /// A workflow's run.
    Run,
    /// Pointsman itself.
    System,
}

named! { ActorKind: Member = "member", Key = "key", Run = "run", System = "system" }

impl ActorKind {
    /// The kind and the id of an actor.
    pub(super) fn of(actor: &Actor) -> (Self, String) {
        match actor {
            Actor::Member { id, .. } => (Self::Member, id.to_string()),
            Actor::Key { id, .. } => (Self::Key, id.to_string()),
            Actor::Run { id } => (Self::Run, id.to_string()),
            Actor::System => (Self::System, Self::System.as_str().to_owned()),
        }
    }
}
