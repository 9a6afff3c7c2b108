//! Areas: which are asked, what the verdict line says of the others, and the commands that decide everything in one round.

use crate::cli::policy::verdict_line;
use crate::cli::run::Desk;
use crate::common::Snapshot;
use serde_json::Value;

/// The captures of the areas that are asked only when captured.
const BROWSER: &[&str] = &["owa.txt", "ecp.txt"];
const CERTIFICATE: &[&str] = &["authconfig.txt", "certificates.json"];
const OTHERS: &[&str] = &[
    "application.json",
    "casmailbox.txt",
    "activesyncorganizationsettings.txt",
    "hybridconfiguration.txt",
    "intraorganizationconnector.txt",
    "organizationrelationship.txt",
    "outlookanywhere.txt",
    "partnerapplication.txt",
    "settingoverride.txt",
];

/// The healthy estate without some of its captures.
fn without(names: &[&[&str]]) -> Desk {
    let desk = Desk::with_estate("healthy");
    for name in names.iter().copied().flatten() {
        let folder = if *name == "application.json" { "captures/tenants/contoso" } else { "captures/onprem" };
        std::fs::remove_file(desk.path(folder).join(name)).unwrap();
    }
    desk
}

fn area<'r>(report: &'r Value, name: &str) -> &'r Value {
    report["areas"].as_array().unwrap().iter().find(|area| area["name"] == name).unwrap()
}

#[test]
fn what_the_article_prints_is_enough_for_a_verdict() {
    let desk = without(&[BROWSER, CERTIFICATE, OTHERS]);
    let shown = desk.run(&["check", "captures"]).exits(0).out;
    assert_eq!(verdict_line(&shown), "READY · not checked: OWA and ECP, certificate, hybrid, mobile, wire");
    assert!(shown.lines().count() <= 60, "{shown}");
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(0).json();
    for (name, asked, verdict) in [
        ("names", true, "pass"),
        ("oauth", true, "pass"),
        ("browser", false, "not-applicable"),
        ("wire", false, "not-applicable"),
    ] {
        let area = area(&report, name);
        assert_eq!((area["asked"].as_bool(), area["verdict"].as_str()), (Some(asked), Some(verdict)), "{name}");
    }
    assert_eq!(area(&report, "names")["open"], 0);
    assert!(area(&report, "names")["decided"].as_u64().unwrap() > 0);
    assert_eq!(report["next"], serde_json::json!([]));
    let all = desk.run(&["check", "captures", "--all", "--format", "json"]).exits(0).json();
    assert_eq!(all["areas"], report["areas"], "what passed is counted whether it is listed or not");
    let browser = all["findings"].as_array().unwrap().iter().filter(|finding| finding["area"] == "browser");
    assert!(browser.clone().count() > 5 && browser.clone().all(|finding| finding["verdict"] == "not-applicable"));
}

#[test]
fn one_capture_of_its_own_has_a_rule_asked() {
    for (kept, name) in [("owa.txt", "browser"), ("ecp.txt", "browser"), ("authconfig.txt", "certificate")] {
        let desk =
            without(&[&BROWSER.iter().chain(CERTIFICATE).copied().filter(|other| *other != kept).collect::<Vec<_>>(), OTHERS]);
        let report = desk.run(&["check", "captures", "--format", "json"]).exits(3).json();
        assert_eq!(report["verdict"], "inconclusive", "{kept}");
        assert_eq!(area(&report, name)["verdict"], "inconclusive", "{kept}");
        assert!(!verdict_line(&desk.run(&["check", "captures"]).out).contains("not checked: OWA and ECP, certificate"), "{kept}");
    }
}

#[test]
fn a_required_area_is_asked_in_any_case() {
    let desk = without(&[BROWSER, CERTIFICATE, OTHERS]);
    for (required, expected) in
        [("browser", &["browser"][..]), ("certificate,mobile", &["certificate"]), ("all", &["browser", "certificate"])]
    {
        let report = desk.run(&["check", "captures", "--require", required, "--format", "json"]).exits(3).json();
        for name in expected {
            assert_eq!(area(&report, name)["verdict"], "inconclusive", "{required}: {name}");
        }
    }
    desk.file("hmaudit.yml", "require: [certificate]\n");
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(3).json();
    assert_eq!(area(&report, "certificate")["asked"], true);
    assert_eq!(area(&report, "browser")["asked"], false);
    desk.file("hmaudit.yml", "require: all\n");
    assert_eq!(desk.run(&["check", "captures", "--format", "json"]).exits(3).json()["verdict"], "inconclusive");
    desk.file("hmaudit.yml", "require: [certifcate]\n");
    assert!(desk.run(&["check", "captures"]).exits(2).err.contains("did you mean certificate"));
    std::fs::remove_file(desk.path("hmaudit.yml")).unwrap();
    assert!(desk.run(&["check", "captures", "--require", "brwoser"]).exits(2).err.contains("browser"));
}

