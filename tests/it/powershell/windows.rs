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
        ("Move-Item a b -Force", "deletes what is there"),
        ("Get-Content x", "needs -Encoding"),
        ("1 | Export-Csv x -Encoding utf8", "needs -NoTypeInformation"),
        ("Get-Content x -Encoding utf8 -AsByteStream", "no -AsByteStream"),
        ("1 | ConvertTo-Json -Depth 2 -AsArray -EnumsAsStrings", "no -AsArray"),
        ("Join-Path a b c -AdditionalChildPath d", "no -AdditionalChildPath"),
        ("Split-Path a -LeafBase", "no -LeafBase"),
        ("'a' | Select-String a -Raw", "no -Raw"),
        ("Remove-Service x", "Remove-Service is not in 5.1"),
        ("Test-Json x", "Test-Json is not in 5.1"),
        ("Get-Date -ProgressAction Ignore", "no -ProgressAction"),
        ("Get-Date -ErrorAction Break", "Break is not in 5.1"),
        ("Get-Date > x", "write UTF-16"),
        ("\"`e[0m\"", "`e and `u{ }"),
        ("\"`u{2026}\"", "`e and `u{ }"),
        ("0b1010", "0b and the suffixes"),
        ("1u", "0b and the suffixes"),
        ("'a'..'e'", "a range of characters"),
        ("[ordered]::new()", "[ordered] is not"),
        ("function F { param([ValidateNotNullOrWhiteSpace()] $a) }", "ValidateNotNullOrWhiteSpace()] is not"),
        ("[System.Text.Encoding]::Latin1", "no System.Text.Encoding::Latin1"),
        ("[Math]::Clamp(1, 2, 3)", "no System.Math::Clamp"),
        ("'a'.Replace('A', 'b', [System.StringComparison]::Ordinal)", "no Replace that compares"),
        ("'a--b'.Split('--')", "splits at each of its characters"),
        ("#Requires -Version 7.2", "a later version"),
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
    // What 5.1 has too, though it looks like something else.
    let known = [
        "\"``e `\"u{1}\"",
        "'a'.Split([char] ','), 'a'.Split(',')",
        "1..3; '1'..'3'; 0x1f, 1kb, 1.5d, 10l",
        "[ordered] @{ a = 1 }",
        "'a'.Replace('b', 'c')",
        "[System.Math]::Max(1, 2)",
        "Get-Content -LiteralPath x -Enc utf8",
    ];
    for line in known {
        std::fs::write(&path, line).unwrap();
        assert_eq!(findings(&mut session, folder.path(), std::slice::from_ref(&path)), Vec::<String>::new(), "{line}");
    }
}

/// Whatever 5.1 lacks, a later PowerShell has; otherwise the table has a name that is none.
#[test]
fn what_the_table_names_is_there_in_a_later_powershell() {
    let Some(mut session) = session() else { return };
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("known.ps1");
    std::fs::write(
        &script,
        "param([string] $Table)\n\
         $table = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($Table))\n\
         $elsewhere = @($table.commands.'on Windows only')\n\
         foreach ($name in $table.commands.names) { if ($elsewhere -notcontains $name -and $null -eq (Get-Command -Name $name -ErrorAction Ignore)) { $name } }\n\
         foreach ($cmdlet in $table.parameters.PSObject.Properties) {\n\
             if ($cmdlet.Name -eq '(source)') { continue }\n\
             $name = $cmdlet.Name\n\
             if ($name -eq '*') { $name = 'Get-Date' }\n\
             $known = (Microsoft.PowerShell.Core\\Get-Command -Name $name -CommandType Cmdlet, Function -All | Where-Object { $_.ModuleName -ne 'Microsoft.PowerShell.Mock' })[0].Parameters\n\
             foreach ($parameter in $cmdlet.Value) { if (-not $known.ContainsKey($parameter)) { $name + ' -' + $parameter } }\n\
         }\n\
         foreach ($name in $table.variables.names) { if (-not (Test-Path -LiteralPath ('variable:' + $name))) { '$' + $name } }\n\
         foreach ($name in $table.types.names) { if ($null -eq ($name -as [type])) { '[' + $name + ']' } }\n",
    )
    .unwrap();
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/powershell/windows_powershell.json");
    let unknown = session.run(folder.path(), &script, json!({ "Table": table })).ok().said;
    assert_eq!(unknown, Vec::<String>::new());
}
