//! The command line: what can be asked for, and where each option comes from.

mod documents;
mod help;

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};
use pointsman_domain::ids::RunId;
use pointsman_domain::people::Role;
use pointsman_server::{EXAMPLE_INQUIRIES, MOST_EXAMPLE_INQUIRIES, MOST_KEY_DAYS};
use pointsman_storage::audit::Head;
use serde::{Deserialize, Serialize};

pub(crate) use documents::{BacktestArguments, ListsArgument, SqlArgument, TryArguments};

/// Decides identity inquiries.
#[derive(Debug, Parser)]
#[command(name = "pointsman", version, propagate_version = true)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// What was asked for; whoever asked for help, or for nothing that can be, is answered and does not come back.
    pub(crate) fn asked() -> Self {
        let matches = help::grouped().get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start the server.
    Serve(ServeArguments),
    /// Start an example workspace in a folder of its own, on loopback only.
    Demo(DemoArguments),
    /// Members: people who sign in.
    #[command(subcommand)]
    Member(MemberCommand),
    /// API keys.
    #[command(subcommand)]
    Key(KeyCommand),
    /// The record of what members and keys changed.
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Check a workflow's document, in JSON or YAML, and prove what is true of it; the exit code is 1 if it has errors.
    Check(CheckArguments),
    /// Run tests in a file on a document, or write those that are offered; the exit code is 1 if one is broken.
    Test(TestArguments),
    /// Say for whom two documents decide differently; the exit code is 1 if they do.
    Diff(DiffArguments),
    /// Decide one inquiry by a document, and say why; nothing is kept.
    Try(TryArguments),
    /// Count what a document would have done with past inquiries; against another, the exit code is 1 if one goes another way.
    Backtest(BacktestArguments),
    /// Bring in what was there before Pointsman.
    #[command(subcommand)]
    Import(ImportCommand),
    /// Decide past runs again from what was stored; the exit code is 1 if another answer comes out.
    Replay(ReplayArguments),
    /// Write the database's files anew, so that no copy of what was erased is left in them. Nobody can work meanwhile;
    /// a server does so by itself within a day after erasing.
    Compact {
        /// The database.
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Write everything into one file, as it is at one moment, beside a running server.
    Backup(BackupArguments),
    /// Put a backup into a database that holds nothing.
    Restore(RestoreArguments),
    /// Copy everything into another database that holds nothing, from the embedded one to PostgreSQL or back, and compare
    /// every table. What a server decides on the old one after that moment is not carried over: stop it first.
    MigrateStore(MigrateStoreArguments),
    /// Print the description of the HTTP API.
    Openapi,
}

/// Options of `serve`. Each is also `POINTSMAN_…` in the environment and a key in `pointsman.toml`.
#[derive(Debug, Args, Serialize)]
pub(crate) struct ServeArguments {
    /// Where the embedded database lives.
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<PathBuf>,
    /// Where past inquiries are kept in columns, for previews [default: `history` in the data folder]. Each server has its
    /// own; it can be deleted and is made anew.
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history_folder: Option<PathBuf>,
    /// Memory for past inquiries in columns, in MiB; older ones beyond it are read from a file [default: 2048].
    #[arg(long, value_name = "MIB")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history_memory: Option<u32>,
    /// Before an item of a list is saved it is called dangerous if it alone matches more than one in N past inquiries
    /// [default: 100].
    #[arg(long, value_name = "N")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) broad_item_one_in: Option<NonZeroU32>,
    /// A PostgreSQL database instead of the embedded one.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) database: Option<String>,
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<String>,
    /// The address under which people reach the dashboard; https makes cookies secure.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<String>,
    /// A proxy in front writes X-Forwarded-For; its last address counts as the caller's. Never without such a
    /// proxy: limits on guessing could be dodged.
    #[arg(long)]
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) trust_forwarded_for: bool,
    /// How many requests a minute each API key, member or, without either, address may make [default: 60000].
    #[arg(long, value_name = "N")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) requests_per_minute: Option<NonZeroU32>,
    /// What to log, such as `info` or `pointsman_server=debug`.
    #[arg(long, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log: Option<String>,
    /// How a line of the log looks: `text` or `json`.
    #[arg(long, value_name = "FORMAT", value_enum)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) log_format: Option<LogFormat>,
    /// A second address that answers `/metrics`, `/healthz` and `/readyz` without a key, to whoever can reach it.
    #[arg(long, value_name = "ADDR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) metrics_listen: Option<String>,
    /// When told to stop: for how many seconds connections are still taken while `/readyz` says already that it stops.
    #[arg(long, value_name = "SECONDS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shutdown_delay: Option<u32>,
    /// When told to stop: how many seconds what was accepted may take before it is cut off.
    #[arg(long, value_name = "SECONDS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) shutdown_grace: Option<u32>,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LogFormat {
    /// For people.
    Text,
    /// For programs: one JSON object a line.
    Json,
}

/// Options of `demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArguments {
    /// Address and port to listen on; loopback only.
    #[arg(long, value_name = "ADDR", env = "POINTSMAN_LISTEN", default_value = "127.0.0.1:7311")]
    pub(crate) listen: String,
    /// Where the example workspace lives; it is kept and opened again.
    #[arg(long, value_name = "DIR", default_value = "pointsman-demo")]
    pub(crate) data: PathBuf,
    /// How many inquiries the example holds, when it is made.
    #[arg(long, value_name = "N", default_value_t = EXAMPLE_INQUIRIES,
        value_parser = clap::value_parser!(i64).range(1..=MOST_EXAMPLE_INQUIRIES))]
    pub(crate) inquiries: i64,
}

