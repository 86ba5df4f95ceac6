//! Who did something, on the wire.

use serde::Serialize;
use utoipa::ToSchema;

/// Who did something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Actor {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ActorType,
    /// Its id; `system` for Pointsman itself.
    #[schema(example = "mbr_01h45ytscbebyvny4gc8cr8ma2")]
    pub id: String,
    /// Its name as it was then.
    #[schema(example = "Ada Lovelace")]
    pub name: String,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActorType {
    /// A person.
    Member,
    /// A program with an API key.
    Key,
    /// A workflow's run.
    Run,
    /// Pointsman itself.
    System,
}

impl From<pointsman_storage::Actor> for Actor {
    fn from(actor: pointsman_storage::Actor) -> Self {
        use pointsman_storage::Actor as Kept;
        let (kind, id, name) = match actor {
            Kept::Member { id, name } => (ActorType::Member, id.to_string(), name),
            Kept::Key { id, name } => (ActorType::Key, id.to_string(), name),
            Kept::Run { id } => (ActorType::Run, id.to_string(), "Run".to_owned()),
            Kept::System => (ActorType::System, "system".to_owned(), "Pointsman".to_owned()),
        };
        Self { kind, id, name }
    }
}
