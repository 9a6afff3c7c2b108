//! Writes what the tests generate.

use crate::root;
use std::process::Command;

/// The test runs that write files, each with the variable that makes it write.
const RUNS: &[(&str, &str, &[&str])] = &[
    ("INSTA_UPDATE", "always", &["--lib"]),
    ("INSTA_UPDATE", "always", &["--test", "it"]),
    ("INSTA_UPDATE", "always", &["--test", "rules"]),
    ("TRYCMD", "overwrite", &["--test", "it", "cli::"]),
    ("HMAUDIT_BLESS", "1", &["--test", "it", "docs::"]),
];

/// Runs them all, in order. A run whose tests fail for another reason does not stop the others.
pub fn run() -> Result<(), String> {
    let mut failed = Vec::new();
    for (variable, value, arguments) in RUNS {
        let status = Command::new("cargo")
            .args(["test", "--locked", "--quiet", "--no-fail-fast"])
            .args(*arguments)
            .env(variable, value)
            .current_dir(root())
            .status()
            .map_err(|error| format!("cannot run cargo: {error}"))?;
        if !status.success() {
            failed.push(arguments.join(" "));
        }
    }
    match failed.is_empty() {
        true => Ok(()),
        false => Err(format!("still failing, see above: cargo test {}", failed.join("; cargo test "))),
    }
}
