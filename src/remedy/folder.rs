//! The files of a remediation: scripts, their undo, and the plan that explains them.

use super::print::{Outlook, markdown};
use super::verify::verify;
use crate::text::{disarmed, visible_line};

/// A script of ours that [`verify`] would reject.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
#[error("{name} would not pass verify-script: line {line}, column {column}: {why}")]
#[diagnostic(help("this is a bug in hmaudit, not a problem of the captures; please report it. Nothing was written."))]
pub struct FolderError {
    name: String,
    line: usize,
    column: usize,
    why: String,
}

/// The files with their paths below the folder, `/` between the parts. Each script passes the check that `verify-script` makes.
///
/// # Errors
/// When one of them would not.
pub fn files(outlook: &Outlook<'_>) -> Result<Vec<(String, Vec<u8>)>, FolderError> {
    let mut files = Vec::new();
    for script in outlook.scripts {
        let name = format!("{}.ps1", script.name);
        for (path, text) in [(name.clone(), &script.text), (format!("undo/{name}"), &script.undo)] {
            verify(text).map_err(|rejected| {
                let (line, column) = rejected.place(text);
                FolderError { name: name.clone(), line, column, why: visible_line(&rejected.why).into_owned() }
            })?;
            files.push((path, text.clone().into_bytes()));
        }
    }
    files.push(("plan.md".to_owned(), disarmed(&markdown::render(outlook)).into_owned().into_bytes()));
    Ok(files)
}
