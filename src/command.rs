//! The commands, one file each: they read files, call the pure middle, and write.

pub mod cases;
pub mod check;
pub mod clients;
pub mod collect;
pub mod completions;
pub mod diff;
pub mod explain;
#[cfg(feature = "live")]
pub mod fetch;
pub mod fleet;
pub mod man;
pub mod parse;
pub mod plan;
#[cfg(feature = "live")]
pub mod probe;
pub mod redact;
pub mod remediate;
pub mod rules;
pub mod schema;
pub mod verify_script;
