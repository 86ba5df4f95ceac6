//! Progress bars: on standard error, and only for somebody who looks at a terminal.

use std::io::IsTerminal;
use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use pointsman_storage::backup::{Stage, Watch};

const OF_A_COPY: &str = "{msg} {wide_bar} {human_pos} of {human_len} rows, {per_sec}, {eta} left";
/// The same for a file.
pub(crate) const OF_A_FILE: &str =
    "checking the file {wide_bar} {bytes} of {total_bytes}, {eta} left";

/// The same for a file whose lines are kept.
pub(crate) const OF_LINES: &str =
    "{wide_bar} {bytes} of {total_bytes}, {msg}, {bytes_per_sec}, {eta} left";

const WORKING: &str = "{spinner} {msg}, {elapsed}";
const TURNS_EVERY: Duration = Duration::from_millis(120);

/// Turns while something is done whose length nobody knows; `finish_and_clear` ends it.
pub(crate) fn working(doing: &'static str) -> ProgressBar {
    let bar = progress_bar(WORKING).with_message(doing);
    bar.enable_steady_tick(TURNS_EVERY);
    bar
}

/// A bar of this style.
pub(crate) fn progress_bar(style: &str) -> ProgressBar {
    let target = if std::io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(None, target);
    match ProgressStyle::with_template(style) {
        Ok(style) => bar.with_style(style),
        // A bar that looks plainer is as good.
        Err(_) => bar,
    }
}

/// A bar for a copy, and who moves it.
pub(crate) fn of_a_copy() -> (ProgressBar, Watch) {
    let bar = progress_bar(OF_A_COPY);
    let moved = bar.clone();
    let watch = Arc::new(move |progress: pointsman_storage::backup::Progress| {
        moved.set_length(progress.of);
        moved.set_position(progress.done);
        let doing = match progress.stage {
            Stage::Copying => "copying",
            Stage::Verifying => "reading back",
        };
        moved.set_message(format!("{doing} {:<21}", progress.table));
    });
    (bar, watch)
}