#[test]
fn a_core_rule_that_is_left_out_and_would_not_be_asked_leaves_the_verdict() {
    let desk = without(&[BROWSER]);
    assert_eq!(desk.run(&["check", "captures", "--skip", "HMA-OWA-001", "--format", "json"]).exits(0).json()["verdict"], "ready");
    let required = ["check", "captures", "--skip", "HMA-OWA", "--require", "browser", "--format", "json"];
    assert_eq!(desk.run(&required).exits(0).json()["verdict"], "not-judged");
}

#[test]
fn the_blocks_of_a_report_ask_for_everything_that_is_missing_for_all_servers() {
    let desk = without(&[&["oab.txt", "certificates.json", "authserver.txt"]]);
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(3).json();
    let blocks = report["next"].as_array().unwrap();
    assert_eq!(blocks[0]["shell"], "exchange");
    assert_eq!(blocks[0]["tenants"], serde_json::json!([]));
    let commands: Vec<&str> = blocks[0]["commands"].as_array().unwrap().iter().map(|command| command.as_str().unwrap()).collect();
    for part in [
        "Get-OabVirtualDirectory |",
        "Get-AuthServer |",
        "Get-ExchangeServer | ForEach-Object { Get-ExchangeCertificate -Server $_.Name }",
    ] {
        assert!(commands.iter().any(|command| command.contains(part)), "{part}: {commands:?}");
    }
    assert_eq!(commands.len(), 3, "{commands:?}");
    let decides = blocks[0]["decides"].as_array().unwrap();
    let open = report["findings"].as_array().unwrap().iter().filter(|finding| finding["verdict"] == "inconclusive");
    for finding in open {
        assert!(!finding["next"].is_null(), "{finding}");
        assert!(decides.contains(&finding["rule"]) || finding["next"] != "exchange", "{finding}");
    }
    let shown = desk.run(&["check", "captures"]).out;
    for command in commands {
        assert!(shown.lines().any(|line| line == command), "{command}\n{shown}");
    }
    assert!(verdict_line(&shown).starts_with("INCONCLUSIVE · "));
}

#[test]
fn the_next_captures_are_scripts_that_are_recognised() {
    let desk = without(&[&["oab.txt", "certificates.json"]]);
    std::fs::remove_dir_all(desk.path("captures/tenants")).unwrap();
    desk.run(&["check", "captures", "--next", "next"]).exits(3);
    let script = desk.read("next/exchange.ps1");
    assert!(script.contains("$only = @('Get-OabVirtualDirectory', 'Get-ExchangeCertificate')"), "{script}");
    assert!(desk.read("next/entra.ps1").contains("'Get-MgServicePrincipal'"));
    let told = desk.run(&["verify-script", "next"]).exits(0).out;
    assert!(told.contains("captures Get-OabVirtualDirectory, Get-ExchangeCertificate, in Exchange Management Shell"), "{told}");
    // They stay as they are unless it is said.
    assert!(desk.run(&["check", "captures", "--next", "next"]).exits(2).err.contains("--force"));
    desk.run(&["check", "captures", "--next", "next", "--force"]).exits(3);
    let of_collector = desk.run(&["collect", "exchange", "--for", "captures"]).exits(0).out;
    assert_eq!(of_collector, script);
    desk.file("next/exchange.ps1", script.replace("'Get-OabVirtualDirectory'", "'Remove-Mailbox'"));
    desk.run(&["verify-script", "next"]).exits(1);
    let healthy = Desk::with_estate("healthy");
    let nothing = healthy.run(&["collect", "exchange", "--for", "captures"]).exits(0);
    assert!(nothing.out.is_empty() && nothing.err.contains("nothing is missing"));
    healthy.run(&["check", "captures", "--next", "next"]).exits(0);
    assert!(!healthy.path("next").exists());
}

