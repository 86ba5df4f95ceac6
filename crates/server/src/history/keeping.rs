//! Keeping the past up to date while the server runs, whether or not somebody asks.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::sleep;

use super::keeper::{KeepError, When};
use crate::app::App;

/// How often the log of events is looked at. Whoever asks does not wait for it.
const EVERY: Duration = Duration::from_secs(5);
/// How often it is worked out who is on the lists that started workflows mention, if those have changed: with many inquiries
/// that takes seconds, in which whoever asks waits. Whoever asks about lists makes it known at once.
const LISTS_EVERY: Duration = Duration::from_mins(10);

/// Reads what the files hold, follows the log of events, and saves what has come, until the server is told to stop; then
/// saves the rest. Trouble goes to the log, and the next time is another try.
pub(crate) async fn keep(app: App) {
    let mut stopping = app.lifecycle().stopping();
    let mut lists_looked_at: Option<Duration> = None;
    loop {
        match app.history().catch_up(&app, &BTreeSet::new()).await {
            Ok(()) => app.history().save(&app, When::Due).await,
            Err(_) if app.lifecycle().is_stopping() => {}
            Err(error) => tracing::warn!(%error, "history is behind; it is tried again"),
        }
        let now = app.steady();
        app.impacts().forget_old(now);
        if lists_looked_at.is_none_or(|at| now.saturating_sub(at) >= LISTS_EVERY) {
            lists_looked_at = Some(now);
            if let Err(error) = look_at_lists(&app).await
                && !app.lifecycle().is_stopping()
            {
                tracing::warn!(%error, "who is on the lists is not worked out ahead; it is tried again");
            }
        }
        tokio::select! {
            () = stopping.told() => break,
            () = sleep(EVERY) => {}
        }
    }
    app.history().save(&app, When::Now).await;
}

/// Works out who is on the lists that started workflows mention, ahead of whoever asks.
async fn look_at_lists(app: &App) -> Result<(), KeepError> {
    app.decider().refresh(app.storage()).await?;
    app.history().catch_up(app, &app.decider().mentioned()).await
}
