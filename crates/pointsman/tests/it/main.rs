//! The binary and the repository it lives in.

mod house;
