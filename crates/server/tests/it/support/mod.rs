//! A whole server in memory: frozen clock, counting ids and secrets, the real router.

mod answer;
mod app;
mod client;
pub mod contract;
mod fakes;

pub use answer::Answer;
pub use app::{TestApp, TestAppBuilder};
pub use client::{Client, Credentials, Request};
