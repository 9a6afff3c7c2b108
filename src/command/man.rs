//! `hmaudit man`: a page for the program, and one for each of its commands.

use super::schema::unknown;
use crate::app::output;
use crate::app::terminal_options::unless_closed;
use crate::cli::{Cli, ManArgs};
use crate::outcome::{Outcome, UserError};
use clap::CommandFactory;
use miette::IntoDiagnostic;
use std::io::Write as _;
use std::path::PathBuf;

/// Prints the page of a command, or writes all of them.
///
/// # Errors
/// When there is no such command, or something can't be written.
pub fn run(args: &ManArgs) -> Result<Outcome, UserError> {
    let pages = pages(Cli::command())?;
    if let Some(folder) = &args.out {
        let files: Vec<_> = pages.into_iter().map(|(name, page)| (PathBuf::from(format!("{name}.1")), page)).collect();
        output::write_set(folder, &files, args.force)?;
        return Ok(Outcome::Clean);
    }
    let wanted = std::iter::once("hmaudit").chain(args.command.iter().map(String::as_str)).collect::<Vec<_>>().join("-");
    let Some((_, page)) = pages.iter().find(|(name, _)| *name == wanted) else {
        let commands: Vec<String> =
            pages.iter().filter_map(|(name, _)| name.strip_prefix("hmaudit-")).map(str::to_owned).collect();
        return Err(unknown("command", &args.command.join(" "), &commands));
    };
    unless_closed(std::io::stdout().lock().write_all(page))?;
    Ok(Outcome::Clean)
}

/// The pages of a command and of all below it, by name: `hmaudit-rules-check`.
fn pages(root: clap::Command) -> Result<Vec<(String, Vec<u8>)>, UserError> {
    let mut pages = Vec::new();
    let mut open = vec![("hmaudit".to_owned(), "hmaudit".to_owned(), root)];
    while let Some((name, call, command)) = open.pop() {
        // `help` would be a page that says nothing.
        let command = command.disable_help_subcommand(true).name(name.clone()).bin_name(call.clone());
        for below in command.get_subcommands() {
            let word = below.get_name();
            open.push((format!("{name}-{word}"), format!("{call} {word}"), below.clone()));
        }
        let mut page = Vec::new();
        clap_mangen::Man::new(command.version(env!("CARGO_PKG_VERSION"))).render(&mut page).into_diagnostic()?;
        pages.push((name, page));
    }
    pages.sort();
    Ok(pages)
}
