//! How a run ends: exit codes and the error that ends it early.

use std::process::ExitCode;

/// The exit codes, see docs/contract.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 0: nothing at or above the limit, and the evidence was complete.
    Clean,
    /// 1: findings at or above the limit.
    Findings,
    /// 2: could not run.
    CannotRun,
    /// 3: nothing failed, but an error-level rule could not be decided.
    Undecided,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Clean => 0,
            Outcome::Findings => 1,
            Outcome::CannotRun => 2,
            Outcome::Undecided => 3,
        })
    }
}

/// What ends a run with exit code 2: any user-facing error.
pub type Failure = miette::Report;
