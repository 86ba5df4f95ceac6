//! Reading the whole past from the database.

use pointsman_storage::events::newest_line;
use pointsman_storage::inquiries::completed_after;
use tokio::sync::MutexGuard;

use super::columns::past;
use super::keeper::{KeepError, Keeper, Past, Reach};
use crate::app::App;

/// Inquiries that one transaction reads: other readers get their turn in between.
const PAGE: usize = 2_000;
/// Pages after which whoever asks sees more. A snapshot that is shown is not written to any more but copied in part.
const PAGES_SHOWN: usize = 16;

/// Reads all completed inquiries, and shows them as they come. What changes meanwhile is told by events behind the one
/// that was the newest at the beginning.
pub(super) async fn build(
    keeper: &Keeper,
    turn: &MutexGuard<'_, ()>,
    app: &App,
) -> Result<(), KeepError> {
    let mut built = Past::default();
    keeper.show(turn, built.clone());
    let begun = app.now();
    let newest = app.storage().read(newest_line).await?;
    let mut after = None;
    for page in 1_usize.. {
        let found = app.storage().read(move |t| completed_after(t, after, None, PAGE)).await?;
        built.inquiries.append(&found.rows.iter().map(past).collect::<Vec<_>>())?;
        after = found.next;
        if after.is_none() {
            break;
        }
        if page.is_multiple_of(PAGES_SHOWN) {
            keeper.show(turn, built.clone());
        }
    }
    let last = newest.map(|line| (line.position, line.id));
    built.reach = Reach::Whole { last, complete_to: begun };
    tracing::info!(inquiries = built.inquiries.len(), "history is built");
    keeper.show(turn, built);
    Ok(())
}
