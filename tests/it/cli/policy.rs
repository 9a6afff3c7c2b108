//! Configuration, waivers and baseline through the program: what counts more, and what becomes of findings.

use crate::cli::run::{Desk, answer};
use serde_json::Value;
use std::collections::BTreeSet;

fn rules(report: &Value) -> Vec<&str> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect()
}

const WAIVER: &str = "waivers:\n  - rule: HMA-SPN-001\n    subject: https://outlook.corp.contoso.com\n    tenant: fabrikam\n    reason: Switched off soon\n";

#[test]
fn the_command_line_beats_the_environment_beats_the_file() {
    let desk = Desk::with_estate("preparing");
    desk.run(&["check", "captures"]).exits(0);
    desk.file("hmaudit.yml", "expect: enabled\n");
    desk.run(&["check", "captures"]).exits(1);
    assert_eq!(answer(desk.command(&["check", "captures"]).env("HMAUDIT_EXPECT", "auto")).code, Some(0));
    assert_eq!(answer(desk.command(&["check", "captures", "--expect", "enabled"]).env("HMAUDIT_EXPECT", "auto")).code, Some(1));
    let shown = desk.run(&["check", "captures", "--show-config"]).exits(0).out;
    assert!(shown.contains("hmaudit.yml:1"), "{shown}");
    answer(desk.command(&["check", "captures"]).env("HMAUDIT_EXPECT", "perhaps"))
        .exits(2)
        .says(&["HMAUDIT_EXPECT cannot be perhaps", "auto, enabled"]);
}

#[test]
fn mistakes_in_files_are_shown_with_line_and_column() {
    let desk = Desk::with_estate("healthy");
    let configurations: &[(&str, &[&str])] = &[
        ("expect: auto\nexpect: enabled\n", &["expect is there twice", "c.yml:"]),
        ("expct: auto\n", &["expct", "c.yml:1:1", "expect"]),
        ("fail-on: sometimes\n", &["sometimes", "c.yml:1:10", "error, warning, info, never"]),
        ("rules: { skip: [HMA-SPN-999] }\n", &["HMA-SPN-999", "c.yml:1:"]),
        ("a: &x 1\nb: *x\n", &["c.yml:1:"]),
        ("expect:\n\tauto\n", &["c.yml:2"]),
        ("waivers:\n  - rule: HMA-SPN-001\n    subject: x\n", &["reason", "c.yml:2:"]),
        (
            "waivers:\n  - rule: HMA-SPN-001\n    subject: x\n    reason: y\n    expires: 2027-02-30\n",
            &["2027-02-30", "c.yml:5:14"],
        ),
        ("tenants:\n  contoso: { id: 123 }\n", &["123", "c.yml:2:"]),
        ("- a\n- b\n", &["c.yml:1:"]),
    ];
    for (text, words) in configurations {
        desk.file("c.yml", text);
        desk.run(&["check", "captures", "--config", "c.yml"]).exits(2).says(words);
    }
    desk.run(&["check", "captures", "--config", "none.yml"])
        .exits(2)
        .says(&["cannot read the configuration none.yml: there is no such file"]);
    desk.run(&["check", "captures", "--waivers", "none.yml"])
        .exits(2)
        .says(&["cannot read the waivers none.yml: there is no such file"]);
    desk.file("w.yml", "expect: auto\n")
        .run(&["check", "captures", "--waivers", "w.yml"])
        .exits(2)
        .says(&["a waiver file has no key expect", "w.yml:1:1"]);
    desk.file("r.yml", "id: X-1\nname: r\nseverty: error\n").run(&["check", "captures", "--rules", "r.yml"]).exits(2).says(&[
        "severty",
        "r.yml:3:1",
        "severity",
    ]);
    desk.file("own/spn.yml", "id: HMA-SPN-001\nname: spn\ntitle: t\nseverity: error\n");
    desk.run(&["check", "captures", "--rules", "own"]).exits(2).says(&["HMA-SPN-001"]);
    desk.run(&["check", "captures", "--rules", "nothing"]).exits(2).says(&["there is no nothing"]);
}

