//! Redacting changes no verdict, and the key turns it back: over every estate of the fixtures, through the program itself.

use clap::Parser as _;
use hmaudit::app::session::Session;
use hmaudit::app::setting::Asked;
use hmaudit::cli::{Cli, Command};
use hmaudit::outcome::Outcome;
use hmaudit::redact::{Key, rewrite_text};
use hmaudit::report::Report;
use std::path::{Path, PathBuf};

fn run(words: &[&str]) -> Result<Outcome, miette::Report> {
    let cli = Cli::parse_from(["hmaudit"].iter().chain(words));
    hmaudit::program::run(&cli.command)
}

fn audit(folder: &Path) -> Report {
    let folder = folder.to_string_lossy().into_owned();
    let cli = Cli::parse_from(["hmaudit", "check", &folder, "--as-of", "2026-11-21"]);
    let Command::Check(args) = cli.command else { unreachable!("check was asked for") };
    let mut session = Session::open(&Asked::from(&*args), &[]).expect("settings");
    session.options.all = true;
    session.audit(&args.input).expect("captures").report()
}

fn estates() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates");
    let mut all: Vec<_> = std::fs::read_dir(root).expect("fixtures").flatten().map(|entry| entry.path()).collect();
    all.sort();
    all
}

/// What a report says, without what may differ: digests, fingerprints, order.
fn said(report: &Report, root: &Path, change: &dyn Fn(&str) -> String) -> Vec<String> {
    let below = |path: &str| change(Path::new(path).strip_prefix(root).map_or(path, |below| below.to_str().unwrap_or(path)));
    let name = |name: &Option<String>| name.as_deref().map(change);
    let mut lines: Vec<String> = report
        .findings
        .iter()
        .map(|finding| {
            let mut evidence: Vec<_> = finding
                .evidence
                .iter()
                .map(|at| {
                    format!(
                        "{}:{}:{}-{}:{} {}",
                        below(&at.path),
                        at.line,
                        at.column,
                        at.end_line,
                        at.end_column,
                        change(&at.label)
                    )
                })
                .collect();
            evidence.sort();
            format!(
                "{} {:?} {:?} {:?} {:?} {} {:?} {evidence:?}",
                finding.rule,
                finding.severity,
                finding.verdict,
                name(&finding.tenant),
                name(&finding.server),
                change(&finding.subject),
                finding.fix,
            )
        })
        .collect();
    lines.extend(report.inputs.iter().map(|input| format!("input {} {}", below(&input.path), input.records)));
    lines.extend(report.skipped.iter().map(|skip| format!("skipped {}:{}", below(&skip.path), skip.line)));
    lines.extend(report.tenants.iter().map(|tenant| format!("tenant {} {:?}", change(&tenant.name), tenant.verdict)));
    lines.extend(report.spn_matrix.iter().map(|row| {
        let mut required: Vec<_> = row.required_by.iter().map(|by| change(by)).collect();
        required.sort();
        let mut cells: Vec<_> = row.tenants.iter().map(|(tenant, cell)| format!("{} {cell:?}", change(tenant))).collect();
        cells.sort();
        format!("origin {} {required:?} {cells:?}", change(&row.origin))
    }));
    // An internationalised name is told in its encoded form, which shares no letters with the name.
    for line in &mut lines {
        let parts = line.split("xn--").map(|part| part.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-'));
        if line.contains("xn--") {
            let first = line.split("xn--").next().unwrap_or("");
            *line = std::iter::once(first).chain(parts.skip(1)).collect::<Vec<_>>().join("xn--");
        }
    }
    lines.sort();
    lines.push(format!("{:?} {:?} {:?}", report.verdict, report.phase, report.summary));
    lines
}

#[test]
fn the_audit_of_redacted_captures_is_the_redacted_audit() {
    for estate in estates() {
        let folder = tempfile::tempdir().expect("a folder");
        let (out, key) = (folder.path().join("out"), folder.path().join("key.json"));
        let words = ["redact", &estate.to_string_lossy(), "--out", &out.to_string_lossy(), "--key", &key.to_string_lossy(), "-q"];
        assert_eq!(run(&words).expect("redacted"), Outcome::Clean);
        let key = Key::read("key.json", &std::fs::read_to_string(&key).expect("a key")).expect("a key");
        let wanted = said(&audit(&estate), &estate, &|text| rewrite_text(text, &key));
        let got = said(&audit(&out), &out, &str::to_owned);
        assert!(wanted.len() > 10, "{}: something was audited", estate.display());
        for (wanted, got) in wanted.iter().zip(&got) {
            assert_eq!(wanted, got, "{}", estate.display());
        }
        assert_eq!(wanted.len(), got.len(), "{}", estate.display());
    }
}

#[test]
fn the_key_turns_it_back_byte_for_byte() {
    let estate = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/estates/mixed-forms");
    let folder = tempfile::tempdir().expect("a folder");
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let (out, back, key) = (folder.path().join("out"), folder.path().join("back"), text(&folder.path().join("key.json")));
    run(&["redact", &text(&estate), "--out", &text(&out), "--key", &key, "-q"]).expect("redacted");
    run(&["redact", &text(&out), "--out", &text(&back), "--key", &key, "--reverse", "-q"]).expect("restored");
    let mut compared = 0;
    for entry in walkdir::WalkDir::new(&estate).into_iter().flatten().filter(|entry| entry.file_type().is_file()) {
        let place = entry.path().strip_prefix(&estate).expect("below");
        let (old, new) = (std::fs::read(entry.path()).expect("old"), std::fs::read(back.join(place)).expect("restored"));
        assert!(old == new, "{}", place.display());
        compared += 1;
    }
    assert!(compared > 3, "files were compared");
}

#[test]
fn nothing_is_overwritten_and_the_key_is_not_handed_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    std::fs::create_dir(at("in")).expect("made");
    std::fs::write(at("in/x.txt"), "Name : EX01\nFqdn : ex01.contoso.com\npassword: hunter22\n").expect("written");
    run(&["redact", &at("in"), "--out", &at("out"), "-q"]).expect("redacted");
    let first = std::fs::read_to_string(at("out/x.txt")).expect("written");
    assert!(!first.contains("contoso") && !first.contains("EX01") && !first.contains("hunter"), "{first}");
    assert!(run(&["redact", &at("in"), "--out", &at("out"), "-q"]).is_err(), "it exists");
    run(&["redact", &at("in"), "--out", &at("out"), "--force", "-q"]).expect("forced");
    assert_eq!(std::fs::read_to_string(at("out/x.txt")).expect("written"), first, "the same input gives the same output");
    assert!(run(&["redact", &at("in"), "--out", &at("in"), "--force", "-q"]).is_err(), "the captures themselves");
    assert!(
        run(&["redact", &at("in"), "--out", &at("new"), "--key", &at("new/key.json"), "-q"]).is_err(),
        "the key would be handed on"
    );
    assert!(!Path::new(&at("new")).exists(), "nothing was written");
    assert!(
        run(&["redact", &at("in"), "--out", &at("new"), "--key", &at("no.json"), "--reverse", "-q"]).is_err(),
        "there is no key"
    );
}
