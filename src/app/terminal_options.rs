//! How printing commands look: width, colour, clipping, and a reader who closed the pipe.

use crate::cli::{ColorArg, DisplayArgs};
use crate::outcome::UserError;
use crate::report::format::Style;
use crate::text::disarmed;
use miette::IntoDiagnostic;
use std::io::{self, IsTerminal, Write as _};

/// Columns to print in: those of the terminal that standard output is, else `COLUMNS`, else 80.
#[must_use]
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout()).map(|(columns, _)| columns.0.into());
    columns(terminal, std::env::var("COLUMNS").ok().as_deref())
}

/// A terminal that says it has no columns (a pipe of an editor, a serial line) is none, and nonsense in `COLUMNS` is as good as nothing. Between
/// these bounds lines can be both made and read.
fn columns(terminal: Option<usize>, variable: Option<&str>) -> usize {
    const NARROWEST: usize = 20;
    const WIDEST: usize = 400;
    let variable = variable.and_then(|text| text.trim().parse().ok());
    let known = [terminal, variable].into_iter().flatten().find(|&columns| columns > 0);
    known.unwrap_or(80).clamp(NARROWEST, WIDEST)
}

/// The style of a report on standard output: colour on a terminal unless `NO_COLOR` says otherwise.
#[must_use]
pub fn style(display: &DisplayArgs) -> Style {
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match display.color {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => io::stdout().is_terminal() && !no_color,
    };
    Style { color, width: width(), quiet: display.quiet, verbose: display.verbose, ..Style::default() }
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
pub fn print(text: &str) -> Result<(), UserError> {
    let mut out = io::stdout().lock();
    unless_closed(out.write_all(disarmed(text).as_bytes()).and_then(|()| out.flush()))
}

/// Success when the reader of our output has gone (`hmaudit … | head`): nobody wants an error about that.
///
/// # Errors
/// Any other error of writing.
pub fn unless_closed(written: io::Result<()>) -> Result<(), UserError> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.into_diagnostic(),
    }
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn the_terminal_decides_then_the_variable_then_80() {
        assert_eq!(columns(Some(132), Some("60")), 132);
        assert_eq!(columns(None, Some("60")), 60);
        assert_eq!(columns(None, None), 80);
        assert_eq!(columns(Some(0), Some("100")), 100);
        for nonsense in ["", "wide", "-5", "0", "1e3", "99999999999999999999999"] {
            assert_eq!(columns(None, Some(nonsense)), 80, "{nonsense}");
        }
        assert_eq!((columns(Some(12), None), columns(None, Some("5000"))), (20, 400));
    }
}
