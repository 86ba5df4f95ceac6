//! Options of `try` and `backtest`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use pointsman_server::{BacktestLists, SqlDialect};
use serde::Serialize;

use super::StoreArguments;

/// Options of `try`.
#[derive(Debug, Args)]
#[command(after_help = r#"Examples:
  pointsman try onboarding.yaml inquiry.json
  echo '{"attributes": {"age": 17, "country": "US"}}' | pointsman try onboarding.yaml -
  pointsman try onboarding.yaml inquiry.json --data pointsman-data --json

Exit codes: 0 it was decided, 2 a file that cannot be read or does not fit, 3 trouble."#)]
pub(crate) struct TryArguments {
    /// The document, in JSON or YAML.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The inquiry, as for creating one: `fields`, `session`, `verifications`, or `attributes` alone. With
    /// `attributes.list_matches` lists are assumed and not asked. `-` is standard input.
    #[arg(value_name = "INQUIRY")]
    pub(crate) inquiry: PathBuf,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// The database with the lists. Without one, and where none is found, there are no lists.
    #[command(flatten)]
    pub(crate) store: StoreArguments,
}

/// Options of `backtest`. Files are only read, beside a server that may be writing them.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  pointsman backtest onboarding.yaml
  pointsman backtest onboarding.yaml --against main/onboarding.yaml --window 90 --json
  pointsman backtest onboarding.yaml --sql duckdb | duckdb

Exit codes: 0 counted, and nothing goes another way; 1 with --against, an inquiry goes another way; 2 a file that cannot
be read or run, or no history; 3 trouble.")]
pub(crate) struct BacktestArguments {
    /// The document, in JSON or YAML.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The document that it is compared with.
    #[arg(long, value_name = "OTHER")]
    pub(crate) against: Option<PathBuf>,
    /// Only inquiries that completed in so many days up to now.
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=36_500))]
    pub(crate) window: Option<i64>,
    /// Lists as they are now, which needs a database, or as they matched when each inquiry completed [default: now, where
    /// there is a database, and then otherwise].
    #[arg(long, value_name = "WHEN", value_enum)]
    pub(crate) lists: Option<ListsArgument>,
    /// Print the document as a query over the files, and count nothing. Lists are those that matched then.
    #[arg(long, value_name = "ENGINE", value_enum, conflicts_with_all = ["against", "json"])]
    pub(crate) sql: Option<SqlArgument>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
    /// Where the files and the database are.
    #[command(flatten)]
    pub(crate) store: HistoryArguments,
}

/// Where past inquiries are, and the database with the lists.
#[derive(Debug, Args, Serialize)]
pub(crate) struct HistoryArguments {
    /// The files of past inquiries, as a server keeps them [default: `history` in the data folder].
    #[arg(long, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history_folder: Option<PathBuf>,
    /// The database with the lists. Without one, and where none is found, lists are named by id and count as then.
    #[command(flatten)]
    #[serde(flatten)]
    pub(crate) store: StoreArguments,
}

/// Which lists count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListsArgument {
    /// With what is on them now.
    Now,
    /// As they matched when each inquiry completed.
    Then,
}

/// Whose SQL to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SqlArgument {
    /// For `DuckDB`.
    #[value(name = "duckdb", help = "For DuckDB")]
    DuckDb,
    /// For Spark.
    Spark,
}

impl From<ListsArgument> for BacktestLists {
    fn from(lists: ListsArgument) -> Self {
        match lists {
            ListsArgument::Now => Self::Now,
            ListsArgument::Then => Self::Then,
        }
    }
}

impl From<SqlArgument> for SqlDialect {
    fn from(engine: SqlArgument) -> Self {
        match engine {
            SqlArgument::DuckDb => Self::DuckDb,
            SqlArgument::Spark => Self::Spark,
        }
    }
}
