//! What an administrator must be able to rely on before running a script with the rights of the whole organisation.

#![allow(clippy::unwrap_used, reason = "helpers of tests count as no tests for clippy")]

mod commands;
#[path = "../common/mod.rs"]
mod common;
mod docs;
mod estates;
mod hostile;
mod model;
mod rules;
mod scripts;
