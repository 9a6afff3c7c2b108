//! Packs: areas that are there only where `--pack` switches them on, and that never decide the verdict.

use crate::cli::run::Desk;
use serde_json::Value;

const RULE: &str = "id: ACME-1
name: mapi-negotiate
title: MAPI over HTTP offers Kerberos
severity: error
from: mapi-virtual-directory
must: { IISAuthenticationMethods: { contains: Kerberos } }
message: \"{Identity} does not offer Kerberos\"
";

/// The healthy estate, and a pack of a consultant's that is not content with it.
fn desk(declaration: Option<&str>) -> Desk {
    let desk = Desk::with_estate("healthy");
    desk.file("acme/mapi-negotiate.yml", RULE);
    if let Some(declaration) = declaration {
        desk.file("acme/pack.yml", declaration);
    }
    desk
}

fn names(report: &Value) -> Vec<&str> {
    report["areas"].as_array().unwrap().iter().filter_map(|area| area["name"].as_str()).collect()
}

#[test]
fn a_pack_is_an_area_and_leaves_the_verdict_alone() {
    let desk = desk(Some("pack: acme\ntitle: Acme's way\nquestion: Does Acme's way work?\n"));
    let check = ["check", "captures", "--rules", "acme", "--pack", "acme"];
    let report = desk.run(&[&check[..], &["--format", "json"]].concat()).exits(1).json();
    assert_eq!(report["verdict"], "ready");
    let area = report["areas"].as_array().unwrap().iter().find(|area| area["name"] == "acme").unwrap();
    assert_eq!((&area["question"], &area["verdict"]), (&"Does Acme's way work?".into(), &"fail".into()));
    let finding = report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == "ACME-1").unwrap();
    assert_eq!(finding["area"], "acme");
    let shown = desk.run(&check).exits(1).out;
    assert!(shown.contains("Does Acme's way work?"), "{shown}");
    for format in ["markdown", "html"] {
        let shown = desk.run(&[&check[..], &["--format", format]].concat()).out;
        assert!(shown.contains("Acme") && shown.contains("ACME-1"), "{format}: {shown}");
    }
}

#[test]
fn a_folder_is_a_pack_of_its_own_name() {
    let desk = desk(None);
    let report = desk.run(&["check", "captures", "--rules", "acme", "--pack", "acme", "--format", "json"]).exits(1).json();
    assert!(names(&report).contains(&"acme") && !names(&report).contains(&"custom"), "{report}");
    let plain = desk.run(&["check", "captures", "--rules", "acme", "--format", "json"]).exits(1).json();
    assert!(names(&plain).contains(&"custom") && !names(&plain).contains(&"acme"), "{plain}");
}

#[test]
fn a_pack_that_is_off_changes_nothing() {
    let desk = desk(Some("pack: acme\nquestion: Does Acme's way work?\n"));
    for format in ["terminal", "json", "html", "markdown"] {
        let plain = desk.run(&["check", "captures", "--format", format]).exits(0);
        let off = desk.run(&["check", "captures", "--rules", "acme", "--format", format]).exits(0);
        assert_eq!(off.out, plain.out, "{format}");
        assert!(off.err.contains("--pack acme"), "{}", off.err);
    }
}

#[test]
fn a_pack_is_no_reason_not_to_enable() {
    let desk = Desk::with_estate("preparing");
    desk.file("acme/mapi-negotiate.yml", RULE);
    let scripts = |folder: &str, more: &[&str]| {
        desk.run(&[&["remediate", "captures", "--out", folder][..], more].concat());
        let mut names: Vec<_> = std::fs::read_dir(desk.path(folder)).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(scripts("with", &["--rules", "acme", "--pack", "acme"]), scripts("without", &[]));
}

#[test]
fn what_is_no_pack_is_an_error_with_the_nearest_name() {
    let desk = desk(Some("pack: acme\nquestion: Does Acme's way work?\n"));
    desk.run(&["check", "captures", "--pack", "paswordless"])
        .exits(2)
        .says(&["no pack called paswordless", "did you mean `passwordless`?"]);
    desk.run(&["check", "captures", "--rules", "acme", "--pack", "acne"]).exits(2).says(&["did you mean `acme`?"]);
    desk.run(&["check", "captures", "--require", "passwordless"]).exits(2).says(&["--pack passwordless"]);
    desk.run(&["check", "captures", "--require", "passwordles"]).exits(2).says(&["no area is called passwordles"]);
    desk.file("acme/pack.yml", "pack: names\nquestion: x\n");
    desk.run(&["check", "captures", "--rules", "acme", "--pack", "acme"]).exits(2).says(&["`names` is the name of an area"]);
}

#[test]
fn commands_about_rules_know_those_of_packs() {
    let desk = desk(Some("pack: acme\nquestion: Does Acme's way work?\n"));
    assert!(desk.run(&["explain", "ACME-1", "--rules", "acme"]).exits(0).out.contains("Kerberos"));
    assert!(desk.run(&["rules", "check", "acme"]).exits(0).out.contains("ACME-1"));
    assert!(desk.run(&["check", "captures", "--rules", "acme", "--pack", "acme", "--show-config"]).exits(0).out.contains("pack"));
    desk.run(&["check", "captures", "--rules", "acme", "--only", "ACME-1"])
        .exits(2)
        .says(&["a rule of the pack acme, which is off"]);
    // The beginning of ids means the rules that are on, if there are any.
    desk.run(&["check", "captures", "--only", "HMA-PWL"]).exits(2).says(&["a rule of the pack passwordless, which is off"]);
    desk.run(&["check", "captures", "--only", "hma-pwl-001,HMA-SPN"])
        .exits(2)
        .says(&["a rule of the pack passwordless, which is off"]);
    desk.run(&["check", "captures", "--only", "HMA"]).exits(0);
    // A waiver may stay when the pack is off.
    desk.file("hmaudit.yml", "rules: { paths: [acme] }\nwaivers:\n  - { rule: ACME-1, subject: '*', reason: later }\n");
    desk.run(&["check", "captures"]).exits(0);
    desk.run(&["check", "captures", "--pack", "acme"]).exits(0);
}
