//! What can be done that is recorded.

use std::fmt;
use std::str::FromStr;

/// A text that names no action.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an action that is recorded")]
pub struct UnknownAction(pub String);

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// What was done. An action that the record holds once keeps its name for ever.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)+
        }

        impl Action {
            /// All of them, in the order in which they are offered.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The name in the record and on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)+
                }
            }
        }
    };
}

actions! {
    /// A workflow was made, with an empty draft.
    WorkflowCreated = "workflow.created",
    /// A workflow got another name.
    WorkflowRenamed = "workflow.renamed",
    /// A draft was opened: the first text, or that of a version.
    WorkflowDraftOpened = "workflow.draft_opened",
    /// Somebody else went on with a draft.
    WorkflowDraftTakenOver = "workflow.draft_taken_over",
    /// A draft was given up.
    WorkflowDraftDiscarded = "workflow.draft_discarded",
    /// A draft became a version.
    WorkflowPublished = "workflow.published",
    /// Tests were kept with a workflow.
    WorkflowTestsAdded = "workflow.tests_added",
    /// What is expected of a test, or its name.
    WorkflowTestChanged = "workflow.test_changed",
    /// A test was given up.
    WorkflowTestRemoved = "workflow.test_removed",
    /// A version runs.
    WorkflowStarted = "workflow.started",
    /// Nothing of the workflow runs.
    WorkflowPaused = "workflow.paused",
    /// A workflow is hidden.
    WorkflowArchived = "workflow.archived",
    /// A finding about a workflow is as it should be.
    WorkflowFindingIntended = "workflow.finding_intended",
    /// A finding is not meant to be any more.
    WorkflowFindingNotIntended = "workflow.finding_not_intended",
    /// A workflow of the example is gone.
    WorkflowRemoved = "workflow.removed",
    /// The order in which workflows run.
    WorkflowOrderChanged = "workflow_order.changed",
    /// An invariant was made.
    InvariantCreated = "invariant.created",
    /// An invariant has a new version.
    InvariantChanged = "invariant.changed",
    /// An invariant counts no more.
    InvariantArchived = "invariant.archived",
    /// An invariant of the example is gone.
    InvariantRemoved = "invariant.removed",
    /// A list was made.
    ListCreated = "list.created",
    /// Name or description of a list.
    ListUpdated = "list.updated",
    /// A list matches nothing any more.
    ListArchived = "list.archived",
    /// A list of the example is gone.
    ListRemoved = "list.removed",
    /// One item was added by hand.
    ListItemAdded = "list.item_added",
    /// One item was removed.
    ListItemRemoved = "list.item_removed",
    /// What a removed item said was erased.
    ListItemErased = "list.item_erased",
    /// A file is being read.
    ListImportBegun = "list.import_begun",
    /// The items of a file are visible.
    ListImported = "list.imported",
    /// An import was stopped; it can be resumed.
    ListImportCanceled = "list.import_canceled",
    /// An import that had stopped goes on.
    ListImportResumed = "list.import_resumed",
    /// An import was given up.
    ListImportDiscarded = "list.import_discarded",
    /// An inquiry was approved by hand.
    InquiryApproved = "inquiry.approved",
    /// An inquiry was declined by hand.
    InquiryDeclined = "inquiry.declined",
    /// An inquiry was sent to review by hand.
    InquiryMarkedForReview = "inquiry.marked_for_review",
    /// A file of past inquiries is being kept; the first ones are there.
    InquiriesImportBegun = "inquiries.import_begun",
    /// A file of past inquiries has ended, or broke off.
    InquiriesImported = "inquiries.imported",
    /// The person's data was erased from an inquiry.
    InquiryErased = "inquiry.erased",
    /// A member was added.
    MemberCreated = "member.created",
    /// A member got another role.
    MemberRoleChanged = "member.role_changed",
    /// A member was removed.
    MemberRemoved = "member.removed",
    /// An administrator ended a member's sessions.
    MemberSessionsEnded = "member.sessions_ended",
    /// A link for a new password was made.
    MemberPasswordLinkCreated = "member.password_link_created",
    /// A link for a new password opens nothing any more.
    MemberPasswordLinkRevoked = "member.password_link_revoked",
    /// A member has a new password.
    MemberPasswordChanged = "member.password_changed",
    /// Somebody was invited.
    InvitationCreated = "invitation.created",
    /// An invitation opens nothing any more.
    InvitationRevoked = "invitation.revoked",
    /// What counts for everybody was set.
    WorkspaceChanged = "workspace.changed",
    /// A key was made.
    KeyCreated = "key.created",
    /// A key opens nothing any more.
    KeyRevoked = "key.revoked",
    /// A key of the example is gone.
    KeyRemoved = "key.removed",
    /// The example workspace was asked for.
    ExampleMade = "example.made",
    /// The example workspace goes.
    ExampleRemoved = "example.removed",
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Action {
    type Err = UnknownAction;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.iter().find(|action| action.as_str() == text);
        found.copied().ok_or_else(|| UnknownAction(text.to_owned()))
    }
}
