//! Documents from files over the files of the past, for the command line: what the preview answers, without a server.
//!
//! Files are only read, beside a server that may be writing them; lists come from a database if there is one.

mod documents;
mod lists;
mod told;

use std::collections::BTreeSet;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use pointsman_domain::clock::Timestamp;
use pointsman_domain::ids::ListId;
use pointsman_engine::Plan;
use pointsman_history::segments::SegmentError;
use pointsman_history::{
    Answer, Cache, Cancel, Dialect, Effort, Files, Inquiries, Lists, Question, Room, Unanswered,
    Watermark, Window, preview, read_beside, to_sql,
};
use pointsman_storage::{Storage, StorageError};
use serde_json::Value;
use tokio::task::JoinError;

use crate::app::DEFAULT_HISTORY_MEMORY;
use crate::deciding::RefreshError;
use crate::workflows::ToldOfDocuments;
use lists::ListsNow;

/// What a folder's files of attributes and decisions are called.
const FILES: &str = "inquiries-*.parquet";

const MEBIBYTE: usize = 1024 * 1024;

/// A document in a file, and what to try it on.
#[derive(Clone, Debug)]
pub struct Backtest {
    /// The document.
    pub document: Value,
    /// What it is compared with.
    pub against: Option<Value>,
    /// The folder of the past.
    pub folder: PathBuf,
    /// Inquiries that completed from then on; `None` is all.
    pub from: Option<Timestamp>,
    /// Which lists count; `None` is those of now, where there is a database, and those of then otherwise.
    pub lists: Option<BacktestLists>,
}

/// Which lists count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BacktestLists {
    /// With what is on them now.
    Now,
    /// As they matched when each inquiry completed.
    Then,
}

/// Whose SQL to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SqlDialect {
    /// <https://duckdb.org>
    DuckDb,
    /// <https://spark.apache.org>
    Spark,
}

