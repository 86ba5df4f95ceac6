//! The people of the example: one for each role that people can have.

use pointsman_domain::people::Role;

/// A person of the example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExampleMember {
    /// What others call this person.
    pub name: &'static str,
    /// To sign in with.
    pub email: &'static str,
    /// What this person may do.
    pub role: Role,
}

/// Decides who may do what.
pub(super) const ADMINISTRATOR: ExampleMember =
    ExampleMember { name: "Ada Example", email: "ada@example.com", role: Role::Administrator };
/// Makes workflows and lists.
pub(super) const EDITOR: ExampleMember =
    ExampleMember { name: "Eli Example", email: "eli@example.com", role: Role::Editor };
/// Reviews.
pub(super) const ANALYST: ExampleMember =
    ExampleMember { name: "Noor Example", email: "noor@example.com", role: Role::Analyst };
/// Connects the shop.
pub(super) const DEVELOPER: ExampleMember =
    ExampleMember { name: "Sam Example", email: "sam@example.com", role: Role::Developer };

/// Everybody, the administrator first.
pub const EXAMPLE_MEMBERS: [ExampleMember; 4] = [ADMINISTRATOR, EDITOR, ANALYST, DEVELOPER];

/// How to sign in to the example of `pointsman demo`: known to everybody, which is why that listens on loopback only.
pub const EXAMPLE_PASSWORD: &str = "example-workspace";

/// Who can sign in as the members of the example.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExampleSignIn {
    /// Everybody, with [`EXAMPLE_PASSWORD`]: on loopback alone.
    KnownPassword,
    /// Nobody: the passwords are random and kept by no one.
    Nobody,
}
