//! Files that are not captures: configuration, waivers, baselines.

use super::input::missing;
use super::open::open;
use crate::outcome::UserError;
use crate::text::visible_line;
use std::io::Read as _;
use std::path::Path;

/// The text of a file that is not a capture: `what` says what for, `configuration`. No more than `longest` bytes are read.
///
/// # Errors
/// When it can't be read, is too long or is not UTF-8.
pub fn text_of(path: &Path, what: &str, longest: usize) -> Result<String, UserError> {
    let told = |why: &str, help: String| {
        miette::miette!(help = help, "cannot read the {what} {}: {why}", visible_line(&path.display().to_string()))
    };
    let read = || -> std::io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let most = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
        open(path)?.1.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let text = read().and_then(|bytes| {
        let is_longer = bytes.len() > longest;
        let text =
            if is_longer { String::new() } else { String::from_utf8(bytes).map_err(|_| std::io::ErrorKind::InvalidData)? };
        Ok((is_longer, text))
    });
    match text {
        Ok((false, text)) => Ok(text),
        Ok((true, _)) => {
            let why = format!("it is longer than {} MiB", longest >> 20);
            Err(told(&why, "check that it is the file that you mean; if it is, leave out what is not needed".to_owned()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(told(&missing(path), format!("name the file with the {what}")))
        }
        Err(error) if error.kind() == std::io::ErrorKind::InvalidData => Err(told(
            "it is not UTF-8",
            format!("save the {what} as UTF-8 text; `>` of Windows PowerShell writes UTF-16, `-o FILE` of hmaudit does not"),
        )),
        Err(error) => Err(told(&error.to_string(), "check that it is a file and that you may read it".to_owned())),
    }
}
