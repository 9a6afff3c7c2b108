//! The only users of the network: `probe` and `fetch`. They write captures, which `check` reads like any other.
//!
//! Neither follows a redirect, both give up after a time and after a size, and what they fail with is one of a few words, so that the
//! same failure reads the same on every platform.

pub mod aadsts;
pub mod address;
pub mod answer;
pub mod assertion;
pub mod cloud;
pub mod fetch;
pub mod graph;
pub mod http;
pub mod probe;
pub mod secret;
pub mod target;
pub mod token;
pub mod transport_error;
