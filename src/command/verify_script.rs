//! `hmaudit verify-script`: 0 when every script is as hmaudit writes them, 1 when one is not, 2 when one cannot be read.

use crate::app::input::shown;
use crate::app::open::open;
use crate::cli::VerifyScriptArgs;
use crate::collect;
use crate::outcome::{Outcome, UserError};
use crate::remedy::verify::{VerifyError, verify};
use crate::text::{in_place, visible_line};
use miette::{LabeledSpan, MietteDiagnostic, NamedSource, miette};
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Larger files are not read: the longest script has a few hundred lines and a line for each step.
const LARGEST: u64 = 16 << 20;

/// Runs the command.
///
/// # Errors
/// When a file cannot be read, or when there is no script to check.
pub fn run(args: &VerifyScriptArgs) -> Result<Outcome, UserError> {
    let (mut files, mut links) = (Vec::new(), Vec::new());
    for path in &args.paths {
        collect(path, &mut files, &mut links)?;
    }
    let mut texts = Vec::new();
    for file in files {
        texts.push((visible_line(&shown(&file)).into_owned(), read(&file)?));
    }
    let mut outcome = Outcome::Clean;
    for link in &links {
        outcome = Outcome::Findings;
        let name = visible_line(&shown(link)).into_owned();
        anstream::println!("{name}: not as hmaudit wrote it: this is a link, which was not followed; it was not checked");
    }
    for (name, bytes) in &texts {
        // Bytes that are not UTF-8 cannot be ASCII either; the replacement character is found at its place.
        let text = String::from_utf8_lossy(bytes);
        if let Some((place, only)) = collect::recognise(&text) {
            let what = if only.is_empty() { "everything".to_owned() } else { only.join(", ") };
            anstream::println!("{name}: as hmaudit wrote it: captures {what}, in {}", place.words());
            continue;
        }
        match verify(&text) {
            Ok(script) => {
                let direction = if script.undo { " (undo)" } else { "" };
                let steps = script.calls.iter().filter(|(step, _)| *step > 0).count();
                anstream::println!("{name}: as hmaudit wrote it: {}{direction}, steps: {steps}", script.kind.word());
            }
            Err(rejected) => {
                outcome = Outcome::Findings;
                let (line, column) = rejected.place(&text);
                anstream::println!("{name}:{line}:{column}: not as hmaudit wrote it: {}", visible_line(&rejected.why));
                anstream::eprintln!("{:?}", diagnostic(name, &text, &rejected));
            }
        }
    }
    Ok(outcome)
}

/// The scripts at a path, and the links inside a folder: hmaudit writes none, and what they lead to is not what stands here.
fn collect(path: &Path, files: &mut Vec<PathBuf>, links: &mut Vec<PathBuf>) -> Result<(), UserError> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let before = files.len() + links.len();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.map_err(|error| miette!("cannot look into {}: {error}", visible_line(&path.display().to_string())))?;
        let is_script = entry.path().extension().is_some_and(|ending| ending.eq_ignore_ascii_case("ps1"));
        if entry.path_is_symlink() && entry.depth() > 0 {
            links.push(entry.into_path());
        } else if is_script && entry.file_type().is_file() {
            files.push(entry.into_path());
        }
    }
    if files.len() + links.len() == before {
        return Err(miette!(
            help = "name the folder that hmaudit remediate wrote to",
            "there is no .ps1 file in {}",
            visible_line(&path.display().to_string())
        ));
    }
    Ok(())
}

fn read(path: &Path) -> Result<Vec<u8>, UserError> {
    let shown = path.display().to_string();
    let cannot = |error: std::io::Error| miette!("cannot read {}: {error}", visible_line(&shown));
    let (kind, mut file) = open(path).map_err(cannot)?;
    let length = kind.len();
    if length > LARGEST {
        return Err(miette!("{} is {} MiB long; no script of hmaudit is", visible_line(&shown), length >> 20));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(cannot)?;
    Ok(bytes)
}

fn diagnostic(name: &str, text: &str, rejected: &VerifyError) -> UserError {
    let shown = in_place(&text.replace('\r', ""));
    let removed = text.get(..rejected.at).map_or(0, |before| before.matches('\r').count());
    let at = rejected.at.saturating_sub(removed).min(shown.len());
    let length = rejected.length.min(shown.len() - at).min(80);
    let report = MietteDiagnostic::new("this script is not as hmaudit wrote it")
        .with_label(LabeledSpan::new(Some(visible_line(&rejected.why).into_owned()), at, length))
        .with_help("do not run it; write the scripts again with hmaudit remediate");
    UserError::new(report).with_source_code(NamedSource::new(name, shown))
}
