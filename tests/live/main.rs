//! The commands that use the network, against endpoints on loopback over TLS.

#![cfg(feature = "live")]

mod assertion;
mod cli;
mod fetch;
mod probe;
mod server;
mod target;
