//! From findings to a plan, from a plan to PowerShell and its undo.
//!
//! What a script may hold is decided three times, by code that does not trust each other: an operation validates its values
//! ([`quote`]) when it makes its [`call::Call`]; [`verify`] reads every script again before it is written, and whenever a person asks; and the
//! script itself compares the live organisation with what was audited before it changes anything.

pub mod call;
mod called;
pub(crate) mod edit;
pub mod folder;
pub(crate) mod guard;
pub mod operation;
pub mod plan;
pub mod print;
pub(crate) mod quote;
pub mod script;
pub mod token;
pub mod verify;

pub use plan::{Action, FindingKey, Plan, Refusal, Step, apply, plan};
pub use script::{Script, scripts};
