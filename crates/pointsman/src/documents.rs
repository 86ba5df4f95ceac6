//! `pointsman check`, `diff` and `try`: documents in files, with the lists of a database if there is one. Only reads.

use std::fs;
use std::io::{self, stdin};
use std::path::Path;

use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_server::{
    DocumentFileError, ToldOfDocuments, check_document, compare_documents, try_document,
};
use pointsman_storage::Storage;
use serde_json::Value;

use crate::cli::{CheckArguments, DiffArguments, StoreArguments, TryArguments};
use crate::config::Config;
use crate::serve::{has_database, open_to_read};
use crate::{Answer, Misuse, print_result};

/// Checks one document.
pub(crate) async fn check(arguments: &CheckArguments) -> anyhow::Result<Answer> {
    let document = read(&arguments.file)?;
    let storage = storage(&arguments.store).await?;
    let told = check_document(storage.as_ref(), &document).await;
    close(storage).await;
    say(told, arguments.json)
}

/// Compares two documents.
pub(crate) async fn diff(arguments: &DiffArguments) -> anyhow::Result<Answer> {
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    let storage = storage(&arguments.store).await?;
    let told = compare_documents(storage.as_ref(), &old, &new).await;
    close(storage).await;
    say(told, arguments.json)
}

/// Decides one inquiry.
pub(crate) async fn try_it(arguments: &TryArguments) -> anyhow::Result<Answer> {
    let (document, inquiry) = (read(&arguments.file)?, read(&arguments.inquiry)?);
    let storage = storage(&arguments.store).await?;
    let told = try_document(storage.as_ref(), &document, &inquiry, SystemClock.now()).await;
    close(storage).await;
    say(told, arguments.json)
}

/// JSON is read as what it is, so that its numbers stay as written; everything else is YAML.
pub(crate) fn read(file: &Path) -> anyhow::Result<Value> {
    let name = file.display();
    let text =
        if file == Path::new("-") { io::read_to_string(stdin()) } else { fs::read_to_string(file) };
    let text = text.map_err(|error| Misuse(format!("cannot read `{name}`: {error}")))?;
    if let Ok(document) = serde_json::from_str(&text) {
        return Ok(document);
    }
    let document = serde_saphyr::from_str(&text)
        .map_err(|error| Misuse(format!("`{name}` is neither JSON nor YAML: {error}")))?;
    Ok(document)
}

/// The database that is named, or that is found where one would be.
pub(crate) async fn storage(store: &StoreArguments) -> anyhow::Result<Option<Storage>> {
    let config = Config::load(store)?;
    let is_named = store.data.is_some() || store.database.is_some();
    if is_named || has_database(&config) {
        return Ok(Some(open_to_read(&config).await?));
    }
    Ok(None)
}

pub(crate) async fn close(storage: Option<Storage>) {
    if let Some(storage) = storage {
        storage.close().await;
    }
}

fn say(told: Result<ToldOfDocuments, DocumentFileError>, json: bool) -> anyhow::Result<Answer> {
    let told = match told {
        Err(error @ (DocumentFileError::Unfit(_) | DocumentFileError::NoInquiry(_))) => {
            return Err(Misuse(error.to_string()).into());
        }
        other => other?,
    };
    print(&told, json)
}

pub(crate) fn print(told: &ToldOfDocuments, json: bool) -> anyhow::Result<Answer> {
    let text = if json { serde_json::to_string(&told.json)? } else { told.lines.join("\n") };
    print_result(&text)?;
    Ok(if told.is_fine { Answer::Yes } else { Answer::No })
}
