//! `pointsman member create` and `pointsman key create`: access without the dashboard.

use std::io::{BufRead, IsTerminal};

use anyhow::Context;
use pointsman_domain::list::EmailAddress;
use pointsman_server::auth::{LEAST_CHARACTERS, MOST_CHARACTERS};
use pointsman_server::{
    Accounts, CreateMemberError, NAME_CHARACTERS, NewKey, NewMember, ServerOptions,
};
use pointsman_storage::Storage;

use crate::Misuse;
use crate::cli::StoreArguments;
use crate::config::Config;
use crate::serve::{open, parts, say};

/// Adds a member; the words are checked before the database is touched.
pub(crate) async fn create_member(store: &StoreArguments, new: NewMember) -> anyhow::Result<()> {
    check(&new)?;
    let (email, role) = (new.email.clone(), new.role);
    let storage = open(&Config::load(store)?).await?;
    let created = accounts(&storage).create_member(new).await;
    storage.close().await;
    match created {
        Ok(_) => say(&format!("{email} can sign in with the role {role}")),
        Err(
            error @ (CreateMemberError::EmailTaken { .. }
            | CreateMemberError::RoleForKeysOnly(_)
            | CreateMemberError::Overtaken(_)),
        ) => Err(Misuse(error.to_string()).into()),
        Err(error @ (CreateMemberError::Password(_) | CreateMemberError::Storage(_))) => {
            Err(error.into())
        }
    }
}

/// Answers the secret.
pub(crate) async fn create_key(store: &StoreArguments, new: NewKey) -> anyhow::Result<String> {
    check_name(&new.name)?;
    let storage = open(&Config::load(store)?).await?;
    let created = accounts(&storage).create_key(new).await;
    storage.close().await;
    Ok(created?.secret)
}

/// The password: the first line of standard input, or typed unseen at a terminal.
pub(crate) fn password(from_stdin: bool) -> anyhow::Result<String> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("cannot read the password")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    if !std::io::stdin().is_terminal() {
        return Err(Misuse(
            "there is no terminal to ask for the password; give --password-stdin".to_owned(),
        )
        .into());
    }
    rpassword::prompt_password("Password: ").context("cannot read the password")
}

fn accounts(storage: &Storage) -> Accounts {
    Accounts::new(parts(storage.clone(), ServerOptions::default()))
}

fn check(new: &NewMember) -> Result<(), Misuse> {
    if EmailAddress::parse(&new.email).is_none() {
        return Err(Misuse(format!("`{}` is not an e-mail address", new.email)));
    }
    check_name(&new.name)?;
    let characters = new.password.chars().count();
    if !(LEAST_CHARACTERS..=MOST_CHARACTERS).contains(&characters) {
        return Err(Misuse(format!(
            "a password has {LEAST_CHARACTERS} to {MOST_CHARACTERS} characters"
        )));
    }
    Ok(())
}

/// The same names as over HTTP.
fn check_name(name: &str) -> Result<(), Misuse> {
    let fits = (1..=NAME_CHARACTERS).contains(&name.trim().chars().count())
        && !name.chars().any(char::is_control);
    fits.then_some(())
        .ok_or_else(|| Misuse(format!("a name has 1 to {NAME_CHARACTERS} printable characters")))
}
