//! Settings of a run that are words.

use crate::choice::choice;

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
