//! The report as one self-contained HTML file.

use super::Document;
use std::io;

/// Writes the report as one self-contained HTML file.
///
/// # Errors
/// Only those of `out`.
pub fn write(document: &Document, out: &mut dyn io::Write) -> io::Result<()> {
    let _ = (document, out);
    Err(io::Error::other("this output is not built yet"))
}