#[test]
fn a_report_of_the_version_before_is_still_read() {
    let desk = Desk::with_estate("three-tenants");
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(1).out;
    assert!(report.contains("\"schema\": \"hmaudit-report-2\""));
    let mut before: Value = serde_json::from_str(&report).unwrap();
    before["schema"] = "hmaudit-report-1".into();
    for key in ["areas", "next"] {
        before.as_object_mut().unwrap().remove(key);
    }
    for finding in before["findings"].as_array_mut().unwrap() {
        for key in ["area", "next"] {
            finding.as_object_mut().unwrap().remove(key);
        }
    }
    desk.file("before.json", before.to_string());
    desk.run(&["check", "captures", "--baseline", "before.json"]).exits(0);
    desk.run(&["diff", "before.json", "captures"]).exits(0);
}

/// One round: what the block asks for, given whole, leaves nothing undecided that a command decides.
#[test]
fn one_round_decides_what_losing_any_capture_left_open() {
    let healthy = Snapshot::estate("healthy");
    let files: Vec<String> = healthy.files.iter().map(|(name, _)| name.clone()).collect();
    for (index, first) in files.iter().enumerate() {
        // Every capture with a third of the others: each pair of neighbours, and pairs that lie apart.
        for second in files[index + 1..].iter().step_by(3) {
            let report = healthy.clone().without(first).without(second).short_document();
            let asked: Vec<&str> = report.next.iter().flat_map(|block| &block.cmdlets).map(String::as_str).collect();
            for finding in report.findings.iter().filter(|finding| finding.verdict == hmaudit::check::Verdict::Inconclusive) {
                // No command decides what services answer.
                let is_of_wire = finding.message.contains("hmaudit probe was not captured");
                assert!(
                    finding.next.is_some() || is_of_wire,
                    "without {first} and {second}: {} {}",
                    finding.rule,
                    finding.message
                );
            }
            // What was lost is what has to be asked for, where anything waits for it.
            let back = [first, second].into_iter().filter(|name| asked.iter().any(|cmdlet| shows(&healthy, name, cmdlet)));
            let lost: Vec<&String> = [first, second].into_iter().collect();
            let left: Vec<&&String> = lost.iter().filter(|name| !back.clone().any(|other| other == **name)).collect();
            let mut given = healthy.clone();
            for name in left {
                given = given.without(name);
            }
            let after = given.short_document();
            let open = after.findings.iter().find(|finding| finding.verdict == hmaudit::check::Verdict::Inconclusive);
            assert!(open.is_none(), "without {first} and {second}, given {asked:?}: {open:?}");
        }
    }
}

/// Whether a file of the estate is the output of a cmdlet.
fn shows(estate: &Snapshot, name: &str, cmdlet: &str) -> bool {
    let (_, bytes) = estate.files.iter().find(|(other, _)| other == name).unwrap();
    String::from_utf8_lossy(bytes).contains(cmdlet)
        || (cmdlet == "Get-MgServicePrincipal" && name.ends_with("serviceprincipal.json"))
        || (cmdlet == "Get-MgApplication" && name.ends_with("application.json"))
}

#[test]
fn a_server_whose_certificates_are_missing_is_asked_for_them() {
    let desk = Desk::with_estate("healthy");
    let certificates: Vec<Value> = serde_json::from_str(&desk.read("captures/onprem/certificates.json")).unwrap();
    let of_first: Vec<&Value> = certificates.iter().filter(|object| object.to_string().to_lowercase().contains("ex01")).collect();
    desk.file("captures/onprem/certificates.json", serde_json::to_string_pretty(&of_first).unwrap());
    let report = desk.run(&["check", "captures", "--format", "json"]).exits(3).json();
    let finding = report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "HMA-CRT-004").unwrap();
    assert!(finding["help"].as_str().unwrap().contains("Get-ExchangeCertificate -Server EX02"), "{finding}");
    assert_eq!(area(&report, "certificate")["step"], "Capture Get-ExchangeCertificate");
    let commands = report["next"][0]["commands"].to_string();
    assert!(commands.contains("Get-ExchangeServer | ForEach-Object { Get-ExchangeCertificate -Server $_.Name }"), "{commands}");
}
