//! Secrets: made here, shown once, kept only as a hash.

use sha2::{Digest, Sha256};

/// Where randomness for secrets comes from. The binary hands in the operating system's, tests a counting one.
pub trait SecretSource: Send + Sync {
    /// Fills `bytes`, or says why it cannot.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The source of randomness failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the source of randomness failed: {0}")]
pub struct NoRandomness(pub String);

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemSecrets;

impl SecretSource for SystemSecrets {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        getrandom::fill(bytes).map_err(|error| NoRandomness(error.to_string()))
    }
}

/// The beginning of every API key's secret.
pub(super) const KEY_PREFIX: &str = "pmk_";
/// Characters of a key's secret that may be shown again, to tell keys apart.
const SHOWN_CHARACTERS: usize = 12;
/// Random bytes of a session token, a link or an API key: 256 bit.
const TOKEN_BYTES: usize = 32;
/// Random bytes of a setup code: 100 bit, 20 letters.
const CODE_LETTERS: usize = 20;
const CODE_GROUP: usize = 5;
/// Crockford's base 32, upper-case: no look-alikes when someone types it from a terminal.
const CODE_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A fresh session token: 64 hexadecimal digits.
pub(crate) fn new_session_token(source: &dyn SecretSource) -> Result<String, NoRandomness> {
    random_hex(source)
}

/// A fresh secret for a link that lets a person in: 64 hexadecimal digits.
pub(crate) fn new_link_secret(source: &dyn SecretSource) -> Result<String, NoRandomness> {
    random_hex(source)
}

/// A fresh API key: `pmk_` and 64 hexadecimal digits.
pub(crate) fn new_key_secret(source: &dyn SecretSource) -> Result<String, NoRandomness> {
    Ok(format!("{KEY_PREFIX}{}", random_hex(source)?))
}

/// The beginning of a key's secret that may be shown for ever.
pub(crate) fn shown_prefix(secret: &str) -> String {
    secret.chars().take(SHOWN_CHARACTERS).collect()
}

/// A fresh setup code: four groups of five letters and digits.
pub(crate) fn new_setup_code(source: &dyn SecretSource) -> Result<String, NoRandomness> {
    let mut bytes = [0_u8; CODE_LETTERS];
    source.fill(&mut bytes)?;
    let letters: Vec<char> = bytes
        .iter()
        .filter_map(|byte| CODE_ALPHABET.get(usize::from(byte & 31)))
        .map(|letter| char::from(*letter))
        .collect();
    let groups: Vec<String> =
        letters.chunks(CODE_GROUP).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// A setup code as a person types it: case, spaces and hyphens do not count.
pub(crate) fn normalised_setup_code(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// The hash under which a secret of full strength is kept. It needs no salt and no slowness: guessing 2^100
/// and more is hopeless however fast the hash is.
pub(crate) fn hash_of(secret: &str) -> [u8; 32] {
    Sha256::digest(secret.as_bytes()).into()
}

fn random_hex(source: &dyn SecretSource) -> Result<String, NoRandomness> {
    let mut bytes = [0_u8; TOKEN_BYTES];
    source.fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// Hexadecimal digits, lower-case.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Fixed(u8);

    impl SecretSource for Fixed {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
            bytes.fill(self.0);
            Ok(())
        }
    }

    #[test]
    fn secrets_have_256_bit_and_their_form() {
        let key = new_key_secret(&Fixed(0xab)).unwrap();
        assert_eq!(key, format!("pmk_{}", "ab".repeat(32)));
        assert_eq!(shown_prefix(&key), "pmk_abababab");
        assert_eq!(new_session_token(&Fixed(1)).unwrap().len(), 64);
    }

    #[test]
    fn a_setup_code_is_read_as_people_type_it() {
        let code = new_setup_code(&Fixed(31)).unwrap();
        assert_eq!(code, "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ");
        assert_eq!(normalised_setup_code(" zzzzz zzzzz-ZZZZZzzzzz\n"), "Z".repeat(20));
    }
}
