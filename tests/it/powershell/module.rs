//! The PowerShell module: its Pester tests in the real PowerShell, with this program.

use super::session::session;
use super::windows::findings;
use crate::docs::bless::root;
use hmaudit::text::acts;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn its_tests_pass_with_this_program() {
    let Some(powershell) = super::find() else { return };
    let folder = tempfile::tempdir().unwrap();
    let acting = folder.path().join("acting.txt");
    let points: Vec<String> = ('\0'..=char::MAX).filter(|&point| acts(point)).map(|point| u32::from(point).to_string()).collect();
    std::fs::write(&acting, points.join(",")).unwrap();
    let output = Command::new(powershell)
        .args(["-NoProfile", "-NonInteractive", "-Command"])
        .arg("$result = Invoke-Pester -Path ./tests/powershell/Hmaudit.Tests.ps1 -Output Normal -PassThru; [Console]::Out.WriteLine('passed ' + $result.PassedCount + ', failed ' + $result.FailedCount)")
        .current_dir(root())
        .env("HMAUDIT_EXE", env!("CARGO_BIN_EXE_hmaudit"))
        .env("HMAUDIT_ACTING", acting)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stdout);
    println!("{told}");
    let last = told.lines().last().unwrap_or_default();
    let passed: usize = last.strip_prefix("passed ").and_then(|rest| rest.split_once(',')?.0.parse().ok()).unwrap_or(0);
    assert!(passed > 25 && last.ends_with("failed 0"), "{told}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn it_needs_no_more_than_windows_powershell() {
    let Some(mut session) = session() else { return };
    let mut files = Vec::new();
    scripts(&root().join("packaging/powershell"), &mut files);
    assert!(files.len() > 8, "{files:?}");
    files.push(root().join("tests/powershell/Hmaudit.Tests.ps1"));
    assert_eq!(findings(&mut session, root(), &files), Vec::<String>::new());
}

#[test]
fn it_has_the_version_of_the_program_and_speaks_of_nothing_that_is_filled_in_later() {
    let manifest = crate::docs::bless::read("packaging/powershell/Hmaudit/Hmaudit.psd1");
    assert!(manifest.contains(&format!("ModuleVersion        = '{}'", env!("CARGO_PKG_VERSION"))), "{manifest}");
    assert!(!manifest.contains("://"), "the public address is in Cargo.toml alone");
}

/// Windows PowerShell 5.1 reads a file without a byte order mark in the code page of the system.
#[test]
fn it_is_ascii() {
    let mut files = vec![root().join("tests/powershell/Hmaudit.Tests.ps1")];
    scripts(&root().join("packaging/powershell"), &mut files);
    for file in files {
        assert!(std::fs::read(&file).unwrap().is_ascii(), "{}", file.display());
    }
}

/// Every script below a folder.
fn scripts(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scripts(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "ps1" || ending == "psm1" || ending == "psd1") {
            files.push(path);
        }
    }
}
