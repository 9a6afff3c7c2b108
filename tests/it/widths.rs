//! How wide the terminal report is, and that a command meant to be copied stands on one line of it, whatever the width.

use crate::common::Snapshot;
use hmaudit::check::Verdict;
use hmaudit::report::format::{self, Format, Style};
use hmaudit::report::{Finding, Report};
use hmaudit::text::prose::{Piece, pieces};
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

const ESTATES: [&str; 7] = ["healthy", "half-enabled", "mixed-forms", "preparing", "three-tenants", "truncated", "upgraded"];

fn printed(report: &Report, width: usize, verbose: bool) -> String {
    let mut out = Vec::new();
    format::write(Format::Terminal, report, Style { width, verbose, ..Style::default() }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The commands in the help of findings.
fn commands(report: &Report, of: impl Fn(Verdict) -> bool, verbose: bool) -> BTreeSet<&str> {
    // What a block supplies stands there, once for all that wait for it.
    let waits = |finding: &Finding| finding.next.is_some() && !verbose;
    let findings = report.findings.iter().filter(|finding| of(finding.verdict) && !waits(finding));
    let blocks = report.next.iter().flat_map(|block| &block.commands).map(String::as_str);
    let unasked = report.not_checked.iter().flat_map(|area| &area.commands).map(String::as_str).filter(|_| verbose);
    findings
        .flat_map(|finding| pieces(&finding.help))
        .filter_map(|piece| match piece {
            Piece::Command(command) => Some(command),
            Piece::Words(_) => None,
        })
        .chain(blocks)
        .chain(unasked)
        .collect()
}

/// Of findings that failed, `also` lines stand for those with the same miss, so only the verbose report has the help of all.
fn assert_whole(report: &Report, width: usize, verbose: bool, what: &str) {
    let text = printed(report, width, verbose);
    let lines: Vec<&str> = text.lines().collect();
    let expected = commands(report, |verdict| verbose || verdict == Verdict::Inconclusive, verbose);
    for command in &expected {
        assert!(lines.iter().any(|line| line.contains(command)), "{what}, {width} columns: {command}\n{text}");
    }
    let all = commands(report, |_| true, true);
    for line in lines.iter().filter(|line| line.width() > width) {
        assert!(all.contains(line.trim_start()), "{what}, {width} columns: {line}");
    }
}

/// An estate of the fixtures, and the same without each of its captures.
fn with_one_missing(name: &str) -> impl Iterator<Item = (String, Report)> {
    let whole = Snapshot::estate(name);
    let less: Vec<(String, Snapshot)> = whole
        .files
        .iter()
        .map(|(file, _)| (format!("{name} without {file}"), whole.clone().without(file)))
        .filter(|(_, less)| !less.files.is_empty())
        .collect();
    std::iter::once((name.to_owned(), whole)).chain(less).map(|(what, snapshot)| (what, snapshot.short_document()))
}

#[test]
fn a_command_to_copy_is_never_broken_at_any_width() {
    let mut seen = BTreeSet::new();
    for (at, (what, report)) in ESTATES.into_iter().flat_map(with_one_missing).enumerate() {
        seen.extend(commands(&report, |_| true, true).into_iter().map(str::to_owned));
        // Over all of them every width from 40 to 200.
        let width = 40 + at * 37 % 161;
        assert_whole(&report, width, false, &what);
        assert_whole(&report, 240 - width, true, &what);
    }
    assert!(seen.len() > 30, "{seen:?}");
    for part in
        ["$FormatEnumerationLimit = -1; Get-MapiVirtualDirectory | ", "-OAuth", "Get-MgServicePrincipal -Filter \"AppId eq '"]
    {
        assert!(seen.iter().any(|command| command.contains(part)), "{part} in {seen:?}");
    }
}

#[test]
fn help_holds_its_commands_in_pairs_of_backticks() {
    for rule in &crate::common::RULES.rules {
        let help = rule.help.written();
        assert!(help.matches('`').count().is_multiple_of(2), "{}: {help}", rule.id);
        let pieces = pieces(&help);
        let words: String =
            pieces.iter().filter_map(|piece| if let Piece::Words(words) = piece { Some(*words) } else { None }).collect();
        // A cmdlet with a parameter is a command to copy. (`without -Server` and `never send … to Update-MgServicePrincipal` are not.)
        let tokens: Vec<&str> = words.split_whitespace().collect();
        for pair in tokens.windows(2) {
            let is_cmdlet = pair[0].split_once('-').is_some_and(|(verb, noun)| {
                ["Get", "Set", "New", "Update", "Remove", "ConvertTo", "Export"].contains(&verb) && !noun.is_empty()
            }) || pair[0].ends_with(".ps1");
            assert!(
                !(is_cmdlet && (pair[1].starts_with('-') || pair[1] == "|")),
                "{}: {pair:?} stands without backticks",
                rule.id
            );
        }
    }
}

/// A capture supplies names and values of objects, and they reach help in one way only.
#[test]
fn a_capture_can_neither_mark_a_command_nor_widen_a_line() {
    let long = "x".repeat(300);
    let hostile = ["`Remove-Mailbox -Identity *`", "a`b", &format!("`{long}`"), &format!("` {long}"), "`\u{1b}[31m`"];
    for name in hostile {
        for file in ["onprem/mapi.txt", "onprem/ews.txt", "onprem/autodiscover.txt", "onprem/oab.txt"] {
            let estate = Snapshot::estate("truncated").replace_all(file, "Default Web Site", name);
            let estate = estate.replace_all(file, "EX01", &format!("EX01{name}"));
            let report = estate.short_document();
            for command in commands(&report, |_| true, true) {
                assert!(!command.contains("Remove-Mailbox") && !command.contains(&long[..201]), "{name} in {file}: {command}");
            }
            assert_whole(&report, 60, true, name);
        }
    }
}

/// The report of what Microsoft's article asks for, as `hmaudit check` prints it by default.
fn first_audit(width: usize) -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/first-audit/paste");
    let mut snapshot = Snapshot::folder(&folder);
    snapshot.files.iter_mut().for_each(|(name, _)| *name = format!("fixtures/first-audit/paste/{name}"));
    let options = hmaudit::Options {
        all: false,
        required: hmaudit::area::Required::none(),
        ..crate::common::options(&snapshot, &crate::common::RULES)
    };
    printed(&hmaudit::audit(snapshot.files.clone(), &options), width, false)
}

#[test]
fn the_first_audit_fits_on_a_screen_or_two() {
    let text = first_audit(80);
    assert!(text.lines().count() <= 60, "{} lines\n{text}", text.lines().count());
    // Every rule that waits is named, and each capture that it waits for once above the commands.
    let (above, commands) = text.split_once("To decide").unwrap();
    for rule in ["HMA-ORG-001", "HMA-STS-010", "HMA-SRV-006", "HMA-VDIR-011", "CAP-005"] {
        assert!(above.contains(rule), "{rule}\n{text}");
    }
    let (_, waiting) = above.split_once("rules that wait for captures").unwrap();
    let (waiting, _) = waiting.split_once("\n\n").unwrap();
    for cmdlet in ["Get-OrganizationConfig", "Get-AuthServer", "Get-OabVirtualDirectory", "Get-MgOrganization"] {
        assert_eq!(waiting.matches(cmdlet).count(), 1, "{cmdlet}\n{text}");
        assert!(commands.contains(cmdlet), "{cmdlet}\n{text}");
    }
}

#[test]
fn each_area_that_is_open_has_its_first_step() {
    for width in [60, 80, 120, 200] {
        let text = first_audit(width);
        let areas: Vec<&str> = text.lines().skip(1).take_while(|line| !line.is_empty()).collect();
        let (steps, areas): (Vec<&str>, Vec<&str>) = areas.into_iter().partition(|line| line.trim_start().starts_with('→'));
        assert_eq!(areas.len(), 7, "{width}\n{text}");
        for noun in ["ActiveSyncVirtualDirectory", "AuthServer", "OrganizationConfig", "ExchangeServer", "AuthenticationPolicy"] {
            let step = format!("→ Capture Get-{noun}");
            assert_eq!(steps.iter().chain(&areas).filter(|line| line.ends_with(&step)).count(), 1, "{width} {noun}\n{text}");
        }
        assert_eq!(steps.is_empty(), width >= 120, "{width}\n{text}");
    }
    let wide = first_audit(200);
    assert!(wide.contains("Is Entra the default authorization endpoint, and only Entra? → Capture Get-AuthServer"), "{wide}");
}
