//! `hmaudit redact`: captures that can be shown to others, and the way back.

use crate::app::input;
use crate::app::open::open;
use crate::app::{look, output, session};
use crate::audit::collected;
use crate::capture::Capture;
use crate::cli::RedactArgs;
use crate::outcome::{Failure, Outcome};
use crate::redact::{self, Key, encode};
use crate::report::json;
use crate::source::{Inputs, Source, encodings, own};
use crate::text::visible_line;
use miette::{IntoDiagnostic, WrapErr, miette};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Redacts (or restores) and writes.
///
/// # Errors
/// When nothing could be read, the key is none, or a file is in the way; nothing is written then.
pub fn run(args: &RedactArgs) -> Result<Outcome, Failure> {
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
    let (paths, tenants) = input::named(&args.input)?;
    let except: Vec<PathBuf> = args.key.iter().cloned().collect();
    let inputs = input::read_with_own(&paths, encoding, &except)?;
    let captures = session::captures(&inputs);
    let mut told = notes(&inputs);
    let mut pairs: Vec<_> = Vec::new();
    for (source, capture) in inputs.sources.iter().zip(&captures) {
        match why_left_out(source, args.reverse).or_else(|| why_unread(source, capture)) {
            None => pairs.push((source, capture)),
            Some(why) => _ = writeln!(told, "warning: {}: left out, {why}", visible_line(&source.name)),
        }
    }
    if pairs.is_empty() {
        return Err(miette!(
            help = "name the captures, or a report in JSON",
            "nothing that can be redacted\n{}",
            told.trim_end()
        ));
    }

    let known = known_key(args)?;
    let mut key = known.clone().unwrap_or_default();
    let mut rewritten = if args.reverse {
        redact::restore(&pairs, &key)
    } else {
        // Files and folders are called after servers and tenants, too.
        let places = pairs.iter().map(|(source, _)| place(&source.name, &paths));
        let names: Vec<String> = tenants.iter().map(|(name, _)| name.clone()).chain(places).collect();
        let redaction = redact::redact(&pairs, &names, &mut key).into_diagnostic()?;
        judge(&redaction.learnt, &mut key, &mut told);
        redaction.files
    };
    let path_key = if args.reverse { key.reversed() } else { key.clone() };
    for ((source, _), new) in pairs.iter().zip(&mut rewritten) {
        if let Some(mut report) = redact::report::parse(&source.text) {
            redact::report::rewrite(&mut report, &path_key);
            let mut text = Vec::new();
            json::write_value(&report, &mut text).into_diagnostic()?;
            new.text = String::from_utf8(text).into_diagnostic()?;
        }
    }
    let mut files: Vec<(PathBuf, Vec<u8>)> = Vec::new();
    let contents = contents(&pairs, &rewritten, &path_key, encoding, &mut told);
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
    report(args, &rewritten, &pairs, told)?;
    Ok(Outcome::Clean)
}

/// Why a file that can be read is not handed on. Reports in JSON are put in order anew; other reports can only be turned back, and what hmaudit
/// wrote besides would lose its checksums.
fn why_left_out(source: &Source, reverse: bool) -> Option<String> {
    let what = own::what(&source.text)?;
    if redact::report::parse(&source.text).is_some() || reverse && !what.contains("script") {
        return None;
    }
    let instead =
        if reverse { "its checksums would not fit" } else { "redact the captures, or the report in JSON, and write it anew" };
    Some(format!("it is {what}: {instead}"))
}

/// Why a file is not handed on that holds what is only looked at: without that, the audit would come to another verdict.
fn why_unread(source: &Source, capture: &Capture<'_>) -> Option<String> {
    const WHY: &str = "it holds text that is not read and may contradict the rest: give the output itself";
    let is_nothing_else = source.text.is_empty() && !source.unread.is_empty();
    (is_nothing_else || !capture.unread.is_empty()).then(|| WHY.to_owned())
}

