//! The report as a person at a terminal.

use super::Document;
use std::io;

/// Writes the report as a person at a terminal.
///
/// # Errors
/// Only those of `out`.
pub fn write(document: &Document, style: super::format::Style, out: &mut dyn io::Write) -> io::Result<()> {
    let _ = (document, style, out);
    Err(io::Error::other("this output is not built yet"))
}
