//! `pointsman backup`: everything in one file, as it is at one moment. Only reads, beside a server that may be running.

use std::fs::File;
use std::io;
use std::path::Path;

use anyhow::Context;
use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_storage::backup::{self, Contents, Header};
use serde_json::json;
use tempfile::NamedTempFile;

use crate::cli::BackupArguments;
use crate::config::Config;
use crate::progress::of_a_copy;
use crate::serve::open_to_read;
use crate::{Misuse, print_result};

/// The release that writes it.
const RELEASE: &str = env!("CARGO_PKG_VERSION");
/// How the unfinished file is called, before some letters.
const UNFINISHED: &str = ".pointsman-backup-";

pub(crate) async fn backup(arguments: &BackupArguments) -> anyhow::Result<()> {
    let file = &arguments.file;
    if file.exists() && !arguments.force {
        return Err(is_there(file).into());
    }
    let storage = open_to_read(&Config::load(&arguments.store)?).await?;
    let written = write(file, arguments.force, &storage).await;
    storage.close().await;
    let contents = written?;
    let bytes = std::fs::metadata(file)?.len();
    let (rows, tables) = (contents.rows(), contents.tables.len());
    print_result(&if arguments.json {
        json!({"file": file, "bytes": bytes, "rows": rows, "tables": contents.tables}).to_string()
    } else {
        format!("wrote `{}`: {rows} rows of {tables} tables, {bytes} bytes", file.display())
    })
}

/// The file has its name when all of it is on the disk. Only its owner can read it: it holds personal data.
async fn write(
    file: &Path,
    force: bool,
    storage: &pointsman_storage::Storage,
) -> anyhow::Result<Contents> {
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let cannot_write = || format!("cannot write `{}`", file.display());
    let unfinished = tempfile::Builder::new()
        .prefix(UNFINISHED)
        .tempfile_in(folder)
        .with_context(cannot_write)?;
    let header = Header::new(RELEASE, SystemClock.now());
    let (bar, watch) = of_a_copy();
    let written = backup::write(storage, unfinished, header, watch).await;
    bar.finish_and_clear();
    let (unfinished, contents) = written.context("cannot make the backup")?;
    unfinished.as_file().sync_all().with_context(cannot_write)?;
    name(unfinished, file, force)?;
    File::open(folder).and_then(|folder| folder.sync_all()).with_context(cannot_write)?;
    Ok(contents)
}

fn name(unfinished: NamedTempFile, file: &Path, force: bool) -> anyhow::Result<()> {
    let named = if force { unfinished.persist(file) } else { unfinished.persist_noclobber(file) };
    match named {
        Ok(_) => Ok(()),
        // Somebody has put a file there meanwhile.
        Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(is_there(file).into())
        }
        Err(failed) => {
            Err(failed.error).with_context(|| format!("cannot write `{}`", file.display()))
        }
    }
}

fn is_there(file: &Path) -> Misuse {
    Misuse(format!("`{}` is there already; --force writes over it", file.display()))
}
