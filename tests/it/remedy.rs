//! What an administrator must be able to rely on before running a script with the rights of the whole organisation.

mod commands;
mod docs;
pub mod estates;
mod hostile;
mod model;
mod rules;
mod scripts;
