//! The words with which a caller is refused: what it takes, and whom to ask.

use pointsman_domain::people::{Authority, Right, Role, Verdict};
use pointsman_storage::people::members;
use pointsman_storage::{StorageError, Transaction};

use crate::app::App;
use crate::problem::Problem;

/// Administrators named in a refusal.
const NAMED: usize = 3;

/// Passes whoever holds `right`; others are told why not, and whom to ask.
pub(crate) async fn require(app: &App, authority: Authority, right: Right) -> Result<(), Problem> {
    let verdict = authority.verdict(right);
    if verdict == Verdict::Held {
        return Ok(());
    }
    let administrators = administrators(app).await?;
    let role = authority.role();
    Err(match verdict {
        Verdict::WorkflowsHidden => {
            Problem::forbidden("workflows_hidden", workflows_hidden(role, &administrators))
        }
        Verdict::NotOfRole | Verdict::Held => {
            let (right, whom) = (right.as_str(), whom(&administrators));
            let detail = format!(
                "this takes the right `{right}`, which the role {role} does not have; {whom}"
            );
            Problem::forbidden("forbidden", detail)
        }
    })
}

/// Why somebody of this role sees no Workflows, and whom to ask.
pub(crate) fn workflows_hidden(role: Role, administrators: &[String]) -> String {
    format!("workflows are hidden from the role {role}; {}", whom(administrators))
}

/// Why something stays as it is that workflows use which somebody of this role does not see, and whom to ask.
pub(crate) fn used_by_hidden_workflows(
    transaction: &mut Transaction<'_>,
    role: Role,
) -> Result<String, StorageError> {
    let whom = whom(&members::administrators(transaction, NAMED)?);
    Ok(format!("in use by workflows, which are hidden from the role {role}; {whom}"))
}

/// The names of a few administrators.
pub(crate) async fn administrators(app: &App) -> Result<Vec<String>, Problem> {
    Ok(app.storage().read(|t| members::administrators(t, NAMED)).await?)
}

fn whom(administrators: &[String]) -> String {
    if administrators.is_empty() {
        "ask an administrator".to_owned()
    } else {
        format!("ask an administrator: {}", administrators.join(", "))
    }
}
