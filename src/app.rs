//! What the commands share: settings, inputs, outputs, the terminal.

pub mod crash;
pub mod input;
pub mod open;
pub mod output;
pub mod progress;
pub mod rule_files;
pub mod rule_set;
pub mod session;
pub mod setting;
pub mod terminal_options;
pub mod text_file;