#[test]
fn a_waiver_silences_its_finding_and_stays_visible() {
    let desk = Desk::with_estate("three-tenants");
    desk.file("w.yml", WAIVER);
    let report = desk.run(&["check", "captures", "--waivers", "w.yml", "--format", "json"]).exits(0).json();
    assert_eq!((&report["summary"]["error"], &report["summary"]["waived"]), (&0.into(), &1.into()));
    assert_eq!(report["findings"][0]["waived"]["reason"], "Switched off soon");
    assert_eq!(report["findings"][0]["verdict"], "fail");
    desk.run(&["check", "captures", "--waivers", "w.yml", "--no-waivers"]).exits(1);
    desk.file("w.yml", WAIVER.replace("fabrikam", "northwind")).run(&["check", "captures", "--waivers", "w.yml"]).exits(1);
    desk.file("w.yml", format!("{WAIVER}    expires: 2026-11-20\n")).run(&["check", "captures", "--waivers", "w.yml"]).exits(1);
    let last_day = desk.file("w.yml", format!("{WAIVER}    expires: 2026-11-21\n"));
    last_day.run(&["check", "captures", "--waivers", "w.yml"]).exits(0);
    desk.run(&["check", "captures", "--waivers", "w.yml", "--as-of", "2026-11-22"]).exits(1);
}

#[test]
fn a_waiver_whose_rule_did_not_run_is_not_called_superfluous() {
    let desk = Desk::with_estate("three-tenants");
    for (waiver, state) in [(WAIVER.to_owned(), "holds"), (format!("{WAIVER}    expires: 2026-11-20\n"), "expired")] {
        desk.file("hmaudit.yml", waiver);
        let whole = desk.run(&["check", "captures", "--format", "json"]).json();
        assert_eq!((&whole["waivers"][0]["state"], &whole["waivers"][0]["covers"]), (&state.into(), &1.into()));
        for more in [["--only", "HMA-SPN-002"], ["--skip", "service-url-registered"]] {
            for format in ["terminal", "json", "sarif", "junit", "markdown", "html", "csv", "github", "gitlab", "azure"] {
                let answer = desk.run(&[&["check", "captures", "--format", format][..], &more].concat()).exits(0);
                assert!(!answer.out.contains("covers nothing") && answer.err.is_empty(), "{format}: {answer:#?}");
            }
        }
    }
}

#[test]
fn an_expired_waiver_is_a_warning() {
    let desk = Desk::with_estate("healthy");
    desk.file("hmaudit.yml", format!("{WAIVER}    expires: 2026-11-20\n"));
    for (format, error) in [("terminal", "error:"), ("junit", "<failure"), ("github", "::error"), ("azure", "type=error")] {
        let answer = desk.run(&["check", "captures", "--format", format]).exits(0);
        assert!(answer.out.contains("expired") && !answer.out.contains(error), "{format}: {answer:#?}");
    }
}

#[test]
fn only_and_skip_take_ids_and_names() {
    let desk = Desk::with_estate("three-tenants");
    for rule in ["HMA-SPN-001", "service-url-registered"] {
        let report = desk.run(&["check", "captures", "--only", rule, "--format", "json"]).exits(1).json();
        assert_eq!(rules(&report), ["HMA-SPN-001"]);
        desk.run(&["check", "captures", "--skip", rule]).exits(0);
    }
    desk.file("hmaudit.yml", "rules: { skip: [HMA-SPN-001] }\n").run(&["check", "captures"]).exits(0);
    desk.run(&["check", "captures", "--only", "HMA-SPN-001"]).exits(1);
    desk.file("hmaudit.yml", "rules: { severity: { HMA-SPN-001: warning } }\n").run(&["check", "captures"]).exits(0);
}

