//! What people type first: help with examples, pages, completions, a path without a command, a folder below the configuration.

use crate::cli::run::{Desk, answer};

const COMMANDS: [&str; 15] = [
    "check",
    "remediate",
    "plan",
    "parse",
    "diff",
    "explain",
    "rules",
    "collect",
    "redact",
    "verify-script",
    "completions",
    "man",
    "probe",
    "fetch",
    "schema",
];

#[test]
fn a_path_without_a_command_is_most_likely_to_be_checked() {
    let desk = Desk::with_estate("healthy");
    for path in ["captures", "captures/onprem/mapi.txt", "nothing/there.txt", "*.txt"] {
        desk.run(&[path]).exits(2).says(&[&format!("did you mean `hmaudit check {path}`?")]);
    }
    desk.run(&["chek"]).exits(2).says(&["similar subcommands exist", "'check'"]);
    let answer = desk.run(&["xyz"]).exits(2);
    assert!(!answer.err.contains("did you mean"), "{answer:?}");
}

#[test]
fn rules_that_are_not_separated_by_commas_are_explained() {
    let desk = Desk::with_estate("healthy");
    desk.run(&["check", "captures", "--only", "HMA-SPN-001", "HMA-SPN-002"]).exits(2).says(&["commas separate several rules"]);
}

#[test]
fn help_shows_examples_and_exit_codes() {
    let desk = Desk::new();
    let help = |command: &str| desk.run(&[command, "--help"]).exits(0).out;
    assert!(desk.run(&["--help"]).exits(0).out.contains("Exit codes:"));
    for command in COMMANDS.iter().filter(|command| **command != "schema") {
        assert!(help(command).contains("Examples:\n  "), "{command}");
    }
    for command in ["check", "remediate", "plan", "diff", "rules", "verify-script"] {
        for code in ["  0  ", "  1  ", "  2  "] {
            assert!(help(command).contains(code), "{command} {code}");
        }
    }
    for word in ["  3  ", "shift_jis", "euc-kr", "--title"] {
        assert!(help("check").contains(word), "{word}");
    }
    for line in help("check").lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    // Help is read where no documentation lies beside the program.
    for command in COMMANDS {
        assert!(!help(command).contains("docs/") && !help(command).contains("contract.md"), "{command}");
    }
}

#[test]
fn examples_of_the_help_are_valid_calls() {
    let desk = Desk::with_estate("healthy");
    for command in COMMANDS {
        let help = desk.run(&[command, "--help"]).exits(0).out;
        for line in help.lines().filter_map(|line| line.split("hmaudit ").nth(1).filter(|_| line.starts_with("  "))) {
            let words: Vec<&str> = line.split(['>', '\\']).next().unwrap().split_whitespace().collect();
            if !COMMANDS.contains(words.first().unwrap_or(&"")) || line.starts_with("fetch") || line.starts_with("probe") {
                continue;
            }
            let answer = desk.run(&words);
            assert!(!answer.err.contains("Usage:"), "{line}: {answer:?}");
        }
    }
}

#[test]
fn every_command_has_a_page() {
    let desk = Desk::new();
    let main = desk.run(&["man"]).exits(0).out;
    desk.run(&["man", "--out", "man"]).exits(0);
    let mut named = 0;
    for (at, _) in main.match_indices("hmaudit\\-") {
        let name = main[at..].split('(').next().unwrap().replace('\\', "");
        assert!(desk.path(&format!("man/{name}.1")).is_file(), "{name}");
        named += 1;
    }
    assert!(named >= COMMANDS.len(), "{named} pages are named");
    for command in COMMANDS {
        let page = desk.run(&["man", command]).exits(0).out;
        assert!(page.contains(&format!("hmaudit\\-{}", command.replace('-', "\\-"))), "{command}: {}", &page[..200]);
        assert_eq!(desk.read(&format!("man/hmaudit-{command}.1")), page);
    }
    assert!(desk.run(&["man", "rules", "check"]).exits(0).out.contains("Validate rule files"));
    assert_eq!(desk.read("man/hmaudit.1"), main);
    assert!(desk.run(&["man", "check"]).exits(0).out.contains("Exit codes:"));
    desk.run(&["man", "chek"]).exits(2).says(&["there is no command `chek`", "did you mean `check`?"]);
    desk.run(&["man", "--out", "man"]).exits(2).says(&["exists already", "--force"]);
    desk.run(&["man", "--out", "man", "--force"]).exits(0);
}

