//! Making members, keys and the setup code: for the endpoints and for the command line.

use pointsman_domain::ids::{KeyId, MemberId};
use pointsman_domain::people::Role;
use pointsman_storage::people::keys::{self, ApiKey};
use pointsman_storage::people::members::{self, AddMember, Member};
use pointsman_storage::people::setup;
use pointsman_storage::{Actor, StorageError};

use crate::app::ServerParts;
use crate::auth::{
    NoRandomness, PasswordError, Passwords, hash_of, new_key_secret, new_setup_code,
    normalised_setup_code, shown_prefix,
};

/// What a new member brings.
#[derive(Clone, PartialEq, Eq)]
pub struct NewMember {
    /// The e-mail address, well-formed.
    pub email: String,
    /// What others call this person, 1 to 200 characters.
    pub name: String,
    /// What this person may do.
    pub role: Role,
    /// The password, 12 to 256 characters.
    pub password: String,
}

/// Why a member was not made.
#[derive(Debug, thiserror::Error)]
pub enum CreateMemberError {
    /// The caller's turn: the address belongs to a member.
    #[error("the e-mail address `{email}` belongs to a member already; take another one")]
    EmailTaken {
        /// The address.
        email: String,
    },
    /// The caller's turn: the role is for API keys alone.
    #[error(
        "the role `{0}` is for API keys alone; use administrator, editor, analyst or developer"
    )]
    RoleForKeysOnly(Role),
    /// Ours.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Ours.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why a key or a setup code was not made. Ours.
#[derive(Debug, thiserror::Error)]
pub enum NewSecretError {
    /// No secret.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// Not kept.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What must be there before the server answers. While there is no member, gives the code that makes the first
/// administrator: print it, only its hash is kept, and each call puts a new one in its place.
pub async fn prepare(parts: &ServerParts) -> Result<Option<String>, NewSecretError> {
    Accounts::new(parts.clone()).ensure_setup_code().await
}

/// A key and, this once, its secret.
#[derive(Clone)]
pub struct CreatedKey {
    /// The key as it is kept.
    pub key: ApiKey,
    /// What the program signs in with: `pmk_…`.
    pub secret: String,
}

/// Makes members and keys: inside the server, and for the command line without one.
pub struct Accounts {
    parts: ServerParts,
    passwords: Passwords,
}

impl Accounts {
    /// From the same parts as the server.
    pub fn new(parts: ServerParts) -> Self {
        let passwords = Passwords::new(parts.options.password_cost);
        Self { parts, passwords }
    }

    /// A setup code in the place of any earlier one, if no member exists yet. Print it: only its hash is kept.
    pub async fn ensure_setup_code(&self) -> Result<Option<String>, NewSecretError> {
        let storage = &self.parts.storage;
        if !storage.read(setup::is_wanted).await? {
            return Ok(None);
        }
        let code = new_setup_code(self.parts.secrets.as_ref())?;
        let hash = setup_code_hash(&code);
        let now = self.parts.clock.now();
        storage.write(move |t| setup::put_code(t, &hash, now)).await?;
        Ok(Some(code))
    }

    /// Adds a member.
    pub async fn create_member(
        &self,
        new: NewMember,
        by: Actor,
    ) -> Result<Member, CreateMemberError> {
        let member = self.prepare_member(new, by).await?;
        let kept = member.clone();
        match self.parts.storage.write(move |t| members::add(t, &kept)).await? {
            AddMember::Added => Ok(member),
            AddMember::EmailTaken { .. } => {
                Err(CreateMemberError::EmailTaken { email: member.email })
            }
        }
    }

    /// Adds a key. The secret in the answer is kept nowhere.
    pub async fn create_key(
        &self,
        name: String,
        role: Role,
        by: Actor,
    ) -> Result<CreatedKey, NewSecretError> {
        let now = self.parts.clock.now();
        let secret = new_key_secret(self.parts.secrets.as_ref())?;
        let key = ApiKey {
            id: KeyId::new(self.parts.ids.as_ref(), now),
            name,
            role,
            secret_hash: hash_of(&secret),
            prefix: shown_prefix(&secret),
            created_at: now,
            created_by: by,
            last_used_at: None,
            revoked_at: None,
        };
        let kept = key.clone();
        self.parts.storage.write(move |t| keys::add(t, &kept)).await?;
        Ok(CreatedKey { key, secret })
    }

    /// The member as it will be kept; hashing the password takes a moment.
    pub(super) async fn prepare_member(
        &self,
        new: NewMember,
        by: Actor,
    ) -> Result<Member, CreateMemberError> {
        if !new.role.is_for_members() {
            return Err(CreateMemberError::RoleForKeysOnly(new.role));
        }
        let now = self.parts.clock.now();
        let password_hash = self.passwords.hash(new.password, self.parts.secrets.as_ref()).await?;
        Ok(Member {
            id: MemberId::new(self.parts.ids.as_ref(), now),
            email: new.email,
            name: new.name,
            role: new.role,
            password_hash,
            created_at: now,
            created_by: by,
        })
    }

    pub(super) fn passwords(&self) -> &Passwords {
        &self.passwords
    }
}

/// The hash under which a setup code is kept, however it was typed.
pub(super) fn setup_code_hash(code: &str) -> [u8; 32] {
    hash_of(&normalised_setup_code(code))
}
