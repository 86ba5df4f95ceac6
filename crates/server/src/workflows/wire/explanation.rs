//! Diagnostics and sentences as they stand on the wire. The engine makes every sentence.

use pointsman_domain::workflow;
use pointsman_engine::sentence;
use serde::Serialize;
use utoipa::ToSchema;

/// What is wrong, or worth a look, at one place of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Diagnostic {
    /// Errors stop publishing, warnings do not.
    pub severity: Severity,
    /// JSON pointer into the document.
    pub pointer: String,
    /// Stable code in `snake_case`.
    pub code: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// Whether a diagnostic stops publishing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Severity {
    /// It does.
    Error,
    /// It does not.
    Warning,
}

/// A document in sentences, parallel to its routes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Explanation {
    /// In the order of the document.
    pub routes: Vec<ExplainedRoute>,
    /// The last route.
    pub everything_else: ExplainedElse,
}

/// A route in sentences.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ExplainedRoute {
    /// `rt_…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// When it is taken, and what it does then.
    pub sentence: String,
    /// What it does.
    pub actions_sentence: String,
    /// Its groups and conditions, each group before its members.
    pub conditions: Vec<ExplainedCondition>,
}

/// A group or condition in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ExplainedCondition {
    /// JSON pointer into the document.
    pub pointer: String,
    /// It in words.
    pub sentence: String,
    /// How many groups it stands in.
    #[schema(minimum = 0)]
    pub depth: usize,
}

/// *Everything else* in a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct ExplainedElse {
    /// What it does.
    pub sentence: String,
}

impl From<workflow::Diagnostic> for Diagnostic {
    fn from(diagnostic: workflow::Diagnostic) -> Self {
        let workflow::Diagnostic { severity, pointer, code, message } = diagnostic;
        let severity = match severity {
            workflow::Severity::Error => Severity::Error,
            workflow::Severity::Warning => Severity::Warning,
        };
        Self { severity, pointer, code, message }
    }
}

impl From<sentence::Explanation> for Explanation {
    fn from(explanation: sentence::Explanation) -> Self {
        Self {
            routes: explanation.routes.into_iter().map(ExplainedRoute::from).collect(),
            everything_else: ExplainedElse { sentence: explanation.everything_else.sentence },
        }
    }
}

impl From<sentence::ExplainedRoute> for ExplainedRoute {
    fn from(route: sentence::ExplainedRoute) -> Self {
        let sentence::ExplainedRoute { id, name, sentence, actions_sentence, conditions } = route;
        let conditions = conditions.into_iter().map(|condition| ExplainedCondition {
            pointer: condition.pointer,
            sentence: condition.sentence,
            depth: condition.depth,
        });
        Self { id, name, sentence, actions_sentence, conditions: conditions.collect() }
    }
}
