//! What hmaudit and its scripts wrote lies in the folder with the captures: it is not evidence and makes no noise.

use crate::cli::run::Desk;
use std::collections::BTreeSet;

/// What `entra.ps1` and `common.ps1` leave behind, as Windows PowerShell 5.1 and PowerShell 7 write it.
const JOURNAL: &str = "{\r\n    \"steps\":  [\r\n                  {\r\n                      \"Identity\":  \"EX01\\\\EWS (Default Web Site)\",\r\n                      \
    \"OAuthAuthentication\":  false\r\n                  }\r\n              ],\r\n    \"schema\":  \"hmaudit-journal-1\"\r\n}";
const RESULT: &str = "{\n  \"schema\": \"hmaudit-result-1\",\n  \"tenantId\": \"0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\",\n  \"utc\": \"2026-11-20T08:00:00Z\",\n  \
    \"enabled\": \"True\",\n  \"names\": [\"00000002-0000-0ff1-ce00-000000000000\", \"https://old.contoso.com/\"],\n  \"returns\": []\n}";

fn findings(desk: &Desk) -> (BTreeSet<String>, serde_json::Value) {
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(1).json();
    let told =
        report["findings"].as_array().unwrap().iter().map(|finding| {
            format!("{} {} {} {}", finding["rule"], finding["verdict"], finding["fingerprint"], finding["evidence"])
        });
    (told.collect(), report)
}

#[test]
fn own_files_are_left_out_with_a_word() {
    let desk = Desk::with_estate("three-tenants");
    let (before, _) = findings(&desk);
    let clean = Desk::with_estate("three-tenants");
    for ending in ["html", "json", "sarif", "xml", "md", "csv"] {
        desk.run(&["check", "captures", "-o", &format!("report.{ending}")]).exits(1);
    }
    let mut written: Vec<String> =
        ["html", "json", "sarif", "xml", "md", "csv"].map(|ending| format!("report.{ending}")).to_vec();
    for format in ["terminal", "github", "gitlab", "azure", "junit", "ndjson"] {
        desk.file(&format!("{format}.out"), clean.run(&["check", "captures", "--format", format]).out);
        written.push(format!("{format}.out"));
    }
    for format in ["terminal", "markdown", "html"] {
        let titled = clean.run(&["check", "captures", "--format", format, "--title", "[PS] C:\\>Get-AuthServer | fl"]).out;
        let name = format!("titled-{format}.out");
        desk.file(&name, titled);
        written.push(name);
    }
    let csv = desk.read("report.csv");
    for (name, header) in [("saved.csv", csv.replace('"', "")), ("elsewhere.csv", csv.replace("\",\"", "\";\""))] {
        desk.file(name, header);
        written.push(name.to_owned());
    }
    for (name, arguments) in [
        ("clients.json", vec!["clients", "captures", "--format", "json"]),
        ("clients.txt", vec!["clients", "captures"]),
        ("plan.json", vec!["plan", "captures", "--format", "json"]),
        ("parsed.json", vec!["parse", "captures", "--format", "json"]),
        ("diff.json", vec!["diff", "captures", "captures", "--format", "json"]),
        ("collect.ps1", vec!["collect", "exchange"]),
        ("collect-entra.ps1", vec!["collect", "entra"]),
    ] {
        desk.file(name, clean.run(&arguments).out);
        written.push(name.to_owned());
    }
    desk.file("01-entra-fabrikam.journal.json", JOURNAL);
    desk.file("01-entra-fabrikam.result.json", RESULT);
    written.extend(["01-entra-fabrikam.journal.json".to_owned(), "01-entra-fabrikam.result.json".to_owned()]);
    clean.run(&["remediate", "captures", "--out", "fix"]);
    for name in ["01-entra-fabrikam.ps1", "plan.md", "undo/01-entra-fabrikam.ps1"] {
        let text = std::fs::read_to_string(clean.path("fix").join(name)).unwrap();
        let name = name.replace('/', "-");
        desk.file(&name, text);
        written.push(name);
    }
    for name in &written {
        std::fs::rename(desk.path(name), desk.path("captures").join(name)).unwrap();
    }
    let (after, report) = findings(&desk);
    assert_eq!(after, before);
    assert_eq!(report["verdict"], "not-ready");
    let skipped: Vec<(&str, &str)> = report["skipped"]
        .as_array()
        .unwrap()
        .iter()
        .map(|skip| (skip["path"].as_str().unwrap(), skip["why"].as_str().unwrap()))
        .collect();
    assert!(skipped.iter().all(|(_, why)| why.ends_with("left out")), "{skipped:?}");
    let told: BTreeSet<&str> = skipped.iter().map(|(path, _)| path.rsplit('/').next().unwrap()).collect();
    assert_eq!(told, written.iter().map(String::as_str).collect());
    // None of them is one of the inputs, so that the next report may take the place of the last.
    for ending in ["html", "json", "sarif", "xml", "md", "csv"] {
        desk.run(&["check", "captures", "-o", &format!("captures/report.{ending}")]).exits(1);
    }
}

#[test]
fn own_files_alone_are_no_input() {
    let desk = Desk::with_estate("three-tenants");
    desk.run(&["check", "captures", "-o", "report.json"]).exits(1);
    desk.run(&["check", "report.json"]).exits(2).says(&["a report of hmaudit, which is not evidence"]);
}

/// Reports that `>` of Windows PowerShell 5.1 wrote on a console of code page 437: UTF-16, and every `·` is two letters of that page.
#[test]
fn reports_that_windows_powershell_wrote_again_are_known_and_no_baseline() {
    let desk = Desk::with_estate("three-tenants");
    let (before, _) = findings(&desk);
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/scenarios/windows-powershell");
    for ending in ["json", "md", "txt"] {
        let bytes = std::fs::read(folder.join(format!("report.{ending}"))).unwrap();
        assert!(bytes.starts_with(b"\xff\xfe"));
        desk.file(&format!("captures/report.{ending}"), bytes);
    }
    let (after, report) = findings(&desk);
    assert_eq!(after, before);
    let skipped = report["skipped"].as_array().unwrap();
    for ending in ["json", "md", "txt"] {
        let path = format!("captures/report.{ending}");
        assert!(
            skipped.iter().any(|file| file["path"] == *path && file["why"].as_str().unwrap().contains("a report of hmaudit")),
            "{path}"
        );
    }
    desk.run(&["check", "captures", "--baseline", "captures/report.json"]).exits(2).says(&["it is not UTF-8", "-o FILE"]);
}
