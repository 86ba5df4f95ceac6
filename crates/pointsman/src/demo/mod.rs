//! `pointsman demo`: an example workspace in a folder of its own, on loopback only.

mod calls;
mod clock;
mod people;
mod seed;
mod workspace;

use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_server::{DemoNotice, Nodes, ServerOptions, ServerParts};
use pointsman_storage::Storage;

use crate::Misuse;
use crate::cli::DemoArguments;
use crate::config::Config;
use crate::serve::{answer, is_loopback, listen, log_to_stderr, open, parts, say};

/// Says that a folder holds an example, and that it was made to the end.
const MARKER: &str = "example-workspace";
/// Says that a folder holds an example that is being made.
const UNFINISHED: &str = "example-workspace-unfinished";
/// Making the example is many calls at once; the limit is for people and programs outside.
const SEED_REQUESTS_PER_MINUTE: u32 = 1_000_000;

pub(crate) async fn demo(arguments: &DemoArguments) -> anyhow::Result<()> {
    log_to_stderr("warn")?;
    let listener = listen(&arguments.listen).await?;
    let address = listener.local_addr()?;
    if !is_loopback(&address) {
        let detail =
            format!("the example listens on loopback only, and `{}` is not", arguments.listen);
        return Err(Misuse(detail).into());
    }
    let is_new = prepare_folder(&arguments.data)?;
    let config = Config { data: arguments.data.clone(), ..Config::default() };
    let storage = open(&config).await?;
    if is_new {
        say("Making an example workspace …")?;
        fill(&storage).await.context("cannot make the example workspace")?;
        std::fs::rename(arguments.data.join(UNFINISHED), arguments.data.join(MARKER))?;
    }
    let public_url = format!("http://{address}");
    let options = ServerOptions {
        public_url: public_url.clone(),
        demo: Some(DemoNotice),
        ..ServerOptions::default()
    };
    let parts = parts(storage, options);
    pointsman_server::recover_imports(&parts, Nodes::One).await?;
    pointsman_server::prepare(&parts).await?;
    say(&format!(
        "\n  Pointsman is at  {public_url}\n  Sign in as       {} (administrator) or {} (analyst)\n  Password         {}\n\n  An example workspace in ./{}. Ctrl+C stops it.\n",
        seed::ADMINISTRATOR.email,
        seed::ANALYST.email,
        seed::PASSWORD,
        arguments.data.display(),
    ))?;
    answer(parts, listener).await
}

/// Whether the example has yet to be made. A folder that holds something else is left alone.
fn prepare_folder(folder: &Path) -> anyhow::Result<bool> {
    if folder.join(MARKER).exists() {
        return Ok(false);
    }
    let unfinished = folder.join(UNFINISHED);
    if unfinished.exists() {
        // Our own half-made example: the program was stopped while making it.
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("cannot clear `{}`", folder.display()))?;
    } else if folder.exists() && folder.read_dir()?.next().is_some() {
        let detail = format!(
            "`{}` holds something else; choose another folder with --data",
            folder.display()
        );
        return Err(Misuse(detail).into());
    }
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make `{}`", folder.display()))?;
    std::fs::write(unfinished, "`pointsman demo` made this folder. Delete it as you like.\n")?;
    Ok(true)
}

/// Makes the workspace through the API, on a clock that passes some days.
async fn fill(storage: &Storage) -> anyhow::Result<()> {
    let clock = Arc::new(clock::SeedClock::default());
    let now = SystemClock.now();
    clock.set(now);
    let options =
        ServerOptions { requests_per_minute: SEED_REQUESTS_PER_MINUTE, ..ServerOptions::default() };
    let parts = ServerParts { clock: clock.clone(), ..parts(storage.clone(), options) };
    let code = pointsman_server::prepare(&parts).await?;
    let code = code.context("the folder has an administrator already")?;
    let calls = calls::Calls::new(pointsman_server::router(parts)?);
    seed::seed(&calls, &clock, &code, now).await
}
