//! The one seam between the tables and two databases.
//!
//! Knows threads, connections and the few differences between the databases; must not know any table but the
//! one that records migrations.

mod company;
mod conditions;
pub(crate) mod dialect;
mod job;
mod measured;
mod opening;
mod page;
mod postgres;
mod postgres_errors;
mod postgres_values;
mod postgres_worker;
mod queue;
mod row;
mod session;
mod shared;
mod sqlite;
mod sqlite_values;
mod sqlite_worker;
mod storage;
mod transaction;
mod value;

pub(crate) use job::CommitGroup;
pub use job::Thoroughness;
pub use measured::{Distribution, DoorMeasured, Measured, WriteTrouble};
pub use page::Page;
pub use storage::{Database, Storage, StorageOptions};
pub use transaction::Transaction;

pub(crate) use conditions::Conditions;
pub(crate) use dialect::Dialect;
pub(crate) use page::{one_more, page_of};
pub(crate) use row::Row;
pub(crate) use shared::{Ahead, Question};
#[cfg(test)]
pub(crate) use storage::in_memory;
pub(crate) use transaction::Numbered;
pub(crate) use value::{Value, values};
