//! `pointsman backtest`: a document in a file over the files of past inquiries. Only reads, beside a server that may be
//! writing them.

use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_server::{Backtest, BacktestError, backtest as counted, backtest_sql};
use pointsman_storage::Storage;

use crate::cli::{BacktestArguments, ListsArgument, SqlArgument};
use crate::config::Config;
use crate::documents::{close, read, storage};
use crate::progress::progress_bar;
use crate::trying::print;
use crate::{Answer, Misuse, print_result};

const BAR: &str = "reading {wide_bar} {human_pos} of {human_len} inquiries, {per_sec}, {eta} left";
const DAY: i64 = 24 * 60 * 60;

/// Counts, or prints the query that does.
pub(crate) async fn backtest(arguments: &BacktestArguments) -> anyhow::Result<Answer> {
    if arguments.sql.is_some() && arguments.lists == Some(ListsArgument::Now) {
        let why =
            "--sql counts lists as they matched then: what is on them now is not in the files";
        return Err(Misuse(why.to_owned()).into());
    }
    let asked = Backtest {
        document: read(&arguments.file)?,
        against: arguments.against.as_deref().map(read).transpose()?,
        folder: Config::load(&arguments.store)?.history(),
        from: arguments.window.map(|days| SystemClock.now().plus_seconds(-days * DAY)),
        lists: arguments.lists.map(Into::into),
    };
    let storage = storage(&arguments.store.store).await?;
    let said = match arguments.sql {
        Some(engine) => query(storage.as_ref(), &asked, engine).await,
        None => counts(storage.as_ref(), asked, arguments.json).await,
    };
    close(storage).await;
    said
}

async fn query(
    storage: Option<&Storage>,
    asked: &Backtest,
    engine: SqlArgument,
) -> anyhow::Result<Answer> {
    let query = backtest_sql(storage, asked, engine.into()).await.map_err(whose_turn)?;
    print_result(&query)?;
    Ok(Answer::Yes)
}

async fn counts(storage: Option<&Storage>, asked: Backtest, json: bool) -> anyhow::Result<Answer> {
    let bar = progress_bar(BAR);
    let moved = bar.clone();
    let watch = move |done, of| {
        moved.set_length(of);
        moved.set_position(done);
    };
    let told = counted(storage, asked, watch).await;
    bar.finish_and_clear();
    print(&told.map_err(whose_turn)?, json)
}

fn whose_turn(error: BacktestError) -> anyhow::Error {
    if error.is_misuse() { Misuse(error.to_string()).into() } else { error.into() }
}
