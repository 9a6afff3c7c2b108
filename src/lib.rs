//! hmaudit tells an Exchange administrator, from captured PowerShell output alone, whether an on-premises Exchange organisation
//! is ready for hybrid modern authentication, why not, and what to run to get there.
//!
//! This is its library. [`audit()`] does the main job: files in, report out. It does no I/O and asks no clock.
//!
//! ```
//! use hmaudit::report::{Format, format};
//! use hmaudit::{Options, audit, rule};
//!
//! let captured = "[PS] C:\\>Get-OrganizationConfig | fl OAuth2ClientProfileEnabled\n\nOAuth2ClientProfileEnabled : True\n";
//! let options = Options::new(rule::load(&rule::builtin())?, "2026-11-21".parse()?);
//! let report = audit(vec![("organizationconfig.txt".to_owned(), captured.into())], &options);
//!
//! // One capture does not decide the question. What is missing is inconclusive, never a pass and never a fail.
//! assert_eq!(report.verdict.word(), "inconclusive");
//!
//! let mut page = Vec::new();
//! format::write(Format::Html, &report, format::Style::default(), &mut page)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Overview
//!
//! | to | use |
//! | --- | --- |
//! | audit files | [`audit()`], with [`Options`] |
//! | keep what the report is made of: findings, model, plan | [`audit::Audit`] |
//! | write a report as HTML, JSON, SARIF, … | [`report::format::write`] |
//! | load rules of your own | [`rule::load()`] |
//! | write PowerShell that repairs what failed, and its undo | [`audit::Audit::plan`], [`remedy::scripts`] |
//! | check such a script again | [`remedy::verify::verify`] |
//! | read captures without judging them | [`audit::captures`] |
//! | replace names and ids in captures | [`redact`] |
//!
//! The folder `examples` has whole programs.
//!
//! # How it works
//!
//! ```text
//! bytes ─decode→ Source ─capture→ Record ─estate→ Object ─check(rules)→ Finding ─report→ terminal/JSON/SARIF/…
//!                                                 ▲                            └─remedy→ Plan ─┬→ .ps1 and its undo
//!                                                 └────────── apply (plan, simulate) ──────────┘
//! ```
//!
//! Every arrow is a pure function, and every value keeps the span of the text it came from.
//!
//! # Features
//!
//! - `cli` (default): the program, with its arguments, files, progress and colours.
//! - `live` (default): the commands `probe` and `fetch`, the only ones that use the network.
//!
//! Without both the library compiles for `wasm32-unknown-unknown`.

pub mod area;
pub mod audit;
pub mod capture;
pub mod catalog;
pub mod check;
pub mod choice;
pub mod clients;
pub mod collect;
pub mod diff;
pub mod digest;
pub mod estate;
pub(crate) mod guid;
pub(crate) mod microsoft;
pub mod outcome;
pub mod policy;
pub mod redact;
pub mod remedy;
pub mod report;
pub mod rule;
pub mod source;
pub mod text;
pub mod verdict;
pub(crate) mod yaml;

#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod app;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod command;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod program;

#[cfg(feature = "live")]
pub mod live;

pub use audit::{Options, audit};

/// The version of hmaudit.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Compiles and runs what docs/embedding.md shows.
#[cfg(doctest)]
#[doc = include_str!("../docs/embedding.md")]
mod embedding {}
