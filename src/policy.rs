//! What the user decided: configuration file, waivers, baseline, and which of several answers to one question counts.

pub mod baseline;
pub mod config;
pub mod setting;
pub mod waiver;

pub use config::Config;
pub use waiver::Waiver;