#[test]
fn the_beginning_of_ids_means_all_of_these_rules() {
    let desk = Desk::with_estate("three-tenants");
    let ran = |more: &[&str]| -> BTreeSet<String> {
        let report = desk.run(&[&["check", "captures", "--all", "--format", "json"], more].concat()).json();
        report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    let all = ran(&[]);
    let of = |family: &str| -> BTreeSet<String> { all.iter().filter(|id| id.starts_with(family)).cloned().collect() };
    let but = |family: &str| -> BTreeSet<String> { all.iter().filter(|id| !id.starts_with(family)).cloned().collect() };
    assert!(of("HMA-SPN-").len() > 5);
    for family in ["HMA-SPN", "hma-spn", "HMA-SPN-"] {
        assert_eq!(ran(&["--only", family]), of("HMA-SPN-"), "{family}");
        assert_eq!(ran(&["--skip", family]), but("HMA-SPN-"), "{family}");
        desk.file("skip.yml", format!("rules: {{ skip: [{family}] }}\n"));
        assert_eq!(ran(&["--config", "skip.yml"]), but("HMA-SPN-"), "{family}");
    }
    assert_eq!(ran(&["--only", "HMA"]), of("HMA-"));
    assert_eq!(ran(&["--only", "HMA-SPN,CAP", "--skip", "HMA-SPN-001"]), {
        let mut both: BTreeSet<String> = of("HMA-SPN-").union(&of("CAP-")).cloned().collect();
        both.remove("HMA-SPN-001");
        both
    });
    desk.file("skip.yml", "rules: { skip: [HMA-SPN] }\n");
    assert_eq!(ran(&["--config", "skip.yml", "--only", "HMA-SPN-001"]), of("HMA-SPN-001"));
    for (arguments, words) in [
        (&["check", "captures", "--only", "HMA-SNP"][..], &["--only: no rule is called HMA-SNP", "did you mean HMA-SPN?"][..]),
        (&["check", "captures", "--skip", "HMA-SP"], &["--skip: no rule is called HMA-SP", "did you mean HMA-SPN?"]),
        (&["check", "captures", "--only", ""], &["--only: no rule is called"]),
        (&["explain", "HMA-SNP"], &["there is no rule `HMA-SNP`", "did you mean `HMA-SPN`?"]),
    ] {
        desk.run(arguments).exits(2).says(words);
    }
    desk.file("skip.yml", "rules: { skip: [HMA-SNP] }\n");
    desk.run(&["check", "captures", "--config", "skip.yml"])
        .exits(2)
        .says(&["no rule is called HMA-SNP", "did you mean HMA-SPN?"]);
}

#[test]
fn of_many_mistakes_in_rules_the_first_are_shown() {
    let desk = Desk::new();
    for number in 0..60 {
        desk.file(&format!("own/r{number}.yml"), format!("id: X-{number}\nname: r{number}\nseverty: error\n"));
    }
    let answer = desk.run(&["rules", "check", "own"]).exits(2);
    assert!(answer.err.contains("mistakes; the first 20 are shown"), "{}", &answer.err[..300]);
    assert!(answer.err.lines().count() < 300, "{}", answer.err.lines().count());
}

#[test]
fn explain_takes_the_beginning_of_ids() {
    let desk = Desk::new();
    let ids = |text: &str| -> Vec<String> {
        let firsts = text.lines().filter_map(|line| line.split(' ').next());
        firsts.filter(|first| !first.is_empty()).map(str::to_owned).collect()
    };
    let all = ids(&desk.run(&["explain"]).exits(0).out);
    let of_family: Vec<String> = all.into_iter().filter(|id| id.starts_with("HYB-")).collect();
    assert!(of_family.len() > 5);
    assert_eq!(ids(&desk.run(&["explain", "hyb"]).exits(0).out), of_family);
    let pages = desk.run(&["explain", "HYB", "--verbose"]).exits(0).out;
    assert_eq!(pages.matches("What is checked").count(), of_family.len());
    assert!(desk.run(&["explain", "HYB-001"]).exits(0).out.contains("What is checked"));
}

/// The last line of the terminal report: the verdict and what qualifies it.
pub fn verdict_line(out: &str) -> &str {
    out.lines().last().unwrap_or_default()
}

#[test]
fn without_all_core_rules_at_their_own_severity_there_is_no_verdict() {
    let healthy = Desk::with_estate("healthy");
    healthy.file("lower.yml", "rules: { severity: { HMA-SPN-001: info } }\n");
    healthy.file("skip.yml", "rules: { skip: [default-endpoint-exists] }\n");
    healthy.file("wire.yml", "rules: { severity: { HMA-WIRE-001: warning } }\n");
    for more in
        [&["--config", "lower.yml"][..], &["--config", "skip.yml"], &["--skip", "HMA-VDIR-001"], &["--only", "HMA-SPN-010"]]
    {
        let arguments = [&["check", "captures", "--format", "json"][..], more].concat();
        let report = healthy.run(&arguments).exits(0).json();
        assert_eq!(report["verdict"], "not-judged", "{more:?}");
        assert_eq!(report["tenants"][0]["verdict"], "not-judged", "{more:?}");
    }
    let shown = healthy.run(&["check", "captures", "--config", "lower.yml"]).exits(0);
    assert!(verdict_line(&shown.out).starts_with("NOT JUDGED · left out or lowered: HMA-SPN-001"), "{}", shown.out);
    for format in ["markdown", "html", "junit", "sarif", "github", "azure"] {
        let out = healthy.run(&["check", "captures", "--config", "lower.yml", "--format", format]).exits(0).out.to_lowercase();
        assert!(out.contains("not judged") || out.contains("not-judged"), "{format}: {out}");
    }
    // Nothing of this area was captured, so its rules are not asked at any severity.
    let report = healthy.run(&["check", "captures", "--config", "wire.yml", "--format", "json"]).exits(0).json();
    assert_eq!(report["verdict"], "ready");
    // Rules that never decide the verdict may be left out, or count for the exit code alone.
    healthy.file("raise.yml", "rules: { skip: [HMA-SPN-010], severity: { HMA-SRV-003: error, HMA-SPN-001: error } }\n");
    let report = healthy.run(&["check", "captures", "--config", "raise.yml", "--format", "json"]);
    assert_eq!(report.json()["verdict"], "ready");
}

#[test]
fn what_fails_or_is_undecided_beside_a_rule_that_was_left_out_decides_the_verdict() {
    let desk = Desk::with_estate("three-tenants");
    let verdict = |desk: &Desk, more: &[&str], code| {
        let arguments = [&["check", "captures", "--format", "json"][..], more].concat();
        desk.run(&arguments).exits(code).json()["verdict"].as_str().unwrap().to_owned()
    };
    assert_eq!(verdict(&desk, &["--skip", "HMA-VDIR-001"], 1), "not-ready");
    assert_eq!(verdict(&desk, &["--skip", "HMA-SPN-001"], 0), "not-judged");
    assert_eq!(verdict(&desk, &["--only", "HMA-VDIR-001"], 0), "not-judged");
    desk.file("hmaudit.yml", "rules: { severity: { HMA-SPN-001: warning } }\n");
    assert_eq!(verdict(&desk, &[], 0), "not-judged");
    assert_eq!(verdict(&desk, &["--fail-on", "warning"], 1), "not-judged");
    let truncated = Desk::with_estate("truncated");
    assert_eq!(verdict(&truncated, &["--skip", "HMA-STS-003"], 3), "inconclusive");
    let half = Desk::with_estate("half-enabled");
    assert_eq!(verdict(&half, &["--only", "HMA-VDIR-001"], 0), "not-judged");
}

#[test]
fn a_rule_that_is_raised_to_error_counts_for_the_exit_code_alone() {
    let desk = Desk::with_estate("upgraded");
    let warned = desk.run(&["check", "captures", "--format", "json"]).exits(0).json();
    let warning = warned["findings"].as_array().unwrap().iter().find(|finding| finding["severity"] == "warning").unwrap();
    desk.file("hmaudit.yml", format!("rules: {{ severity: {{ {}: error }} }}\n", warning["rule"].as_str().unwrap()));
    let raised = desk.run(&["check", "captures", "--format", "json"]).exits(1).json();
    assert_eq!((&raised["verdict"], &warned["verdict"]), (&"ready".into(), &"ready".into()));
}

#[test]
fn the_verdict_line_names_what_is_waived() {
    let desk = Desk::with_estate("three-tenants");
    desk.file("w.yml", format!("{WAIVER}    expires: 2027-02-01\n"));
    let shown = desk.run(&["check", "captures", "--waivers", "w.yml"]).exits(0);
    assert!(verdict_line(&shown.out).starts_with("READY · waived: HMA-SPN-001 until 2027-02-01"), "{}", shown.out);
    for format in ["markdown", "html", "github", "azure"] {
        let out = desk.run(&["check", "captures", "--waivers", "w.yml", "--format", format]).exits(0).out;
        assert!(out.contains("waived: HMA-SPN-001 until 2027-02-01"), "{format}: {out}");
    }
    desk.file("w.yml", WAIVER);
    let shown = desk.run(&["check", "captures", "--waivers", "w.yml", "--quiet"]).exits(0);
    assert!(verdict_line(&shown.out).starts_with("READY · waived: HMA-SPN-001 ·"), "{}", shown.out);
    let narrow = answer(desk.command(&["check", "captures", "--waivers", "w.yml"]).env("COLUMNS", "30")).out;
    assert!(narrow.contains("waived: HMA-SPN-001"), "{narrow}");
    let expired =
        desk.file("w.yml", format!("{WAIVER}    expires: 2026-11-20\n")).run(&["check", "captures", "--waivers", "w.yml"]);
    assert!(!verdict_line(&expired.exits(1).out).contains("waived:"));
}

#[test]
fn a_baseline_leaves_what_is_new() {
    let desk = Desk::with_estate("three-tenants");
    desk.run(&["check", "captures", "-o", "before.json"]).exits(1);
    let report = desk.run(&["check", "captures", "--baseline", "before.json", "--format", "json"]).exits(0).json();
    assert_eq!(rules(&report), Vec::<&str>::new());
    let mapi = desk.read("captures/onprem/mapi.txt").replacen("{Ntlm, OAuth, Negotiate}", "{Ntlm, Negotiate}", 1);
    desk.file("captures/onprem/mapi.txt", mapi);
    let report = desk.run(&["check", "captures", "--baseline", "before.json", "--format", "json"]).exits(1).json();
    assert!(rules(&report).contains(&"HMA-VDIR-001") && !rules(&report).contains(&"HMA-SPN-001"), "{:?}", rules(&report));

    desk.file("no.json", "{\"schema\":\"other\"}")
        .run(&["check", "captures", "--baseline", "no.json"])
        .exits(2)
        .says(&["no.json"]);
    desk.file("no.json", "{\"schema\":").run(&["check", "captures", "--baseline", "no.json"]).exits(2).says(&["no.json"]);
    desk.file("no.json", b"\xff\xfe\x00")
        .run(&["check", "captures", "--baseline", "no.json"])
        .exits(2)
        .says(&["it is not UTF-8"]);
    desk.run(&["check", "captures", "--baseline", "none.json"]).exits(2).says(&["there is no such file"]);
}

#[test]
fn a_snapshot_does_not_differ_from_itself() {
    let desk = Desk::with_estate("three-tenants");
    desk.run(&["check", "captures", "-o", "before.json"]).exits(1);
    for (before, after) in [("captures", "captures"), ("before.json", "before.json")] {
        let diff = desk.run(&["diff", before, after, "--format", "json"]);
        let diff = diff.exits(0).json();
        let changed = diff["summary"].as_object().unwrap().iter().filter(|(kind, count)| *kind != "unchanged" && **count != 0);
        assert_eq!(changed.count(), 0, "{diff:#}");
        assert_eq!(diff["summary"]["unchanged"], 1);
    }
    desk.run(&["diff", "captures", "none"]).exits(2).says(&["none: there is no such file"]);
}

/// Waivers of three-tenants: one that ends in ten days, one that has ended, one that covers nothing.
const WAIVERS: &str = "waivers:
  - { rule: HMA-SPN-001, subject: https://outlook.corp.contoso.com, tenant: fabrikam, reason: Switched off soon, expires: 2026-12-01 }
  - { rule: HMA-SPN-001, subject: https://gone.contoso.com, reason: Switched off, expires: 2026-11-01 }
  - { rule: HMA-SPN-001, subject: https://never.contoso.com, reason: Never was }
";

#[test]
fn waivers_that_need_attention_are_told_in_every_form() {
    let desk = Desk::with_estate("three-tenants");
    desk.file("hmaudit.yml", WAIVERS);
    desk.run(&["check", "captures", "--no-waivers", "-o", "before.json"]).exits(1);
    let formats = ["terminal", "json", "sarif", "junit", "markdown", "html", "csv", "github", "gitlab", "azure"];
    for format in formats {
        for more in [&[][..], &["--quiet"], &["--baseline", "before.json"], &["--baseline", "before.json", "--quiet"]] {
            let told = desk.run(&[&["check", "captures", "--format", format], more].concat()).out;
            let words = told.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
            let is_told = |subject: &str, line: usize, words_of_it: &[&str]| {
                assert!(words.contains(subject), "{format} {more:?} lacks {subject}: {words}");
                let place = [format!("hmaudit.yml:{line}"), format!("\"line\": {line}")];
                assert!(place.iter().any(|place| words.contains(place.as_str())), "{format} {more:?} lacks line {line}: {words}");
                assert!(words_of_it.iter().any(|word| words.contains(word)), "{format} {more:?} lacks {words_of_it:?}: {words}");
            };
            is_told("https://outlook.corp.contoso.com", 2, &["expires in 10 days", "\"state\": \"expiring\"", "in 10 days"]);
            is_told("https://gone.contoso.com", 3, &["expired 20 days ago", "\"state\": \"expired\"", "20 days ago"]);
            is_told("https://never.contoso.com", 4, &["covers nothing", "\"state\": \"unused\"", "unused"]);
            let ignored = desk.run(&[&["check", "captures", "--no-waivers", "--format", format], more].concat()).out;
            assert!(!ignored.contains("never.contoso.com"), "{format}: --no-waivers ignores all");
        }
    }
}

/// Both sides of a finding: the line that was captured, and the line of the user's own rule that demands something else.
#[test]
fn a_finding_of_an_own_rule_shows_the_line_that_demands_it() {
    let desk = Desk::with_estate("healthy");
    let rule = "id: ACME-ORG-001\nname: no-modern-auth\ntitle: Modern authentication is off\nseverity: error\nwhy: We test.\n\
                help: Switch it off.\nfrom: organization-config\n\
                must: { OAuth2ClientProfileEnabled: False }\nmessage: \"it is on\"\n";
    let answer = desk.file("no-modern-auth.yml", rule).run(&["check", "captures", "--rules", "no-modern-auth.yml"]).exits(1);
    assert!(answer.out.contains("OAuth2ClientProfileEnabled"), "{}", answer.out);
    let demanded = "rule: no-modern-auth.yml:8: must: { OAuth2ClientProfileEnabled: False }";
    assert!(answer.out.contains(demanded), "{}", answer.out);
}