/// Which database a command works on.
#[derive(Debug, Args, Serialize)]
pub(crate) struct StoreArguments {
    /// Where the embedded database lives.
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<PathBuf>,
    /// A PostgreSQL database instead of the embedded one.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) database: Option<String>,
}

/// Options of `check`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointsman check onboarding.yaml
  pointsman check onboarding.yaml --json --data pointsman-data

Exit codes: 0 nothing against it, 1 errors or a broken invariant, 2 a file that cannot be read, 3 trouble.")]
pub(crate) struct CheckArguments {
    /// The document.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database with the lists that it names. Without one, and where none is found, there are no lists.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// Options of `test`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointsman test onboarding.yaml --write
  pointsman test onboarding.yaml --tests onboarding.tests.yaml --json

Exit codes: 0 all pass, 1 a test is broken, 2 a file that cannot be read or run, 3 trouble.")]
pub(crate) struct TestArguments {
    /// The document.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The tests. Without it, those beside the document: for `onboarding.yaml`, `onboarding.tests.yaml`.
    #[arg(long, value_name = "FILE")]
    pub(crate) tests: Option<PathBuf>,
    /// Add the tests that are offered for the document to the file, which is written anew: comments in it are lost.
    #[arg(long)]
    pub(crate) write: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database with the lists that it names. Without one, and where none is found, there are no lists.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// Options of `diff`.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointsman diff main/onboarding.yaml onboarding.yaml
  git show main:onboarding.yaml > old.yaml && pointsman diff old.yaml onboarding.yaml

Exit codes: 0 both decide alike, 1 they differ, 2 a file that cannot be read or run, 3 trouble.")]
pub(crate) struct DiffArguments {
    /// The old document.
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The new one.
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database with the lists that they name. Without one, and where none is found, there are no lists.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// Options of `backup`.
#[derive(Debug, Args)]
pub(crate) struct BackupArguments {
    /// The file to write; it is there when it is whole.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Write over a file that is there.
    #[arg(long)]
    pub(crate) force: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// Options of `restore`.
#[derive(Debug, Args)]
pub(crate) struct RestoreArguments {
    /// What `backup` wrote.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// Options of `migrate-store`.
#[derive(Debug, Args)]
pub(crate) struct MigrateStoreArguments {
    /// Where to: `postgres://…`, or a folder for the embedded database.
    #[arg(long, value_name = "URL|DIR")]
    pub(crate) to: String,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database to copy.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// What can be done with members.
#[derive(Debug, Subcommand)]
pub(crate) enum MemberCommand {
    /// Add a member. The password is asked for, or read from standard input.
    Create {
        /// The e-mail address to sign in with.
        #[arg(long, value_name = "E")]
        email: String,
        /// What the member may do.
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// The name that others see; the e-mail address if left out.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,
        /// Read the password from the first line of standard input.
        #[arg(long)]
        password_stdin: bool,
        /// The database.
        #[command(flatten)]
        store: StoreArguments,
    },
}

/// What can be done with API keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeyCommand {
    /// Make a key; the key alone is printed on standard output, once.
    Create {
        /// What the key is for.
        #[arg(long, value_name = "N")]
        name: String,
        /// What the key may do.
        #[arg(long, value_name = "ROLE")]
        role: Role,
        /// After how many days it ends; without, when it is revoked.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=MOST_KEY_DAYS))]
        expires_in: Option<i64>,
        /// The database.
        #[command(flatten)]
        store: StoreArguments,
    },
}

/// What can be asked about the record of changes. The database is only read, beside a running server.
#[derive(Debug, Subcommand)]
pub(crate) enum AuditCommand {
    /// Print where the record ends: the number of the last entry and its hash. Keep it somewhere else.
    Head {
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// The database.
        #[command(flatten)]
        store: StoreArguments,
    },
    /// Check the whole record; the exit code is 1 if something is wrong with it.
    Verify {
        /// What `audit head` printed earlier: the record must still go through it.
        #[arg(long, value_name = "HEAD")]
        against: Option<Head>,
        /// Print JSON.
        #[arg(long)]
        json: bool,
        /// The database.
        #[command(flatten)]
        store: StoreArguments,
    },
}

/// What can be brought in.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Past inquiries: a file with one JSON object a line. Nothing is decided; the exit code is 1 if a line was not taken.
    Inquiries(ImportInquiriesArguments),
}

/// Options of `import inquiries`. It works beside a running server.
#[derive(Debug, Args)]
pub(crate) struct ImportInquiriesArguments {
    /// The file; `-` is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Print the report as JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// Options of `replay`. The database is only read, beside a running server.
#[derive(Debug, Args)]
pub(crate) struct ReplayArguments {
    /// One run: `run_…`.
    #[arg(value_name = "RUN_ID")]
    pub(crate) run: Option<RunId>,
    /// Every run.
    #[arg(long, required_unless_present = "run", conflicts_with = "run")]
    pub(crate) all: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}
