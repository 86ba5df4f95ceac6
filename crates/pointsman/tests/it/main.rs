//! The binary and the repository it lives in.

mod command_line;
mod house;
mod process;
