//! The report for a person at a terminal: findings with the quoted evidence, the matrices, what to do next, and as the last line the answer.
//!
//! Everything passes two guards: captured text [`crate::text::visible_line`], every line the width of the terminal. Colour never stands without a word.

mod clients;
mod closing;
mod findings;
mod layout;
mod matrix;
mod page;
mod quote;
mod scorecard;

use super::Report;
use super::format::Style;
use std::io;

/// Writes the report for a terminal of `style.width` columns (20 at the least).
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = page::Page::new(style);
    if let Some(title) = report.title().filter(|_| !style.quiet) {
        let organisation = report.about.organisation.as_ref().map_or_else(String::new, |name| format!(" · {name}"));
        page.paragraph("Hybrid modern authentication:", anstyle::Style::new().bold(), &format!(" {title}{organisation}"), 3);
        page.gap();
    }
    if !page.quiet {
        scorecard::areas(&mut page, report);
    }
    findings::write(&mut page, report);
    if !page.quiet {
        matrix::write(&mut page, report);
        clients::write(&mut page, report);
        closing::skipped(&mut page, report);
        if page.verbose {
            closing::inputs(&mut page, report);
        }
        closing::plan(&mut page, report);
        closing::waivers(&mut page, report);
    } else {
        closing::notices(&mut page, report);
    }
    if !page.quiet || !report.notes.is_empty() {
        scorecard::not_checked(&mut page, report);
    }
    if !page.quiet {
        scorecard::blocks(&mut page, report);
    }
    closing::answer(&mut page, report);
    out.write_all(page.into_text().as_bytes())
}
