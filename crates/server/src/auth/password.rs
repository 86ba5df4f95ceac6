//! Passwords: hashed with Argon2id off the async threads, a few at a time.

use std::sync::{Arc, OnceLock};

use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use super::secrets::{NoRandomness, SecretSource};

/// The fewest characters of a password.
pub const LEAST_CHARACTERS: usize = 12;
/// The most characters of a password.
pub const MOST_CHARACTERS: usize = 256;
/// Hashes computed at once; each takes the memory of [`PasswordCost`].
const AT_ONCE: usize = 4;
const SALT_BYTES: usize = 16;

/// What one password costs to hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// What OWASP recommends for Argon2id: 19 MiB, two passes.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// Why a password could not be hashed or compared. Ours.
#[derive(Debug, thiserror::Error)]
pub enum PasswordError {
    /// No salt.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The hash function refused its input.
    #[error("cannot hash a password: {0}")]
    Hash(argon2::password_hash::Error),
    /// The thread that computes it is gone.
    #[error("the thread that hashes passwords is gone: {0}")]
    Thread(#[from] tokio::task::JoinError),
    /// The server is shutting down.
    #[error("no more passwords are hashed: {0}")]
    Closed(#[from] tokio::sync::AcquireError),
}

impl From<argon2::password_hash::Error> for PasswordError {
    fn from(error: argon2::password_hash::Error) -> Self {
        Self::Hash(error)
    }
}

/// Hashes and compares passwords.
pub struct Passwords {
    cost: PasswordCost,
    places: Arc<Semaphore>,
    /// A hash that no password has. Comparing with it costs as much as with a member's, so that the time of an
    /// answer does not say whether an e-mail address belongs to a member.
    nobody: Arc<OnceLock<String>>,
}

impl Passwords {
    /// Hashes at this cost.
    pub fn new(cost: PasswordCost) -> Self {
        Self { cost, places: Arc::new(Semaphore::new(AT_ONCE)), nobody: Arc::new(OnceLock::new()) }
    }

    /// The hash to keep, in PHC form with its own salt and cost.
    pub async fn hash(
        &self,
        password: String,
        source: &dyn SecretSource,
    ) -> Result<String, PasswordError> {
        let mut salt = [0_u8; SALT_BYTES];
        source.fill(&mut salt)?;
        let salt = SaltString::encode_b64(&salt)?;
        let cost = self.cost;
        let _place = self.places.acquire().await?;
        let hash = tokio::task::spawn_blocking(move || hashed(cost, &password, &salt)).await??;
        Ok(hash)
    }

    /// Whether `password` is the one behind `hash`. Without a hash it takes as long and is never true.
    pub async fn matches(
        &self,
        password: String,
        hash: Option<String>,
    ) -> Result<bool, PasswordError> {
        let (cost, nobody) = (self.cost, self.nobody.clone());
        let _place = self.places.acquire().await?;
        let known = hash.is_some();
        let same = tokio::task::spawn_blocking(move || {
            let hash = hash.map_or_else(|| nobodys_hash(cost, &nobody), Ok)?;
            let parsed = PasswordHash::new(&hash)?;
            // The comparison inside takes constant time; cost and algorithm come from the hash itself.
            match Argon2::default().verify_password(password.as_bytes(), &parsed) {
                Ok(()) => Ok(true),
                Err(argon2::password_hash::Error::Password) => Ok(false),
                Err(error) => Err(error),
            }
        })
        .await??;
        Ok(same && known)
    }
}

fn nobodys_hash(
    cost: PasswordCost,
    kept: &OnceLock<String>,
) -> Result<String, argon2::password_hash::Error> {
    if let Some(hash) = kept.get() {
        return Ok(hash.clone());
    }
    let salt = SaltString::encode_b64(&[0; SALT_BYTES])?;
    let hash = hashed(cost, "", &salt)?;
    Ok(kept.get_or_init(|| hash).clone())
}

fn hashed(
    cost: PasswordCost,
    password: &str,
    salt: &SaltString,
) -> Result<String, argon2::password_hash::Error> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, None)?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    Ok(argon.hash_password(password.as_bytes(), salt)?.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::SystemSecrets;

    const CHEAP: PasswordCost = PasswordCost { memory_kib: 8, passes: 1 };

    #[tokio::test]
    async fn only_the_right_password_matches_and_nobody_matches_nothing() {
        let passwords = Passwords::new(CHEAP);
        let hash = passwords.hash("correct horse".into(), &SystemSecrets).await.unwrap();
        assert!(passwords.matches("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.matches("correct house".into(), Some(hash)).await.unwrap());
        assert!(!passwords.matches(String::new(), None).await.unwrap());
    }

    #[tokio::test]
    async fn the_cost_of_production_is_in_the_hash() {
        let passwords = Passwords::new(PasswordCost::default());
        let hash = passwords.hash("x".into(), &SystemSecrets).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    }
}
