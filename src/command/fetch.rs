//! `hmaudit fetch`.

use crate::cli::FetchArgs;
use crate::outcome::{Failure, Outcome};

/// Runs the command.
///
/// # Errors
/// When it could not run.
pub fn run(args: &FetchArgs) -> Result<Outcome, Failure> {
    let _ = args;
    Err(miette::miette!("this command is not built yet"))
}
