//! `hmaudit man`.

use crate::cli::Cli;
use crate::outcome::{Failure, Outcome};
use clap::CommandFactory;
use miette::IntoDiagnostic;

/// Prints the man page.
///
/// # Errors
/// When standard output can't be written.
pub fn run() -> Result<Outcome, Failure> {
    clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout().lock()).into_diagnostic()?;
    Ok(Outcome::Clean)
}
