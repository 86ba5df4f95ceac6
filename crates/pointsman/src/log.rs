//! Logs: to standard error, as text or as JSON, one line for each thing that happened.

use std::io::{IsTerminal, Write};

use anyhow::Context;
use pointsman_domain::clock::{Clock, SystemClock};
use serde_json::json;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

use crate::cli::LogFormat;

/// At its finest level the library writes whole paths, in which somebody may have put an address.
const WITHOUT_PATHS: &str = "tower_http=debug";

/// Begins to log what passes the filter.
pub(crate) fn to_stderr(filter: &str, format: LogFormat) -> anyhow::Result<()> {
    let mut filter =
        EnvFilter::try_new(filter).with_context(|| format!("`{filter}` is not a log filter"))?;
    if filter.max_level_hint() == Some(LevelFilter::TRACE) {
        filter = filter.add_directive(WITHOUT_PATHS.parse()?);
    }
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
    }
    Ok(())
}

/// One line for the person who started the server, whatever is logged; as JSON where the log is.
pub(crate) fn say(format: LogFormat, line: &str) -> anyhow::Result<()> {
    let mut said = std::io::stderr().lock();
    match format {
        LogFormat::Text => writeln!(said, "{line}")?,
        LogFormat::Json => {
            let now = SystemClock.now().to_string();
            writeln!(said, "{}", json!({"timestamp": now, "level": "INFO", "message": line}))?;
        }
    }
    said.flush()?;
    Ok(())
}
