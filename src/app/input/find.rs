//! Which files the arguments mean: files, folders, patterns and standard input.

use crate::outcome::UserError;
use crate::source::{Declined, own};
use crate::text::visible_line;
use std::path::{Component, Path, PathBuf};

/// A file to be read.
pub(super) struct File {
    /// Its path as reports print it.
    pub name: String,
    /// Where it is.
    pub origin: PathBuf,
    /// The user named this very file, so that it must be readable.
    pub named: bool,
}

/// What the arguments mean.
#[derive(Default)]
pub(super) struct Found {
    /// Files to be read.
    pub files: Vec<File>,
    /// What was met in a folder and is not read.
    pub skipped: Vec<Declined>,
    /// Named, and not there or not readable: the run ends.
    pub missing: Vec<Declined>,
}

impl Found {
    /// Adds what one argument means.
    pub fn add(&mut self, path: &str) -> Result<(), UserError> {
        if path == "-" {
            self.files.push(File { name: "-".to_owned(), origin: PathBuf::from("-"), named: true });
            return Ok(());
        }
        let given = Path::new(path);
        if given.is_dir() {
            self.add_folder(given);
        } else if given.exists() {
            self.files.push(File { name: shown(given), origin: given.to_owned(), named: true });
        } else if path.contains(['*', '?', '[']) {
            self.add_pattern(path)?;
        } else {
            self.missing.push(Declined::new(shown(given), missing(given)));
        }
        Ok(())
    }

    fn add_folder(&mut self, folder: &Path) {
        let hidden = |entry: &walkdir::DirEntry| entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.');
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(|entry| !hidden(entry)) {
            match entry {
                Ok(entry) if entry.file_type().is_dir() => {}
                Ok(entry) if own::is_configuration(&entry.file_name().to_string_lossy()) => {}
                Ok(entry) => self.add_met(entry.path(), entry.path_is_symlink()),
                Err(error) => {
                    let path = error.path().unwrap_or(folder);
                    let why = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
                    let trouble = Declined::new(shown(path), format!("cannot be opened: {why}"));
                    if error.depth() == 0 { self.missing.push(trouble) } else { self.skipped.push(trouble.as_evidence()) }
                }
            }
        }
    }

    /// Adds what lies in a folder. Links are not followed: they may lead back here, to another organisation's captures, or to a secret that
    /// somebody wants to see in a report.
    fn add_met(&mut self, path: &Path, is_link: bool) {
        let skip = |why: &str| Declined::new(shown(path), why.to_owned());
        match (path.metadata(), is_link) {
            (Ok(kind), true) if kind.is_dir() => {
                self.skipped.push(skip("is a link to a folder, which is not followed; name the folder itself").as_evidence());
            }
            (Ok(_), true) => {
                self.skipped.push(skip("is a link to a file, which is not followed; name the file itself").as_evidence());
            }
            (Ok(kind), false) if kind.is_file() => {
                self.files.push(File { name: shown(path), origin: path.to_owned(), named: false });
            }
            (Ok(_), false) => self.skipped.push(skip("is not a file")),
            (Err(_), true) => self.skipped.push(skip("is a link to nothing")),
            (Err(error), false) => self.skipped.push(skip(&format!("cannot be opened: {error}")).as_evidence()),
        }
    }

    fn add_pattern(&mut self, pattern: &str) -> Result<(), UserError> {
        let matches = glob::glob(pattern).map_err(|error| {
            miette::miette!(
                help = "use * for any characters, ? for one, ** for folders",
                "the pattern {} is malformed: {}",
                visible_line(pattern),
                error.msg
            )
        })?;
        let before = (self.files.len(), self.skipped.len());
        for found in matches {
            match found {
                Ok(path) if path.is_symlink() => self.add_met(&path, true),
                Ok(path) if path.is_dir() => self.add_folder(&path),
                Ok(path) => self.add_met(&path, false),
                Err(error) => {
                    let why = format!("cannot be opened: {}", error.error());
                    self.skipped.push(Declined::new(shown(error.path()), why).as_evidence());
                }
            }
        }
        if (self.files.len(), self.skipped.len()) == before {
            self.missing.push(Declined::new(pattern.to_owned(), "no file matches this pattern".to_owned()));
        }
        Ok(())
    }
}

/// The path as reports print it: `/` between components, no leading `./`.
#[must_use]
pub fn shown(path: &Path) -> String {
    let clean: PathBuf = path.components().filter(|component| !matches!(component, Component::CurDir)).collect();
    let text = clean.to_string_lossy();
    if cfg!(windows) { text.replace('\\', "/") } else { text.into_owned() }
}

/// Why a path leads nowhere, with the nearest name beside it.
#[must_use]
pub fn missing(path: &Path) -> String {
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
        None if path.is_symlink() => "is a link to nothing".to_owned(),
        None => "there is no such file".to_owned(),
    }
}
