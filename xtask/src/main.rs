//! Chores of the project. `cargo xtask` without arguments lists them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod bless;
mod new_rule;
mod page;
mod powershell;
mod size;

const HELP: &str = "\
Usage: cargo xtask COMMAND

  bless                     write generated pages, snapshots and console blocks; read the diff before you commit it
  new-rule NAME [FAMILY]    start a rule: its file with the next free id, and its cases (new-rule owa-answers HMA-OWA)
  page [OUT]                build the page (target/page/hmaudit.html by default)
  powershell                run every script and collector in the real PowerShell, cut off at every write and call (HMAUDIT_PWSH)
  size                      count the lines of src without tests, per module
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments.as_slice() {
        ["bless"] => bless::run(),
        ["new-rule", name] => new_rule::run(name, None),
        ["new-rule", name, family] => new_rule::run(name, Some(family)),
        ["page"] => page::run("target/page/hmaudit.html"),
        ["page", out] => page::run(out),
        ["powershell"] => powershell::run(),
        ["size"] => size::run(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("unknown: {}\n\n{HELP}", other.join(" "))),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("error: {why}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(PathBuf::new, Path::to_owned)
}
