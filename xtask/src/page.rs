//! The page: the module for the browser, then one HTML file of it and the sources in `web`.

use std::path::Path;
use std::process::Command;

const MODULE: &str = "target/browser/wasm32-unknown-unknown/page/hmaudit_page.wasm";

pub fn run(out: &str) -> Result<(), String> {
    let root = super::root();
    if let Some(folder) = Path::new(out).parent().map(|folder| root.join(folder)) {
        std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    succeed(Command::new(".ci/targets").args(["build", "browser"]).current_dir(&root))?;
    succeed(
        Command::new("cargo").args(["run", "--quiet", "--locked", "--package", "bundle", "--", MODULE, out]).current_dir(&root),
    )
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("{}: {error}", command.get_program().display()))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed", command.get_program().display())) }
}
