//! `pointsman compact`: leaves no copy of what was erased in the database's files.

use pointsman_server::{ServerOptions, upkeep};
use pointsman_storage::Thoroughness;

use crate::cli::StoreArguments;
use crate::config::Config;
use crate::serve::{open, parts, say};

pub(crate) async fn compact(store: &StoreArguments) -> anyhow::Result<()> {
    let storage = open(&Config::load(store)?).await?;
    let parts = parts(storage.clone(), ServerOptions::default());
    let compacted = upkeep::compact(&parts, Thoroughness::Alone).await;
    storage.close().await;
    compacted?;
    say("the database's files were written anew; nothing that was erased is left in them")
}
