//! Options of the server.

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};

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
    /// A bucket (`s3://bucket/prefix`) in which a copy of that folder is kept; a server without the folder begins with it.
    /// The key is `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history_store: Option<String>,
    /// The address of a store that is not Amazon's: `https://minio.example.com`.
    #[arg(long, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history_store_endpoint: Option<String>,
    /// The region of the store [default: `AWS_REGION`, or us-east-1].
    #[arg(long, value_name = "REGION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) history_store_region: Option<String>,
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
