//! The report as JSON lines, for programs that read many: first the run, then its findings.

use super::json::write_line;
use super::{AreaStatus, Finding, Input, Phase, Readiness, Report, Skipped, Summary, TenantVerdict};
use serde::Serialize;
use std::io::{self, Write as _};

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
enum Line<'a> {
    Run {
        schema: &'a str,
        verdict: Readiness,
        phase: Phase,
        areas: &'a [AreaStatus],
        tenants: &'a [TenantVerdict],
        summary: &'a Summary,
        inputs: &'a [Input],
        skipped: &'a [Skipped],
    },
    Finding(&'a Finding),
}

/// Writes one line `{"type":"run", …}` and one `{"type":"finding", …}` per finding, in the order of the report.
///
/// # Errors
/// Only those of `out`.
pub fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    let run = Line::Run {
        schema: &report.schema,
        verdict: report.verdict,
        phase: report.phase,
        areas: &report.areas,
        tenants: &report.tenants,
        summary: &report.summary,
        inputs: &report.inputs,
        skipped: &report.skipped,
    };
    write_line(&run, &mut out)?;
    for finding in &report.findings {
        write_line(&Line::Finding(finding), &mut out)?;
    }
    out.flush()
}
