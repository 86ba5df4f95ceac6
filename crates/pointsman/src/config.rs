//! Configuration: flags over environment over `pointsman.toml` over what is built in. Unknown keys are refused.

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use pointsman_server::{
    DEFAULT_BROAD_ITEM_ONE_IN, DEFAULT_HISTORY_MEMORY, DEFAULT_REQUESTS_PER_MINUTE, HistoryStore,
    HistoryStoreSetting, Patience,
};
use serde::{Deserialize, Serialize};

use crate::cli::LogFormat;

/// Every key. Other variables that begin with `POINTSMAN_` belong to other programs (a key for a script) and are
/// left alone; in the file an unknown key is a mistake.
const KEYS: [&str; 17] = [
    "data",
    "history_folder",
    "history_memory",
    "broad_item_one_in",
    "history_store",
    "history_store_endpoint",
    "history_store_region",
    "database",
    "listen",
    "public_url",
    "trust_forwarded_for",
    "requests_per_minute",
    "log",
    "log_format",
    "metrics_listen",
    "shutdown_delay",
    "shutdown_grace",
];
/// As long as a request may take, and a little for the database.
const SHUTDOWN_GRACE: u32 = 35;

/// What the server is started with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Folder of the embedded database.
    pub(crate) data: PathBuf,
    /// Where past inquiries are kept in columns, apart from `data`.
    pub(crate) history_folder: Option<PathBuf>,
    /// A bucket (`s3://bucket/prefix`) in which a copy of that folder is kept.
    pub(crate) history_store: Option<String>,
    /// The address of a store that is not Amazon's.
    pub(crate) history_store_endpoint: Option<String>,
    /// The region of the store.
    pub(crate) history_store_region: Option<String>,
    /// Memory for past inquiries in columns, in MiB.
    pub(crate) history_memory: u32,
    /// An item of a list that alone matches more than one in so many past inquiries is called dangerous.
    pub(crate) broad_item_one_in: NonZeroU32,
    /// `postgres://…` instead of the embedded database.
    pub(crate) database: Option<String>,
    /// Address and port.
    pub(crate) listen: String,
    /// The address under which people reach the dashboard.
    pub(crate) public_url: Option<String>,
    /// Whether a proxy in front writes `X-Forwarded-For`, whose last address then counts as the caller's.
    pub(crate) trust_forwarded_for: bool,
    /// Requests per minute for each API key, member or, without either, address; more are answered with 429.
    pub(crate) requests_per_minute: NonZeroU32,
    /// Log filter.
    pub(crate) log: String,
    /// How a line of the log looks.
    pub(crate) log_format: LogFormat,
    /// Address and port for monitoring alone, without keys.
    pub(crate) metrics_listen: Option<String>,
    /// Seconds for which connections are still taken while `/readyz` says already that the server stops.
    pub(crate) shutdown_delay: u32,
    /// Seconds that what was accepted may take before it is cut off.
    pub(crate) shutdown_grace: u32,
}

/// A variable that other tools read as well, to the letter: a key of digits is no number.
#[expect(clippy::disallowed_methods, reason = "configuration is read here")]
fn usual_variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("pointsman-data"),
            history_folder: None,
            history_store: None,
            history_store_endpoint: None,
            history_store_region: None,
            history_memory: DEFAULT_HISTORY_MEMORY,
            broad_item_one_in: DEFAULT_BROAD_ITEM_ONE_IN,
            database: None,
            listen: "127.0.0.1:7311".to_owned(),
            public_url: None,
            trust_forwarded_for: false,
            requests_per_minute: DEFAULT_REQUESTS_PER_MINUTE,
            log: "info".to_owned(),
            log_format: LogFormat::Text,
            metrics_listen: None,
            shutdown_delay: 0,
            shutdown_grace: SHUTDOWN_GRACE,
        }
    }
}

impl Config {
    /// How long the end of the server may take.
    pub(crate) fn patience(&self) -> Patience {
        let seconds = |seconds: u32| Duration::from_secs(seconds.into());
        Patience { delay: seconds(self.shutdown_delay), grace: seconds(self.shutdown_grace) }
    }

    /// The folder of past inquiries in columns: each server has its own.
    pub(crate) fn history(&self) -> PathBuf {
        self.history_folder.clone().unwrap_or_else(|| self.data.join("history"))
    }

    /// Where a copy of it is kept. The key comes from the variables that all tools of S3 read, and from nowhere else.
    pub(crate) fn history_store(&self) -> anyhow::Result<Option<HistoryStore>> {
        let Some(url) = self.history_store.clone() else { return Ok(None) };
        let usual = |name: &str| usual_variable(name).filter(|text| !text.is_empty());
        let setting = HistoryStoreSetting {
            url,
            endpoint: self.history_store_endpoint.clone(),
            region: self.history_store_region.clone().or_else(|| usual("AWS_REGION")),
            access_key_id: usual("AWS_ACCESS_KEY_ID").unwrap_or_default(),
            secret_access_key: usual("AWS_SECRET_ACCESS_KEY").unwrap_or_default(),
            session_token: usual("AWS_SESSION_TOKEN"),
            certificates: usual("SSL_CERT_FILE").map(PathBuf::from),
        };
        Ok(Some(HistoryStore::new(setting)?))
    }

    /// Reads the layers; `flags` are the options that were given on the command line.
    pub(crate) fn load(flags: &impl Serialize) -> anyhow::Result<Self> {
        Figment::from(Serialized::defaults(Self::default()))
            .merge(Toml::file("pointsman.toml"))
            .merge(Env::prefixed("POINTSMAN_").only(&KEYS))
            .merge(Serialized::defaults(flags))
            .extract()
            .context(
                "the configuration is not valid (flags, POINTSMAN_… variables, pointsman.toml)",
            )
    }
}
