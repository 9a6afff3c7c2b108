//! The commands that use the network, against endpoints on loopback over TLS.

#![cfg(feature = "live")]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod assertion;
mod cli;
mod fetch;
mod probe;
mod server;
mod target;
