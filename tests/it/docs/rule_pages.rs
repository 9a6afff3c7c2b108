//! docs/rules: one page per rule, made of the rule and of what its cases print, and the index by area.

use super::bless::{Pages, root};
use super::markdown::{cell, prose};
use hmaudit::Options;
use hmaudit::app::input;
use hmaudit::area::Required;
use hmaudit::audit::Audit;
use hmaudit::check::{Disposition, Verdict};
use hmaudit::command::cases;
use hmaudit::report::format::{self, Format, Style};
use hmaudit::rule::{self, Rule, RuleSet, fix, sentence};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

/// Areas in the order of the index, with a heading. Areas that are not listed follow, under their own name.
const AREAS: &[(&str, &str)] = &[
    ("organization", "The organisation"),
    ("auth-server", "AuthServers"),
    ("virtual-directory", "Virtual directories"),
    ("service-principal", "Service principal names in Entra ID"),
    ("owa", "OWA and ECP"),
    ("server", "Servers"),
    ("certificate", "The Auth certificate"),
    ("policy", "Authentication policies"),
    ("mobile", "Clients"),
    ("hybrid", "The hybrid configuration"),
    ("wire", "Answers of the servers"),
    ("capture", "The captures"),
    ("passwordless", "Pack passwordless: signing in without a password"),
];

fn every() -> RuleSet {
    rule::load(&rule::every().expect("packs are declared")).expect("built-in rules load")
}

/// The page and the index of every built-in rule.
pub fn write(pages: &mut Pages) {
    let rules = every();
    for rule in &rules.rules {
        pages.page(&format!("docs/rules/{}.md", rule.id), &page(rule, &rules));
    }
    pages.page("docs/rules/README.md", &index(&rules));
}

fn page(rule: &Rule, all: &RuleSet) -> String {
    let mut text = format!("# {}: {}\n\n", rule.id, prose(&rule.title));
    let _ = writeln!(
        text,
        "<!-- Generated from rules/{}/{}.yml and its fixtures; see CONTRIBUTING.md. -->\n",
        folder(rule),
        rule.name
    );
    let _ = writeln!(text, "Severity `{}` · name `{}` · area `{}`", rule.severity.word(), rule.name, rule.area);
    let mut part = |head: &str, body: &str| {
        if !body.trim().is_empty() {
            let _ = write!(text, "\n## {head}\n\n{}\n", body.trim_end());
        }
    };
    part("Why", &prose(&rule.why));
    part("What is checked", &prose(&sentence::checked(rule)));
    part("What to do", &[prose(&rule.help.written()), repair(rule)].join("\n\n"));
    let sources = rule.sources.iter().fold(String::new(), |mut list, source| {
        let state = source.as_of.as_ref().map_or(String::new(), |day| format!("state of {day}, "));
        let _ = writeln!(list, "- <{}> ({state}read {})", source.url, source.read);
        list
    });
    part("Sources", &sources);
    let examples = examples(rule, all);
    if !examples.is_empty() {
        // A rule that depends on the core rules reports nothing when it runs alone.
        let only = if rule.asks_for_core() { String::new() } else { format!("--only {} ", rule.name) };
        let how = format!(
            "Output of `hmaudit check FILE {only}--as-of {}` for the cases of this rule, without the tables and the last line.",
            day()
        );
        part("Examples", &format!("{how}\n{examples}"));
    }
    text
}

/// The folder of a rule below `rules/`.
fn folder(rule: &Rule) -> String {
    if rule.in_pack { format!("packs/{}", rule.area) } else { rule.area.clone() }
}

fn repair(rule: &Rule) -> String {
    let Some(fix) = &rule.fix else { return String::new() };
    let doc = fix::operation(&fix.operation).map_or("", |operation| operation.doc);
    match fix.disposition {
        Disposition::Safe => {
            format!("`hmaudit remediate` writes a script for this: {doc} (`{}`, phase {}).", fix.operation, fix.phase)
        }
        Disposition::Manual => {
            format!("`hmaudit plan` lists it as a step for a person: {doc} (`{}`, phase {}).", fix.operation, fix.phase)
        }
    }
}

