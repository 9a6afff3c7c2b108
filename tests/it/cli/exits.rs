//! Exit codes, one estate each.

use crate::cli::run::Desk;

#[test]
fn every_estate_has_its_code() {
    let cases = [
        ("healthy", 0, "ready"),
        ("preparing", 0, "ready-to-enable"),
        ("half-enabled", 1, "not-ready"),
        ("three-tenants", 1, "not-ready"),
        ("truncated", 3, "inconclusive"),
        ("upgraded", 0, "ready"),
        ("mixed-forms", 0, "ready"),
        ("hostile", 1, "not-ready"),
    ];
    for (estate, code, verdict) in cases {
        let answer = Desk::with_estate(estate).run(&["check", "captures", "--format", "json"]).exits(code);
        assert_eq!(answer.json()["verdict"], verdict, "{estate}");
        assert_eq!(answer.err, "", "{estate}");
    }
}

/// Without `--all` what passes is only counted: nothing else may change by it.
#[test]
fn a_report_holds_what_the_whole_report_holds_open() {
    for (estate, code) in
        [("healthy", 0), ("preparing", 0), ("half-enabled", 1), ("three-tenants", 1), ("truncated", 3), ("hostile", 1)]
    {
        let desk = Desk::with_estate(estate);
        let mut whole = desk.run(&["check", "captures", "--all", "--format", "json"]).exits(code).json();
        let findings = whole["findings"].as_array_mut().unwrap();
        assert!(findings.iter().any(|finding| finding["verdict"] == "pass"), "{estate}");
        findings.retain(|finding| finding["verdict"] == "fail" || finding["verdict"] == "inconclusive");
        let brief = desk.run(&["check", "captures", "--format", "json"]).exits(code).json();
        assert_eq!(brief, whole, "{estate}");
    }
}

#[test]
fn the_limit_decides_what_counts() {
    let desk = Desk::with_estate("upgraded");
    for (limit, code) in [("error", 0), ("warning", 1), ("info", 1), ("never", 0)] {
        desk.run(&["check", "captures", "--fail-on", limit]).exits(code);
    }
    let desk = Desk::with_estate("preparing");
    for (limit, code) in [("warning", 0), ("info", 1)] {
        desk.run(&["check", "captures", "--fail-on", limit]).exits(code);
    }
    let desk = Desk::with_estate("three-tenants");
    for (limit, code) in [("error", 1), ("never", 0)] {
        desk.run(&["check", "captures", "--fail-on", limit]).exits(code);
    }
    // Missing evidence is not waved through by a limit.
    Desk::with_estate("truncated").run(&["check", "captures", "--fail-on", "never"]).exits(3);
}

/// The test tab of a build and its exit code tell the same.
#[test]
fn junit_fails_exactly_when_the_run_does() {
    for (estate, code) in [("healthy", 0), ("preparing", 0), ("upgraded", 0), ("three-tenants", 1), ("half-enabled", 1)] {
        for (limit, more) in [
            ("error", vec![]),
            ("warning", vec![]),
            ("info", vec![]),
            ("never", vec![]),
            ("file", vec!["--config", "strict.yml"]),
        ] {
            let desk = Desk::with_estate(estate);
            desk.file("strict.yml", "fail-on: info\n");
            let limit = if limit == "file" { vec![] } else { vec!["--fail-on", limit] };
            let answer = desk.run(&[vec!["check", "captures", "--format", "junit", "-o", "r.xml"], limit.clone(), more].concat());
            assert_eq!(answer.out.contains("<failure"), answer.code == Some(1), "{estate} {limit:?}: {answer:#?}");
            assert_eq!(desk.read("r.xml"), answer.out);
        }
        let plain = Desk::with_estate(estate).run(&["check", "captures", "--format", "junit"]).exits(code);
        assert_eq!(plain.out.matches("<failure").count(), plain.out.matches("type=\"error\"").count());
    }
}

#[test]
fn an_organisation_that_must_be_enabled_fails_while_preparing() {
    let desk = Desk::with_estate("preparing");
    let report = desk.run(&["check", "captures", "--expect", "enabled", "--format", "json"]).exits(1).json();
    assert_eq!((&report["verdict"], &report["summary"]["error"]), (&"not-ready".into(), &2.into()));
    desk.run(&["check", "captures", "--expect", "auto"]).exits(0);
}

#[test]
fn sarif_leaves_the_decision_to_its_reader_but_not_the_inability_to_run() {
    for (estate, code) in [("three-tenants", 0), ("truncated", 3), ("healthy", 0)] {
        Desk::with_estate(estate).run(&["check", "captures", "--format", "sarif"]).exits(code);
    }
    Desk::new().run(&["check", "captures", "--format", "sarif"]).exits(2).says(&["captures: there is no such file"]);
}

#[test]
fn a_missing_capture_is_undecided() {
    let desk = Desk::with_estate("healthy");
    std::fs::remove_file(desk.path("captures/onprem/mapi.txt")).unwrap();
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(3).json();
    let findings = report["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["rule"] == "HMA-VDIR-001").unwrap();
    assert_eq!((&finding["verdict"], &finding["subject"]), (&"inconclusive".into(), &"Get-MapiVirtualDirectory".into()));
    assert!(finding["help"].as_str().unwrap().contains("Get-MapiVirtualDirectory"), "{finding}");
}

#[test]
fn files_hold_what_is_printed_and_a_second_run_the_same_bytes() {
    let desk = Desk::with_estate("three-tenants");
    for (format, file) in
        [("json", "r.json"), ("sarif", "r.sarif"), ("junit", "r.xml"), ("markdown", "r.md"), ("csv", "r.csv"), ("html", "r.html")]
    {
        let printed = desk.run(&["check", "captures", "--format", format, "-o", file]);
        assert_eq!(printed.out, desk.read(file), "{format}");
        assert!(printed.out.contains("HMA-SPN-001"), "{format}");
        assert_eq!(printed.out, desk.run(&["check", "captures", "--format", format]).out, "{format}");
    }
}

#[test]
fn a_report_kept_beside_the_captures_is_replaced_and_changes_nothing() {
    let desk = Desk::with_estate("three-tenants");
    desk.run(&["check", "captures", "-o", "captures/report.json"]).exits(1);
    let first: serde_json::Value = serde_json::from_str(&desk.read("captures/report.json")).unwrap();
    desk.run(&["check", "captures", "-o", "captures/report.json"]).exits(1);
    let second: serde_json::Value = serde_json::from_str(&desk.read("captures/report.json")).unwrap();
    assert_eq!((&first["verdict"], &first["findings"]), (&second["verdict"], &second["findings"]));
}
