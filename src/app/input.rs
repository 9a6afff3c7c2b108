//! Which files a command reads: files, folders, patterns and standard input, named as the user named them.

use super::progress::Progress;
use crate::capture::Capture;
use crate::outcome::Failure;
use crate::source::{Source, SourceId, Sources, decode};
use crate::text::visible_line;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// Offsets into a source are 32 bits wide; no real snapshot comes near.
const LARGEST: u64 = 2 << 30;

/// Names of files that belong to hmaudit itself and are never captures.
const OWN_FILES: &[&str] = &["hmaudit.yml", "hmaudit.yaml"];

/// The sources of a run.
#[derive(Debug, Default)]
pub struct Inputs {
    /// Decoded captures, sorted by name.
    pub sources: Sources,
    /// Files that could not be read, with the reason.
    pub unreadable: Vec<Unreadable>,
}

/// A file that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Name as shown to people.
    pub path: String,
    /// What went wrong, in words.
    pub why: String,
}

/// Reads everything that `paths` name. `encoding` is that of `--encoding`; `except` are files that are no captures (configuration, waivers).
///
/// # Errors
/// When a pattern is malformed, or when nothing at all could be read.
pub fn read(paths: &[String], encoding: Option<&'static str>, except: &[PathBuf]) -> Result<Inputs, Failure> {
    let mut found = Found::default();
    for path in paths {
        found.add(path)?;
    }
    let except: Vec<PathBuf> = except.iter().filter_map(|path| path.canonicalize().ok()).collect();
    found.files.retain(|file| file.origin.canonicalize().map_or(true, |whole| !except.contains(&whole)));
    found.files.sort_by(|a, b| a.name.cmp(&b.name));
    let mut seen = BTreeSet::new();
    found.files.retain(|file| seen.insert(file.origin.canonicalize().unwrap_or_else(|_| file.origin.clone())));

    let progress = Progress::new("reading", found.files.len());
    let read_one = |file| {
        let bytes = bytes_of(file);
        progress.step();
        bytes
    };
    let read: Vec<Result<(String, Vec<u8>), Unreadable>> = found.files.par_iter().map(read_one).collect();
    drop(progress);
    let mut usable = Vec::new();
    let mut unreadable = found.missing;
    for outcome in read {
        match outcome {
            Ok(file) => usable.push(file),
            Err(file) => unreadable.push(file),
        }
    }
    if usable.is_empty() {
        return Err(nothing_readable(paths, &unreadable));
    }
    let decoded: Vec<Source> =
        usable.into_par_iter().map(|(name, bytes)| decode::decode(bytes, SourceId(0), name, encoding)).collect();
    let mut sources = Vec::with_capacity(decoded.len());
    for mut source in decoded {
        match &source.binary {
            Some(why) => unreadable.push(Unreadable { path: source.name, why: why.clone() }),
            None if let Some(why) = super::own::why_left_out(&source) => unreadable.push(Unreadable { path: source.name, why }),
            None => {
                source.id = SourceId(u32::try_from(sources.len()).unwrap_or(u32::MAX));
                sources.push(source);
            }
        }
    }
    if sources.is_empty() {
        return Err(nothing_readable(paths, &unreadable));
    }
    unreadable.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Inputs { sources: Sources::new(sources), unreadable })
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

struct File {
    name: String,
    origin: PathBuf,
}

#[derive(Default)]
struct Found {
    files: Vec<File>,
    missing: Vec<Unreadable>,
}

impl Found {
    fn add(&mut self, path: &str) -> Result<(), Failure> {
        if path == "-" {
            self.files.push(File { name: "-".to_owned(), origin: PathBuf::from("-") });
            return Ok(());
        }
        let given = Path::new(path);
        if given.is_dir() {
            self.add_folder(given);
        } else if given.exists() {
            self.files.push(File { name: shown(given), origin: given.to_owned() });
        } else if path.contains(['*', '?', '[']) {
            self.add_pattern(path)?;
        } else {
            self.missing.push(Unreadable { path: shown(given), why: missing(given) });
        }
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path) {
        let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if OWN_FILES.iter().any(|own| entry.file_name().eq_ignore_ascii_case(own)) => {}
                Ok(entry) if entry.path().is_file() => {
                    self.files.push(File { name: shown(entry.path()), origin: entry.path().to_owned() });
                }
                // Links to folders are not followed: they may lead back here, or to another organisation's captures.
                Ok(entry) => {
                    let why = match entry.path().metadata() {
                        Ok(kind) if kind.is_dir() => "is a link to a folder, which is not followed; name the folder itself",
                        Ok(_) => "is no file",
                        Err(_) => "is a link to nothing",
                    };
                    self.missing.push(Unreadable { path: shown(entry.path()), why: why.to_owned() });
                }
                Err(error) => {
                    let path = error.path().map_or_else(|| shown(folder), shown);
                    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    self.missing.push(Unreadable { path, why: format!("cannot be opened: {why}") });
                }
            }
        }
    }

    fn add_pattern(&mut self, pattern: &str) -> Result<(), Failure> {
        let matches = glob::glob(pattern).map_err(|error| {
            miette::miette!(
                help = "use * for any characters, ? for one, ** for folders",
                "the pattern {} is malformed: {}",
                visible_line(pattern),
                error.msg
            )
        })?;
        let before = self.files.len();
        for path in matches.flatten() {
            if path.is_dir() {
                self.add_folder(&path);
            } else {
                self.files.push(File { name: shown(&path), origin: path });
            }
        }
        if self.files.len() == before {
            self.missing.push(Unreadable { path: pattern.to_owned(), why: "no file matches this pattern".to_owned() });
        }
        Ok(())
    }
}

