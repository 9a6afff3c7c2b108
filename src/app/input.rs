//! Which files a command reads, named as the user named them, and their contents.

use super::open::open as open_file;
use super::progress::Progress;
use crate::audit::{self, FileRead};
use crate::cli::InputArgs;
use crate::outcome::UserError;
use crate::rule;
use crate::source::{Declined, Inputs, own};
use crate::text::visible_line;
use find::{File, Found};
use miette::miette;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

mod find;

pub use find::{missing, shown};

/// Offsets into a source are 32 bits wide; no real snapshot comes near.
const LARGEST: u64 = 2 << 30;

/// Paths, and tenants with theirs.
pub type Named = (Vec<String>, Vec<(String, String)>);

/// Everything that the arguments name as evidence, what `--tenant NAME=PATH` names included, and the tenants with their paths.
///
/// # Errors
/// When a `--tenant` is not written `NAME=PATH`.
pub fn named(args: &InputArgs) -> Result<Named, UserError> {
    let tenants = args.tenant.iter().map(|written| tenant_argument(written)).collect::<Result<Vec<_>, _>>()?;
    let paths = args.paths.iter().chain(tenants.iter().map(|(_, path)| path)).cloned().collect();
    Ok((paths, tenants))
}

/// The two parts of a `--tenant NAME=PATH`.
///
/// # Errors
/// When it is written otherwise.
pub fn tenant_argument(written: &str) -> Result<(String, String), UserError> {
    match written.split_once('=') {
        Some((name, path)) if !name.trim().is_empty() && !path.trim().is_empty() => Ok((name.trim().to_owned(), path.to_owned())),
        _ => Err(miette!(
            help = "write the name of the tenant and where its captures are: --tenant contoso=tenants/contoso",
            "--tenant {}: expected NAME=PATH",
            visible_line(written)
        )),
    }
}

/// Reads everything that `paths` name. `encoding` is that of `--encoding`; `except` are files that are not captures (configuration, waivers).
///
/// # Errors
/// When a pattern is malformed, when something that was named can't be read, or when nothing at all could be read.
pub fn read(paths: &[String], encoding: Option<&'static str>, except: &[PathBuf]) -> Result<Inputs, UserError> {
    read_with(paths, encoding, except, false)
}

/// Reads everything that `paths` name, and files that hmaudit itself wrote too.
///
/// # Errors
/// Those of [`read`].
pub fn read_with_own(paths: &[String], encoding: Option<&'static str>, except: &[PathBuf]) -> Result<Inputs, UserError> {
    read_with(paths, encoding, except, true)
}

fn read_with(paths: &[String], encoding: Option<&'static str>, except: &[PathBuf], own: bool) -> Result<Inputs, UserError> {
    let mut found = Found::default();
    for path in paths {
        found.add(path)?;
    }
    if !found.missing.is_empty() {
        return Err(cannot_read(&found.missing));
    }
    let except: Vec<PathBuf> = except.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let files = once(found.files, &except);

    let progress = Progress::new("reading", files.len());
    let read_one = |file: &File| {
        let bytes = bytes_of(file);
        progress.step();
        bytes
    };
    let read: Vec<Result<(String, Vec<u8>), Declined>> = files.par_iter().map(read_one).collect();
    drop(progress);
    let mut usable = Vec::new();
    let mut unreadable = found.skipped;
    let mut missing = Vec::new();
    for (file, outcome) in files.iter().zip(read) {
        match outcome {
            Ok(file) => usable.push(file),
            Err(trouble) if file.named => missing.push(trouble),
            Err(trouble) => unreadable.push(trouble),
        }
    }
    if !missing.is_empty() {
        return Err(cannot_read(&missing));
    }
    if usable.is_empty() {
        return Err(nothing_readable(paths, &unreadable));
    }
    let inputs = if own { Inputs::with_own(usable, encoding) } else { Inputs::of(usable, encoding) };
    let inputs = inputs.and_declined(unreadable);
    if inputs.sources.as_slice().is_empty() {
        return Err(nothing_readable(paths, &inputs.declined));
    }
    Ok(inputs)
}

/// The files in the order of their names, each once however often it was named.
fn once(files: Vec<File>, except: &[PathBuf]) -> Vec<File> {
    let mut files: Vec<(PathBuf, File)> = files
        .into_iter()
        .map(|file| (file.origin.canonicalize().unwrap_or_else(|_| file.origin.clone()), file))
        .filter(|(whole, _)| !except.contains(whole))
        .collect();
    files.sort_by(|(_, a), (_, b)| a.name.cmp(&b.name));
    let mut seen: BTreeMap<PathBuf, usize> = BTreeMap::new();
    let mut kept: Vec<File> = Vec::with_capacity(files.len());
    for (whole, file) in files {
        match seen.get(&whole) {
            Some(&at) => kept[at].named |= file.named,
            None => {
                seen.insert(whole, kept.len());
                kept.push(file);
            }
        }
    }
    kept
}

