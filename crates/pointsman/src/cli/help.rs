//! The help page: commands in groups, which clap does not make by itself.

use std::fmt::Write as _;

use clap::{Command, CommandFactory};

use super::Cli;

/// In the order of the page. A command that no group names stands in the last.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Run it", &["serve", "demo"]),
    ("Workflows in files", &["check", "test", "diff", "try", "backtest"]),
    ("People and keys", &["member", "key"]),
    ("Records", &["audit", "replay", "import"]),
];
const THE_REST: &str = "Upkeep and more";

/// The command line with its help page.
pub(crate) fn grouped() -> Command {
    let command = Cli::command();
    let page = page(&command);
    command.help_template(format!(
        "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n{page}\nOptions:\n{{options}}\n"
    ))
}

fn page(command: &Command) -> String {
    let all: Vec<&Command> = command.get_subcommands().collect();
    let width = all.iter().map(|own| own.get_name().len()).max().unwrap_or(0);
    let in_a_group = |name: &str| GROUPS.iter().any(|(_, names)| names.contains(&name));
    let named = |wanted: &str| all.iter().copied().find(|own| own.get_name() == wanted);
    let mut page = String::new();
    for (heading, names) in GROUPS {
        add(&mut page, heading, names.iter().filter_map(|name| named(name)), width);
    }
    let rest = all.iter().copied().filter(|own| !in_a_group(own.get_name()));
    add(&mut page, THE_REST, rest, width);
    page
}

fn add<'c>(
    page: &mut String,
    heading: &str,
    commands: impl Iterator<Item = &'c Command>,
    width: usize,
) {
    // Writing to a text cannot fail.
    let _ = writeln!(page, "\n{heading}:");
    for command in commands {
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        // The first sentence: the command's own page has the others.
        let about = about.split_once(". ").map_or(about.as_str(), |(first, _)| first);
        let _ = writeln!(page, "  {:width$}  {about}", command.get_name());
    }
}
