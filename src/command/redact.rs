//! `hmaudit redact`: captures that can be shown to others, and the way back.

use crate::app::input;
use crate::app::open::open;
use crate::app::{output, session, terminal_options};
use crate::audit::handover::{self, Choice};
use crate::cli::RedactArgs;
use crate::outcome::{Outcome, UserError};
use crate::redact::{self, Key};
use crate::source::encodings;
use crate::text::visible_line;
use miette::{IntoDiagnostic, WrapErr, miette};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Redacts (or restores) and writes.
///
/// # Errors
/// When nothing could be read, the key is none, or a file is in the way; nothing is written then.
pub fn run(args: &RedactArgs) -> Result<Outcome, UserError> {
    let encoding = args.input.encoding.as_deref().map(encodings::parse_encoding).transpose()?;
    if let Some(key) = &args.key
        && lies_in(key, &args.out)
    {
        return Err(miette!(
            help = "keep the key where the redacted captures don't go",
            "the key {} would lie in the folder that is handed on",
            visible_line(&key.display().to_string())
        ));
    }
    if let Some(key) = &args.key {
        output::needs_file_name(key)?;
    }
    let (paths, tenants) = input::named(&args.input)?;
    let except: Vec<PathBuf> = args.key.iter().cloned().collect();
    let inputs = input::read_with_own(&paths, encoding, &except)?;
    let captures = session::captures(&inputs);
    let Choice { pairs, mut warnings } = handover::choose(&inputs, &captures, args.reverse);
    if pairs.is_empty() {
        return Err(miette!(
            help = "name the captures, or a report in JSON",
            "nothing that can be redacted\n{}",
            lines(&warnings).trim_end()
        ));
    }

    let known = known_key(args)?;
    let mut key = known.clone().unwrap_or_default();
    let rewritten = if args.reverse {
        redact::restore(&pairs, &key)
    } else {
        // Files and folders are called after servers and tenants, too.
        let places = pairs.iter().map(|(source, _)| place(&source.name, &paths));
        let names: Vec<String> = tenants.iter().map(|(name, _)| name.clone()).chain(places).collect();
        let redaction = redact::redact(&pairs, &names, &mut key).into_diagnostic()?;
        judge(&redaction.learnt, &mut key, &mut warnings);
        redaction.files
    };
    let path_key = if args.reverse { key.reversed() } else { key.clone() };
    let replaced: usize = rewritten.iter().map(|new| new.replaced).sum();
    let removed = handover::removed(&pairs, &rewritten);
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let contents = handover::contents(&pairs, rewritten, &path_key, encoding, &mut warnings).into_diagnostic()?;
    warnings.extend(removed);
    for ((source, _), bytes) in pairs.iter().zip(contents) {
        let place = PathBuf::from(redact::rewrite_path(&place(&source.name, &paths), &path_key));
        if files.iter().any(|(other, _)| *other == place) {
            return Err(miette!(
                help = "redact them one by one",
                "two inputs would be written to {}",
                visible_line(&place.display().to_string())
            ));
        }
        let target = args.out.join(&place);
        if input::names(&paths, &target) {
            return Err(miette!(
                help = "name another folder with --out; captures are never replaced",
                "{} is one of the inputs",
                visible_line(&target.display().to_string())
            ));
        }
        files.push((place, bytes));
    }
    // The key goes first: without it the pseudonyms of files that were written would be lost.
    if let (Some(path), false) = (&args.key, args.reverse)
        && known.as_ref() != Some(&key)
    {
        write_private(path, key.write().as_bytes())?;
    }
    output::write_set(&args.out, &files, args.force)?;
    report(args, files.len(), replaced, &warnings)?;
    Ok(Outcome::Clean)
}

/// Tells what a person has to judge, on stderr and in the report of the key.
fn judge(learnt: &redact::Learnt, key: &mut Key, warnings: &mut Vec<String>) {
    let report = handover::to_judge(learnt);
    warnings.extend(report.iter().take(SHOWN).map(|line| visible_line(line).into_owned()));
    if report.len() > SHOWN {
        warnings.push(format!("and {} more; the key lists all of them (--key FILE)", report.len() - SHOWN));
    }
    key.report = report;
}

