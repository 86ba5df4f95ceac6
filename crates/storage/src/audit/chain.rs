//! How an entry becomes a hash. Whoever reads `docs/audit.md` can do the same with other tools.
//!
//! Format 1: SHA-256 over these fields in this order, each as its length in bytes (four bytes, most significant
//! first) followed by its bytes. Numbers are eight bytes, most significant first; texts are UTF-8; an absent item
//! or digest has length zero.
//!
//! 1. the text `pointsman audit`
//! 2. the format, 1
//! 3. the number of the entry
//! 4. the hash before it, 32 bytes; zeros before the first one
//! 5. the moment, in microseconds since 1970 in UTC
//! 6. kind and id of the actor, 7. the way by which the actor came, 8. the action
//! 9. kind and id of the subject, 10. the item
//! 11. the plain values: the JSON text as it is stored
//! 12. the digest of who it was, 13. the digest of the personal values
//!
//! A digest of a personal part is SHA-256 over its salt, 16 random bytes, and its text.

use sha2::{Digest, Sha256};

/// The only format so far.
pub const FORMAT: i64 = 1;
/// Bytes of a hash or digest.
pub const HASH_BYTES: usize = 32;
/// Bytes of a salt.
pub const SALT_BYTES: usize = 16;

const TAG: &str = "pointsman audit";

/// What an entry's hash covers, as the columns hold it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link<'a> {
    pub(super) format: i64,
    pub(super) seq: i64,
    pub(super) previous: &'a [u8],
    pub(super) at: i64,
    pub(super) actor_kind: &'a str,
    pub(super) actor_id: &'a str,
    pub(super) via: &'a str,
    pub(super) action: &'a str,
    pub(super) subject_kind: &'a str,
    pub(super) subject_id: &'a str,
    pub(super) item_id: Option<&'a str>,
    pub(super) details: &'a str,
    pub(super) who_digest: &'a [u8],
    pub(super) what_digest: Option<&'a [u8]>,
}

impl Link<'_> {
    /// The entry's hash.
    pub(super) fn hash(&self) -> [u8; HASH_BYTES] {
        let mut hasher = Sha256::new();
        let fields: [&[u8]; 15] = [
            TAG.as_bytes(),
            &self.format.to_be_bytes(),
            &self.seq.to_be_bytes(),
            self.previous,
            &self.at.to_be_bytes(),
            self.actor_kind.as_bytes(),
            self.actor_id.as_bytes(),
            self.via.as_bytes(),
            self.action.as_bytes(),
            self.subject_kind.as_bytes(),
            self.subject_id.as_bytes(),
            self.item_id.unwrap_or_default().as_bytes(),
            self.details.as_bytes(),
            self.who_digest,
            self.what_digest.unwrap_or_default(),
        ];
        for field in fields {
            // No column comes near four gigabytes.
            let length = u32::try_from(field.len()).unwrap_or(u32::MAX);
            hasher.update(length.to_be_bytes());
            hasher.update(field);
        }
        hasher.finalize().into()
    }
}

/// The digest under which a personal part stands in the chain.
pub(super) fn digest(salt: &[u8], text: &str) -> [u8; HASH_BYTES] {
    Sha256::new().chain_update(salt).chain_update(text.as_bytes()).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::super::head::Head;
    use super::*;

    fn link() -> Link<'static> {
        Link {
            format: FORMAT,
            seq: 1,
            previous: &[0; HASH_BYTES],
            at: 1_700_000_000_000_000,
            actor_kind: "member",
            actor_id: "mbr_00000000000000000000000001",
            via: "session",
            action: "list.item_added",
            subject_kind: "list",
            subject_id: "lst_00000000000000000000000002",
            item_id: Some("itm_00000000000000000000000003"),
            details: r#"{"after":{"revision":4}}"#,
            who_digest: &[1; HASH_BYTES],
            what_digest: Some(&[2; HASH_BYTES]),
        }
    }

    fn printed(hash: [u8; HASH_BYTES]) -> String {
        Head { seq: 1, hash }.to_string()
    }

    /// Computed with another tool from the words above. If it changes, records of today cannot be verified.
    #[test]
    fn the_first_format_stays_what_it_is() {
        assert_eq!(
            printed(link().hash()),
            "1:b42d1e455c56c5dbf574482beb2821081c40372207a14539fd543b208dacad57"
        );
        assert_eq!(
            printed(digest(&[7; SALT_BYTES], r#"{"name":"Ann"}"#)),
            "1:a919ab23503f592705de5ee04c08be8dc911b5d7956db25df291f43c10d3bb63"
        );
    }

    #[test]
    fn a_letter_that_moves_to_the_next_field_is_noticed() {
        let moved =
            Link { actor_kind: "membe", actor_id: "rmbr_00000000000000000000000001", ..link() };
        assert_ne!(moved.hash(), link().hash());
        let absent = Link { item_id: None, details: "", ..link() };
        let other = Link { item_id: Some(""), details: "", ..link() };
        assert_eq!(absent.hash(), other.hash(), "no item is the empty item");
    }
}
