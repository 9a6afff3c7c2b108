//! The scripts themselves: they parse, they are what they claim to be, and nobody edits one unnoticed.

use crate::remedy::estates::{broken, browsers, by_hand, sound, undecided};
use hmaudit::remedy::token::{Kind, tokens};
use hmaudit::remedy::verify::verify;
use hmaudit::remedy::{Script, plan, scripts};

fn digests() -> Vec<String> {
    vec!["a".repeat(64), "b".repeat(64)]
}

fn all() -> Vec<Script> {
    let (estate, findings) = broken();
    let mut all = scripts(&plan(&estate, &findings), &digests());
    let (estate, findings) = browsers();
    all.extend(scripts(&plan(&estate, &findings), &digests()));
    all
}

fn texts() -> Vec<(String, String)> {
    all()
        .into_iter()
        .flat_map(|script| [(script.name.clone(), script.text), (format!("undo/{}", script.name), script.undo)])
        .collect()
}

#[test]
fn each_script_is_valid_powershell() {
    let mut parser = tree_sitter::Parser::new();
    parser.set_language(&tree_sitter_powershell::LANGUAGE.into()).unwrap();
    for (name, text) in texts() {
        // The grammar does not know digits in parameter names.
        let masked = text.replace("-OAuth2ClientProfileEnabled", "-OAuthTClientProfileEnabled").replace("\r\n", "\n");
        let tree = parser.parse(&masked, None).unwrap();
        let mut cursor = tree.walk();
        let mut faults = Vec::new();
        let mut stack = vec![tree.root_node()];
        while let Some(node) = stack.pop() {
            if node.is_error() || node.is_missing() {
                let line = masked.lines().nth(node.start_position().row).unwrap_or("");
                faults.push(format!("{}: {line}", node.start_position().row + 1));
            }
            stack.extend(node.children(&mut cursor));
        }
        assert!(faults.is_empty(), "{name}\n{}", faults.join("\n"));
    }
}

#[test]
fn each_script_is_accepted_by_the_closed_grammar() {
    for (name, text) in texts() {
        let verified = verify(&text).unwrap_or_else(|rejected| panic!("{name} {:?}: {}", rejected.place(&text), rejected.why));
        assert_eq!(verified.undo, name.starts_with("undo/"), "{name}");
    }
}

#[test]
fn each_script_is_ascii_with_windows_line_ends_and_asks_first() {
    for (name, text) in texts() {
        assert!(text.is_ascii(), "{name}");
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "{name}");
        let statements: Vec<&str> =
            text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
        assert_eq!(statements[0], "[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]", "{name}");
        assert_eq!(statements[1], "param(", "{name}");
        for needed in
            ["#Requires -Version 5.1", "Set-StrictMode -Version 2.0", "$ErrorActionPreference = 'Stop'", "ShouldProcess("]
        {
            assert!(text.contains(needed), "{name} lacks {needed}");
        }
        for never in ["Invoke-Expression", "iex ", "Invoke-Command", "MsolService", "AzureAD\\", "Add-Type", "`"] {
            assert!(!text.contains(never), "{name} has {never}");
        }
    }
}

#[test]
fn the_switches_are_in_the_last_script_alone() {
    let (estate, findings) = broken();
    let scripts = scripts(&plan(&estate, &findings), &digests());
    let names: Vec<&str> = scripts.iter().map(|script| script.name.as_str()).collect();
    assert_eq!(names, ["01-entra-contoso", "02-entra-fabrikam", "03-exchange", "04-enable"]);
    for script in &scripts[..3] {
        for text in [&script.text, &script.undo] {
            assert!(!text.contains("IsDefaultAuthorizationEndpoint"), "{}", script.name);
            assert!(!text.contains("OAuth2ClientProfileEnabled"), "{}", script.name);
        }
    }
    assert!(scripts[3].text.contains("Set-OrganizationConfig -OAuth2ClientProfileEnabled"));
}

#[test]
fn nothing_is_enabled_while_a_question_is_open() {
    let (estate, mut findings) = broken();
    findings.push(undecided("HMA-VDIR-001", "EX03\\mapi (Default Web Site)"));
    let plan = plan(&estate, &findings);
    assert!(scripts(&plan, &digests()).iter().all(|script| !script.name.contains("enable")));
    assert!(plan.refused.iter().any(|refusal| refusal.finding.rule == "HMA-ORG-001" && refusal.reason.contains("undecided")));
}

