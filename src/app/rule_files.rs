//! Rule files of the user's own: a file, or all `.yml` and `.yaml` files below a folder.

use crate::outcome::Failure;
use crate::rule::RuleText;
use crate::text::visible_line;
use miette::{IntoDiagnostic, WrapErr, miette};
use std::path::Path;

/// Reads rule files.
///
/// # Errors
/// When the path is missing, holds no rule file, or can't be read.
pub fn read(path: &Path) -> Result<Vec<RuleText>, Failure> {
    let shown = path.display().to_string();
    if !path.exists() {
        return Err(miette!(help = "name a rule file or a folder with rule files", "there is no {}", visible_line(&shown)));
    }
    let is_rule = |path: &Path| path.extension().is_some_and(|ending| ending == "yml" || ending == "yaml");
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(path).sort_by_file_name() {
        let entry = entry.into_diagnostic()?;
        if entry.file_type().is_file() && (entry.depth() == 0 || is_rule(entry.path())) {
            let name = entry.path().display().to_string().replace('\\', "/");
            let text = std::fs::read_to_string(entry.path())
                .into_diagnostic()
                .wrap_err_with(|| format!("cannot read the rule {}", visible_line(&name)))?;
            files.push(RuleText { path: name, text, builtin: false });
        }
    }
    if files.is_empty() {
        return Err(miette!(help = "rule files end with .yml", "no rule file in {}", visible_line(&shown)));
    }
    Ok(files)
}
