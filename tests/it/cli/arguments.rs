//! Arguments that cannot be used: exit 2, nothing written, and a sentence that tells what to type.

use crate::cli::run::Desk;

#[test]
fn names_of_nothing() {
    let desk = Desk::with_estate("healthy");
    let cases: &[(&[&str], &[&str])] = &[
        (&["check", "captures", "--only", "HMA-SPN-01"], &["--only: no rule is called HMA-SPN-01", "did you mean HMA-SPN-001?"]),
        (&["check", "captures", "--skip", "HMA-SPN-001,nothing"], &["--skip: no rule is called nothing"]),
        (&["explain", "HMA-SPN-01"], &["there is no rule `HMA-SPN-01`"]),
        (&["schema", "reports"], &["there is no schema `reports`", "did you mean `report`?"]),
        (&["completions", "tcsh"], &["there is no shell `tcsh`", "powershell"]),
        (&["check", "captures", "--as-of", "2026-02-30"], &["--as-of: 2026-02-30 is not a date", "2026-11-21"]),
        (&["check", "captures", "--as-of", "yesterday"], &["yesterday is not a date"]),
        (&["check", "captures", "--encoding", "klingon"], &["`klingon` is not an encoding", "utf-16le"]),
        (&["check", "captures", "--format", "pdf"], &["invalid value 'pdf' for '--format", "sarif"]),
        (&["check", "captures", "--fail-on", "always"], &["invalid value 'always'", "never"]),
        (&["check", "captures", "--expect", "disabled"], &["invalid value 'disabled'", "enabled"]),
        (&["check", "captures", "--color", "purple"], &["invalid value 'purple'"]),
        (
            &["check", "captures", "--tenant", "contoso"],
            &["--tenant contoso: expected NAME=PATH", "--tenant contoso=tenants/contoso"],
        ),
        (&["check"], &["required arguments were not provided", "<PATH>"]),
        (&["chek", "captures"], &["unrecognized subcommand 'chek'", "check"]),
    ];
    for (arguments, words) in cases {
        desk.run(arguments).exits(2).says(words);
    }
}

#[test]
fn arguments_are_quoted_harmlessly() {
    let desk = Desk::with_estate("healthy");
    let hostile = "x\u{1b}]0;owned\u{7}\u{202e}";
    for arguments in [
        &["check", hostile][..],
        &[hostile],
        &["check", "captures", "--format", hostile],
        &["check", "captures", "--only", hostile],
        &["check", "captures", "--tenant", hostile],
        &["check", "captures", "--encoding", hostile],
        &["check", "captures", "--as-of", hostile],
        &["check", "captures", "--config", hostile],
        &["check", "captures", "--rules", hostile],
        &["check", "captures", "--waivers", hostile],
        &["check", "captures", "--baseline", hostile],
        &["check", "captures", "-o", hostile],
        &["check", "captures", "-o", &format!("{hostile}/r.json")],
        &["explain", hostile],
        &["schema", hostile],
        &["completions", hostile],
        &["diff", "captures", hostile],
    ] {
        let answer = desk.run(arguments).exits(2);
        assert!(!answer.err.contains('\u{202e}'), "{answer:?}");
    }
}

#[test]
fn outputs_that_cannot_be_written_leave_nothing() {
    let desk = Desk::with_estate("healthy");
    desk.run(&["check", "captures", "-o", "report.docx"]).exits(2).says(&["unknown file extension", ".json .ndjson .sarif .xml"]);
    desk.run(&["check", "captures", "-o", "good.json", "-o", "bad.docx"]).exits(2);
    assert!(!desk.path("good.json").exists());
    desk.run(&["check", "captures", "-o", "none/report.json"]).exits(2).says(&["there is no folder none", "nothing was written"]);
    std::fs::create_dir(desk.path("folder.json")).unwrap();
    desk.run(&["check", "captures", "-o", "folder.json"]).exits(2).says(&["cannot write folder.json"]);
    let left: Vec<_> = std::fs::read_dir(desk.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn one_output_that_cannot_be_written_writes_no_other() {
    let desk = Desk::with_estate("healthy");
    desk.run(&["check", "captures", "-o", "good.json", "-o", "none/report.json"]).exits(2);
    assert!(!desk.path("good.json").exists());
}

#[test]
fn evidence_is_never_overwritten() {
    let desk = Desk::with_estate("healthy");
    let file = "captures/tenants/contoso/serviceprincipal.json";
    let before = desk.read(file);
    let tenant = format!("contoso={file}");
    for arguments in [
        &["check", "captures", "-o", file][..],
        &["check", file, "-o", file],
        &["check", file, "-o", "./captures/../captures/tenants/contoso/serviceprincipal.json"],
        &["check", "captures/tenants/*/*.json", "-o", file],
        &["check", "captures/onprem", "--tenant", &tenant, "-o", file],
    ] {
        desk.run(arguments).exits(2).says(&["this is one of the inputs"]);
        assert_eq!(desk.read(file), before, "{arguments:?}");
    }
}

#[test]
#[cfg(unix)]
fn a_link_to_the_evidence_is_the_evidence() {
    let desk = Desk::with_estate("healthy");
    let file = "captures/tenants/contoso/serviceprincipal.json";
    std::os::unix::fs::symlink(desk.path(file), desk.path("link.json")).unwrap();
    desk.run(&["check", "captures", "-o", "link.json"]).exits(2).says(&["this is one of the inputs"]);
}

#[test]
fn help_and_version_are_no_errors() {
    let desk = Desk::new();
    for arguments in [
        &["--help"][..],
        &["check", "--help"],
        &["--version"],
        &["man"],
        &["completions", "bash"],
        &["schema", "rule"],
        &["explain"],
    ] {
        let mut command = desk.command(arguments);
        let output = command.output().unwrap();
        assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0), "{arguments:?}");
        assert!(!output.stdout.is_empty(), "{arguments:?}");
    }
    assert!(desk.run(&["--version"]).exits(0).out.starts_with("hmaudit "));
}
