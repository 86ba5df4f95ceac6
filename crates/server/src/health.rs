//! Whether the server lives, and whether it can work.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use pointsman_domain::error::{FieldError, Pointer};
use pointsman_storage::{Measured, StorageError, WriteTrouble};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::problem::Problem;

/// How long the database may take to say that it is there.
const PROBE_SECONDS: u64 = 2;
/// After how long without a turn what waits to be written counts as stuck: far longer than a commit of a busy node takes.
const STUCK_SECONDS: u64 = 10;
/// When to ask again.
const RETRY_SECONDS: u64 = 1;

pub(crate) fn endpoints() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(healthz)).routes(routes!(readyz))
}

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    status: HealthStatus,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HealthStatus {
    /// It is well.
    Ok,
}

const WELL: Json<Health> = Json(Health { status: HealthStatus::Ok });

/// Whether the process lives.
#[utoipa::path(get, path = "/healthz", tag = "about", security(()),
    responses((status = 200, description = "It lives.", body = Health)))]
async fn healthz() -> Json<Health> {
    WELL
}

/// Whether requests can be sent here.
///
/// That is so while the database answers, has the schema of this release and keeps what it is given, there is room in the
/// queues, workflows and lists are in memory, and the server was not told to stop.
#[utoipa::path(get, path = "/readyz", tag = "about", security(()), responses(
    (status = 200, description = "It can work.", body = Health),
    (status = 503, description = "Not now; `errors` has a code for each reason.")))]
async fn readyz(State(app): State<App>) -> Result<Json<Health>, Problem> {
    let reasons = reasons(&app).await;
    if reasons.is_empty() { Ok(WELL) } else { Err(not_ready(&reasons)) }
}

/// Why the server cannot work.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
enum Reason {
    #[error("the server is shutting down")]
    Stopping,
    #[error("the lists and workflows are still being read")]
    ReadingAhead,
    #[error("{waiting} writes wait, and more are refused")]
    WriteQueueFull { waiting: usize },
    #[error("writes have waited for {seconds} seconds without a turn")]
    WritesStuck { seconds: u64 },
    #[error("{waiting} reads wait, and more are refused")]
    ReadQueueFull { waiting: usize },
    #[error("the database did not answer within {PROBE_SECONDS} seconds")]
    DatabaseSilent,
    #[error("the database cannot be reached")]
    DatabaseUnavailable,
    #[error(
        "the database has the schema of a newer release: {found} instead of {known}; upgrade this node"
    )]
    NewerSchema { found: i64, known: i64 },
    #[error("the disk below the database is full")]
    DatabaseFull,
    #[error("the database answers with an error, which the log has")]
    DatabaseFailed,
}

impl Reason {
    fn code(&self) -> &'static str {
        match self {
            Self::Stopping => "shutting_down",
            Self::ReadingAhead => "reading_ahead",
            Self::WriteQueueFull { .. } => "write_queue_full",
            Self::WritesStuck { .. } => "writes_stuck",
            Self::ReadQueueFull { .. } => "read_queue_full",
            Self::DatabaseSilent | Self::DatabaseUnavailable => "database_unavailable",
            Self::NewerSchema { .. } => "newer_schema",
            Self::DatabaseFull => "database_full",
            Self::DatabaseFailed => "database_failed",
        }
    }
}

async fn reasons(app: &App) -> Vec<Reason> {
    if app.lifecycle().is_stopping() {
        // The database may be closed by now; that says nothing more.
        return vec![Reason::Stopping];
    }
    let mut reasons = Vec::new();
    if app.lifecycle().is_reading_ahead() {
        reasons.push(Reason::ReadingAhead);
    }
    let measured = app.storage().measured();
    reasons.extend(of_writing(&measured));
    let limit = Duration::from_secs(PROBE_SECONDS);
    let probe = async {
        app.storage().probe().await?;
        // While all is well nothing is written for the sake of asking. After a failure somebody has to try: nobody
        // else may, because nothing is sent here.
        match measured.write_trouble {
            Some(WriteTrouble::NoRoom | WriteTrouble::Unavailable) => {
                match app.storage().probe_writing().await {
                    // Others try.
                    Err(StorageError::Busy) => Ok(()),
                    tried => tried,
                }
            }
            None => Ok(()),
        }
    };
    match tokio::time::timeout(limit, probe).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => reasons.push(of_probe(app, &error)),
        Err(_) => reasons.push(Reason::DatabaseSilent),
    }
    reasons
}

