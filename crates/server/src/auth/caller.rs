//! Who asks: a member with a session, or a program with an API key.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::{KeyId, MemberId};
use pointsman_domain::people::{Authority, Role};
use pointsman_storage::Actor;
use pointsman_storage::audit::Via;

use crate::problem::Problem;
use crate::request::ClientAddress;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    /// A person who is signed in.
    Member(MemberSession),
    /// A program.
    Key {
        /// The key.
        id: KeyId,
        /// Its name.
        name: String,
        /// What it may do.
        authority: Authority,
        /// When it ends by itself.
        ends_at: Option<Timestamp>,
        /// From where it asks.
        address: ClientAddress,
    },
}

/// A person's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberSession {
    /// The member.
    pub id: MemberId,
    /// The address with which the member signs in.
    pub email: String,
    /// The member's name.
    pub name: String,
    /// What the member may do.
    pub authority: Authority,
    /// When the session ends if it is not used any more.
    pub expires_at: Timestamp,
    /// From where the member asks.
    pub address: ClientAddress,
    /// The hash of the session's token.
    pub(crate) token_hash: [u8; 32],
}

impl Caller {
    /// What it may do.
    pub const fn authority(&self) -> Authority {
        match self {
            Self::Member(member) => member.authority,
            Self::Key { authority, .. } => *authority,
        }
    }

    /// Refuses to give `role` to somebody, or to take it away, above the caller's own level: nobody grants more than
    /// they have.
    pub fn require_grant(&self, role: Role) -> Result<(), Problem> {
        let own = self.authority().role();
        if own.may_grant(role) {
            return Ok(());
        }
        let detail =
            format!("the role {own} cannot give or take the role {role}; ask an administrator");
        Err(Problem::forbidden("cannot_grant", detail))
    }

    /// Who it is, as it is kept beside what it does.
    pub fn actor(&self) -> Actor {
        match self {
            Self::Member(member) => Actor::Member { id: member.id, name: member.name.clone() },
            Self::Key { id, name, .. } => Actor::Key { id: *id, name: name.clone() },
        }
    }

    /// From where it asks.
    pub const fn address(&self) -> ClientAddress {
        match self {
            Self::Member(member) => member.address,
            Self::Key { address, .. } => *address,
        }
    }

    /// `moment`, or the end of the caller's key if that is earlier: what a key leaves open ends with it.
    pub(crate) fn at_most_until(&self, moment: Timestamp) -> Timestamp {
        match self {
            Self::Key { ends_at: Some(end), .. } => moment.min(*end),
            Self::Key { ends_at: None, .. } | Self::Member(_) => moment,
        }
    }

    /// By which way it came.
    pub(crate) const fn via(&self) -> Via {
        match self {
            Self::Member(_) => Via::Session,
            Self::Key { .. } => Via::ApiKey,
        }
    }

    /// A text that no other caller has: the id.
    pub(crate) fn scope(&self) -> String {
        match self {
            Self::Member(member) => member.id.to_string(),
            Self::Key { id, .. } => id.to_string(),
        }
    }
}
