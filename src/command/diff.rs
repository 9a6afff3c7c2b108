//! `hmaudit diff`: two snapshots or reports, what was repaired and what is new.

use crate::app::session::Session;
use crate::app::setting::Asked;
use crate::app::{input, terminal_options};
use crate::cli::{DiffArgs, InputArgs, PlanFormat};
use crate::diff::{compare, write};
use crate::outcome::{Outcome, UserError};
use crate::policy::baseline::{SCHEMA, read_report};
use crate::report::Report;
use miette::{IntoDiagnostic, WrapErr};
use std::io::{self, Read as _};
use std::path::Path;

/// How far into a file the name of the report's schema is looked for.
const HEAD: u64 = 4096;

/// Compares and prints.
///
/// # Errors
/// When one of both sides can't be read or holds nothing.
pub fn run(args: &DiffArgs) -> Result<Outcome, UserError> {
    check_tenants(args)?;
    let mut session = None;
    let before = side(&args.before, args, &mut session)?;
    let after = side(&args.after, args, &mut session)?;
    let diff = compare(&before, &after);
    let text = match args.format {
        PlanFormat::Terminal => write::terminal(&diff, args.display.verbose),
        PlanFormat::Markdown => write::markdown(&diff),
        PlanFormat::Json => write::json(&diff).into_diagnostic()?,
    };
    terminal_options::print(&text)?;
    Ok(diff.outcome())
}

/// One side: a report as it is, anything else audited. Settings and rules are read once, and only if they are needed.
fn side(given: &str, args: &DiffArgs, session: &mut Option<Session>) -> Result<Report, UserError> {
    if is_report(Path::new(given)).unwrap_or(false) {
        let text = std::fs::read_to_string(given).into_diagnostic().wrap_err_with(|| format!("cannot read {}", shown(given)))?;
        return Ok(read_report(given, &text)?);
    }
    let session = match session {
        Some(session) => session,
        None => {
            let mut opened = Session::open(&Asked::from(&args.policy), &[])?;
            opened.options.all = true;
            opened.options.clients = false;
            session.insert(opened)
        }
    };
    session.options.attribution.arguments =
        args.tenant.iter().filter_map(|written| tenant_in(given, written).transpose()).collect::<Result<_, _>>()?;
    let audit =
        session.audit(&InputArgs { paths: vec![given.to_owned()], tenant: Vec::new(), encoding: args.encoding.clone() })?;
    Ok(audit.report())
}

/// A `--tenant` that speaks of this side; those of the other must not add their captures to it.
fn tenant_in(side: &str, written: &str) -> Result<Option<(String, String)>, UserError> {
    let (name, path) = input::tenant_argument(written)?;
    let is_inside = match (Path::new(side).canonicalize(), Path::new(&path).canonicalize()) {
        (Ok(side), Ok(path)) => path.starts_with(side),
        _ => false,
    };
    Ok(is_inside.then_some((name, path)))
}

/// Fails unless every `--tenant` speaks of one of both sides.
fn check_tenants(args: &DiffArgs) -> Result<(), UserError> {
    for written in &args.tenant {
        if tenant_in(&args.before, written)?.is_none() && tenant_in(&args.after, written)?.is_none() {
            let (before, after) = (shown(&args.before), shown(&args.after));
            return Err(miette::miette!(
                help = "name a file or folder in one of the two snapshots",
                "--tenant {}: this is neither in {before} nor in {after}",
                shown(written)
            ));
        }
    }
    Ok(())
}

/// Whether a file is a JSON report, of this version or another: it names its schema at the beginning.
fn is_report(path: &Path) -> io::Result<bool> {
    if !path.is_file() {
        return Ok(false);
    }
    let mut head = Vec::new();
    std::fs::File::open(path)?.take(HEAD).read_to_end(&mut head)?;
    let family = SCHEMA.trim_end_matches(|character: char| character.is_ascii_digit());
    let starts = head.iter().find(|byte| !byte.is_ascii_whitespace() && !matches!(byte, 0xef | 0xbb | 0xbf)) == Some(&b'{');
    Ok(starts && memchr::memmem::find(&head, family.as_bytes()).is_some())
}

fn shown(path: &str) -> String {
    crate::text::visible_line(path).into_owned()
}
