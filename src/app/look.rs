//! How printing commands look: width, colour, clipping, and a reader who closed the pipe.

use crate::cli::{ColorArg, LookArgs};
use crate::outcome::Failure;
use crate::report::format::Style;
use crate::text::disarmed;
use miette::IntoDiagnostic;
use std::io::{self, IsTerminal, Write as _};

/// Columns to print in: `COLUMNS` if set, else 80. Reports are compared and pasted, so the window does not decide.
#[must_use]
pub fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|width| (40..=400).contains(width)).unwrap_or(80)
}

/// The style of a report on standard output: colour on a terminal unless `NO_COLOR` says otherwise.
#[must_use]
pub fn style(look: &LookArgs) -> Style {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match look.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => io::stdout().is_terminal() && !no_color,
    };
    Style { color, width: width(), quiet: look.quiet, verbose: look.verbose }
}

/// At most `width` characters, the last of them `…` if something was left out.
#[must_use]
pub fn clip(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width.saturating_sub(1)).chain(['…']).collect()
}

/// Prints a text on standard output. Every text that is not a report or a capture goes through here, so that no build agent that echoes it
/// finds a command in it.
///
/// # Errors
/// When standard output can't be written.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    unless_closed(out.write_all(disarmed(text).as_bytes()).and_then(|()| out.flush()))
}

/// Success when the reader of our output has gone (`hmaudit … | head`): nobody wants an error about that.
///
/// # Errors
/// Any other error of writing.
pub fn unless_closed(written: io::Result<()>) -> Result<(), Failure> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.into_diagnostic(),
    }
}
