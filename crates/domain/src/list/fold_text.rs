//! The plain normal form of texts.

use icu_normalizer::ComposingNormalizer;

/// NFC, without white space at the ends.
pub fn composed(text: &str) -> String {
    let text = text.trim();
    if text.is_ascii() {
        return text.to_owned();
    }
    ComposingNormalizer::new_nfc().normalize(text).trim().to_owned()
}

/// NFKC, so that full-width letters and digits are the plain ones.
pub(super) fn compatible(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    ComposingNormalizer::new_nfkc().normalize(text).into_owned()
}
