//! `hmaudit man`.

use crate::app::look::unless_closed;
use crate::cli::Cli;
use crate::outcome::{Failure, Outcome};
use clap::CommandFactory;

/// Prints the man page.
///
/// # Errors
/// When standard output can't be written.
pub fn run() -> Result<Outcome, Failure> {
    unless_closed(clap_mangen::Man::new(Cli::command()).render(&mut std::io::stdout().lock()))?;
    Ok(Outcome::Clean)
}
