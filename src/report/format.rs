//! The outputs and their names. To add one: a file in `report/`, its `mod`, and a row here.

use super::{Report, azure, csv, github, gitlab, html, json, junit, markdown, ndjson, sarif, terminal};
use crate::check::Severity;
use crate::choice::{Choice as _, choice};
use std::io;

/// What an output is, beside its name.
struct Output {
    /// The ending of its files; `None` when it only goes to standard output.
    ending: Option<&'static str>,
    /// Prints the digests of the inputs.
    digests: bool,
    /// Lists the steps of the plan.
    steps: bool,
    /// Shows which client works.
    clients: bool,
    /// Whoever reads it judges the findings: they do not make the exit code 1.
    reader_decides: bool,
    write: fn(&Report, Style, &mut dyn io::Write) -> io::Result<()>,
}

/// What most outputs are.
const PLAIN: Output =
    Output { ending: None, digests: false, steps: false, clients: false, reader_decides: false, write: terminal::write };

/// Declares the formats with a row for each output.
macro_rules! outputs {
    ($(#[doc = $about:literal])* pub enum $name:ident { $(#[doc = $help:literal] $value:ident = $word:literal => $output:expr,)+ }) => {
        choice! {
            $(#[doc = $about])*
            pub enum $name { $(#[doc = $help] $value = $word,)+ }
        }

        impl $name {
            const fn output(self) -> &'static Output {
                match self {
                    $(Self::$value => const { &$output },)+
                }
            }
        }
    };
}

outputs! {
    /// Formats of a report.
    pub enum Format {
        /// For a person at a terminal.
        Terminal = "terminal" => Output { write: terminal::write, ..PLAIN },
        /// JSON, described by `hmaudit schema report`.
        Json = "json" => Output { ending: Some("json"), digests: true, write: |report, _, out| json::write(report, out), ..PLAIN },
        /// JSON, one line for the run and one per finding.
        Ndjson = "ndjson" => Output { ending: Some("ndjson"), digests: true, write: |report, _, out| ndjson::write(report, out), ..PLAIN },
        /// SARIF 2.1.0.
        Sarif = "sarif" => Output { ending: Some("sarif"), digests: true, reader_decides: true, write: |report, _, out| sarif::write(report, out), ..PLAIN },
        /// JUnit XML.
        Junit = "junit" => Output { ending: Some("xml"), write: |report, style, out| junit::write(report, style.fails, out), ..PLAIN },
        /// Markdown, for a ticket or a pull request.
        Markdown = "markdown" => Output { ending: Some("md"), steps: true, clients: true, write: |report, _, out| markdown::write(report, out), ..PLAIN },
        /// One self-contained HTML file.
        Html = "html" => Output { ending: Some("html"), digests: true, steps: true, clients: true, write: |report, _, out| html::write(report, out), ..PLAIN },
        /// Comma-separated values.
        Csv = "csv" => Output { ending: Some("csv"), write: |report, _, out| csv::write(report, out), ..PLAIN },
        /// GitHub Actions annotations.
        Github = "github" => Output { write: |report, _, out| github::write(report, out), ..PLAIN },
        /// GitLab code quality.
        Gitlab = "gitlab" => Output { write: |report, _, out| gitlab::write(report, out), ..PLAIN },
        /// Azure DevOps annotations.
        Azure = "azure" => Output { write: |report, _, out| azure::write(report, out), ..PLAIN },
    }
}

impl Format {
    /// The format for the file extension of an output path; `None` for an unknown one.
    #[must_use]
    pub fn of_path(path: &std::path::Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let is_it = |format: &Self| format.output().ending == Some(ending.as_str());
        Self::ALL.iter().map(|(format, _)| *format).find(is_it)
    }

    /// The endings of files, in the order of the formats.
    pub fn endings() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().filter_map(|(format, _)| format.output().ending)
    }

    /// What an output path may end in, for a person: `.json .sarif .xml`.
    #[must_use]
    pub fn endings_in_words() -> String {
        Self::endings().map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(" ")
    }

    /// Whether it prints the digests of the inputs.
    #[must_use]
    pub fn has_digests(self) -> bool {
        self.output().digests
    }

    /// Whether it lists the steps of the plan.
    #[must_use]
    pub fn has_steps(self) -> bool {
        self.output().steps
    }

    /// Whether it shows which client works.
    #[must_use]
    pub fn has_clients(self) -> bool {
        self.output().clients
    }

    /// Whether whoever reads it judges the findings, so that they do not make the exit code 1.
    #[must_use]
    pub fn leaves_judgement(self) -> bool {
        self.output().reader_decides
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
    /// The least severity that makes a run fail, for outputs that tell a build what failed; `None` when none does.
    pub fails: Option<Severity>,
}

impl Default for Style {
    fn default() -> Self {
        Self { color: false, width: 80, quiet: false, verbose: false, fails: Some(Severity::Error) }
    }
}

/// Writes the report in a format.
///
/// # Errors
/// Only those of `out`.
pub fn write(format: Format, report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    (format.output().write)(report, style, out)
}
