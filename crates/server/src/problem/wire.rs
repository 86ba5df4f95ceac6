//! The problem as it stands on the wire.

use pointsman_domain::error::FieldError;
use serde::Serialize;
use utoipa::ToSchema;

const TYPE_BASE: &str = "https://pointsman.dev/problems/";

/// What is wrong (RFC 9457).
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Address that names this kind of problem: `https://pointsman.dev/problems/` and the code.
    #[serde(rename = "type")]
    #[schema(example = "https://pointsman.dev/problems/not_found")]
    kind: String,
    /// The kind of problem in words; the same for every problem of this kind.
    #[schema(example = "Not found")]
    title: String,
    /// The HTTP status.
    #[schema(example = 404, minimum = 400, maximum = 599)]
    status: u16,
    /// What is wrong this time, and what to do.
    detail: String,
    /// Stable, machine-readable code in `snake_case`.
    #[schema(example = "not_found")]
    code: String,
    /// What is wrong where in the body; empty if the problem has no place in it.
    errors: Vec<ProblemField>,
}

/// One thing that is wrong, at one place in the body.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// JSON pointer into the body (RFC 6901); empty for the whole body.
    pointer: String,
    /// Stable, machine-readable code in `snake_case`.
    code: String,
    /// What is wrong and what would be right.
    detail: String,
}

impl Problem {
    pub(super) fn new(status: u16, code: &str, detail: String, errors: Vec<FieldError>) -> Self {
        Self {
            kind: format!("{TYPE_BASE}{code}"),
            title: title(code),
            status,
            detail,
            code: code.to_owned(),
            errors: errors.into_iter().map(ProblemField::from).collect(),
        }
    }
}

impl From<FieldError> for ProblemField {
    fn from(error: FieldError) -> Self {
        Self { pointer: error.pointer, code: error.code, detail: error.detail }
    }
}

/// `wrong_credentials` reads "Wrong credentials".
fn title(code: &str) -> String {
    let words = code.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::title;

    #[test]
    fn a_code_becomes_a_title() {
        assert_eq!(title("wrong_credentials"), "Wrong credentials");
        assert_eq!(title(""), "");
    }
}
