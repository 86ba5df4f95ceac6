//! Notes in the record of changes what ended because somebody may less from now on: keys, and links that nobody used yet.

use pointsman_storage::audit::{Action, Personal, Plain, Subject};
use pointsman_storage::people::ended::{Ended, EndedLinks};
use pointsman_storage::people::invitations::Invitation;
use pointsman_storage::people::keys::ApiKey;
use pointsman_storage::{StorageError, Transaction};

use crate::author::Author;

/// Notes what ended with a member's right, one by one.
pub(crate) fn audit_ended(
    transaction: &mut Transaction<'_>,
    author: &Author,
    ended: Ended,
) -> Result<(), StorageError> {
    for key in &ended.keys {
        audit_key(transaction, author, key)?;
    }
    audit_links(transaction, author, ended.links)
}

/// Notes that a key opens nothing any more.
pub(super) fn audit_key(
    transaction: &mut Transaction<'_>,
    author: &Author,
    key: &ApiKey,
) -> Result<(), StorageError> {
    let plain = Plain::none().before("name", key.name.as_str()).before("role", key.role.as_str());
    let (action, subject) = (Action::KeyRevoked, Subject::Key(key.id));
    author.audit(transaction, action, subject, plain, Personal::none())
}

/// Notes that links open nothing any more, one by one.
pub(super) fn audit_links(
    transaction: &mut Transaction<'_>,
    author: &Author,
    links: EndedLinks,
) -> Result<(), StorageError> {
    for invitation in links.invitations {
        audit_invitation(transaction, author, invitation)?;
    }
    for member in links.passwords_of {
        let personal = Personal::none().before("name", member.name);
        let (action, subject) = (Action::MemberPasswordLinkRevoked, Subject::Member(member.id));
        author.audit(transaction, action, subject, Plain::none(), personal)?;
    }
    Ok(())
}

/// Notes that an invitation opens nothing any more.
pub(super) fn audit_invitation(
    transaction: &mut Transaction<'_>,
    author: &Author,
    invitation: Invitation,
) -> Result<(), StorageError> {
    let plain = Plain::none().before("role", invitation.role.as_str());
    let personal = Personal::none().before("email", invitation.email);
    let subject = Subject::Invitation(invitation.id);
    author.audit(transaction, Action::InvitationRevoked, subject, plain, personal)
}
