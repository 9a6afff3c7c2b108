//! `hmaudit schema`.

use crate::cli::SchemaArgs;
use crate::outcome::{Outcome, UserError};
use std::io::Write;

type Make = fn() -> String;

/// The schemas and what makes each. To add one: a line here.
const SCHEMAS: &[(&str, Make)] =
    &[("report", crate::report::json::schema), ("rule", crate::rule::schema::schema), ("config", crate::policy::config::schema)];

/// Prints a JSON Schema.
///
/// # Errors
/// When there is no such schema, or standard output can't be written.
pub fn run(args: &SchemaArgs) -> Result<Outcome, UserError> {
    crate::app::terminal_options::unless_closed(std::io::stdout().lock().write_all(schema(&args.what)?.as_bytes()))?;
    Ok(Outcome::Clean)
}

/// The schema of this name.
///
/// # Errors
/// When there is no such schema.
pub fn schema(name: &str) -> Result<String, UserError> {
    if let Some((_, make)) = SCHEMAS.iter().find(|(known, _)| *known == name) {
        return Ok(make());
    }
    Err(unknown("schema", name, &names()))
}

/// The names of all schemas.
pub(super) fn names() -> Vec<String> {
    SCHEMAS.iter().map(|(known, _)| (*known).to_owned()).collect()
}

/// The error for a name that is none of `names`: the nearest one, if one is near, and all of them.
pub(super) fn unknown(what: &str, name: &str, names: &[String]) -> UserError {
    let similarity = |known: &&String| (strsim::jaro_winkler(known, &name.to_ascii_lowercase()) * 1000.0) as u32;
    let nearest = names.iter().max_by_key(similarity).filter(|known| similarity(known) >= 750);
    let guess = nearest.map_or_else(String::new, |known| format!("did you mean `{known}`? "));
    let name = crate::text::visible_line(name);
    miette::miette!(help = format!("{guess}There are: {}", names.join(", ")), "there is no {what} `{name}`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_gets_the_nearest_and_all() {
        let names = ["bash".to_owned(), "powershell".to_owned()];
        let error = unknown("shell", "Powershel\u{1b}", &names);
        assert_eq!(error.to_string(), "there is no shell `Powershel\\u{1b}`");
        assert_eq!(error.help().unwrap().to_string(), "did you mean `powershell`? There are: bash, powershell");
        assert_eq!(unknown("shell", "xyz", &names).help().unwrap().to_string(), "There are: bash, powershell");
    }
}
