//! The outputs and their names. To add one: a file in `report/` and a line in [`write()`].

use super::{Document, azure, csv, github, gitlab, html, json, junit, markdown, sarif, terminal};
use crate::choice::choice;
use std::io;

choice! {
    /// The forms in which a report can be printed.
    pub enum Format {
        /// For a person at a terminal.
        Terminal = "terminal",
        /// JSON of contract.md.
        Json = "json",
        /// SARIF 2.1.0.
        Sarif = "sarif",
        /// JUnit XML.
        Junit = "junit",
        /// Markdown, for a ticket or a pull request.
        Markdown = "markdown",
        /// One self-contained HTML file.
        Html = "html",
        /// Comma-separated values.
        Csv = "csv",
        /// GitHub Actions annotations.
        Github = "github",
        /// GitLab code quality.
        Gitlab = "gitlab",
        /// Azure DevOps annotations.
        Azure = "azure",
    }
}

impl Format {
    /// The format that an output path's ending stands for; `None` for an unknown ending.
    #[must_use]
    pub fn of_path(path: &std::path::Path) -> Option<Self> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "html" => Some(Self::Html),
            "json" => Some(Self::Json),
            "sarif" => Some(Self::Sarif),
            "xml" => Some(Self::Junit),
            "md" => Some(Self::Markdown),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }
}

/// How an output for people may look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// ANSI colours.
    pub color: bool,
    /// Columns of the terminal, 80 when unknown.
    pub width: usize,
    /// Only what failed, in a line each, and the verdict.
    pub quiet: bool,
    /// Also why, sources and secondary evidence.
    pub verbose: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 80, quiet: false, verbose: false }
    }
}

/// Writes the report in a format.
///
/// # Errors
/// Only those of `out`.
pub fn write(format: Format, document: &Document, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    match format {
        Format::Terminal => terminal::write(document, style, out),
        Format::Json => json::write(document, out),
        Format::Sarif => sarif::write(document, out),
        Format::Junit => junit::write(document, out),
        Format::Markdown => markdown::write(document, out),
        Format::Html => html::write(document, out),
        Format::Csv => csv::write(document, out),
        Format::Github => github::write(document, out),
        Format::Gitlab => gitlab::write(document, out),
        Format::Azure => azure::write(document, out),
    }
}
