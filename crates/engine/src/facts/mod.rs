//! What a plan reads about one inquiry: a compact, typed record made once from its attributes.

mod read;

use pointsman_domain::attribute::{AttributeKey, AttributeValue, Attributes, Code};
use pointsman_domain::decimal::Decimal;
use pointsman_domain::ids::ListId;

use crate::checked::{CodeAttribute, NumberAttribute};

/// The letters of a code.
const LETTERS: usize = 26;
/// Every pair of letters.
pub(crate) const PAIRS: usize = LETTERS * LETTERS;

/// Into so many places numbers are sorted, for a first guess at their cell.
pub(crate) const PLACES: usize = 256;
/// A place is a power of two of ten-thousandths wide, about 0.82, so that scores and ages fill most places.
const PLACE_BITS: u32 = 13;

/// The values that a decision reads. Made once per inquiry, read by every plan.
///
/// They are kept as deciding wants them: a value that is missing reads as some other one, beside which it says
/// that it is missing, so that nothing branches on what nobody can foresee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Ten-thousandths; 0 when missing.
    numbers: [i64; NumberAttribute::ALL.len()],
    /// The same in half the bits, as near as they come to it: what is compared first.
    near: [i32; NumberAttribute::ALL.len()],
    /// The place of each number; [`PLACES`] when missing.
    places: [u16; NumberAttribute::ALL.len()],
    /// The place among all pairs of letters; [`PAIRS`] when missing.
    pairs: [u16; CodeAttribute::ALL.len()],
    codes: [Option<Code>; CodeAttribute::ALL.len()],
    lists: Option<Vec<ListId>>,
}

impl Facts {
    /// From the attributes of an inquiry that is being decided: an absent value is missing, except that
    /// `failed_verification_attempts` is then 0 and that the lists are known.
    pub fn new(attributes: &Attributes) -> Self {
        let mut lists: Vec<ListId> = attributes.list_matches.iter().map(|m| m.list).collect();
        lists.sort_unstable();
        lists.dedup();
        Self { lists: Some(lists), ..Self::with_unknown_lists(attributes) }
    }

    /// The same, but nobody knows which lists match: conditions on lists are unknown. For past inquiries.
    pub fn with_unknown_lists(attributes: &Attributes) -> Self {
        let number = |attribute: NumberAttribute| match attributes.get(attribute.key()) {
            Some(AttributeValue::Number(number)) => Some(number),
            Some(AttributeValue::Code(_)) | None => None,
        };
        let code = |attribute: CodeAttribute| match attributes.get(attribute.key()) {
            Some(AttributeValue::Code(code)) => Some(code),
            Some(AttributeValue::Number(_)) | None => None,
        };
        Self::of(NumberAttribute::ALL.map(number), CodeAttribute::ALL.map(code), None)
    }

    /// Of these values. Without a number of attempts there were none.
    pub(crate) fn of(
        mut numbers: [Option<Decimal>; NumberAttribute::ALL.len()],
        codes: [Option<Code>; CodeAttribute::ALL.len()],
        lists: Option<Vec<ListId>>,
    ) -> Self {
        let [.., attempts] = &mut numbers;
        attempts.get_or_insert(Decimal::from_whole(0));
        let steps = numbers.map(|number| number.map_or(0, Decimal::ten_thousandths));
        Self {
            numbers: steps,
            near: steps.map(near),
            places: numbers.map(|number| {
                short(number.map_or(PLACES, |number| place(number.ten_thousandths())))
            }),
            pairs: codes.map(|code| short(code.map_or(PAIRS, pair))),
            codes,
            lists,
        }
    }

    /// A number; `None` is missing.
    pub fn number(&self, attribute: NumberAttribute) -> Option<Decimal> {
        let (place, _) = self.place_and_near(attribute);
        (place < PLACES).then(|| Decimal::from_ten_thousandths(self.steps(attribute)))
    }

    /// A code; `None` is missing.
    pub const fn code(&self, attribute: CodeAttribute) -> Option<Code> {
        let [country, us_state] = self.codes;
        match attribute {
            CodeAttribute::Country => country,
            CodeAttribute::UsState => us_state,
        }
    }

    /// The lists that match, ordered by id, each once; `None` if nobody knows.
    pub fn lists(&self) -> Option<&[ListId]> {
        self.lists.as_deref()
    }

    /// Whether an attribute has no value; of lists, whether nobody knows them.
    pub(crate) fn is_missing(&self, key: AttributeKey) -> bool {
        let number = |attribute| self.number(attribute).is_none();
        let code = |attribute| self.code(attribute).is_none();
        match key {
            AttributeKey::Age => number(NumberAttribute::Age),
            AttributeKey::DocumentSimilarityScore => {
                number(NumberAttribute::DocumentSimilarityScore)
            }
            AttributeKey::LivenessCheckScore => number(NumberAttribute::LivenessCheckScore),
            AttributeKey::FailedVerificationAttempts => {
                number(NumberAttribute::FailedVerificationAttempts)
            }
            AttributeKey::Country => code(CodeAttribute::Country),
            AttributeKey::UsState => code(CodeAttribute::UsState),
            AttributeKey::ListMatches => self.lists.is_none(),
        }
    }

    /// A number's place, or [`PLACES`], and the number in ten-thousandths, as [`near`] as half the bits come to it.
    #[inline]
    pub(crate) fn place_and_near(&self, attribute: NumberAttribute) -> (usize, i32) {
        let own = attribute as usize;
        let place = self.places.get(own).map_or(PLACES, |place| usize::from(*place));
        (place, self.near.get(own).copied().unwrap_or(0))
    }

    /// A number in ten-thousandths; 0 when missing.
    #[inline]
    pub(crate) fn steps(&self, attribute: NumberAttribute) -> i64 {
        self.numbers.get(attribute as usize).copied().unwrap_or(0)
    }

    /// The place of a code among all pairs of letters, or [`PAIRS`].
    #[inline]
    pub(crate) fn pair(&self, attribute: CodeAttribute) -> usize {
        self.pairs.get(attribute as usize).map_or(PAIRS, |pair| usize::from(*pair))
    }
}

/// The place of a code among all pairs of letters.
pub(crate) fn pair(code: Code) -> usize {
    let [first, second] = code.bytes().map(|letter| usize::from(letter.saturating_sub(b'A')));
    first * LETTERS + second
}

/// The code at a place among all pairs of letters.
pub(crate) fn code_at(place: usize) -> Option<Code> {
    let letter = |number: usize| u8::try_from(number).ok().map(|number| char::from(b'A' + number));
    let letters = [letter(place / LETTERS)?, letter(place % LETTERS)?];
    Code::parse(&String::from_iter(letters))
}

/// The place of a number in ten-thousandths. What is out of range is in the first or the last.
pub(crate) fn place(steps: i64) -> usize {
    let place = usize::try_from(steps.max(0) >> PLACE_BITS).unwrap_or(PLACES);
    place.min(PLACES - 1)
}

/// Ten-thousandths in half the bits; beyond them the nearest.
pub(crate) fn near(steps: i64) -> i32 {
    i32::try_from(steps).unwrap_or(if steps < 0 { i32::MIN } else { i32::MAX })
}

fn short(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}
