//! `pointsman check`, `test` and `diff`: documents in files, with the lists of a database if there is one, which is only
//! read.

use std::ffi::OsStr;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use pointsman_server::{
    DocumentFileError, ToldOfDocuments, check_document, compare_documents, test_document,
    with_offered_tests,
};
use pointsman_storage::Storage;
use serde_json::Value;

use crate::cli::{CheckArguments, DiffArguments, StoreArguments, TestArguments};
use crate::config::Config;
use crate::progress::working;
use crate::serve::{has_database, open_to_read};
use crate::{Answer, Misuse, print_result};

/// Checks one document.
pub(crate) async fn check(arguments: &CheckArguments) -> anyhow::Result<Answer> {
    let document = read(&arguments.file)?;
    let storage = storage(&arguments.store).await?;
    let bar = working("proving");
    let told = check_document(storage.as_ref(), &document).await;
    bar.finish_and_clear();
    close(storage).await;
    say(told, arguments.json)
}

/// Runs tests on one document, after adding those that are offered if that is asked for.
pub(crate) async fn test(arguments: &TestArguments) -> anyhow::Result<Answer> {
    let document = read(&arguments.file)?;
    let file = arguments.tests.clone().unwrap_or_else(|| beside(&arguments.file));
    let mut tests = if arguments.write && !file.exists() { None } else { Some(read(&file)?) };
    let storage = storage(&arguments.store).await?;
    if arguments.write {
        let bar = working("looking for tests");
        let offered = with_offered_tests(storage.as_ref(), &document, tests.as_ref()).await;
        bar.finish_and_clear();
        let (all, added) = fit(offered)?;
        if added > 0 {
            write(&file, &all)?;
        }
        writeln!(std::io::stderr(), "{added} tests added to {}", file.display())?;
        tests = Some(all);
    }
    let bar = working("testing");
    let told = test_document(storage.as_ref(), &document, &tests.unwrap_or_default()).await;
    bar.finish_and_clear();
    close(storage).await;
    say(told, arguments.json)
}

/// For `onboarding.yaml`, `onboarding.tests.yaml`.
fn beside(document: &Path) -> PathBuf {
    let extension = document.extension().and_then(OsStr::to_str).unwrap_or("yaml");
    document.with_extension(format!("tests.{extension}"))
}

/// One test a line, which YAML reads as well as JSON does its own.
fn write(file: &Path, tests: &Value) -> anyhow::Result<()> {
    let is_json = file.extension().is_some_and(|extension| extension == "json");
    let all = tests.get("tests").and_then(Value::as_array).into_iter().flatten();
    let lines: Result<Vec<String>, _> = all.map(serde_json::to_string).collect();
    let text = if is_json {
        format!("{{\"tests\": [\n  {}\n]}}\n", lines?.join(",\n  "))
    } else {
        format!("tests:\n  - {}\n", lines?.join("\n  - "))
    };
    let name = file.display();
    fs::write(file, text).map_err(|error| Misuse(format!("cannot write `{name}`: {error}")))?;
    Ok(())
}

/// Compares two documents.
pub(crate) async fn diff(arguments: &DiffArguments) -> anyhow::Result<Answer> {
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    let storage = storage(&arguments.store).await?;
    let bar = working("comparing");
    let told = compare_documents(storage.as_ref(), &old, &new).await;
    bar.finish_and_clear();
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

fn fit<T>(told: Result<T, DocumentFileError>) -> anyhow::Result<T> {
    match told {
        Err(error @ DocumentFileError::Unfit(_)) => Err(Misuse(error.to_string()).into()),
        other => Ok(other?),
    }
}

fn say(told: Result<ToldOfDocuments, DocumentFileError>, json: bool) -> anyhow::Result<Answer> {
    let told = fit(told)?;
    let text = if json { serde_json::to_string(&told.json)? } else { told.lines.join("\n") };
    print_result(&text)?;
    Ok(if told.is_fine { Answer::Yes } else { Answer::No })
}
