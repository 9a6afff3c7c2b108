//! Nothing that is emitted needs more than Windows PowerShell 5.1, by the tree of the real parser and a table of what 5.1 lacks.

use super::session::{Session, session};
use crate::remedy::estates::{broken, browsers};
use hmaudit::catalog::schema::Place;
use hmaudit::remedy::{plan, scripts};
use serde_json::json;
use std::path::{Path, PathBuf};

/// What the checker finds in these files.
pub(super) fn findings(session: &mut Session, folder: &Path, files: &[PathBuf]) -> Vec<String> {
    let checker = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/windows_powershell.ps1");
    session.run(folder, &checker, json!({ "Path": files })).ok().said
}

#[test]
fn scripts_collectors_and_parts_need_no_more_than_windows_powershell() {
    let Some(mut session) = session() else { return };
    let folder = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    let mut add = |name: String, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        files.push(path);
    };
    for (at, (estate, findings)) in [broken(), browsers()].into_iter().enumerate() {
        for script in scripts(&plan(&estate, &findings), &[]) {
            add(format!("{at}-{}.ps1", script.name), &script.text);
            add(format!("{at}-{}-undo.ps1", script.name), &script.undo);
        }
    }
    for (name, place) in [("exchange", Place::Exchange), ("entra", Place::Entra), ("online", Place::Online)] {
        add(format!("collect-{name}.ps1"), &hmaudit::collect::script(place, &[], &["passwordless"]));
    }
    let parts = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/remedy/powershell");
    for entry in std::fs::read_dir(parts).unwrap().map(Result::unwrap) {
        files.push(entry.path());
    }
    assert!(files.len() > 20, "{files:?}");
    assert_eq!(findings(&mut session, folder.path(), &files), Vec::<String>::new());
}

#[test]
fn each_kind_of_line_in_the_table_finds_what_5_1_lacks() {
    let Some(mut session) = session() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.ps1");
    let lines = [
        ("$a ? 1 : 2", "came with 7.0"),
        ("$a ?? 1", "?? came"),
        ("$a ??= 1", "??= came"),
        ("${a}?.Length", "?. and ?[] came"),
        ("Get-Date && Get-Date", "&& and || came"),
        ("Get-Date &", "ends in &"),
        ("function F { clean { } }", "clean { } came"),
        ("Get-Error", "Get-Error is not in 5.1"),
        ("1 | ForEach-Object -Parallel { 1 }", "no -Parallel"),
        ("ConvertFrom-Json '{}' -AsHashtable", "no -AsHashtable"),
        ("ConvertTo-Json 1", "needs -Depth"),
        ("1 | Out-File x", "needs -Encoding"),
        ("1 | Out-File x -Encoding utf8NoBOM", "utf8NoBOM is not in 5.1"),
        ("Move-Item a b -Force", "does something else"),
        ("$IsWindows", "$IsWindows is not"),
        ("[semver] '1.0.0'", "[semver] is not"),
        ("[System.Convert]::ToHexString($a)", "no ToHexString"),
        ("[System.IO.File]::Move('a', 'b', $true)", "File::Move of 3"),
        ("'a'.Contains('A', [System.StringComparison]::Ordinal)", "no Contains of 2"),
        ("if (", "Missing"),
    ];
    for (line, words) in lines {
        std::fs::write(&path, line).unwrap();
        let found = findings(&mut session, folder.path(), std::slice::from_ref(&path));
        assert!(found.iter().any(|finding| finding.contains(words)), "{line}: {found:?}");
    }
}
