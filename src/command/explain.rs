//! `hmaudit explain`.

use crate::cli::ExplainArgs;
use crate::outcome::{Failure, Outcome};

/// Runs the command.
///
/// # Errors
/// When it could not run.
pub fn run(args: &ExplainArgs) -> Result<Outcome, Failure> {
    let _ = args;
    Err(miette::miette!("this command is not built yet"))
}
