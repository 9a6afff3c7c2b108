//! The commands, one file each: they read files, call the pure middle, and write.

pub mod cases;
pub(crate) mod check;
pub(crate) mod clients;
pub(crate) mod collect;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
#[cfg(feature = "live")]
pub(crate) mod fetch;
pub(crate) mod fleet;
#[cfg(feature = "live")]
mod live_capture;
pub(crate) mod man;
pub(crate) mod parse;
pub(crate) mod plan;
#[cfg(feature = "live")]
pub(crate) mod probe;
pub(crate) mod redact;
pub(crate) mod remediate;
pub(crate) mod rules;
pub(crate) mod schema;
pub(crate) mod verify_script;
