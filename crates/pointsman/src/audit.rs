//! `pointsman audit`: where the record of changes ends, and whether it is whole.

use pointsman_storage::audit::{self, Fault, Head, Verified, Verifier, Verifying};
use pointsman_storage::{Storage, StorageError};
use serde_json::{Value, json};

use crate::cli::StoreArguments;
use crate::config::Config;
use crate::progress::progress_bar;
use crate::serve::open_to_read;
use crate::{Answer, print_result};

/// Entries that one transaction checks: short enough to hold up nobody, long enough to be quick.
const AT_A_TIME: usize = 5_000;

/// Prints where the record ends.
pub(crate) async fn head(store: &StoreArguments, json: bool) -> anyhow::Result<()> {
    let storage = open_to_read(&Config::load(store)?).await?;
    let head = storage.read(audit::head).await;
    storage.close().await;
    let head: Head = head.map_err(|error: StorageError| error)?;
    if json {
        print_result(&json!({"entries": head.seq, "head": head.to_string()}).to_string())
    } else {
        print_result(&head.to_string())
    }
}

/// Checks the whole record.
pub(crate) async fn verify(
    store: &StoreArguments,
    against: Option<Head>,
    json: bool,
) -> anyhow::Result<Answer> {
    let storage = open_to_read(&Config::load(store)?).await?;
    let checked = check(&storage, against).await;
    storage.close().await;
    let checked = checked?;
    print_result(&if json { to_json(&checked).to_string() } else { in_words(&checked, against) })?;
    Ok(if checked.fault.is_none() { Answer::Yes } else { Answer::No })
}

async fn check(storage: &Storage, against: Option<Head>) -> Result<Verified, StorageError> {
    let bar = progress_bar("{wide_bar} {human_pos} of {human_len} entries, {eta} left");
    let mut state = storage.read(move |t| Verifier::begin(t, against)).await?;
    loop {
        match state {
            Verifying::Done(checked) => {
                bar.finish_and_clear();
                return Ok(checked);
            }
            Verifying::More(verifier) => {
                bar.set_length(u64::try_from(verifier.total()).unwrap_or(0));
                bar.set_position(u64::try_from(verifier.done()).unwrap_or(0));
                state = storage.read(move |t| verifier.step(t, AT_A_TIME)).await?;
            }
        }
    }
}

fn in_words(checked: &Verified, against: Option<Head>) -> String {
    let Verified { head, erased, fault } = checked;
    if let Some(fault) = fault {
        return format!("the record is not whole: {fault}; it holds up to entry {}", head.seq);
    }
    let erased =
        if *erased == 0 { String::new() } else { format!(", {erased} of them with erased values") };
    let kept = against.map(|kept| format!(" and goes through the head of entry {}", kept.seq));
    let kept = kept.unwrap_or_default();
    format!("the record is whole{kept}: {} entries{erased}, head {head}", head.seq)
}

fn to_json(checked: &Verified) -> Value {
    json!({
        "whole": checked.fault.is_none(),
        "entries": checked.head.seq,
        "erased": checked.erased,
        "head": checked.head.to_string(),
        "fault": checked.fault.map(|fault| {
            json!({"kind": kind(&fault), "seq": fault.seq(), "detail": fault.to_string()})
        }),
    })
}

const fn kind(fault: &Fault) -> &'static str {
    match fault {
        Fault::Changed { .. } => "changed",
        Fault::OutOfOrder { .. } => "out_of_order",
        Fault::Missing { .. } => "missing",
        Fault::Stray { .. } => "stray",
        Fault::Truncated { .. } => "truncated",
        Fault::Who { .. } => "who",
        Fault::What { .. } => "personal_values",
        Fault::Head { .. } | Fault::NoHead => "head",
        Fault::Rewritten { .. } => "rewritten",
    }
}
