//! Configuration: flags over environment over `pointsman.toml` over what is built in. Unknown keys are refused.

use std::num::NonZeroU32;
use std::path::PathBuf;

use anyhow::Context;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use pointsman_server::DEFAULT_REQUESTS_PER_MINUTE;
use serde::{Deserialize, Serialize};

/// Every key. Other variables that begin with `POINTSMAN_` belong to other programs (a key for a script) and are
/// left alone; in the file an unknown key is a mistake.
const KEYS: [&str; 7] = [
    "data",
    "database",
    "listen",
    "public_url",
    "trust_forwarded_for",
    "requests_per_minute",
    "log",
];

/// What the server is started with.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Folder of the embedded database.
    pub(crate) data: PathBuf,
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
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("pointsman-data"),
            database: None,
            listen: "127.0.0.1:7311".to_owned(),
            public_url: None,
            trust_forwarded_for: false,
            requests_per_minute: DEFAULT_REQUESTS_PER_MINUTE,
            log: "info".to_owned(),
        }
    }
}

impl Config {
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
