//! What the user decided: configuration file, waivers, baseline, and which of several answers to one question counts.

pub mod baseline;
pub mod config;
#[cfg(feature = "cli")]
pub mod setting;
pub mod waiver;
mod words;

pub use config::Config;
pub use waiver::Waiver;
pub use words::{Expect, FailOn};
