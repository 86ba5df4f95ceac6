//! `pointsman try`: one inquiry, decided by a document in a file and explained. Only reads.

use pointsman_domain::clock::{Clock, SystemClock};
use pointsman_server::{DocumentFileError, ToldOfDocuments, try_document};

use crate::cli::TryArguments;
use crate::documents::{close, read, storage};
use crate::{Answer, Misuse, print_result};

/// Decides one inquiry.
pub(crate) async fn decide(arguments: &TryArguments) -> anyhow::Result<Answer> {
    let (document, inquiry) = (read(&arguments.file)?, read(&arguments.inquiry)?);
    let storage = storage(&arguments.store).await?;
    let told = try_document(storage.as_ref(), &document, &inquiry, SystemClock.now()).await;
    close(storage).await;
    match told {
        Ok(told) => print(&told, arguments.json),
        Err(error @ (DocumentFileError::Unfit(_) | DocumentFileError::NoInquiry(_))) => {
            Err(Misuse(error.to_string()).into())
        }
        Err(error @ (DocumentFileError::Lists(_) | DocumentFileError::Check(_))) => {
            Err(error.into())
        }
    }
}

/// Says it, for people or for programs.
pub(crate) fn print(told: &ToldOfDocuments, json: bool) -> anyhow::Result<Answer> {
    let text = if json { serde_json::to_string(&told.json)? } else { told.lines.join("\n") };
    print_result(&text)?;
    Ok(if told.is_fine { Answer::Yes } else { Answer::No })
}
