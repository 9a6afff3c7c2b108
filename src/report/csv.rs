//! The report as comma-separated values.

use super::Document;
use std::io;

/// Writes the report as comma-separated values.
///
/// # Errors
/// Only those of `out`.
pub fn write(document: &Document, out: &mut dyn io::Write) -> io::Result<()> {
    let _ = (document, out);
    Err(io::Error::other("this output is not built yet"))
}
