//! Reads what decides about a run: environment, configuration, waiver files, today's date.

use crate::outcome::Failure;
use crate::policy::config::{self, Config};
use crate::policy::setting::{Asked, Origin, Settings, settle};
use jiff::Zoned;
use std::path::Path;

/// The configuration that is read when nobody names one.
const USUAL: &str = "hmaudit.yml";

/// Every setting of a run. Names of rules are still as written: call [`Settings::resolve`] when the rules are loaded.
///
/// # Errors
/// When a file that was named can't be read, a file has mistakes, or an argument or variable holds what is none of its values.
pub fn settings(asked: &Asked<'_>) -> Result<Settings, Failure> {
    let environment = |name: &str| std::env::var(name).ok();
    let named = environment("HMAUDIT_CONFIG").filter(|path| !path.trim().is_empty());
    let (path, origin) = match (&asked.policy.config, named) {
        (Some(path), _) => (path.clone(), Origin::CommandLine),
        (None, Some(path)) => (path.into(), Origin::Environment("HMAUDIT_CONFIG")),
        (None, None) => (USUAL.into(), Origin::Default),
    };
    let config = match (read(&path), &origin) {
        (Ok(text), _) => Some((config::read(&shown(&path), &text)?, origin)),
        (Err(error), Origin::Default) if error.kind() == std::io::ErrorKind::NotFound => None,
        (Err(error), _) => return Err(unreadable("the configuration", &path, &error)),
    };
    let mut waiver_files: Vec<Config> = Vec::new();
    for path in &asked.policy.waivers {
        let text = read(path).map_err(|error| unreadable("the waiver file", path, &error))?;
        waiver_files.push(config::read_waivers(&shown(path), &text)?);
    }
    Ok(settle(asked, &environment, config, waiver_files, Zoned::now().date())?)
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Reads a file as UTF-8, but not more of it than a configuration may have.
fn read(path: &Path) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    let limit = u64::try_from(config::LONGEST).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(path)?.take(limit).read_to_string(&mut text)?;
    Ok(text)
}

fn unreadable(what: &str, path: &Path, error: &std::io::Error) -> Failure {
    let path = shown(path);
    miette::miette!(
        help = "a configuration is text in UTF-8; see hmaudit schema config",
        "{what} {} can't be read: {}",
        crate::text::visible_line(&path),
        crate::text::visible_line(&error.to_string())
    )
}
