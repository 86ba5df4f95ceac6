//! Keeping the past up to date while the server runs, whether or not somebody asks.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::sleep;

use super::keeper::When;
use crate::app::App;

/// How often the log of events is looked at. Whoever asks does not wait for it.
const EVERY: Duration = Duration::from_secs(5);

/// Reads what the files hold, follows the log of events, and saves what has come, until the server is told to stop; then
/// saves the rest. Trouble goes to the log, and the next time is another try.
pub(crate) async fn keep(app: App) {
    let mut stopping = app.lifecycle().stopping();
    loop {
        match app.history().catch_up(&app, &BTreeSet::new()).await {
            Ok(()) => app.history().save(&app, When::Due).await,
            Err(_) if app.lifecycle().is_stopping() => {}
            Err(error) => tracing::warn!(%error, "history is behind; it is tried again"),
        }
        tokio::select! {
            () = stopping.told() => break,
            () = sleep(EVERY) => {}
        }
    }
    app.history().save(&app, When::Now).await;
}
