//! `hmaudit remediate`: writes the scripts, their undo and `plan.md`; all of them or none.

use super::plan::{outcome, with_outlook};
use crate::app::{input, output, terminal_options};
use crate::cli::RemediateArgs;
use crate::outcome::{Outcome, UserError};
use crate::remedy::folder;
use crate::remedy::print::terminal;
use crate::text::visible_line;
use miette::{IntoDiagnostic, miette};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Runs the command.
///
/// # Errors
/// When it could not run; nothing is written then.
pub fn run(args: &RemediateArgs) -> Result<Outcome, UserError> {
    output::needs_file_name(&args.out)?;
    refuse_inputs(args)?;
    with_outlook(&args.input, &args.policy, |outlook| {
        let files: Vec<(PathBuf, Vec<u8>)> =
            folder::files(outlook)?.into_iter().map(|(path, bytes)| (path.split('/').collect(), bytes)).collect();
        let stale = stale(&args.out, &files, args.force)?;
        output::write_set(&args.out, &files, args.force)?;
        for path in stale {
            fs::remove_file(&path).into_diagnostic()?;
        }
        if args.display.quiet {
            return Ok(outcome(outlook.plan));
        }
        let mut text = terminal::render(outlook, terminal_options::width());
        text.push_str(&format!("Written to {}: ", visible_line(&args.out.display().to_string())));
        text.push_str(&match outlook.scripts.len() {
            0 => "plan.md, no script\n".to_owned(),
            1 => "plan.md, 1 script, 1 undo script\n".to_owned(),
            count => format!("plan.md, {count} scripts, {count} undo scripts\n"),
        });
        terminal_options::print(&text)?;
        Ok(outcome(outlook.plan))
    })
}

/// The folder must be none of the inputs: scripts beside captures would be read as captures the next time.
fn refuse_inputs(args: &RemediateArgs) -> Result<(), UserError> {
    let shown = args.out.display().to_string();
    let refused = |what: &str| {
        miette!(help = "name another folder for the scripts", "--out {}: {what}; nothing was written", visible_line(&shown))
    };
    if args.out.is_file() {
        return Err(refused("this is a file"));
    }
    let Ok(out) = args.out.canonicalize() else { return Ok(()) };
    let is_input = |path: &String| Path::new(path).canonicalize().is_ok_and(|path| path == out || path.parent() == Some(&out));
    let holds_input = fs::read_dir(&out).into_diagnostic()?.flatten().any(|entry| {
        let is_ours = entry.file_name() == "plan.md" || is_script(&entry.path());
        entry.path().is_file() && !is_ours && input::names(&args.input.paths, &entry.path())
    });
    if args.input.paths.iter().any(is_input) || holds_input {
        return Err(refused("there are captures in it that this run reads"));
    }
    Ok(())
}

/// Scripts of an earlier set that the new one does not replace. Two sets in one folder would be run mixed, and a set that was run owns its
/// journals.
fn stale(out: &Path, files: &[(PathBuf, Vec<u8>)], force: bool) -> Result<Vec<PathBuf>, UserError> {
    let new: BTreeSet<PathBuf> = files.iter().map(|(path, _)| out.join(path)).collect();
    let mut stale = Vec::new();
    for folder in [out.to_owned(), out.join("undo")] {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.to_string_lossy().ends_with(".journal.json") {
                return Err(miette!(
                    help = "write to another folder; this one is needed to undo what was done",
                    "{} is the journal of scripts that were run",
                    visible_line(&path.display().to_string())
                ));
            }
            if !new.contains(&path) && is_script(&path) {
                stale.push(path);
            }
        }
    }
    stale.sort();
    match stale.first() {
        Some(path) if !force => Err(miette!(
            help = "use --force to replace the whole set, or name another folder",
            "{} is a script of another set",
            visible_line(&path.display().to_string())
        )),
        _ => Ok(stale),
    }
}

/// Whether a file is a script that hmaudit wrote (edited or not): its first line says so.
fn is_script(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "ps1")
        && fs::read(path).is_ok_and(|bytes| bytes.starts_with(b"# hmaudit script "))
}
