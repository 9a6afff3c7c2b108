//! The program as a process: exit codes and messages, bad input, pipes, colour.

mod agents;
mod areas;
mod arguments;
mod bad_input;
mod changelog;
mod codes;
pub mod containers;
mod exits;
mod fleet;
mod keyboard;
mod own_files;
mod packs;
mod people;
mod policy;
pub mod run;
mod streams;
mod title;
mod unreadable;
