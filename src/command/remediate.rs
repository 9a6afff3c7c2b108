//! `hmaudit remediate`.

use crate::cli::RemediateArgs;
use crate::outcome::{Failure, Outcome};

/// Runs the command.
///
/// # Errors
/// When it could not run.
pub fn run(args: &RemediateArgs) -> Result<Outcome, Failure> {
    let _ = args;
    Err(miette::miette!("this command is not built yet"))
}
