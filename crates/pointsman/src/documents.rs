//! `pointsman check` and `pointsman diff`: documents in files, with the lists of a database if there is one. Only reads.

use std::fs;
use std::path::Path;

use pointsman_server::{DocumentFileError, ToldOfDocuments, check_document, compare_documents};
use pointsman_storage::Storage;
use serde_json::Value;

use crate::cli::{CheckArguments, DiffArguments, StoreArguments};
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

/// JSON is read as what it is, so that its numbers stay as written; everything else is YAML. `-` is standard input.
pub(crate) fn read(file: &Path) -> anyhow::Result<Value> {
    let name = file.display();
    let is_input = file == Path::new("-");
    let text =
        if is_input { std::io::read_to_string(std::io::stdin()) } else { fs::read_to_string(file) };
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
        Err(error @ DocumentFileError::Unfit(_)) => return Err(Misuse(error.to_string()).into()),
        other => other?,
    };
    let text = if json { serde_json::to_string(&told.json)? } else { told.lines.join("\n") };
    print_result(&text)?;
    Ok(if told.is_fine { Answer::Yes } else { Answer::No })
}
