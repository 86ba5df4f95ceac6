//! `pointsman migrate-store`: everything from one database into another, compared table by table.

use std::path::PathBuf;

use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_storage::backup::{self, Contents, MoveError, Refused};
use serde_json::json;

use crate::cli::MigrateStoreArguments;
use crate::config::Config;
use crate::progress::of_a_copy;
use crate::serve::{open, open_to_read, say};
use crate::{Answer, Misuse, print_result};

pub(crate) async fn migrate_store(arguments: &MigrateStoreArguments) -> anyhow::Result<Answer> {
    let from = Config::load(&arguments.store)?;
    let source = open_to_read(&from).await?;
    let moment = SystemClock.now();
    say(&format!(
        "Copying everything as it is now, {moment}. What a server decides on the old database from now on is not \
         carried over; stop it first."
    ))?;
    let target = match open(&to(&arguments.to, from)).await {
        Ok(target) => target,
        Err(error) => {
            source.close().await;
            return Err(error.context("cannot move there"));
        }
    };
    let (bar, watch) = of_a_copy();
    let copied = backup::copy(&source, &target, watch).await;
    bar.finish_and_clear();
    source.close().await;
    target.close().await;
    match copied {
        Ok(contents) => {
            let text = if arguments.json { to_json(&contents) } else { in_words(&contents) };
            print_result(&text)?;
            Ok(Answer::Yes)
        }
        Err(error @ MoveError::Refused(Refused::NotEmpty { .. })) => {
            Err(Misuse(format!("nothing was copied: {error}")).into())
        }
        Err(error @ MoveError::Refused(Refused::Differs { .. })) => {
            say(&format!("pointsman: {error}"))?;
            Ok(Answer::No)
        }
        Err(error @ (MoveError::Storage(_) | MoveError::OtherSide)) => {
            Err(anyhow::Error::new(error).context("nothing was copied"))
        }
    }
}

/// The database to copy to.
fn to(place: &str, from: Config) -> Config {
    let is_url = ["postgres://", "postgresql://"].iter().any(|scheme| place.starts_with(scheme));
    if is_url {
        Config { database: Some(place.to_owned()), ..from }
    } else {
        Config { database: None, data: PathBuf::from(place), ..from }
    }
}

fn in_words(contents: &Contents) -> String {
    let mut lines = vec![format!("{:<22} {:>12}  sha-256 on both", "table", "rows")];
    for table in &contents.tables {
        lines.push(format!("{:<22} {:>12}  {}", table.table, table.rows, table.sha256));
    }
    lines.push(format!(
        "{} rows of {} tables were copied, read back and compared",
        contents.rows(),
        contents.tables.len()
    ));
    lines.join("\n")
}

fn to_json(contents: &Contents) -> String {
    json!({"rows": contents.rows(), "tables": contents.tables}).to_string()
}
