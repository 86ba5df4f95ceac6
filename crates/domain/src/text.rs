//! Folding of text for look-ups.

/// A last name as it is searched: lower-cased, runs of white space made one space.
pub fn fold_name(name: &str) -> String {
    name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}
