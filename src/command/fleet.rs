//! `hmaudit fleet`: each folder is a snapshot of its own, and each gives one line.

use crate::app::session::Session;
use crate::app::setting::Asked;
use crate::app::terminal_options;
use crate::check::Verdict;
use crate::cli::{FleetArgs, FleetFormat, InputArgs};
use crate::outcome::{Outcome, UserError};
use crate::report::json::write_line;
use crate::report::{AreaStatus, Readiness, Report, Summary};
use crate::text::{disarmed, visible_line};
use miette::{IntoDiagnostic as _, miette};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

const SCHEMA: &str = "hmaudit-fleet-1";
/// Columns of the longest name that is shown whole on a terminal.
const NAME: usize = 32;

/// What became of one snapshot.
#[derive(Debug, Serialize)]
struct Record {
    schema: &'static str,
    /// The name of its folder.
    snapshot: String,
    /// `null` when it could not be judged.
    verdict: Option<Readiness>,
    /// What `check` would exit with.
    exit: u8,
    areas: Vec<AreaStatus>,
    summary: Summary,
    /// How many findings of each rule failed.
    rules: BTreeMap<String, usize>,
    /// Why it could not be judged.
    error: Option<String>,
}

/// As much of a record as `--resume` looks at.
#[derive(Deserialize)]
struct Known {
    schema: String,
    snapshot: String,
    exit: u8,
}

/// Audits every folder below one, in the order of their names. A few are audited at a time, so that memory does not grow with their number.
///
/// # Errors
/// When the folder cannot be read, or a setting is wrong. A snapshot that cannot be judged is told in its record, and the others go on.
pub fn run(args: &FleetArgs) -> Result<Outcome, UserError> {
    let mut session = Session::open(&Asked { fail_on: args.fail_on, ..Asked::from(&args.policy) }, &[])?;
    // A record holds neither.
    session.options.digests = false;
    session.options.clients = false;
    let known = args.resume.as_deref().map(known).transpose()?.unwrap_or_default();
    let folders = folders(&args.folder)?;
    let mut codes: BTreeSet<u8> = folders.iter().filter_map(|(name, _)| known.get(name).copied()).collect();
    let left: Vec<_> = folders.into_iter().filter(|(name, _)| !known.contains_key(name)).collect();
    let mut out = BufWriter::new(io::stdout().lock());
    for some in left.chunks(4 * rayon::current_num_threads()) {
        let records: Vec<Record> = some.par_iter().map(|(name, path)| record(&session, name, path)).collect();
        for record in records {
            codes.insert(record.exit);
            let written = match args.format {
                FleetFormat::Ndjson => write_line(&record, &mut out),
                FleetFormat::Terminal => writeln!(out, "{}", disarmed(&line(&record))),
            };
            // Whoever reads along sees each snapshot when it is done.
            terminal_options::unless_closed(written.and_then(|()| out.flush()))?;
        }
    }
    let worst = Outcome::BY_GRAVITY.into_iter().find(|outcome| codes.contains(&outcome.code()));
    Ok(worst.unwrap_or(Outcome::Clean))
}

/// The folders in a folder that are not hidden, by name.
fn folders(root: &Path) -> Result<Vec<(String, PathBuf)>, UserError> {
    let shown = visible_line(&root.display().to_string()).into_owned();
    let entries = std::fs::read_dir(root)
        .map_err(|error| miette!(help = "name the folder whose folders are snapshots", "cannot read {shown}: {error}"))?;
    let mut all = Vec::new();
    for entry in entries {
        let path = entry.into_diagnostic()?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // Links are not followed, as nowhere inside a folder.
        if !name.starts_with('.') && path.is_dir() && !path.is_symlink() {
            all.push((name, path));
        }
    }
    all.sort();
    if all.is_empty() {
        return Err(miette!(
            help = "each folder in it is audited as a snapshot of its own; for one snapshot: hmaudit check",
            "{shown} holds no folder"
        ));
    }
    Ok(all)
}

/// The snapshots that a file of earlier records holds, with their exit codes. A line that was cut is one that is not there.
fn known(path: &Path) -> Result<HashMap<String, u8>, UserError> {
    let shown = visible_line(&path.display().to_string()).into_owned();
    let text = std::fs::read_to_string(path).map_err(|error| {
        miette!(help = "name the records that an earlier run wrote with --format ndjson", "--resume {shown}: {error}")
    })?;
    let records = text.lines().filter_map(|line| serde_json::from_str::<Known>(line).ok()).filter(|known| known.schema == SCHEMA);
    Ok(records.map(|known| (known.snapshot, known.exit)).collect())
}

fn record(session: &Session, name: &str, path: &Path) -> Record {
    let input = InputArgs { paths: vec![path.to_string_lossy().into_owned()], tenant: Vec::new(), encoding: None };
    let judged = session.audit(&input).map(|audit| audit.report());
    let record = Record {
        schema: SCHEMA,
        snapshot: name.to_owned(),
        verdict: None,
        exit: Outcome::CannotRun.code(),
        areas: Vec::new(),
        summary: Summary::default(),
        rules: BTreeMap::new(),
        error: None,
    };
    match judged {
        Ok(report) => {
            let exit = super::check::outcome(&report, session.settings.fail_on.value).code();
            Record {
                verdict: Some(report.verdict),
                exit,
                rules: failed(&report),
                areas: report.areas,
                summary: report.summary,
                ..record
            }
        }
        Err(error) => Record { error: Some(visible_line(&error.to_string()).into_owned()), ..record },
    }
}

fn failed(report: &Report) -> BTreeMap<String, usize> {
    let mut rules = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.verdict == Verdict::Fail && finding.waived.is_none()) {
        *rules.entry(finding.rule.clone()).or_default() += 1;
    }
    rules
}

/// Name, verdict and counts in columns.
fn line(record: &Record) -> String {
    let name: String = visible_line(&record.snapshot).chars().take(NAME).collect();
    let Some(verdict) = record.verdict else {
        return format!("{name:NAME$}  {:15}  {}", "NOT JUDGED", record.error.as_deref().unwrap_or_default());
    };
    let (summary, words) = (&record.summary, verdict.words());
    let counts = [(summary.error, "error"), (summary.warning, "warning"), (summary.inconclusive, "inconclusive")];
    let counts: Vec<String> = counts.iter().map(|(number, what)| format!("{number:>4} {what}")).collect();
    format!("{name:NAME$}  {words:15}  {}", counts.join("  "))
}