fn examples(rule: &Rule, all: &RuleSet) -> String {
    let mut text = String::new();
    let folder = Path::new("fixtures/rules").join(&rule.name);
    for case in cases::of_rule(&root().join(&folder)).unwrap_or_else(|error| panic!("{error:?}")) {
        if !matches!(case.expected, Verdict::Fail | Verdict::Inconclusive) {
            continue;
        }
        let file = case.path.file_name().expect("a name").to_string_lossy().into_owned();
        let shown = format!("fixtures/rules/{}/{file}", rule.name);
        let _ = write!(text, "\n[`{file}`](../../{shown})\n\n```text\n{}```\n", said(rule, all, &shown));
    }
    text
}

/// The findings in the terminal report of a case.
fn said(rule: &Rule, all: &RuleSet, path: &str) -> String {
    // Tests run in the folder of the project, so that paths are printed as a reader there would see them.
    let inputs = input::read(&[path.to_owned()], None, &[]).unwrap_or_else(|error| panic!("{path}: {error:?}"));
    let rules = if rule.asks_for_core() { all.clone() } else { RuleSet { rules: vec![rule.clone()] } };
    // As with --only: a rule alone enables nothing.
    let others =
        all.rules.iter().filter(|other| other.id != rule.id && other.is_core() && other.own.is_empty()).cloned().collect();
    let options = Options { left_out: others, required: Required::all(), ..Options::new(rules, cases::AS_OF) };
    let mut report = Audit::of(inputs, &options).report();
    report.findings.retain(|finding| finding.rule == rule.id);
    let mut out = Vec::new();
    format::write(Format::Terminal, &report, Style::default(), &mut out).expect("written");
    findings_of(&String::from_utf8(out).expect("UTF-8"))
}

/// A terminal report up to its tables or its last paragraph.
fn findings_of(report: &str) -> String {
    let is_finding = |part: &&str| ["error[", "warning[", "info[", "inconclusive"].iter().any(|level| part.starts_with(level));
    let kept = report.split_inclusive("\n\n").skip_while(|part| !is_finding(part)).take_while(is_finding);
    let text: String = kept.collect();
    assert!(!text.is_empty(), "no finding in\n{report}");
    format!("{}\n", text.trim_end())
}

fn index(rules: &RuleSet) -> String {
    let mut areas: Vec<(&str, &str)> = AREAS.to_vec();
    for rule in &rules.rules {
        if !areas.iter().any(|(area, _)| *area == rule.area) {
            areas.push((&rule.area, &rule.area));
        }
    }
    let mut text = format!(
        "# Rules\n\n<!-- Generated from rules/; see CONTRIBUTING.md. -->\n\nThe {} rules of hmaudit. Those of severity `error` outside [packs](../packs.md) are the core \
         rules: they decide the verdict. The report fills in words in braces, such as {{tenant}}. `hmaudit explain` prints the same on a terminal. You can write [your own \
         rules](../rule-language.md) in the same format.\n",
        rules.rules.len()
    );
    for (area, heading) in areas {
        let rows = rules.rules.iter().filter(|rule| rule.area == area).fold(String::new(), |mut rows, rule| {
            let _ = writeln!(rows, "| [{0}]({0}.md) | {1} | {2} |", rule.id, rule.severity.word(), cell(&rule.title));
            rows
        });
        if !rows.is_empty() {
            let _ = write!(text, "\n## {heading}\n\n| rule | severity | what is required |\n| --- | --- | --- |\n{rows}");
        }
    }
    text
}

fn day() -> String {
    cases::AS_OF.to_string()
}

/// The pages are made by the library; the program must say the same.
#[test]
fn the_program_prints_what_the_pages_show() {
    let rules = every();
    for (name, path) in [
        ("mapi-oauth", "fixtures/rules/mapi-oauth/fail.txt"),
        ("every-tenant-registered", "fixtures/rules/every-tenant-registered/fail"),
        ("list-cut", "fixtures/rules/list-cut/fail.txt"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hmaudit"));
        command.env_clear().env("NO_COLOR", "1").current_dir(root());
        if let Some(windows) = std::env::var_os("SystemRoot") {
            command.env("SystemRoot", windows);
        }
        let output = command.args(["check", path, "--only", name, "--as-of", &day()]).output().expect("hmaudit runs");
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        assert_eq!(findings_of(&printed), said(rules.find(name).expect("a rule"), &rules, path));
    }
}
