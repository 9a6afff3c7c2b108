//! What the user decided: configuration file, waivers and baseline.

pub mod baseline;
pub mod config;
pub(crate) mod waiver;
mod words;

pub use config::Config;
pub use waiver::Waiver;
pub use words::{Expect, FailOn};
