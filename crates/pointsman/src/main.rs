//! The binary: command line, configuration, composition root. It must not know SQL.
//!
//! Exit codes: 0 done, 1 the answer is no, 2 misuse, 3 trouble. Results go to standard output, everything else to
//! standard error.

mod audit;
mod backtest;
mod backup;
mod cli;
mod config;
mod demo;
mod documents;
mod import;
mod log;
mod migrate_store;
mod people;
mod progress;
mod replay;
mod restore;
mod serve;
mod trying;
mod upkeep;

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use pointsman_server::{NewKey, NewMember};

use cli::{AuditCommand, Cli, Command, ImportCommand, KeyCommand, MemberCommand, ReplayArguments};

/// Deciding makes and drops many small values on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What was asked has been answered, and the answer is no.
const NO: u8 = 1;
/// Something went wrong that is not the caller's fault.
const TROUBLE: u8 = 3;
/// The command line or the configuration makes no sense.
const MISUSE: u8 = 2;

/// What a command has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is done, or so.
    Yes,
    /// A check failed, a difference was found.
    No,
}

/// The caller asked for something that cannot be; the exit code says so.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Misuse(pub(crate) String);

/// How long threads may take that still work when everything is said and done.
const ENDING: Duration = Duration::from_secs(5);

fn main() -> ExitCode {
    let cli = Cli::asked();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    let answer = runtime.block_on(run(cli.command));
    // What is under way on a thread of its own, such as a call to a store that is slow, holds nobody up.
    runtime.shutdown_timeout(ENDING);
    match answer {
        Ok(Answer::Yes) => ExitCode::SUCCESS,
        Ok(Answer::No) => ExitCode::from(NO),
        Err(error) => failed(&error),
    }
}

async fn run(command: Command) -> anyhow::Result<Answer> {
    let done = match command {
        Command::Audit(AuditCommand::Head { json, store }) => audit::head(&store, json).await,
        Command::Audit(AuditCommand::Verify { against, json, store }) => {
            return audit::verify(&store, against, json).await;
        }
        Command::Import(ImportCommand::Inquiries(arguments)) => {
            return import::inquiries(&arguments).await;
        }
        Command::Replay(ReplayArguments { run: Some(run), json, store, .. }) => {
            return replay::one(&store, run, json).await;
        }
        Command::Replay(ReplayArguments { run: None, json, store, .. }) => {
            return replay::all(&store, json).await;
        }
        Command::Check(arguments) => return documents::check(&arguments).await,
        Command::Test(arguments) => return documents::test(&arguments).await,
        Command::Diff(arguments) => return documents::diff(&arguments).await,
        Command::Try(arguments) => return trying::decide(&arguments).await,
        Command::Backtest(arguments) => return backtest::backtest(&arguments).await,
        Command::Backup(arguments) => backup::backup(&arguments).await,
        Command::Restore(arguments) => return restore::restore(&arguments).await,
        Command::MigrateStore(arguments) => return migrate_store::migrate_store(&arguments).await,
        Command::Compact { store } => upkeep::compact(&store).await,
        Command::Serve(arguments) => serve::serve(&arguments).await,
        Command::Demo(arguments) => demo::demo(&arguments).await,
        Command::Member(MemberCommand::Create { email, role, name, password_stdin, store }) => {
            let password = people::password(password_stdin)?;
            let name = name.unwrap_or_else(|| email.clone());
            people::create_member(&store, NewMember { email, name, role, password }).await
        }
        Command::Key(KeyCommand::Create { name, role, expires_in, store }) => {
            let new = NewKey { name, role, days: expires_in };
            let secret = people::create_key(&store, new).await?;
            print_result(&secret)
        }
        Command::Openapi => print_result(&pointsman_server::openapi_document()?),
    };
    done.map(|()| Answer::Yes)
}

/// Results are the one thing that goes to standard output.
pub(crate) fn print_result(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", text.trim_end())?;
    out.flush()?;
    Ok(())
}

fn failed(error: &anyhow::Error) -> ExitCode {
    let mut said = std::io::stderr().lock();
    // Nobody is left to tell if standard error is closed.
    drop(writeln!(said, "pointsman: {error:#}"));
    let misuse = error.is::<Misuse>() || error.downcast_ref::<figment::Error>().is_some();
    ExitCode::from(if misuse { MISUSE } else { TROUBLE })
}
