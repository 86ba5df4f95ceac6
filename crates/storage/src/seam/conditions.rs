//! Conditions of a statement that depends on what is asked for, with the parameters that they name.

use super::Value;

/// Conditions that all hold, and their parameters in the order of their numbers.
#[derive(Default)]
pub(crate) struct Conditions {
    texts: Vec<String>,
    parameters: Vec<Value>,
}

impl Conditions {
    /// Keeps a parameter and gives its name.
    pub(crate) fn bind(&mut self, value: impl Into<Value>) -> String {
        self.parameters.push(value.into());
        format!("${}", self.parameters.len())
    }

    /// Adds a condition as it stands.
    pub(crate) fn add(&mut self, text: impl Into<String>) {
        self.texts.push(text.into());
    }

    /// Adds `column comparison value`.
    pub(crate) fn compare(&mut self, column: &str, comparison: &str, value: impl Into<Value>) {
        let parameter = self.bind(value);
        self.texts.push(format!("{column} {comparison} {parameter}"));
    }

    /// All conditions in one, to stand behind `WHERE`.
    pub(crate) fn joined(&self) -> String {
        if self.texts.is_empty() { "1 = 1".to_owned() } else { self.texts.join(" AND ") }
    }

    /// The parameters.
    pub(crate) fn parameters(&self) -> &[Value] {
        &self.parameters
    }
}
