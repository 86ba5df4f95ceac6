//! `pointsman member create` and `pointsman key create`: access without the dashboard.

use std::io::{BufRead, IsTerminal};

use anyhow::Context;
use pointsman_domain::people::Role;
use pointsman_server::ServerOptions;
use pointsman_server::offline::{self, NewMember};

use crate::Misuse;
use crate::cli::StoreArguments;
use crate::config::Config;
use crate::serve::{open, parts, say};

pub(crate) async fn create_member(
    store: &StoreArguments,
    email: String,
    name: Option<String>,
    role: Role,
    password: String,
) -> anyhow::Result<()> {
    let storage = open(&Config::load(store)?).await?;
    let parts = parts(storage.clone(), ServerOptions::default());
    let name = name.unwrap_or_else(|| email.clone());
    let created = offline::create_member(&parts, NewMember { email: email.clone(), name, role, password }).await;
    storage.close().await;
    created.map_err(|error| Misuse(error.to_string()))?;
    say(&format!("{email} can sign in with the role {role}"))
}

/// Answers the secret.
pub(crate) async fn create_key(store: &StoreArguments, name: String, role: Role) -> anyhow::Result<String> {
    let storage = open(&Config::load(store)?).await?;
    let parts = parts(storage.clone(), ServerOptions::default());
    let created = offline::create_key(&parts, &name, role).await;
    storage.close().await;
    Ok(created.map_err(|error| Misuse(error.to_string()))?)
}

/// The password: the first line of standard input, or typed unseen at a terminal.
pub(crate) fn password(from_stdin: bool) -> anyhow::Result<String> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Misuse("there is no terminal to ask for the password; give --password-stdin".to_owned()).into());
    }
    rpassword::prompt_password("Password: ").context("cannot read the password")
}
