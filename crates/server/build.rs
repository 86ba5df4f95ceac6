//! A release embeds the dashboard's files, so it must be built again when the dashboard was: also the first time,
//! when no file of it was there that the compiler could have watched.

use std::env;
use std::fs;

const DASHBOARD: &str = "../../dashboard/dist";

#[expect(clippy::disallowed_methods, reason = "this is how cargo speaks to a build script")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("PROFILE").as_deref() == Ok("release") {
        // Cargo takes a missing path for one that always changes. Where it cannot be made, that is still right.
        let _ = fs::create_dir_all(DASHBOARD);
        println!("cargo::rerun-if-changed={DASHBOARD}");
    }
}
