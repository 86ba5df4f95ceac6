//! Values that people expect in an example.

use pointsman_domain::attribute::{AttributeKey, Code, code, us_state};
use pointsman_domain::decimal::Decimal;

/// Ten-thousandths in one.
const ONE: i64 = 10_000;
/// Numbers in examples are multiples of the first of these that fits.
const UNITS: [i64; 6] = [ONE, 5_000, 1_000, 100, 10, 1];
const COUNTRIES: [&str; 8] = ["US", "GB", "DE", "FR", "CA", "ES", "IT", "JP"];
const STATES: [&str; 5] = ["CA", "NY", "TX", "FL", "IL"];

/// What an attribute has in an example where nothing else is asked for; `None` is missing.
pub(super) fn usual_number(key: AttributeKey) -> Option<i64> {
    match key {
        AttributeKey::Age => Some(35 * ONE),
        AttributeKey::DocumentSimilarityScore | AttributeKey::LivenessCheckScore => Some(90 * ONE),
        AttributeKey::FailedVerificationAttempts => Some(0),
        AttributeKey::Country | AttributeKey::UsState | AttributeKey::ListMatches => None,
    }
}

/// The most readable number from `low` to `high`, both included, that the attribute can have: whole numbers before
/// fractions, and of those the nearest to what is usual. `None` if it can have none.
pub(super) fn number_between(key: AttributeKey, low: i64, high: i64) -> Option<Decimal> {
    let (lowest, highest) = key.range()?;
    let (low, high) = (low.max(i64::from(lowest) * ONE), high.min(i64::from(highest) * ONE));
    let usual = usual_number(key)?;
    let units = if is_whole(key) { UNITS.get(..1)? } else { UNITS.as_slice() };
    units.iter().find_map(|unit| {
        let first = low.div_euclid(*unit) * unit;
        let first = if first < low { first + unit } else { first };
        let last = high.div_euclid(*unit) * unit;
        (first <= last).then(|| Decimal::from_ten_thousandths(usual.clamp(first, last)))
    })
}

/// Whether an attribute has whole numbers alone.
pub(super) const fn is_whole(key: AttributeKey) -> bool {
    matches!(key, AttributeKey::Age | AttributeKey::FailedVerificationAttempts)
}

/// All codes that an attribute can have, those first that people expect.
pub(super) fn codes(key: AttributeKey) -> Vec<Code> {
    let (all, first): (Vec<Code>, &[&str]) = match key {
        AttributeKey::Country => (code::countries(), &COUNTRIES),
        AttributeKey::UsState => (us_state::states(), &STATES),
        AttributeKey::Age
        | AttributeKey::DocumentSimilarityScore
        | AttributeKey::LivenessCheckScore
        | AttributeKey::FailedVerificationAttempts
        | AttributeKey::ListMatches => (Vec::new(), &[]),
    };
    let mut codes: Vec<Code> = first.iter().filter_map(|text| Code::parse(text)).collect();
    codes.retain(|code| all.contains(code));
    let known = codes.clone();
    codes.extend(all.into_iter().filter(|code| !known.contains(code)));
    codes
}
