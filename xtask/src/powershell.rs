//! All tests that run scripts in the real PowerShell, those that take long too.

use std::process::Command;

pub fn run() -> Result<(), String> {
    let status = Command::new("cargo")
        .args([
            "test",
            "--locked",
            "--test",
            "it",
            "--",
            "powershell::",
            "forms_printed::",
            "tables::printed",
            "--include-ignored",
            "--nocapture",
        ])
        .current_dir(super::root())
        .status()
        .map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("some of the tests failed".to_owned()) }
}