/// Warnings as they are printed.
fn lines(warnings: &[String]) -> String {
    warnings.iter().map(|warning| format!("warning: {warning}\n")).collect()
}

/// How many of the words that a person has to judge are told on stderr.
const SHOWN: usize = 20;

/// The key that exists; with `--reverse` there must be one.
fn known_key(args: &RedactArgs) -> Result<Option<Key>, UserError> {
    let Some(path) = &args.key else { return Ok(None) };
    let shown = path.display().to_string();
    match open(path).and_then(|(_, file)| io::read_to_string(file)) {
        Ok(text) => Ok(Some(Key::read(&shown, &text)?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !args.reverse => Ok(None),
        Err(error) => Err(error).into_diagnostic().wrap_err_with(|| format!("cannot read the key {}", visible_line(&shown))),
    }
}

/// Where a capture goes below `--out`: as it lies below the folder that was named, from `tenants/` on if that is in it.
fn place(name: &str, given: &[String]) -> String {
    if name == "-" {
        return "standard-input.txt".to_owned();
    }
    let parts: Vec<&str> =
        name.split('/').filter(|part| !part.is_empty() && !matches!(*part, "." | "..") && !part.ends_with(':')).collect();
    let root = given.iter().map(|path| path.replace('\\', "/")).filter_map(|path| {
        let path = path.trim_start_matches("./").trim_end_matches('/');
        // What lies in the current folder is named without it.
        let path = if path == "." { "" } else { path };
        let rest = name.strip_prefix(path)?;
        (rest.starts_with('/') || path.is_empty()).then(|| rest.split('/').filter(|part| !part.is_empty()).count())
    });
    let below = root.min().unwrap_or(1).max(1).min(parts.len());
    let mut first = parts.len() - below;
    // A tenant's name in the path decides whose capture it is.
    if let Some(tenants) = parts.iter().position(|part| part.eq_ignore_ascii_case("tenants")) {
        first = first.min(tenants);
    }
    parts[first..].join("/")
}

fn report(args: &RedactArgs, files: usize, replaced: usize, warnings: &[String]) -> Result<(), UserError> {
    terminal_options::unless_closed(io::stderr().lock().write_all(lines(warnings).as_bytes()))?;
    let verb = if args.reverse { "restored" } else { "replaced" };
    let mut summary =
        format!("{files} files written to {}, {replaced} names {verb}\n", visible_line(&args.out.display().to_string()));
    match &args.key {
        Some(key) if !args.reverse => {
            let _ = writeln!(
                summary,
                "key: {} (turns the pseudonyms back: keep it to yourself)",
                visible_line(&key.display().to_string())
            );
        }
        None => summary.push_str("no key was written: the pseudonyms can't be turned back (--key FILE)\n"),
        Some(_) => {}
    }
    terminal_options::print(&summary)
}

fn lies_in(file: &Path, folder: &Path) -> bool {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole(file).starts_with(whole(folder))
}

/// Writes the key whole, readable by its owner only (temporary files are).
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), UserError> {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let written = tempfile::Builder::new().prefix(".hmaudit-").tempfile_in(folder).and_then(|mut file| {
        file.write_all(bytes)?;
        file.flush()?;
        file.persist(path).map_err(|error| error.error)
    });
    written
        .map(|_| ())
        .into_diagnostic()
        .wrap_err_with(|| format!("cannot write the key {}", visible_line(&path.display().to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capture_goes_where_it_lies_below_the_folder_that_was_named() {
        for (name, given, expected) in [
            ("onprem/EX01/mapi.txt", ".", "onprem/EX01/mapi.txt"),
            ("onprem/EX01/mapi.txt", "./", "onprem/EX01/mapi.txt"),
            ("onprem/EX01/mapi.txt", ".\\", "onprem/EX01/mapi.txt"),
            ("captures/onprem/mapi.txt", "captures", "onprem/mapi.txt"),
            ("captures/onprem/mapi.txt", "./captures/", "onprem/mapi.txt"),
            ("captures/tenants/contoso/spn.json", "captures/tenants/contoso", "tenants/contoso/spn.json"),
            ("captures/mapi.txt", "captures/mapi.txt", "mapi.txt"),
        ] {
            assert_eq!(place(name, &[given.to_owned()]), expected, "{given}");
        }
    }
}
