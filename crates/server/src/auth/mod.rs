//! Who asks, and whether they may.
//!
//! `authenticate` finds out who asks; [`Allowed`] in a handler's signature says what it takes. Handlers never compare
//! roles. This module must not know what the rights protect.

mod allowed;
mod attempts;
mod authenticate;
mod caller;
pub(crate) mod cookie;
mod password;
mod refusal;
pub mod right;
mod secrets;
pub(crate) mod session_life;
mod uses;

pub use allowed::{Allowed, SignedIn};
pub use attempts::{Attempts, Guess, LockedOut, Standing};
pub(crate) use authenticate::{Authentication, authenticate, member_session};
pub use caller::{Caller, MemberSession};
pub use password::{LEAST_CHARACTERS, MOST_CHARACTERS, PasswordCost, PasswordError, Passwords};
pub(crate) use refusal::{administrators, require, used_by_hidden_workflows, workflows_hidden};
pub use secrets::{NoRandomness, SecretSource, SystemSecrets};
pub(crate) use secrets::{
    hash_of, hex, new_key_secret, new_link_secret, new_session_token, new_setup_code,
    normalised_setup_code, shown_prefix,
};
pub(crate) use uses::Uses;
