//! Keeping the past up to date while the server runs, whether or not somebody asks.

use std::collections::BTreeSet;
use std::time::Duration;

use tokio::time::sleep;

use super::keeper::{KeepError, When};
use crate::app::App;

/// How often the log of events is looked at. Whoever asks does not wait for it.
const EVERY: Duration = Duration::from_secs(5);
/// How often it is worked out who is on the lists that workflows mention, if those have changed: with many inquiries that
/// takes seconds. Whoever asks about lists does not wait for it.
const LISTS_EVERY: Duration = Duration::from_mins(1);

/// Reads what the files hold, follows the log of events, and saves what has come, until the server is told to stop; then
/// saves the rest. Trouble goes to the log, and the next time is another try.
pub(crate) async fn keep(app: App) {
    let mut stopping = app.lifecycle().stopping();
    let mut lists_known: Option<Duration> = None;
    loop {
        let now = app.steady();
        let is_turn = lists_known.is_none_or(|known| now.saturating_sub(known) >= LISTS_EVERY);
        match bring_up(&app, is_turn).await {
            Ok(()) => {
                lists_known = if is_turn { Some(now) } else { lists_known };
                app.history().save(&app, When::Due).await;
            }
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

/// Up to what is committed; then, if it is their turn, the lists that workflows mention. What has happened is shown before.
async fn bring_up(app: &App, with_lists: bool) -> Result<(), KeepError> {
    app.history().catch_up(app, &BTreeSet::new()).await?;
    if with_lists {
        app.decider().refresh(app.storage()).await?;
        app.history().catch_up(app, &app.decider().mentioned()).await?;
    }
    Ok(())
}