#[test]
fn completions_know_the_rules() {
    let desk = Desk::new();
    for shell in ["bash", "zsh", "fish", "nushell"] {
        let script = desk.run(&["completions", shell]).exits(0).out;
        for word in ["HMA-SPN-001", "HMA-SPN", "CAP-005", "ibm437"] {
            assert!(script.contains(word), "{shell} lacks {word}");
        }
    }
}

#[test]
fn the_configuration_above_is_found() {
    let desk = Desk::with_estate("preparing");
    desk.file("hmaudit.yml", "expect: enabled\n");
    let in_folder = |folder: &str, arguments: &[&str]| answer(desk.command(arguments).current_dir(desk.path(folder)));
    in_folder("captures", &["check", "."]).exits(1);
    in_folder("captures/onprem", &["check", ".."]).exits(1);
    let shown = in_folder("captures/onprem", &["check", ".", "--show-config"]).exits(0).out.replace('\\', "/");
    assert!(shown.contains("../../hmaudit.yml"), "{shown}");
    desk.file("captures/hmaudit.yml", "expect: auto\n");
    in_folder("captures/onprem", &["check", ".."]).exits(0);
    std::fs::remove_file(desk.path("captures/hmaudit.yml")).unwrap();
    // A repository does not take its settings from outside.
    std::fs::create_dir(desk.path("captures/.git")).unwrap();
    in_folder("captures/onprem", &["check", ".."]).exits(0);
}

#[test]
fn tenants_of_the_configuration_above_are_the_same() {
    let desk = Desk::with_estate("healthy");
    std::fs::rename(desk.path("captures/tenants"), desk.path("captures/entra")).unwrap();
    desk.file("hmaudit.yml", "tenants: { adatum: { captures: captures/entra } }\n");
    let tenants = |folder: &str, path: &[&str]| {
        let arguments = [&["check", "--format", "json"][..], path].concat();
        let report = answer(desk.command(&arguments).current_dir(desk.path(folder))).json();
        report["tenants"].as_array().unwrap().iter().map(|tenant| tenant["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    for (folder, paths) in [
        (".", &["captures"][..]),
        ("captures", &["."]),
        ("captures/onprem", &["..", "../entra"]),
        ("captures/entra", &[".", "../onprem"]),
        ("captures/entra/contoso", &[".", "../../onprem"]),
    ] {
        assert_eq!(tenants(folder, paths), ["adatum"], "{folder}");
    }
}

#[test]
fn diff_takes_tenants_of_either_side() {
    let desk = Desk::with_estate("healthy");
    std::fs::rename(desk.path("captures/tenants"), desk.path("captures/entra")).unwrap();
    for side in ["before", "after"] {
        std::process::Command::new("cp").args(["-r", "captures", side]).current_dir(desk.path(".")).status().unwrap();
    }
    let spn = "entra/contoso/serviceprincipal.json";
    let broken = desk.read(&format!("after/{spn}")).replace("https://mail.contoso.com", "https://mail.fabrikam.com");
    desk.file(&format!("after/{spn}"), broken);
    let tenants = ["--tenant", "adatum=before/entra", "--tenant", "adatum=after/entra"];
    let diff = desk.run(&[&["diff", "before", "after", "--format", "json"][..], &tenants].concat()).exits(1);
    assert!(diff.out.contains("\"tenant\": \"adatum\"") && !diff.out.contains("\"tenant\": \"contoso\""), "{}", diff.out);
    desk.run(&["diff", "before", "after", "--tenant", "adatum=captures/entra"])
        .exits(2)
        .says(&["neither in before nor in after"]);
    desk.run(&["diff", "before", "after", "--tenant", "adatum"]).exits(2).says(&["expected NAME=PATH"]);
    desk.run(&["diff", "before", "after", "--encoding", "klingon"]).exits(2).says(&["is not an encoding"]);
}

#[test]
fn quiet_commands_that_write_files_print_nothing() {
    let desk = Desk::with_estate("three-tenants");
    let answer = desk.run(&["remediate", "captures", "--out", "scripts", "-q"]);
    assert_eq!((answer.out.as_str(), answer.err.as_str()), ("", ""), "{answer:?}");
    assert!(desk.path("scripts/plan.md").is_file());
}
