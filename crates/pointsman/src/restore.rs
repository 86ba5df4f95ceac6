//! `pointsman restore`: a backup into a database that holds nothing. The file is read to its end before anything is
//! written, so that a damaged one changes nothing.

use std::fs::File;
use std::path::Path;

use anyhow::Context;
use pointsman_domain::clock::Timestamp;
use pointsman_storage::backup::{self, Contents, FileFault, Header, Refused, RestoreError};
use serde_json::json;

use crate::cli::RestoreArguments;
use crate::config::Config;
use crate::progress::{OF_A_FILE, of_a_copy, progress_bar};
use crate::serve::{open, say};
use crate::{Answer, Misuse, print_result};

pub(crate) async fn restore(arguments: &RestoreArguments) -> anyhow::Result<Answer> {
    let config = Config::load(&arguments.store)?;
    let file = &arguments.file;
    let (header, expected) = match check(file)? {
        Ok(checked) => checked,
        Err(fault) => return answer(fault.into(), file),
    };
    let storage = open(&config).await?;
    let (bar, watch) = of_a_copy();
    let restored = backup::restore(&storage, read(file)?, Some(expected.rows()), watch).await;
    bar.finish_and_clear();
    storage.close().await;
    match restored {
        Ok(contents) => print(arguments, &header, &contents).map(|()| Answer::Yes),
        Err(error) => answer(error, file),
    }
}

fn read(file: &Path) -> anyhow::Result<File> {
    File::open(file).with_context(|| format!("cannot read `{}`", file.display()))
}

fn check(file: &Path) -> anyhow::Result<Result<(Header, Contents), FileFault>> {
    let opened = read(file)?;
    let bar = progress_bar(OF_A_FILE);
    bar.set_length(opened.metadata()?.len());
    let checked = backup::check(bar.wrap_read(opened));
    bar.finish_and_clear();
    Ok(checked)
}

fn print(arguments: &RestoreArguments, header: &Header, contents: &Contents) -> anyhow::Result<()> {
    let (rows, tables) = (contents.rows(), &contents.tables);
    let made = Timestamp::from_microseconds(header.created_at);
    print_result(&if arguments.json {
        json!({"rows": rows, "created_at": made.to_string(), "tables": tables}).to_string()
    } else {
        format!(
            "restored the backup of {made}: {rows} rows of {} tables, read back and compared",
            tables.len()
        )
    })
}

/// A file that is damaged is an answer; a database that is in use is the caller's mistake.
fn answer(error: RestoreError, file: &Path) -> anyhow::Result<Answer> {
    match &error {
        RestoreError::File(
            FileFault::NotABackup
            | FileFault::CutOff { .. }
            | FileFault::Damaged { .. }
            | FileFault::Differs(_),
        )
        | RestoreError::Refused(Refused::Differs { .. }) => {
            say(&format!("pointsman: `{}` was not restored: {error}", file.display()))?;
            Ok(Answer::No)
        }
        RestoreError::Refused(Refused::NotEmpty { .. }) => {
            Err(Misuse(format!("`{}` was not restored: {error}", file.display())).into())
        }
        RestoreError::File(
            FileFault::Unreadable(_)
            | FileFault::NewerFormat { .. }
            | FileFault::OtherSchema { .. },
        )
        | RestoreError::Storage(_) => {
            Err(anyhow::Error::new(error).context(format!("`{}` was not restored", file.display())))
        }
    }
}