/// What the door for writing says by itself.
fn of_writing(measured: &Measured) -> Option<Reason> {
    let write = measured.write;
    let seconds = write.oldest_wait.as_secs();
    if write.waiting >= write.capacity {
        Some(Reason::WriteQueueFull { waiting: write.waiting })
    } else if seconds >= STUCK_SECONDS {
        Some(Reason::WritesStuck { seconds })
    } else {
        None
    }
}

fn of_probe(app: &App, error: &StorageError) -> Reason {
    match error {
        StorageError::Closed => Reason::Stopping,
        StorageError::Busy | StorageError::Conflict { .. } => {
            Reason::ReadQueueFull { waiting: app.storage().measured().read.waiting }
        }
        StorageError::Unavailable { .. } | StorageError::Open { .. } => Reason::DatabaseUnavailable,
        StorageError::NoRoom { .. } => Reason::DatabaseFull,
        StorageError::NewerSchema { found, known } => {
            Reason::NewerSchema { found: *found, known: *known }
        }
        StorageError::Row { .. }
        | StorageError::NulCharacter
        | StorageError::Database { .. }
        | StorageError::Aborted
        | StorageError::Panicked { .. }
        | StorageError::NoSalt { .. }
        | StorageError::NotFirst { .. }
        | StorageError::OlderSchema { .. } => {
            tracing::error!(%error, "the database answers with an error");
            Reason::DatabaseFailed
        }
    }
}

fn not_ready(reasons: &[Reason]) -> Problem {
    let words: Vec<String> = reasons.iter().map(ToString::to_string).collect();
    let errors = reasons.iter().zip(&words);
    let errors = errors
        .map(|(reason, words)| FieldError::new(&Pointer::root(), reason.code(), words.as_str()));
    Problem::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", words.join("; "))
        .with_errors(errors.collect())
        .retry_after(RETRY_SECONDS)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pointsman_domain::clock::{Clock, SystemClock};
    use pointsman_domain::ids::CountingIds;
    use pointsman_storage::{Database, Storage, StorageOptions};

    use super::*;
    use crate::app::{ServerOptions, ServerParts};
    use crate::auth::SystemSecrets;

    async fn app() -> App {
        let options = StorageOptions::new(Database::SqliteMemory);
        App::new(ServerParts {
            storage: Storage::open(&options, SystemClock.now()).await.unwrap(),
            clock: Arc::new(SystemClock),
            ids: Arc::new(CountingIds::default()),
            secrets: Arc::new(SystemSecrets),
            options: ServerOptions::default(),
        })
    }

    #[tokio::test]
    async fn it_is_ready_between_reading_ahead_and_stopping() {
        let app = app().await;
        assert_eq!(reasons(&app).await, []);
        app.lifecycle().set_reading_ahead(true);
        assert_eq!(reasons(&app).await, [Reason::ReadingAhead]);
        app.lifecycle().set_reading_ahead(false);
        assert_eq!(reasons(&app).await, []);
        app.lifecycle().stop();
        assert_eq!(reasons(&app).await, [Reason::Stopping]);
    }

    #[tokio::test]
    async fn writes_that_get_no_turn_make_it_not_ready() {
        let mut measured = app().await.storage().measured();
        assert_eq!(of_writing(&measured), None);
        measured.write.waiting = 1;
        measured.write.oldest_wait = Duration::from_secs(STUCK_SECONDS);
        let stuck = of_writing(&measured);
        assert_eq!(stuck, Some(Reason::WritesStuck { seconds: STUCK_SECONDS }));
        measured.write.oldest_wait -= Duration::from_millis(1);
        assert_eq!(of_writing(&measured), None);
        measured.write.waiting = measured.write.capacity;
        assert!(matches!(of_writing(&measured), Some(Reason::WriteQueueFull { .. })));
    }

    #[tokio::test]
    async fn each_trouble_of_the_database_has_its_words() {
        let app = app().await;
        let gone = StorageError::Unavailable { message: "the password is 1234".to_owned() };
        assert_eq!(of_probe(&app, &gone), Reason::DatabaseUnavailable);
        let newer = of_probe(&app, &StorageError::NewerSchema { found: 9, known: 3 });
        assert_eq!(newer.code(), "newer_schema");
        assert!(newer.to_string().contains("9 instead of 3"));
        assert_eq!(of_probe(&app, &StorageError::Aborted).code(), "database_failed");
        assert_eq!(of_probe(&app, &StorageError::Busy).code(), "read_queue_full");
        let problem = not_ready(&[Reason::ReadingAhead, Reason::DatabaseSilent]);
        assert_eq!((problem.status().as_u16(), problem.code()), (503, "not_ready"));
    }
}
