//! The report for a person at a terminal: findings with the quoted evidence, the matrices, what to do next, and as the last line the answer.
//!
//! Everything passes two guards: captured text [`crate::text::visible_line`], every line the width of the terminal. Colour never stands without a word.

mod closing;
mod findings;
mod layout;
mod matrix;
mod page;
mod quote;

use super::Document;
use super::format::Style;
use std::io;

/// Writes the report for a terminal of `style.width` columns (20 at the least).
///
/// # Errors
/// Only those of `out`.
pub fn write(document: &Document, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = page::Page::new(style);
    findings::write(&mut page, document);
    if !page.quiet {
        matrix::write(&mut page, document);
        closing::skipped(&mut page, document);
        if page.verbose {
            closing::inputs(&mut page, document);
        }
        closing::plan(&mut page, document);
        closing::waivers(&mut page, document);
    } else {
        closing::notices(&mut page, document);
    }
    closing::notes(&mut page, document);
    closing::answer(&mut page, document);
    out.write_all(page.into_text().as_bytes())
}
