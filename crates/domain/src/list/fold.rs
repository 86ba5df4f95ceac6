//! Folding of names: what is left of a name when case, accents and spacing do not count.

use std::borrow::Cow;

use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizer;
use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// NFKD, marks dropped, case folded in full, runs of white space made one space.
pub fn folded_name(name: &str) -> String {
    if name.is_ascii() {
        return spaced(&name.to_ascii_lowercase());
    }
    // Folding case can bring back what decomposes (a mark, a compatibility letter), so its result is
    // decomposed again.
    let unmarked = without_marks(name);
    spaced(&without_marks(&CaseMapper::new().fold_string(&unmarked)))
}

fn without_marks(text: &str) -> String {
    let category = CodePointMapData::<GeneralCategory>::new();
    let decomposed: Cow<'_, str> = DecomposingNormalizer::new_nfkd().normalize(text);
    let is_mark = |letter: &char| GeneralCategoryGroup::Mark.contains(category.get(*letter));
    decomposed.chars().filter(|letter| !is_mark(letter)).collect()
}

/// Without white space at the ends, and one space wherever there is some between.
pub(super) fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push_str(word);
    }
    spaced
}
