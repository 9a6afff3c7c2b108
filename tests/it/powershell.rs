//! The scripts and collectors in the real PowerShell, against the mocks of tests/powershell.

#![allow(clippy::print_stdout, reason = "tests tell what they skipped and how much they ran")]

mod cmdlets;
mod estates;
mod faults;
mod interruptions;
mod module;
mod operations;
mod organisation;
mod pages;
mod profiles;
mod prompts;
mod refusals;
mod repairs;
mod session;
mod shadows;
mod tenants;
mod terminal;
mod windows;

use std::path::PathBuf;

/// PowerShell, if there is one: `HMAUDIT_PWSH`, else `pwsh` on the path.
pub fn find() -> Option<PathBuf> {
    if let Some(path) = std::env::var_os("HMAUDIT_PWSH") {
        return Some(PathBuf::from(path));
    }
    let found = std::env::split_paths(&std::env::var_os("PATH")?).map(|folder| folder.join("pwsh")).find(|path| path.is_file());
    if found.is_none() {
        println!("skipped: no PowerShell; set HMAUDIT_PWSH to its path");
    }
    found
}