/// Whether a file on disk is one that hmaudit wrote.
#[must_use]
pub fn is_ours(path: &Path) -> bool {
    std::fs::read_to_string(path).is_ok_and(|text| own::what(&text).is_some())
}

/// Whether `output` is one of the files that `paths` name: a report must not overwrite the evidence.
#[must_use]
pub fn names(paths: &[String], output: &Path) -> bool {
    let Ok(output) = output.canonicalize() else { return false };
    let mut found = Found::default();
    for path in paths {
        if found.add(path).is_err() {
            return false;
        }
    }
    found.files.iter().any(|file| file.origin.canonicalize().is_ok_and(|whole| whole == output))
}

fn bytes_of(file: &File) -> Result<(String, Vec<u8>), Declined> {
    let fail = |why: String| Declined::new(file.name.clone(), why).as_evidence();
    if file.origin.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| fail(format!("cannot be read: {error}")))?;
        return within_limit(bytes.len() as u64).map_err(fail).map(|()| (file.name.clone(), bytes));
    }
    let (kind, opened) = open_file(&file.origin).map_err(|error| fail(cannot_open(&error)))?;
    within_limit(kind.len()).map_err(fail)?;
    let mut bytes = Vec::with_capacity(usize::try_from(kind.len()).unwrap_or(0));
    // A pipe has no length; one that never ends must end here.
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| fail(format!("cannot be read: {error}")))?;
    within_limit(bytes.len() as u64).map_err(fail)?;
    Ok((file.name.clone(), bytes))
}

fn cannot_open(error: &std::io::Error) -> String {
    if error.kind() == std::io::ErrorKind::Other { error.to_string() } else { format!("cannot be opened: {error}") }
}

fn within_limit(length: u64) -> Result<(), String> {
    if length > LARGEST {
        return Err(format!("is {} MiB long; captures of up to {} MiB are read", length >> 20, LARGEST >> 20));
    }
    Ok(())
}

/// The failure of a run that was to read something that can't be read: whoever named it counts on it.
fn cannot_read(named: &[Declined]) -> UserError {
    let reasons: Vec<String> =
        named.iter().map(|file| visible_line(&format!("{}: {}", file.name, file.why)).into_owned()).collect();
    let rules = rule::load(&rule::builtin()).unwrap_or_default();
    let help = if named.iter().any(|file| rules.find(&file.name).is_some()) {
        "commas separate several rules: --only HMA-SPN-001,HMA-SPN-002; nothing was done"
    } else {
        "every path on the command line must be readable; nothing was done. Correct it, or leave it out"
    };
    miette!(help = help, "cannot read what was named\n{}", reasons.join("\n"))
}

fn nothing_readable(paths: &[String], unreadable: &[Declined]) -> UserError {
    let mut reasons: Vec<String> =
        unreadable.iter().map(|file| visible_line(&format!("{}: {}", file.name, file.why)).into_owned()).collect();
    if reasons.is_empty() {
        reasons = paths.iter().map(|path| visible_line(&format!("{path}: no file in it")).into_owned()).collect();
    }
    miette!(
        help = "name a file or a folder with captured cmdlet output; `hmaudit collect exchange` prints a script that makes one",
        "nothing to read\n{}",
        reasons.join("\n")
    )
}

/// The failure of a run in which no capture held a record: exit code 2, with what was declined and where.
#[must_use]
pub fn no_record(inputs: &Inputs, files: &[FileRead]) -> UserError {
    miette!(
        help = "hmaudit reads what cmdlets such as Get-MapiVirtualDirectory | fl print; `hmaudit collect exchange` prints a script that captures all of it",
        "no usable record in the input\n{}",
        audit::unusable(inputs, files).join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_read_without_hidden_files_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        for name in ["b.txt", "a.txt", ".hidden", ".git/config", "hmaudit.yml"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        let inputs = read(&[folder.path().display().to_string()], None, &[]).unwrap();
        let names: Vec<_> = inputs.sources.iter().map(|source| source.name.rsplit('/').next().unwrap()).collect();
        assert_eq!(names, ["a.txt", "b.txt"]);
    }

    #[test]
    fn one_missing_file_beside_a_good_one_ends_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let good = folder.path().join("mapi.txt");
        std::fs::write(&good, "x").unwrap();
        let bad = folder.path().join("mapo.txt").display().to_string();
        let failure = read(&[good.display().to_string(), bad.clone()], None, &[]).unwrap_err();
        assert!(failure.to_string().contains("mapo.txt: there is no such file; did you mean"), "{failure}");
        assert!(read(&[bad], None, &[]).is_err());
    }

    #[test]
    fn a_file_named_twice_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("mapi.txt");
        std::fs::write(&file, "x").unwrap();
        let inputs = read(&[file.display().to_string(), folder.path().display().to_string()], None, &[]).unwrap();
        assert_eq!(inputs.sources.iter().count(), 1);
    }

    #[test]
    fn patterns_are_expanded_here_too() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mapi.txt"), "x").unwrap();
        let pattern = folder.path().join("*.txt").display().to_string();
        assert_eq!(read(&[pattern], None, &[]).unwrap().sources.iter().count(), 1);
    }
}
