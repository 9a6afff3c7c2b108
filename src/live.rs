//! The only users of the network: `probe` and `fetch`. They write captures, which `check` reads like any other.
//!
//! Neither follows a redirect, both give up after a time and after a size, and what they fail with is one of a few words, so that the
//! same failure reads the same on every platform.

pub(crate) mod aadsts;
pub(crate) mod address;
pub(crate) mod answer;
pub(crate) mod assertion;
pub mod cloud;
pub mod fetch;
pub(crate) mod graph;
pub mod http;
pub mod probe;
pub mod secret;
pub mod target;
pub(crate) mod token;
pub(crate) mod transport_error;
