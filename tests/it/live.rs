//! The commands that use the network, against endpoints on loopback over TLS.

mod assertion;
mod cli;
mod fetch;
mod page;
mod probe;
mod server;
mod target;
