//! hmaudit tells an Exchange administrator, from captured PowerShell output alone, whether an on-premises Exchange organisation
//! is ready for hybrid modern authentication, why not, and what to run to get there.
//!
//! ```text
//! bytes ─decode→ Source ─capture→ Record ─estate→ Object ─check(rules)→ Finding ─report→ terminal/JSON/SARIF/…
//!                                                 ▲                            └─remedy→ Plan ─┬→ .ps1 and its undo
//!                                                 └────────── apply (plan, simulate) ──────────┘
//! ```
//!
//! Every arrow is a pure function, every value carries the span of the text it came from, and only the two ends do I/O.

pub mod audit;
pub mod capture;
pub mod check;
pub mod choice;
pub mod diff;
pub mod digest;
pub mod estate;
pub mod outcome;
pub mod policy;
pub mod redact;
pub mod remedy;
pub mod report;
pub mod rule;
pub mod source;
pub mod text;

#[cfg(feature = "cli")]
pub mod app;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "cli")]
pub mod command;

#[cfg(feature = "live")]
pub mod live;

pub use audit::{Options, audit};
