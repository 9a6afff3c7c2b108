//! The program as a process: exit codes and messages of contract.md, bad input, pipes, colour.

#![allow(clippy::unwrap_used)] // helpers of tests may panic like the tests themselves

mod agents;
mod arguments;
mod bad_input;
mod codes;
mod containers;
mod exits;
mod own_files;
mod policy;
mod run;
mod streams;
mod unreadable;
