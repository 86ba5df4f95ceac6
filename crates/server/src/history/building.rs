//! The beginning: what the files hold, or else all that is in the database.

use pointsman_history::{Inquiries, Watermark};
use pointsman_storage::StorageError;
use pointsman_storage::events::{line_numbered, newest_line};
use pointsman_storage::inquiries::completed_after;

use super::columns::kept;
use super::files::{Files, Loaded};
use super::keeper::{KeepError, Keeper, Last, Past, Reach};
use super::store;
use crate::app::App;

/// Inquiries that one transaction reads: other readers get their turn in between.
const PAGE: usize = 2_000;
/// Pages after which whoever asks sees more. A snapshot that is shown is not written to any more but copied in part.
const PAGES_SHOWN: usize = 16;

/// Begins with the files, if they are whole and of this database, or with a copy of them.
pub(super) async fn begin(keeper: &Keeper, files: &mut Files, app: &App) -> Result<(), KeepError> {
    if loaded(keeper, files, app).await?
        || store::fetch(app).await.is_some() && loaded(keeper, files, app).await?
    {
        return Ok(());
    }
    build(keeper, files, app).await
}

async fn loaded(keeper: &Keeper, files: &mut Files, app: &App) -> Result<bool, KeepError> {
    let begun = app.steady();
    let Some(loaded) = files.load(keeper.overflow().cloned()).await else { return Ok(false) };
    let Loaded { inquiries, watermark, lists } = loaded;
    let Some(reach) = reach_of(app, watermark).await? else {
        tracing::warn!("the history folder is of another database, or of an older state of it");
        files.forget();
        return Ok(false);
    };
    let (rows, known, took) = (inquiries.len(), lists.len(), app.steady().saturating_sub(begun));
    tracing::info!(inquiries = rows, lists = known, ?took, "history was read from its files");
    keeper.show(Past { inquiries, reach, lists, ..Past::default() });
    Ok(true)
}

/// What the files' watermark means here; `None` if it means nothing.
pub(super) async fn reach_of(
    app: &App,
    watermark: Watermark,
) -> Result<Option<Reach>, StorageError> {
    if watermark.position == 0 {
        return Ok(Some(Reach::Whole { last: None, complete_to: watermark.at }));
    }
    let line = app.storage().read(move |t| line_numbered(t, watermark.position)).await?;
    Ok(line
        .filter(|line| line.at == watermark.at)
        .map(|line| Reach::Whole { last: Some(Last::from(&line)), complete_to: line.at }))
}

/// Reads all completed inquiries, and shows them as they come. What changes meanwhile is told by events behind the one
/// that was the newest at the beginning.
pub(super) async fn build(keeper: &Keeper, files: &mut Files, app: &App) -> Result<(), KeepError> {
    let mut built = keeper.nothing();
    keeper.show(built.clone());
    files.begin_anew().await;
    let begun = app.now();
    let newest = app.storage().read(newest_line).await?;
    let mut after = None;
    for page in 1_usize.. {
        if app.lifecycle().is_stopping() {
            return Err(StorageError::Closed.into());
        }
        let found = app.storage().read(move |t| completed_after(t, after, None, PAGE)).await?;
        add(&mut built.inquiries, files, &found.rows)?;
        files.save_part().await;
        after = found.next;
        if after.is_none() {
            break;
        }
        if page.is_multiple_of(PAGES_SHOWN) {
            keeper.show(built.clone());
        }
    }
    let last = newest.as_ref().map(Last::from);
    built.reach = Reach::Whole { last, complete_to: begun };
    files.save(last, app.steady()).await;
    tracing::info!(inquiries = built.inquiries.len(), "history is built from the database");
    keeper.copy_state().note_folder(files.are_out());
    keeper.show(built);
    Ok(())
}

/// Makes the files anew, with those inquiries that the snapshot has: what comes behind them is followed as ever.
pub(super) async fn write_anew(
    keeper: &Keeper,
    files: &mut Files,
    app: &App,
) -> Result<(), KeepError> {
    let past = keeper.snapshot();
    let Reach::Whole { last, .. } = past.reach else { return Ok(()) };
    files.begin_anew().await;
    files.are_of_another_order();
    let written = write_all(&past, last, files, app).await;
    if let Err(error) = &written {
        // What is there is a part, and must never pass for the whole.
        files.give_up(error);
    }
    written
}

async fn write_all(
    past: &Past,
    last: Option<Last>,
    files: &mut Files,
    app: &App,
) -> Result<(), KeepError> {
    let mut after = None;
    while files.are_used() {
        if app.lifecycle().is_stopping() {
            return Err(StorageError::Closed.into());
        }
        let found = app.storage().read(move |t| completed_after(t, after, None, PAGE)).await?;
        let known = past.inquiries.find(found.rows.iter().map(|completed| completed.id))?;
        let rows = found.rows.iter().filter(|completed| known.contains_key(&completed.id));
        rows.map(kept).for_each(|kept| files.add(kept));
        files.save_part().await;
        after = found.next;
        if after.is_none() {
            files.save(last, app.steady()).await;
            break;
        }
    }
    if files.are_used() {
        tracing::info!("the files of history are made anew");
    }
    Ok(())
}

fn add(
    inquiries: &mut Inquiries,
    files: &mut Files,
    completed: &[pointsman_storage::inquiries::CompletedInquiry],
) -> Result<(), KeepError> {
    for completed in completed {
        let kept = kept(completed);
        inquiries.append([&kept.inquiry])?;
        files.add(kept);
    }
    Ok(())
}
