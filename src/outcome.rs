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

impl Outcome {
    /// Every outcome, the worst first.
    pub const BY_GRAVITY: [Self; 4] = [Self::CannotRun, Self::Findings, Self::Undecided, Self::Clean];

    /// The exit code.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => 1,
            Self::CannotRun => 2,
            Self::Undecided => 3,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}

/// What ends a run with exit code 2: any user-facing error.
pub type UserError = miette::Report;
