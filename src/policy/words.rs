//! Settings of a run that are words.

use crate::choice::choice;
use crate::verdict::Severity;

choice! {
    /// What the organisation is to be.
    pub enum Expect {
        /// Both switches off is a state to prepare from.
        Auto = "auto",
        /// Both switches must be on.
        Enabled = "enabled",
    }
}

choice! {
    /// Severity from which findings count.
    pub enum FailOn {
        /// Findings of severity error.
        Error = "error",
        /// Errors and warnings.
        Warning = "warning",
        /// Every finding.
        Info = "info",
        /// None.
        Never = "never",
    }
}

impl FailOn {
    /// The least severity that counts; `None` when no finding does.
    #[must_use]
    pub fn severity(self) -> Option<Severity> {
        match self {
            Self::Error => Some(Severity::Error),
            Self::Warning => Some(Severity::Warning),
            Self::Info => Some(Severity::Info),
            Self::Never => None,
        }
    }
}
