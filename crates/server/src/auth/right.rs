//! One type for each right, so that a handler's signature can say what it takes.

use pointsman_domain::people::Right;

/// A type that stands for a right.
pub trait RequiredRight: Send + Sync + 'static {
    /// The right.
    const RIGHT: Right;
}

macro_rules! rights {
    ($($name:ident),+ $(,)?) => {
        $(
            #[doc = concat!("Stands for [`Right::", stringify!($name), "`].")]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl RequiredRight for $name {
                const RIGHT: Right = Right::$name;
            }
        )+
    };
}

rights!(
    InquiriesRead,
    InquiriesWrite,
    InquiriesImport,
    InquiriesDecide,
    RunsRead,
    WorkflowsRead,
    WorkflowsWrite,
    InvariantsManage,
    ListsRead,
    ListsWrite,
    EventsRead,
    KeysRead,
    KeysManage,
    MembersRead,
    MembersManage,
    AuditRead,
    Erase,
    WorkspaceManage,
);
