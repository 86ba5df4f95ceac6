//! Keeps the house in order: the map is true, edges point one way, files stay readable.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file that grows beyond this wants a wall.
const MOST_LINES: usize = 400;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(next) = open.pop() {
        for entry in
            fs::read_dir(&next).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            let name = entry.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if entry.is_dir() {
                if !["node_modules", "dist", "target", "cases", "snapshots"].contains(&name) {
                    open.push(entry);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(entry);
            }
        }
    }
    found
}

/// The text between two headings of ARCHITECTURE.md.
fn section(heading: &str) -> String {
    let page = read("ARCHITECTURE.md");
    let start =
        page.find(heading).unwrap_or_else(|| panic!("ARCHITECTURE.md has no section {heading}"));
    let rest = page.split_at(start + heading.len()).1;
    rest.split("\n## ").next().unwrap_or_default().to_owned()
}

/// First column of a table's rows, and the names in code quotes in the second.
fn rows(section: &str) -> Vec<(String, BTreeSet<String>)> {
    let quoted =
        |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<BTreeSet<_>>();
    section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line.split('|').collect();
            let name = quoted(cells.get(1).unwrap_or(&"")).into_iter().next().unwrap_or_default();
            (name, quoted(cells.get(2).unwrap_or(&"")))
        })
        .collect()
}

#[test]
fn the_map_names_every_room_and_no_other() {
    let mapped: BTreeSet<String> =
        rows(&section("\n## Map")).into_iter().map(|(room, _)| room).collect();
    for room in &mapped {
        assert!(root().join(room).is_dir(), "ARCHITECTURE.md names `{room}`, which is not there");
    }
    let crates = fs::read_dir(root().join("crates")).expect("crates");
    for found in
        crates.map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
    {
        assert!(
            mapped.contains(&format!("crates/{found}")),
            "ARCHITECTURE.md does not name `crates/{found}`"
        );
    }
}

#[test]
fn dependencies_point_the_way_that_the_page_says() {
    for (name, allowed) in rows(&section("\n## Edges")) {
        let manifest = read(&format!("crates/{name}/Cargo.toml"));
        let dependencies = manifest.split("[dependencies]").nth(1).unwrap_or_default();
        let dependencies = dependencies.split("\n[").next().unwrap_or_default();
        let used: BTreeSet<String> = dependencies
            .lines()
            .filter_map(|line| line.strip_prefix("pointsman-"))
            .filter_map(|line| line.split([' ', '.', '=']).next())
            .map(str::to_owned)
            .collect();
        assert_eq!(used, allowed, "crates/{name}/Cargo.toml and ARCHITECTURE.md disagree");
    }
}

#[test]
fn pure_crates_stay_pure() {
    let banned = ["tokio", "axum", "rusqlite", "postgres", "tracing", "getrandom", "rand "];
    for name in ["domain", "engine"] {
        let manifest = read(&format!("crates/{name}/Cargo.toml"));
        for dependency in banned {
            assert!(
                !manifest.contains(&format!("\n{dependency}")),
                "crates/{name} must not know `{dependency}`"
            );
        }
    }
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    for file in files("crates", &[".rs"]) {
        let in_tests = file.components().any(|part| part.as_os_str() == "tests");
        let text = fs::read_to_string(&file).expect("a text");
        assert!(in_tests || text.starts_with("//!"), "{} must open with `//!`", file.display());
    }
}

#[test]
fn files_stay_readable() {
    let mut found = files("crates", &[".rs"]);
    found.extend(files("dashboard/src", &[".ts", ".tsx"]));
    for file in found.into_iter().filter(|file| !file.to_string_lossy().contains(".gen.")) {
        let count = fs::read_to_string(&file).expect("a text").lines().count();
        assert!(count <= MOST_LINES, "{} has {count} lines; build a wall", file.display());
    }
}

#[test]
fn nothing_is_left_half_done() {
    let marks = [
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[ig", "nore"),
        concat!(".sk", "ip("),
        concat!("it.on", "ly"),
    ];
    let mut found = files("crates", &[".rs"]);
    found.extend(files("dashboard/src", &[".ts", ".tsx"]));
    for file in found {
        let text = fs::read_to_string(&file).expect("a text");
        // Iterators have a `.skip(` of their own.
        let rust = file.extension().is_some_and(|ending| ending == "rs");
        for mark in marks.iter().filter(|mark| !(rust && mark.starts_with(".sk"))) {
            assert!(!text.contains(mark), "{} contains `{mark}`", file.display());
        }
    }
}

#[test]
fn the_pages_for_newcomers_name_real_commands_and_files() {
    for page in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"] {
        let text = read(page);
        let makefile = read("Makefile");
        for target in text.split("`make ").skip(1).filter_map(|rest| rest.split(['`', ' ']).next())
        {
            assert!(
                makefile.contains(&format!("\n{target}:")),
                "{page} names `make {target}`, which is not there"
            );
        }
        for link in text.split("](").skip(1).filter_map(|rest| rest.split([')', '#']).next()) {
            let local = !link.is_empty() && !link.starts_with("http");
            assert!(
                !local || root().join(link).exists(),
                "{page} links to `{link}`, which is not there"
            );
        }
    }
}
