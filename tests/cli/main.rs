//! The program as a process: exit codes and messages of contract.md, bad input, pipes, colour.

mod arguments;
mod bad_input;
mod exits;
mod policy;
mod run;
mod streams;