#[test]
fn the_enabling_script_waits_for_people() {
    let mut findings = broken().1;
    findings.retain(|finding| matches!(finding.rule.as_str(), "HMA-STS-003" | "HMA-ORG-001"));
    findings.push(by_hand("HMA-SRV-001", "EX01", "upgrade-server", 2));
    let scripts = scripts(&plan(&sound(), &findings), &digests());
    let enable = &scripts.last().unwrap().text;
    assert!(enable.contains("\r\nConfirm-ManualStep -Step 1\r\n"), "{}", &enable[enable.len() - 600..]);
    assert_eq!(scripts.len(), 3, "a script per tenant saves its state although nothing is missing there");
}

#[test]
fn a_token_more_less_or_other_is_found_at_its_place() {
    for (name, text) in texts() {
        let found = tokens(&text).unwrap();
        let places: Vec<usize> = (0..found.len()).step_by(found.len() / 25 + 1).chain(found.len() - 25..found.len()).collect();
        for index in places {
            let token = &found[index];
            let without = format!("{}{}", &text[..token.at], &text[token.at + token.text.len()..]);
            let with = format!("{}Remove-Mailbox {}", &text[..token.at], &text[token.at..]);
            for tampered in [without, with] {
                let rejected = verify(&tampered).expect_err(&name);
                let (line, _) = rejected.place(&tampered);
                let (expected, _) =
                    hmaudit::remedy::verify::VerifyError { at: token.at, length: 0, why: String::new() }.place(&text);
                let is_call = text[token.at..].find("# ---- What is to be done").is_none();
                assert!(
                    is_call || line.abs_diff(expected) <= 1,
                    "{name}: {expected} was changed, {line} reported: {}",
                    rejected.why
                );
            }
        }
    }
}

#[test]
fn edits_that_keep_the_tokens_are_found_too() {
    let (_, text) = texts().remove(0);
    for (tampered, what) in [
        (text.replacen("    ", "  ", 1), "indentation"),
        (format!("{text}\r\n"), "a line more"),
        (text.replace("\r\n", "\n"), "line ends"),
        (format!("\u{feff}{text}"), "a byte order mark"),
        (format!("{text}# a comment\r\n"), "a comment"),
        (text.replacen("https://ex01.corp.contoso.com/", "https://ex01.corp.contoso.com/x", 1), "a path"),
        (text.replacen("'https://ex01.corp.contoso.com/'", "\"https://ex01.corp.contoso.com/\"", 1), "other quotes"),
        (text.replacen("'https://ex01.corp.contoso.com/'", "$(Remove-Mailbox)", 1), "an expression"),
        (text.replacen("Assert-Tenant -Expected", "# Assert-Tenant -Expected", 1), "a guard made a comment"),
        (text.replacen("hmaudit script 1: entra", "hmaudit script 1: exchange", 1), "another kind"),
    ] {
        assert_ne!(tampered, text, "{what}");
        assert!(verify(&tampered).is_err(), "{what}");
    }
}

#[test]
fn another_value_that_the_grammar_allows_is_found_at_its_line() {
    let text = texts().into_iter().find(|(name, _)| name == "02-entra-fabrikam").unwrap().1;
    let tampered = text.replacen("https://ex01.corp.contoso.com/", "https://ex01.corp.fabrikam.com/", 1);
    let rejected = verify(&tampered).unwrap_err();
    let line = tampered.lines().position(|line| line.starts_with("Add-ServicePrincipalName")).unwrap() + 1;
    assert_eq!(rejected.place(&tampered), (line, 1), "{}", rejected.why);
}

/// The checksums are no secret; the grammar must hold without them.
#[test]
fn with_checksums_made_to_fit_guards_can_still_not_be_left_out() {
    use hmaudit::remedy::script::{CHECKSUMS, checksum};
    let text = texts().into_iter().find(|(name, _)| name == "04-enable").unwrap().1;
    let forge = |calls: &[&str]| {
        let (head, rest) = text.split_once(CHECKSUMS).unwrap();
        let rest = rest.split_once("\r\n").unwrap().1;
        let library = rest.split_once("this order.\r\n\r\n").unwrap().0;
        let sums: String = calls.iter().map(|call| format!(" {}", checksum(call))).collect();
        let calls: String = calls.iter().map(|call| format!("{call}\r\n")).collect();
        format!("{head}{CHECKSUMS}{sums}\r\n{library}this order.\r\n\r\n{calls}")
    };
    let calls: Vec<&str> = text.split("this order.\r\n\r\n").nth(1).unwrap().lines().collect();
    assert!(verify(&forge(&calls)).is_ok());
    for guard in [
        "Assert-Organization",
        "Assert-ServerBuild -Name 'EX01'",
        "Assert-ServerBuild -Name 'EX02'",
        "Read-TenantResult -From '01-entra-contoso'",
        "Read-TenantResult -From '02-entra-fabrikam'",
        "Confirm-ManualStep",
        "Assert-Ready",
        "Approve-Switches",
        "Clear-DefaultEndpoint",
        "Complete-Script",
    ] {
        let without: Vec<&str> = calls.iter().copied().filter(|call| !call.starts_with(guard)).collect();
        assert!(without.len() < calls.len(), "{guard} is there");
        assert!(verify(&forge(&without)).is_err(), "{guard}");
    }
    for at in 1..calls.len() {
        let mut swapped = calls.clone();
        swapped.swap(at - 1, at);
        assert!(verify(&forge(&swapped)).is_err(), "{} before {}", swapped[at - 1], swapped[at]);
        let twice: Vec<&str> = [&calls[..at], &calls[at - 1..]].concat();
        assert!(verify(&forge(&twice)).is_err(), "twice: {}", calls[at - 1]);
    }
    let mut last_first = calls.clone();
    last_first.rotate_right(2);
    assert!(verify(&forge(&last_first)).is_err());
    let foreign: Vec<&str> = std::iter::once("Remove-Mailbox -Step 1").chain(calls.iter().copied()).collect();
    assert!(verify(&forge(&foreign)).is_err());
}

