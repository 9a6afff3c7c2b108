//! What the live commands have in common: the capture that they write, and whom they trust.

use crate::app::output;
use crate::app::terminal_options::unless_closed;
use crate::cli::{CaptureArgs, TrustArgs};
use crate::live::http::Settings;
use crate::outcome::UserError;
use crate::text::visible_line;
use miette::{IntoDiagnostic, WrapErr, miette};
use serde_json::Value;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

impl CaptureArgs {
    /// Refuses to replace a file unless told to.
    pub(super) fn check(&self) -> Result<(), UserError> {
        match &self.output {
            Some(path) if path.exists() && !self.force => Err(miette!(
                help = "use --force to replace it, or name another file",
                "{} exists already",
                visible_line(&path.display().to_string())
            )),
            _ => Ok(()),
        }
    }

    /// Writes a capture to the file, or to standard output.
    pub(super) fn write(&self, records: &[Value]) -> Result<(), UserError> {
        let text = crate::report::json::to_text(records).into_diagnostic()?;
        match &self.output {
            Some(path) => output::write_whole(path, text.as_bytes()),
            None => {
                let mut out = io::stdout().lock();
                unless_closed(out.write_all(text.as_bytes()).and_then(|()| out.flush()))
            }
        }
    }
}

impl TrustArgs {
    /// How to connect, with so many seconds for one answer.
    pub(super) fn settings(&self, timeout: u64) -> Result<Settings, UserError> {
        Ok(Settings::new(Duration::from_secs(timeout.max(1)), self.ca.as_deref().map(read_file).transpose()?))
    }
}

/// The time, which captures and assertions name.
pub(super) fn now() -> jiff::Timestamp {
    jiff::Zoned::now().timestamp()
}

/// The bytes of a file that an argument names.
pub(super) fn read_file(path: &Path) -> Result<Vec<u8>, UserError> {
    std::fs::read(path).into_diagnostic().wrap_err_with(|| format!("cannot read {}", visible_line(&path.display().to_string())))
}
