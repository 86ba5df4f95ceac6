//! `make bench FILTER=history`: a full cold backtest beside `DuckDB`, Polars and `DataFusion`, from memory and from the same Parquet
//! files; what the editor waits for. `make bench FILTER=proofs`: proofs beside Z3.

mod backtest;
mod edit;
mod past;
mod peer;
mod proofs;
mod random;
mod report;
mod workflow;

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use pointsman_history::Inquiries;

use crate::backtest::Backtest;
use crate::report::Run;

fn main() -> Result<()> {
    let mut run = Run { json: false, filter: String::new() };
    let (mut millions, mut libraries) = (10_u64, PathBuf::from("target/python-bench"));
    let mut folder = PathBuf::from("target/bench-history-data");
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().with_context(|| format!("{argument} wants a value"));
        match argument.as_str() {
            "--json" => run.json = true,
            "--filter" => run.filter = value()?,
            "--millions" => millions = value()?.parse()?,
            "--libraries" => libraries = value()?.into(),
            "--folder" => folder = value()?.into(),
            other => bail!("`{other}` is not an option"),
        }
    }
    let backtest = backtest::wanted(&run, &backtest::SOURCES);
    let loaded = backtest::wanted(&run, &[backtest::MEMORY]) || run.wants(edit::EDIT);
    if backtest || loaded || run.wants(edit::LOAD) {
        let folder = std::path::absolute(folder.join(format!("{millions}-million")))?;
        let segments = past::open(&folder, millions * 1_000_000)?;
        if run.wants(edit::LOAD) {
            edit::loads(&run, &segments)?;
        }
        let inquiries = if loaded { segments.load(2)? } else { Inquiries::default() };
        if run.wants(edit::EDIT) {
            edit::edits(&run, &segments, &inquiries)?;
        }
        if backtest {
            let (segments, inquiries) = (&segments, &inquiries);
            Backtest { segments, inquiries, folder: &folder, libraries: &libraries }.run(&run)?;
        }
    }
    proofs::run(&run)
}
