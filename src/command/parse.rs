//! `hmaudit parse`.

use crate::cli::ParseArgs;
use crate::outcome::{Failure, Outcome};

/// Runs the command.
///
/// # Errors
/// When it could not run.
pub fn run(args: &ParseArgs) -> Result<Outcome, Failure> {
    let _ = args;
    Err(miette::miette!("this command is not built yet"))
}
