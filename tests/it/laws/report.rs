//! Quotations re-read, and no output lets a control character through.

use crate::common::Snapshot;
use crate::laws::generator::plans;
use hmaudit::diff::compare;
use hmaudit::report::Format;
use hmaudit::report::format::{Style, write};
use hmaudit::text::acts;
use proptest::prelude::*;

const FORMATS: &[Format] = &[
    Format::Terminal,
    Format::Json,
    Format::Sarif,
    Format::Junit,
    Format::Markdown,
    Format::Html,
    Format::Csv,
    Format::Github,
    Format::Gitlab,
    Format::Azure,
];

/// The text from line and column up to and including line and column, counted in characters.
fn reread(text: &str, from: (usize, usize), to: (usize, usize)) -> String {
    let text = text.replace("\r\n", "\n");
    let mut read = String::new();
    let (mut line, mut column) = (1, 1);
    for character in text.chars() {
        if (line, column) >= from && (line, column) <= to {
            read.push(character);
        }
        if character == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    read
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_quotation_can_be_read_again(plan in plans()) {
        let snapshot = plan.snapshot();
        for finding in snapshot.audit().findings {
            for place in &finding.evidence {
                let (_, bytes) = snapshot.files.iter().find(|(name, _)| *name == place.path).expect("an input");
                let text = std::str::from_utf8(bytes).expect("UTF-8");
                let read = reread(text, (place.line, place.column), (place.end_line, place.end_column));
                prop_assert_eq!(&read, &place.text, "{} {}:{}", &finding.rule, &place.path, place.line);
            }
            prop_assert!(finding.evidence.iter().filter(|place| place.primary).count() <= 1);
        }
    }

    #[test]
    fn a_report_differs_not_from_itself(plan in plans()) {
        let report = plan.snapshot().audit();
        let diff = compare(&report, &report);
        let changed: Vec<_> = diff.entries.iter().filter(|entry| entry.change.word() != "unchanged").collect();
        prop_assert!(changed.is_empty(), "{changed:?}");
    }

    #[test]
    fn no_output_lets_a_control_character_through(plan in plans(), hostile in "\\PC{0,3}[\\x00-\\x09\\x0b\\x0c\\x0e-\\x1f\\x7f-\\u{9f}\\u{200b}-\\u{200f}\\u{202a}-\\u{202e}\\u{2066}-\\u{2069}\\u{feff}\\u{e0041}]\\PC{0,3}", how in 0..4_usize) {
        let from = ["mail.contoso.com", "EX01", "Default Web Site", "True"][how];
        let mut snapshot = plan.snapshot();
        for (name, bytes) in &mut snapshot.files {
            let text = std::str::from_utf8(bytes).expect("UTF-8");
            let quoted = serde_json::to_string(&hostile).expect("JSON");
            let shown = if name.ends_with(".json") { quoted.trim_matches('"') } else { &hostile };
            *bytes = text.replace(from, &format!("{from}{shown}")).into_bytes();
        }
        let report = snapshot.report();
        for &format in FORMATS {
            let mut out = Vec::new();
            write(format, &report, Style::default(), &mut out).expect("memory");
            let text = String::from_utf8(out).expect("UTF-8");
            let bad = text.chars().find(|character| acts(*character) && *character != '\r' && *character != '\u{feff}');
            prop_assert_eq!(bad, None, "{:?}", format);
        }
    }
}

#[test]
fn quotations_of_other_line_ends_can_be_read_again() {
    let snapshot = Snapshot::estate("half-enabled");
    for (name, bytes) in &snapshot.files {
        let crlf = std::str::from_utf8(bytes).expect("UTF-8").replace('\n', "\r\n");
        let report = snapshot.clone().with(name, &crlf).audit();
        for place in report.findings.iter().flat_map(|finding| &finding.evidence).filter(|place| place.path == *name) {
            let read = reread(&crlf, (place.line, place.column), (place.end_line, place.end_column));
            assert_eq!(read, place.text.replace("\r\n", "\n"), "{name}:{}", place.line);
        }
    }
}
