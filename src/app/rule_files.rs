//! Rule files of the user's own: a file, or all `.yml` and `.yaml` files below a folder.

use super::open::open;
use crate::outcome::UserError;
use crate::rule::RuleText;
use crate::rule::file::MAX_BYTES;
use crate::text::visible_line;
use miette::miette;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Most rule files that one path may hold.
const MOST_FILES: usize = 2_000;
/// Deepest folder that is looked into.
const DEEPEST: usize = 8;

/// Reads rule files. Hidden folders and folders called `fixtures`, which hold cases, are left out.
///
/// # Errors
/// When the path is missing, holds no rule file, or can't be read.
pub fn read(path: &Path) -> Result<Vec<RuleText>, UserError> {
    if !path.exists() {
        return Err(miette!(help = "name a rule file or a folder with rule files", "there is no {}", shown(path)));
    }
    let wanted = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0 || !(name.starts_with('.') || (name == "fixtures" && entry.file_type().is_dir()))
    };
    let is_rule = |path: &Path| path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in walkdir::WalkDir::new(path).max_depth(DEEPEST).sort_by_file_name().into_iter().filter_entry(wanted) {
        let entry = entry.map_err(|error| miette!("cannot read {}: {error}", shown(path)))?;
        if entry.file_type().is_file() && (entry.depth() == 0 || is_rule(entry.path())) {
            files.push(entry.into_path());
        }
    }
    if files.is_empty() {
        return Err(miette!(help = "rule files end with .yml", "no rule file in {}", shown(path)));
    }
    if files.len() > MOST_FILES {
        return Err(miette!("{} contains {} rule files, more than {MOST_FILES}", shown(path), files.len()));
    }
    files.iter().map(|path| text_of(path)).collect()
}

fn text_of(path: &Path) -> Result<RuleText, UserError> {
    let unreadable = |error: io::Error| miette!("cannot read the rule {}: {error}", shown(path));
    let mut bytes = Vec::new();
    // One byte more than the loader takes, so that it sees that the file is too long; no more, whatever the file is.
    open(path).and_then(|(_, file)| file.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)).map_err(unreadable)?;
    let is_cut = bytes.len() > MAX_BYTES;
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if is_cut => String::from_utf8_lossy(error.as_bytes()).into_owned(),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = error.as_bytes().iter().take(good).filter(|byte| **byte == b'\n').count() + 1;
            return Err(miette!(help = "save it as UTF-8", "the rule {} is not UTF-8 (line {line})", shown(path)));
        }
    };
    let text = text.trim_start_matches('\u{feff}').to_owned();
    Ok(RuleText { path: slashed(path), text, builtin: false, pack: None })
}

/// A path with `/` between its components, as reports write it.
pub fn slashed(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

fn shown(path: &Path) -> String {
    visible_line(&path.display().to_string()).replace('\\', "/")
}