#[test]
fn each_server_that_a_step_touches_has_its_guard() {
    use hmaudit::remedy::script::{CHECKSUMS, checksum};
    for (name, text) in texts().into_iter().filter(|(name, _)| name.ends_with("-exchange") || name.ends_with("-owa")) {
        if name.starts_with("undo/") {
            continue;
        }
        let calls: Vec<&str> = text.split("this order.\r\n\r\n").nth(1).unwrap().lines().collect();
        for left_out in calls.iter().filter(|call| call.starts_with("Assert-ServerBuild")) {
            let without: Vec<&str> = calls.iter().copied().filter(|call| call != left_out).collect();
            let (head, rest) = text.split_once(CHECKSUMS).unwrap();
            let library = rest.split_once("\r\n").unwrap().1.split_once("this order.\r\n\r\n").unwrap().0;
            let sums: String = without.iter().map(|call| format!(" {}", checksum(call))).collect();
            let lines: String = without.iter().map(|call| format!("{call}\r\n")).collect();
            let forged = format!("{head}{CHECKSUMS}{sums}\r\n{library}this order.\r\n\r\n{lines}");
            assert!(verify(&forged).is_err(), "{name}: {left_out}");
        }
    }
}

#[test]
fn steps_and_guards_can_not_be_moved_or_left_out() {
    let text = texts().into_iter().find(|(name, _)| name == "03-exchange").unwrap().1;
    let marker = "# ---- What is to be done, in this order.\r\n\r\n";
    let (library, calls) = text.split_at(text.find(marker).unwrap() + marker.len());
    let lines: Vec<&str> = calls.split_inclusive("\r\n").collect();
    for at in 0..lines.len() {
        let mut moved = lines.clone();
        let line = moved.remove(at);
        assert!(verify(&format!("{library}{}", moved.concat())).is_err(), "left out: {line}");
        if at + 1 < lines.len() {
            moved.insert(at + 1, line);
            assert!(verify(&format!("{library}{}", moved.concat())).is_err(), "moved: {line}");
        }
    }
}

/// The stream of tokens depends only on count and kind of the operations, never on the data.
#[test]
fn tokens_depend_on_the_operations_not_on_the_data() {
    let kinds = |text: &str| -> Vec<(Kind, usize)> {
        let found = tokens(text).unwrap();
        found.iter().map(|token| (token.kind, if token.kind == Kind::Literal { 0 } else { token.text.len() })).collect()
    };
    let (estate, findings) = broken();
    let mut renamed = findings.clone();
    for finding in &mut renamed {
        finding.subject = finding.subject.replace("ex01.corp.contoso.com", "a-much-longer-name.emea.corp.contoso.com");
    }
    let one = scripts(&plan(&estate, &findings), &digests());
    let other = scripts(&plan(&estate, &renamed), &digests());
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(kinds(&one.text), kinds(&other.text), "{}", one.name);
        assert_eq!(kinds(&one.undo), kinds(&other.undo), "{}", one.name);
    }
    assert_ne!(one[0].text, other[0].text);
}

#[test]
fn the_calls_read_well() {
    let mut shown = String::new();
    for (name, text) in texts() {
        let calls = text.split("# ---- What is to be done, in this order.").nth(1).unwrap();
        shown.push_str(&format!("== {name}\n{}", calls.replace("\r\n", "\n").trim_start()));
    }
    insta::assert_snapshot!(shown);
}
