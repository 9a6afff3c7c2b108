//! The report as Azure DevOps annotations.

use super::Document;
use std::io;

/// Writes the report as Azure DevOps annotations.
///
/// # Errors
/// Only those of `out`.
pub fn write(document: &Document, out: &mut dyn io::Write) -> io::Result<()> {
    let _ = (document, out);
    Err(io::Error::other("this output is not built yet"))
}
