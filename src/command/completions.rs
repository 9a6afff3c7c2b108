//! `hmaudit completions`.

use crate::cli::{Cli, CompletionsArgs};
use crate::outcome::{Failure, Outcome};
use clap::{CommandFactory, ValueEnum};
use clap_complete::Shell;
use miette::IntoDiagnostic;
use std::io::Write;

/// Prints the completions of a shell.
///
/// # Errors
/// When there is no such shell, or standard output can't be written.
pub fn run(args: &CompletionsArgs) -> Result<Outcome, Failure> {
    std::io::stdout().lock().write_all(&completions(&args.shell)?).into_diagnostic()?;
    Ok(Outcome::Clean)
}

/// The completions of the shell of this name, as a script for it.
///
/// # Errors
/// When there is no such shell.
pub fn completions(name: &str) -> Result<Vec<u8>, Failure> {
    let Some(shell) = Shell::value_variants().iter().find(|shell| shell.to_string().eq_ignore_ascii_case(name)) else {
        let names: Vec<String> = Shell::value_variants().iter().map(ToString::to_string).collect();
        return Err(super::schema::unknown("shell", name, &names));
    };
    let mut script = Vec::new();
    clap_complete::generate(*shell, &mut Cli::command(), "hmaudit", &mut script);
    Ok(script)
}