/// Tells what a person has to judge, on stderr and in the report of the key.
fn judge(learnt: &redact::Learnt, key: &mut Key, told: &mut String) {
    let mut report = Vec::new();
    if !learnt.masked.is_empty() {
        report.push(format!(
            "{} short words had no free pseudonym and were written over with x: verdicts may differ",
            learnt.masked.len()
        ));
    }
    for (word, source) in &learnt.kept {
        report.push(format!("{word} was kept where a name is expected, first in {source}: check whether it identifies somebody"));
    }
    for line in report.iter().take(SHOWN) {
        let _ = writeln!(told, "warning: {}", visible_line(line));
    }
    if report.len() > SHOWN {
        let _ = writeln!(told, "warning: and {} more; the key lists all of them (--key FILE)", report.len() - SHOWN);
    }
    key.report = report;
}

/// How many of the words that a person has to judge are told on stderr.
const SHOWN: usize = 20;

/// The key that exists; with `--reverse` there must be one.
fn known_key(args: &RedactArgs) -> Result<Option<Key>, Failure> {
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

/// The bytes of every rewritten source. The manifests that the collector scripts write hold digests of the files beside them: they get those of the
/// rewritten files, where they had the right ones before.
fn contents(
    pairs: &[(&Source, &Capture<'_>)],
    rewritten: &[redact::Rewritten],
    key: &Key,
    encoding: Option<&'static str>,
    told: &mut String,
) -> Vec<Vec<u8>> {
    let sources: Vec<&Source> = pairs.iter().map(|(source, _)| *source).collect();
    let mut all: Vec<Vec<u8>> =
        sources.iter().zip(rewritten).map(|(source, new)| bytes(source, &new.text, encoding, told)).collect();
    for (index, (source, new)) in sources.iter().zip(rewritten).enumerate() {
        let listed = collected::listed(source, &sources);
        if listed.is_empty() {
            continue;
        }
        let mut text = new.text.clone();
        for (file, old) in listed {
            let digest = crate::digest::sha256_hex(&all[file]);
            let is_upper = old.bytes().any(|byte| byte.is_ascii_uppercase());
            let digest = if is_upper { digest.to_uppercase() } else { digest };
            text = text.replace(&redact::rewrite_text(&old, key), &digest);
        }
        all[index] = bytes(source, &text, encoding, &mut String::new());
    }
    all
}

/// The bytes of a rewritten source, in its own encoding if that is possible.
fn bytes(source: &Source, text: &str, encoding: Option<&'static str>, told: &mut String) -> Vec<u8> {
    if let Some(bytes) = encode::like(source, text, encoding) {
        return bytes;
    }
    let _ = writeln!(told, "warning: {}: written as utf-8, its own bytes can't be kept", visible_line(&source.name));
    encode::utf8(text, encoding)
}

fn notes(inputs: &Inputs) -> String {
    let mut told = String::new();
    for file in &inputs.declined {
        let _ = writeln!(told, "warning: {}: {}", visible_line(&file.name), visible_line(&file.why));
    }
    for source in inputs.sources.iter() {
        if let Some(what) = &source.binary {
            let _ = writeln!(told, "warning: {}: left out, it is {}", visible_line(&source.name), visible_line(what));
        }
    }
    told
}

fn report(
    args: &RedactArgs,
    rewritten: &[redact::Rewritten],
    pairs: &[(&Source, &Capture<'_>)],
    mut told: String,
) -> Result<(), Failure> {
    for ((source, _), new) in pairs.iter().zip(rewritten) {
        for (line, kind) in &new.secrets {
            let _ = writeln!(
                told,
                "warning: {}:{line}: {kind} was removed; the original capture still contains it",
                visible_line(&source.name)
            );
        }
    }
    if !args.look.quiet || told.contains("warning") {
        look::unless_closed(io::stderr().lock().write_all(told.as_bytes()))?;
    }
    let replaced: usize = rewritten.iter().map(|new| new.replaced).sum();
    let verb = if args.reverse { "restored" } else { "replaced" };
    let mut summary = format!(
        "{} files written to {}, {replaced} names {verb}\n",
        rewritten.len(),
        visible_line(&args.out.display().to_string())
    );
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
    look::print(&summary)
}

fn lies_in(file: &Path, folder: &Path) -> bool {
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole(file).starts_with(whole(folder))
}

/// Writes the key whole, readable by its owner only (temporary files are).
fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
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
