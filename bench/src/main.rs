//! Pointsman beside its peers, in one process and one run.
//!
//! `make bench` prints a table, `make bench JSON=1 FILTER=decide` lines of JSON. What is measured and how to read
//! it stands in docs/benchmarks.md. A group is a module with `run(&mut Run)`; a new one is named in [`GROUPS`].

mod allocation;
mod decide;
mod intake;
mod lists;
mod measure;
mod random;
mod report;

use anyhow::{Context, Result, bail};

use report::Run;

type Group = fn(&mut Run) -> Result<()>;

/// The groups, in the order of the table; each leaves out what the filter does not want. One that measures over HTTP
/// comes here when there is one.
const GROUPS: &[(&str, Group)] =
    &[("decide", decide::run), ("lists", lists::run), ("intake", intake::run)];

/// Some peers parse and evaluate by recursion, once per route.
const STACK_BYTES: usize = 1 << 30;

fn main() -> Result<()> {
    let mut json = false;
    let mut filter = String::new();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--json" => json = true,
            "--filter" => filter = arguments.next().context("--filter wants a text")?,
            other => bail!("`{other}` is not an option; there are --json and --filter TEXT"),
        }
    }
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
    let measuring = thread.spawn(move || measure_all(Run::new(json, filter)))?;
    measuring.join().map_err(|_| anyhow::anyhow!("a benchmark panicked"))?
}

fn measure_all(mut run: Run) -> Result<()> {
    for (name, group) in GROUPS {
        group(&mut run).with_context(|| format!("group {name}"))?;
    }
    run.finish()
}