/// Why a backtest says nothing.
#[derive(Debug, thiserror::Error)]
pub enum BacktestError {
    /// The caller's turn: a text is no document, or one that cannot run; its diagnostics, one a line.
    #[error("{which} is no document that can run:\n{why}")]
    Unfit {
        /// Which of the two.
        which: &'static str,
        /// One a line.
        why: String,
    },
    /// The caller's turn: nothing is there.
    #[error(
        "there is no history in `{}`; a server keeps it there, in `history` in its data folder or in --history-folder", .0.display()
    )]
    NoHistory(PathBuf),
    /// The caller's turn: the files do not say what is on lists now.
    #[error(
        "`--lists now` asks what is on the lists now, which stands in the database; name it with --data or --database, or ask with `--lists then`"
    )]
    NoDatabase,
    /// The machine's turn, or ours.
    #[error(transparent)]
    Segments(#[from] SegmentError),
    /// The database's turn.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// What is on the lists cannot be read.
    #[error("what is on the lists cannot be read: {0}")]
    Lists(String),
    /// Ours.
    #[error(transparent)]
    Unanswered(#[from] Unanswered),
    /// Ours: it broke off.
    #[error("the backtest broke off: {0}")]
    Stopped(#[from] JoinError),
}

impl BacktestError {
    /// Whether the caller asked for what cannot be.
    pub const fn is_misuse(&self) -> bool {
        match self {
            Self::Unfit { .. } | Self::NoHistory(_) | Self::NoDatabase => true,
            Self::Segments(_)
            | Self::Storage(_)
            | Self::Lists(_)
            | Self::Unanswered(_)
            | Self::Stopped(_) => false,
        }
    }
}

impl From<RefreshError> for BacktestError {
    fn from(error: RefreshError) -> Self {
        match error.into_storage() {
            Ok(error) => error.into(),
            Err(error) => Self::Lists(error.to_string()),
        }
    }
}

/// Counts what documents would have done with the inquiries in the files of a folder. `watch` hears how many were read,
/// of how many.
pub async fn backtest(
    storage: Option<&Storage>,
    asked: Backtest,
    watch: impl Fn(u64, u64) + Send + Sync + 'static,
) -> Result<ToldOfDocuments, BacktestError> {
    let began = Instant::now();
    let directory = documents::directory(storage, [Some(&asked.document), asked.against.as_ref()]);
    let directory = directory.await?;
    let plan = documents::plan(&asked.document, "the document", &directory)?;
    let against = asked.against.as_ref();
    let against = against
        .map(|other| documents::plan(other, "what it is compared with", &directory))
        .transpose()?;
    let plans = Plans { plan, against };
    let now = match (asked.lists, storage) {
        (Some(BacktestLists::Then), _) | (None, None) => None,
        (Some(BacktestLists::Now), None) => return Err(BacktestError::NoDatabase),
        (Some(BacktestLists::Now) | None, Some(storage)) => {
            Some(ListsNow::read(storage, plans.lists()).await?)
        }
    };
    let work = move || -> Result<ToldOfDocuments, BacktestError> {
        let past = read(&asked.folder, now.as_ref(), &watch)?;
        let past = past.ok_or_else(|| BacktestError::NoHistory(asked.folder.clone()))?;
        let window = Window { from: asked.from, to: None };
        let lists = if now.is_some() { Lists::Now } else { Lists::Then };
        let answer = answered(&past.inquiries, &plans, window, lists)?;
        let took = began.elapsed();
        Ok(told::told(&asked, &plans, &past, lists, &answer, took))
    };
    tokio::task::spawn_blocking(work).await?
}

/// The document as a query over the files of a folder, with the lists that matched then.
pub async fn backtest_sql(
    storage: Option<&Storage>,
    asked: &Backtest,
    dialect: SqlDialect,
) -> Result<String, BacktestError> {
    let directory = documents::directory(storage, [Some(&asked.document), None]).await?;
    let plan = documents::plan(&asked.document, "the document", &directory)?;
    let window = Window { from: asked.from, to: None };
    let files = files_of(&asked.folder)?;
    let dialect = match dialect {
        SqlDialect::DuckDb => Dialect::DuckDb,
        SqlDialect::Spark => Dialect::Spark,
    };
    Ok(format!("{};", to_sql(&plan, window, &files, dialect)))
}

/// The files that count now. A folder that only an engine can read, such as one in a store, is named by a pattern.
fn files_of(folder: &Path) -> Result<Files, SegmentError> {
    let names = read_beside(folder, |segments| Ok(segments.files().map(str::to_owned).collect()))?;
    Ok(match names.filter(|names: &Vec<String>| !names.is_empty()) {
        Some(names) => Files::Named { folder: folder.to_string_lossy().into_owned(), names },
        None => Files::Pattern(folder.join(FILES).to_string_lossy().into_owned()),
    })
}

/// What is asked of everybody.
struct Plans {
    plan: Plan,
    against: Option<Plan>,
}

impl Plans {
    fn lists(&self) -> BTreeSet<ListId> {
        let plans = [Some(&self.plan), self.against.as_ref()].into_iter().flatten();
        plans.flat_map(|plan| plan.lists().lists().map(|list| list.id)).collect()
    }
}

/// What the files hold.
struct ReadPast {
    inquiries: Inquiries,
    complete_to: Option<Watermark>,
}

fn read(
    folder: &Path,
    now: Option<&ListsNow>,
    watch: &(dyn Fn(u64, u64) + Sync),
) -> Result<Option<ReadPast>, SegmentError> {
    let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    // As much as a server takes if nobody says otherwise. Without a file for the rest it is read all the same.
    let room = Room::new(
        usize::try_from(DEFAULT_HISTORY_MEMORY).unwrap_or(usize::MAX).saturating_mul(MEBIBYTE),
        None,
    )
    .ok();
    read_beside(folder, |segments| {
        let (of, done) = (segments.size().rows, AtomicU64::new(0));
        watch(0, of);
        let mut inquiries = segments.load_watched(cores, room.as_ref(), &|rows| {
            watch(done.fetch_add(rows, Ordering::Relaxed) + rows, of);
        })?;
        if let Some(now) = now {
            now.write(segments, &mut inquiries)?;
        }
        // While a server reads everything anew its files are not whole, and their position is below 0.
        let complete_to = segments.complete_to().filter(|watermark| watermark.position >= 0);
        Ok(ReadPast { inquiries, complete_to })
    })
}

fn answered(
    inquiries: &Inquiries,
    plans: &Plans,
    window: Window,
    lists: Lists,
) -> Result<Answer, Unanswered> {
    let baseline = plans.against.as_ref();
    let question = Question { plan: &plans.plan, baseline, window, lists, earlier: &[] };
    let cancel = Cancel::default();
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let effort = Effort { threads, part: u64::MAX, cancel: &cancel };
    preview(inquiries, &question, &Cache::new(0), effort, |_| {})
}
