//! `pointsman demo`: an example workspace in a folder of its own, on loopback only.

use std::path::Path;
use std::time::Duration;

use anyhow::Context;
use indicatif::{ProgressBar, ProgressStyle};
use pointsman_server::{
    DemoNotice, EXAMPLE_MEMBERS, EXAMPLE_PASSWORD, ExampleSignIn, Listeners, Nodes, ServerOptions,
    ServerParts, make_example,
};

use crate::Misuse;
use crate::cli::{DemoArguments, LogFormat};
use crate::config::Config;
use crate::log;
use crate::serve::{Signals, answer, is_loopback, listen, open, parts, say};

/// Says that a folder holds an example, and that it was made to the end.
const MARKER: &str = "example-workspace";
/// Says that a folder holds an example that is being made.
const UNFINISHED: &str = "example-workspace-unfinished";
const BAR: &str = "  {bar:40} {pos} of {len}, {per_sec}";
/// How often the bar is drawn while nothing happens.
const TICK: Duration = Duration::from_millis(200);

pub(crate) async fn demo(arguments: &DemoArguments) -> anyhow::Result<()> {
    log::to_stderr("warn", LogFormat::Text)?;
    let listener = listen(&arguments.listen).await?;
    let address = listener.local_addr()?;
    if !is_loopback(&address) {
        let detail =
            format!("the example listens on loopback only, and `{}` is not", arguments.listen);
        return Err(Misuse(detail).into());
    }
    let is_new = prepare_folder(&arguments.data)?;
    let config = Config { data: arguments.data.clone(), ..Config::default() };
    let public_url = format!("http://{address}");
    let options = ServerOptions {
        public_url: public_url.clone(),
        demo: Some(DemoNotice),
        history: Some(config.history()),
        ..ServerOptions::default()
    };
    let parts = parts(open(&config).await?, options);
    if is_new {
        make(&parts, arguments.inquiries).await.context("cannot make the example workspace")?;
        std::fs::rename(arguments.data.join(UNFINISHED), arguments.data.join(MARKER))?;
    }
    pointsman_server::forget_in_flight(&parts, Nodes::One).await?;
    pointsman_server::recover_imports(&parts, Nodes::One).await?;
    pointsman_server::resume_example(&parts, Nodes::One).await?;
    pointsman_server::prepare(&parts).await?;
    let signals = Signals::new()?;
    say(&format!(
        "\n  Pointsman is at  {public_url}\n  Sign in as       {}\n  Password         {EXAMPLE_PASSWORD}\n\n  \
         An example workspace in {}. Ctrl+C stops it.\n",
        who(),
        arguments.data.display(),
    ))?;
    answer(parts, Listeners { main: listener, metrics: None }, config.patience(), signals).await
}

/// The members, one a line.
fn who() -> String {
    let lines: Vec<String> = EXAMPLE_MEMBERS
        .iter()
        .map(|member| format!("{:<17}({})", member.email, member.role))
        .collect();
    lines.join("\n                   ")
}

/// Makes the example; on a terminal a bar says how far it is.
async fn make(parts: &ServerParts, inquiries: i64) -> anyhow::Result<()> {
    say(&format!("Making an example workspace: 90 days with {inquiries} inquiries …"))?;
    let length = u64::try_from(inquiries)?;
    // Draws on standard error, and only where that is a terminal.
    let bar = ProgressBar::new(length).with_style(ProgressStyle::with_template(BAR)?);
    bar.enable_steady_tick(TICK);
    let progress = bar.clone();
    make_example(parts, ExampleSignIn::KnownPassword, inquiries, &move |made| {
        progress.set_position(u64::try_from(made.done).unwrap_or(0));
    })
    .await?;
    bar.finish_and_clear();
    Ok(())
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
