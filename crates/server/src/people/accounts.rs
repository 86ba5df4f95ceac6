//! Making members, keys and the setup code: for the endpoints and for the command line.

use pointsman_domain::ids::{KeyId, MemberId};
use pointsman_domain::people::{Right, Role};
use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::people::granting::Grant;
use pointsman_storage::people::keys::{self, ApiKey};
use pointsman_storage::people::members::{self, AddMember, Member};
use pointsman_storage::people::setup;
use pointsman_storage::{Actor, StorageError, Transaction};

use crate::app::ServerParts;
use crate::auth::{
    NoRandomness, PasswordError, Passwords, hash_of, new_key_secret, new_setup_code,
    normalised_setup_code, shown_prefix,
};
use crate::author::Author;

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

/// Between asking and keeping, the right of who asks ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("your right to hand on this role ended at this moment; ask an administrator")]
pub struct Overtaken;

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
    /// The caller's turn: the caller's own right ended meanwhile.
    #[error(transparent)]
    Overtaken(#[from] Overtaken),
    /// Ours.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Ours.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What a new key brings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// What people call it, 1 to 200 characters.
    pub name: String,
    /// What it may do.
    pub role: Role,
    /// After how many days it ends, 1 to [`MOST_KEY_DAYS`]; `None`: when it is revoked.
    pub days: Option<i64>,
}

/// The most days that a key with an end lives: ten years.
pub const MOST_KEY_DAYS: i64 = 3_650;
const DAY_SECONDS: i64 = 24 * 60 * 60;

/// Why a key or a setup code was not made.
#[derive(Debug, thiserror::Error)]
pub enum NewSecretError {
    /// The caller's turn: the caller's own right ended meanwhile.
    #[error(transparent)]
    Overtaken(#[from] Overtaken),
    /// Ours: no secret.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// Ours: not kept.
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

    /// Adds a member, as the command line does.
    pub async fn create_member(&self, new: NewMember) -> Result<Member, CreateMemberError> {
        self.create_member_as(new, &Author::command_line(&self.parts)).await
    }

    /// Adds a member.
    pub(crate) async fn create_member_as(
        &self,
        new: NewMember,
        author: &Author,
    ) -> Result<Member, CreateMemberError> {
        let member = self.prepare_member(new, author.by.clone()).await?;
        let (kept, author) = (member.clone(), author.clone());
        let add = move |t: &mut Transaction<'_>| -> Result<_, CreateMemberError> {
            let may = |own: Role| own.may(Right::MembersManage) && own.may_grant(kept.role);
            require_standing(author.confirm(t, may)?)?;
            let added = members::add(t, &kept)?;
            if added == AddMember::Added {
                audit_created(t, &author, &kept)?;
            }
            Ok(added)
        };
        match self.parts.storage.write(add).await? {
            AddMember::Added => Ok(member),
            AddMember::EmailTaken { .. } => {
                Err(CreateMemberError::EmailTaken { email: member.email })
            }
        }
    }

    /// Adds a key, as the command line does. The secret in the answer is kept nowhere.
    pub async fn create_key(&self, new: NewKey) -> Result<CreatedKey, NewSecretError> {
        self.create_key_as(new, &Author::command_line(&self.parts)).await
    }

    /// Adds a key. The secret in the answer is kept nowhere.
    pub(crate) async fn create_key_as(
        &self,
        new: NewKey,
        author: &Author,
    ) -> Result<CreatedKey, NewSecretError> {
        let now = author.at;
        let secret = new_key_secret(self.parts.secrets.as_ref())?;
        let key = ApiKey {
            id: KeyId::new(self.parts.ids.as_ref(), now),
            name: new.name,
            role: new.role,
            secret_hash: hash_of(&secret),
            prefix: shown_prefix(&secret),
            created_at: now,
            created_by: author.by.clone(),
            last_used_at: None,
            expires_at: new.days.map(|days| now.plus_seconds(days.saturating_mul(DAY_SECONDS))),
            revoked_at: None,
        };
        let (kept, author) = (key.clone(), author.clone());
        let add = move |t: &mut Transaction<'_>| -> Result<(), NewSecretError> {
            let may = |own: Role| own.may(Right::KeysManage) && own.may_grant(kept.role);
            require_standing(author.confirm(t, may)?)?;
            keys::add(t, &kept)?;
            let plain = Plain::none()
                .after("name", kept.name.as_str())
                .after("role", kept.role.as_str())
                .after("prefix", kept.prefix.as_str())
                .after("expires_at", kept.expires_at.map(|end| end.to_string()));
            let subject = Subject::Key(kept.id);
            author.audit(t, Action::KeyCreated, subject, plain, Personal::none())?;
            Ok(())
        };
        self.parts.storage.write(add).await?;
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
            signed_in_at: None,
        })
    }

    pub(super) fn passwords(&self) -> &Passwords {
        &self.passwords
    }
}

/// Whoever has lost a right hands nothing on with it.
pub(super) const fn require_standing(grant: Grant) -> Result<(), Overtaken> {
    match grant {
        Grant::Stands => Ok(()),
        Grant::Overtaken => Err(Overtaken),
    }
}

/// Notes that a member was added; never the password.
pub(super) fn audit_created(
    transaction: &mut Transaction<'_>,
    author: &Author,
    member: &Member,
) -> Result<(), StorageError> {
    let plain = Plain::none().after("role", member.role.as_str());
    let personal =
        Personal::none().after("name", member.name.as_str()).after("email", member.email.as_str());
    let subject = Subject::Member(member.id);
    author.audit(transaction, Action::MemberCreated, subject, plain, personal)
}

/// The hash under which a setup code is kept, however it was typed.
pub(super) fn setup_code_hash(code: &str) -> [u8; 32] {
    hash_of(&normalised_setup_code(code))
}
