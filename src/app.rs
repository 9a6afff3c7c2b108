//! What the commands share: settings, inputs, outputs, the terminal.

pub(crate) mod crash;
pub mod input;
pub(crate) mod open;
pub(crate) mod output;
pub(crate) mod progress;
pub(crate) mod rule_files;
pub(crate) mod rule_set;
pub mod session;
pub mod setting;
pub(crate) mod terminal_options;
pub(crate) mod text_file;
