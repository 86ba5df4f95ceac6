//! A whole server in memory: frozen clock, counting ids and secrets, the real router.

mod answer;
mod app;
mod client;
pub(crate) mod contract;
mod fakes;

pub(crate) use answer::Answer;
pub(crate) use app::{PASSWORD, TestApp};
pub(crate) use client::{Client, Credentials, Request};
