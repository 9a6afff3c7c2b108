//! `hmaudit check`: the main job.

use crate::app::session::Session;
use crate::app::setting::Asked;
use crate::app::{output, terminal_options};
use crate::check::{Severity, Verdict};
use crate::cli::CheckArgs;
use crate::collect;
use crate::outcome::{Outcome, UserError};
use crate::policy::FailOn;
use crate::policy::baseline::{Baseline, read_report};
use crate::report::format::{self, Style};
use crate::report::{Block, Format, Report};
use crate::text::visible_line;
use miette::{IntoDiagnostic, miette};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The longest report that is read as a baseline, in bytes.
const LONGEST_REPORT: usize = 512 << 20;

/// Audits and reports.
///
/// # Errors
/// When it could not run; nothing is written then.
pub fn run(args: &CheckArgs) -> Result<Outcome, UserError> {
    let mut session = Session::open(&Asked::from(args), &args.input.tenant)?;
    if args.show_config {
        let shown = session.settings.show();
        terminal_options::print(&shown)?;
        return Ok(Outcome::Clean);
    }
    let outputs = outputs(args, &session)?;
    let formats: Vec<Format> = outputs.iter().map(|(_, format)| *format).chain([session.settings.format.value]).collect();
    let options = &mut session.options;
    options.baseline = args.baseline.as_deref().map(baseline).transpose()?;
    options.all = args.all;
    options.digests = formats.iter().any(|format| format.has_digests());
    options.steps = formats.iter().any(|format| format.has_steps());
    options.clients = formats.iter().any(|format| format.has_clients());

    let mut report = session.audit(&args.input)?.report();
    report.about.title.clone_from(&args.title);
    let outcome = match outcome(&report, session.settings.fail_on.value) {
        Outcome::Clean if args.strict && passed_over(&report) > 0 => {
            if !args.display.quiet {
                let number = passed_over(&report);
                let what = if number == 1 { "thing that looks" } else { "things that look" };
                anstream::eprintln!(
                    "note: {number} {what} like evidence could not be read; because of --strict, the exit code is 3"
                );
            }
            Outcome::Undecided
        }
        other => other,
    };
    let scripts = next_scripts(&report);
    let mut reports = Vec::with_capacity(outputs.len());
    let fails = session.settings.fail_on.value.severity();
    for (path, format) in &outputs {
        reports.push((path, rendered(*format, &report, Style { fails, ..Style::default() })?));
    }
    if let Some(folder) = args.next.as_deref().filter(|_| !scripts.is_empty()) {
        output::write_set(folder, &scripts, args.force)?;
    }
    for (path, bytes) in reports {
        output::write_whole(path, &bytes)?;
    }
    let format = session.settings.format.value;
    let mut out = BufWriter::new(io::stdout().lock());
    let written = format::write(format, &report, Style { fails, ..terminal_options::style(&args.display) }, &mut out);
    terminal_options::unless_closed(written.and_then(|()| out.flush()))?;
    // Whoever judges the findings is still told that something could not be decided.
    Ok(if format.leaves_judgement() && outcome == Outcome::Findings { Outcome::Clean } else { outcome })
}

/// The scripts that capture what is missing, by the names of their files.
fn next_scripts(report: &Report) -> Vec<(PathBuf, Vec<u8>)> {
    let script = |block: &Block| {
        let only: Vec<&str> = block.cmdlets.iter().map(String::as_str).collect();
        (PathBuf::from(collect::file_name(block.shell)), collect::script(block.shell, &only, &[]).into_bytes())
    };
    report.next.iter().map(script).collect()
}

/// How much of what looks like evidence was not read.
fn passed_over(report: &Report) -> usize {
    report.skipped.iter().filter(|skipped| skipped.evidence).count()
}

/// The exit code that findings give; waived ones never count.
pub(super) fn outcome(report: &Report, fail_on: FailOn) -> Outcome {
    let counts = |severity: Severity| fail_on.severity().is_some_and(|least| severity <= least);
    let mut open = report.findings.iter().filter(|finding| finding.waived.is_none());
    if open.clone().any(|finding| finding.verdict == Verdict::Fail && counts(finding.severity)) {
        Outcome::Findings
    } else if open.any(|finding| finding.verdict == Verdict::Inconclusive && finding.severity == Severity::Error) {
        Outcome::Undecided
    } else {
        Outcome::Clean
    }
}

/// The files to write with their forms: refused before anything is read or written if one can't be.
fn outputs(args: &CheckArgs, session: &Session) -> Result<Vec<(PathBuf, Format)>, UserError> {
    let mut outputs = Vec::new();
    for setting in &session.settings.outputs {
        let path = &setting.value;
        let shown = path.display().to_string();
        let format = Format::of_path(path).ok_or_else(|| {
            miette!(
                help = format!("the format follows the file extension: {}", Format::endings_in_words()),
                "--output {}: unknown file extension",
                visible_line(&shown)
            )
        })?;
        if crate::app::input::names(&session.paths(&args.input), path) && !crate::app::input::is_ours(path) {
            return Err(miette!(
                help = "name another file; a report never replaces one of its inputs",
                "--output {}: this is one of the inputs",
                visible_line(&shown)
            ));
        }
        crate::app::output::needs_folder(path)?;
        outputs.push((path.clone(), format));
    }
    Ok(outputs)
}

fn baseline(path: &Path) -> Result<Baseline, UserError> {
    let shown = path.display().to_string();
    let text = crate::app::text_file::text_of(path, "baseline", LONGEST_REPORT)?;
    Ok(Baseline::of(&read_report(&shown, &text)?))
}

fn rendered(format: Format, report: &Report, style: Style) -> Result<Vec<u8>, UserError> {
    let mut bytes = Vec::new();
    format::write(format, report, style, &mut bytes).into_diagnostic()?;
    Ok(bytes)
}