fn bytes_of(file: &File) -> Result<(String, Vec<u8>), Unreadable> {
    let fail = |why: String| Unreadable { path: file.name.clone(), why };
    if file.origin.as_os_str() == "-" {
        let mut bytes = Vec::new();
        std::io::stdin()
            .lock()
            .take(LARGEST + 1)
            .read_to_end(&mut bytes)
            .map_err(|error| fail(format!("cannot be read: {error}")))?;
        return within_limit(bytes.len() as u64).map_err(fail).map(|()| (file.name.clone(), bytes));
    }
    let opened = std::fs::File::open(&file.origin).and_then(|opened| Ok((opened.metadata()?, opened)));
    let (kind, opened) = opened.map_err(|error| fail(format!("cannot be opened: {error}")))?;
    if is_endless(&kind) {
        return Err(fail("is a device, not a file".to_owned()));
    }
    within_limit(kind.len()).map_err(fail)?;
    let mut bytes = Vec::with_capacity(usize::try_from(kind.len()).unwrap_or(0));
    // A pipe has no length; one that never ends must end here.
    opened.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| fail(format!("cannot be read: {error}")))?;
    within_limit(bytes.len() as u64).map_err(fail)?;
    Ok((file.name.clone(), bytes))
}

/// Whether it is a device such as `/dev/zero`. Pipes are welcome: shells make them for `<(command)`.
fn is_endless(kind: &std::fs::Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt as _;
        kind.file_type().is_char_device() || kind.file_type().is_block_device()
    }
    #[cfg(not(unix))]
    {
        let _ = kind;
        false
    }
}

fn within_limit(length: u64) -> Result<(), String> {
    if length > LARGEST {
        return Err(format!("is {} MiB long; captures of up to {} MiB are read", length >> 20, LARGEST >> 20));
    }
    Ok(())
}

/// The path as reports print it: `/` between components, no leading `./`.
fn shown(path: &Path) -> String {
    let clean: PathBuf = path.components().filter(|component| !matches!(component, Component::CurDir)).collect();
    let text = clean.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

pub(super) fn missing(path: &Path) -> String {
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let wanted = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let nearest = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .map(|name| (strsim::osa_distance(&name, &wanted), name))
        .filter(|(distance, _)| *distance <= wanted.chars().count() / 3 + 1)
        .min();
    match nearest {
        Some((_, name)) => format!("there is no such file; did you mean {}?", shown(&folder.join(name))),
        None => "there is no such file".to_owned(),
    }
}

fn nothing_readable(paths: &[String], unreadable: &[Unreadable]) -> Failure {
    let mut reasons: Vec<String> =
        unreadable.iter().map(|file| visible_line(&format!("{}: {}", file.path, file.why)).into_owned()).collect();
    if reasons.is_empty() {
        reasons = paths.iter().map(|path| visible_line(&format!("{path}: no file in it")).into_owned()).collect();
    }
    miette::miette!(
        help = "name a file or a folder with captured cmdlet output; `hmaudit collect exchange` prints a script that makes one",
        "nothing to read\n{}",
        reasons.join("\n")
    )
}

/// The failure of a run in which no capture held a record: exit code 2, with what was declined and where.
#[must_use]
pub fn no_record(inputs: &Inputs, captures: &[Capture<'_>]) -> Failure {
    const SHOWN: usize = 10;
    let mut reasons: Vec<String> = inputs.unreadable.iter().map(|file| format!("{}: {}", file.path, file.why)).collect();
    for (source, capture) in inputs.sources.iter().zip(captures) {
        if capture.skipped.is_empty() {
            reasons.push(format!("{}: no cmdlet output recognised", source.name));
        }
        for skip in &capture.skipped {
            reasons.push(format!("{}:{}: {}", source.name, source.line_of(skip.at.start as usize), skip.why));
        }
    }
    let more = reasons.len().saturating_sub(SHOWN);
    reasons.truncate(SHOWN);
    if more > 0 {
        reasons.push(format!("… and {more} more"));
    }
    let reasons: Vec<_> = reasons.iter().map(|reason| visible_line(reason)).collect();
    miette::miette!(
        help = "hmaudit reads what cmdlets such as Get-MapiVirtualDirectory | fl print; `hmaudit collect exchange` prints a script that captures all of it",
        "no usable record in the input\n{}",
        reasons.join("\n")
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
    fn one_missing_file_beside_a_good_one_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let good = folder.path().join("mapi.txt");
        std::fs::write(&good, "x").unwrap();
        let bad = folder.path().join("mapo.txt").display().to_string();
        let inputs = read(&[good.display().to_string(), bad.clone()], None, &[]).unwrap();
        assert_eq!(inputs.sources.iter().count(), 1);
        assert!(inputs.unreadable[0].why.contains("did you mean"), "{:?}", inputs.unreadable);
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
