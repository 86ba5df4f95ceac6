//! Members: who signs in.

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::MemberId;
use pointsman_domain::people::Role;

use super::password_links;
use crate::actor::Actor;
use crate::error::StorageError;
use crate::seam::{Page, Row, Transaction, one_more, page_of, values};

pub(super) const TABLE: &str = "members";

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The id.
    pub id: MemberId,
    /// The e-mail address as given.
    pub email: String,
    /// What others call this person.
    pub name: String,
    /// What this person may do.
    pub role: Role,
    /// The password's Argon2 hash in PHC form.
    pub password_hash: String,
    /// When the member was added.
    pub created_at: Timestamp,
    /// By whom.
    pub created_by: Actor,
    /// When the member signed in last.
    pub signed_in_at: Option<Timestamp>,
}

/// What adding a member led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddMember {
    /// The member is there.
    Added,
    /// Another member has this e-mail address.
    EmailTaken {
        /// Who.
        by: MemberId,
    },
}

/// Adds a member. Addresses that differ in case alone are the same.
pub fn add(transaction: &mut Transaction<'_>, member: &Member) -> Result<AddMember, StorageError> {
    if let Some(present) = by_email(transaction, &member.email)? {
        return Ok(AddMember::EmailTaken { by: present.id });
    }
    transaction.execute(
        TABLE,
        "INSERT INTO members (id, email, email_folded, name, role, password_hash, created_at, created_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        values![
            member.id,
            &member.email,
            fold(&member.email),
            &member.name,
            member.role.as_str(),
            &member.password_hash,
            member.created_at,
            member.created_by.to_text(),
        ],
    )?;
    Ok(AddMember::Added)
}

/// A member by id.
pub fn get(
    transaction: &mut Transaction<'_>,
    id: MemberId,
) -> Result<Option<Member>, StorageError> {
    transaction
        .query_opt(TABLE, "SELECT * FROM members WHERE id = $1", values![id])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// A member by e-mail address, in any case.
pub fn by_email(
    transaction: &mut Transaction<'_>,
    email: &str,
) -> Result<Option<Member>, StorageError> {
    transaction
        .query_opt(TABLE, "SELECT * FROM members WHERE email_folded = $1", values![fold(email)])?
        .as_ref()
        .map(from_row)
        .transpose()
}

/// Members, the first ones first; `after` is the last id of the page before.
pub fn page(
    transaction: &mut Transaction<'_>,
    after: Option<MemberId>,
    limit: usize,
) -> Result<Page<Member, MemberId>, StorageError> {
    let after = after.map(|id| id.to_string()).unwrap_or_default();
    let members: Result<Vec<Member>, _> = transaction
        .query(
            TABLE,
            "SELECT * FROM members WHERE id > $1 ORDER BY id LIMIT $2",
            values![after, one_more(limit)],
        )?
        .iter()
        .map(from_row)
        .collect();
    Ok(page_of(members?, limit, |member| member.id))
}

/// Sets a member's password; a link that was made for it is void. Sessions stay: the caller says which end.
pub fn set_password(
    transaction: &mut Transaction<'_>,
    id: MemberId,
    password_hash: &str,
) -> Result<(), StorageError> {
    transaction.execute(
        TABLE,
        "UPDATE members SET password_hash = $2 WHERE id = $1",
        values![id, password_hash],
    )?;
    password_links::remove_of(transaction, id)
}

/// The names of the first `most` administrators: whom to ask.
pub fn administrators(
    transaction: &mut Transaction<'_>,
    most: usize,
) -> Result<Vec<String>, StorageError> {
    transaction
        .query(
            TABLE,
            "SELECT id, name FROM members WHERE role = $1 ORDER BY id LIMIT $2",
            values![Role::Administrator.as_str(), i64::try_from(most).unwrap_or(i64::MAX)],
        )?
        .iter()
        .map(|row| Ok(row.text("name")?.to_owned()))
        .collect()
}

/// How many members there are.
pub fn count(transaction: &mut Transaction<'_>) -> Result<i64, StorageError> {
    transaction.query_one(TABLE, "SELECT COUNT(*) AS members FROM members", &[])?.int("members")
}

pub(super) fn from_row(row: &Row) -> Result<Member, StorageError> {
    Ok(Member {
        id: row.parse("id")?,
        email: row.text("email")?.to_owned(),
        name: row.text("name")?.to_owned(),
        role: row.parse("role")?,
        password_hash: row.text("password_hash")?.to_owned(),
        created_at: row.time("created_at")?,
        created_by: row.json("created_by")?,
        signed_in_at: row.time_opt("signed_in_at")?,
    })
}

pub(super) fn fold(email: &str) -> String {
    email.trim().to_lowercase()
}
