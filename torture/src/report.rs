//! What a person sees: one line for each check, progress on a terminal.

use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

/// How far a check is; drawn on standard error and only on a terminal.
pub struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub fn of(name: &str) -> Self {
        let bar = ProgressBar::new(1);
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(name.to_owned());
        Self { bar }
    }

    pub fn at(&self, done: u32, of: u32) {
        self.bar.set_length(of.into());
        self.bar.set_position(done.into());
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

/// Prints how a check ended and says whether it held.
pub fn line(name: &str, began: Instant, ended: &anyhow::Result<String>) -> bool {
    let took = began.elapsed().as_secs();
    match ended {
        Ok(said) => println!("ok    {name:16} {took:>4} s  {said}"),
        Err(error) => println!("FAILS {name:16} {took:>4} s  {error:#}"),
    }
    ended.is_ok()
}
