//! The outputs that are text, over the shared sample report: what they look like, that they carry the same findings, and that hostile
//! captures change neither their structure nor the terminal they are printed on.

#![expect(clippy::unwrap_used, reason = "the helpers of a test may panic like the test itself")]

use hmaudit::report::format::{self, Format, Style};
use hmaudit::report::notice::notices;
use hmaudit::report::{Report, ServerCell, ServerRow, sample};
use hmaudit::text::prose::{Piece, pieces, unmarked};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use unicode_width::UnicodeWidthStr;

const TEXT: [Format; 7] =
    [Format::Terminal, Format::Json, Format::Markdown, Format::Csv, Format::Github, Format::Gitlab, Format::Azure];

fn written(format: Format, report: &Report) -> String {
    styled(format, report, Style::default())
}

fn styled(format: Format, report: &Report, style: Style) -> String {
    let mut out = Vec::new();
    format::write(format, report, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Words alone, so that wrapped text compares equal.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn snapshots() {
    let sample = sample::report();
    for format in TEXT {
        insta::assert_snapshot!(format!("{format:?}").to_lowercase(), written(format, &sample));
    }
    insta::assert_snapshot!("terminal-ready", written(Format::Terminal, &sample::ready()));
    insta::assert_snapshot!("terminal-verbose", styled(Format::Terminal, &sample, Style { verbose: true, ..Style::default() }));
    insta::assert_snapshot!("terminal-quiet", styled(Format::Terminal, &sample, Style { quiet: true, ..Style::default() }));
    insta::assert_snapshot!("terminal-many-servers", written(Format::Terminal, &sample::many_servers(20)));
}

#[test]
fn all_formats_carry_the_same_findings() {
    let report = sample::report();
    for format in TEXT {
        let text = words(&written(format, &report)).replace("\\\\", "\\");
        for finding in &report.findings {
            assert!(text.contains(&finding.rule), "{format:?} lacks {}", finding.rule);
            // On a terminal what waits for a capture is told by that capture, and by the servers that lack it.
            let waits = finding.next.is_some() && format == Format::Terminal;
            let named = if waits { finding.server.as_ref().or(finding.asks.as_ref()) } else { None };
            let named = named.unwrap_or(&finding.subject);
            assert!(text.contains(named), "{format:?} lacks {named} of {}", finding.rule);
        }
    }
}

/// What no output may hold: characters that act, and commands that a build agent obeys.
fn assert_harmless(format: Format, text: &str, report: &Report) {
    let text = if format == Format::Csv { text.trim_start_matches('\u{feff}') } else { text };
    for line in text.lines() {
        assert!(!line.chars().any(hmaudit::text::acts), "{format:?}: {line:?}");
        let starts = line.trim_start();
        assert!(format == Format::Github || !starts.starts_with("::"), "{format:?}: {line:?}");
        let commands = line.matches("##vso[").count() + line.matches("##[").count();
        assert!(commands == usize::from(format == Format::Azure && line.starts_with("##vso[")), "{format:?}: {line:?}");
    }
    assert!(!text.contains('\t'), "{format:?}");
    if matches!(format, Format::Github | Format::Azure) {
        assert_eq!(
            text.lines().count(),
            report.findings.len() + notices(report).count() + 1,
            "{format:?}: a line per finding, notice and the verdict"
        );
    }
}

#[test]
fn hostile_captures_reach_no_output_unescaped() {
    let report = sample::hostile();
    for format in TEXT {
        assert_harmless(format, &written(format, &report), &report);
    }
}

#[test]
fn a_command_cut_in_two_by_the_underline_does_not_come_together_again() {
    let mut report = sample::report();
    let evidence = &mut report.findings[2].evidence[0];
    (evidence.line_text, evidence.column, evidence.end_column) = ("##vso[task.complete]".to_owned(), 3, 6);
    assert_harmless(Format::Terminal, &written(Format::Terminal, &report), &report);
}

#[test]
fn nothing_to_say_is_said_too() {
    for report in [sample::empty(), sample::ready()] {
        for format in TEXT {
            let text = written(format, &report);
            assert!(text.ends_with('\n'), "{format:?}");
            assert_harmless(format, &text, &report);
        }
        assert!(written(Format::Terminal, &report).lines().last().unwrap().starts_with("READY"));
    }
}

#[test]
fn json_is_the_report_and_fits_its_schema() {
    let schema: serde_json::Value = serde_json::from_str(&hmaudit::report::json::schema()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for mut report in [sample::report(), sample::with_packs(), sample::hostile(), sample::empty()] {
        let text = written(Format::Json, &report);
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        let errors: Vec<String> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?}");
        for finding in &mut report.findings {
            finding.evidence.iter_mut().for_each(|evidence| evidence.line_text.clear());
        }
        let rows = report.client_matrix.iter_mut().flat_map(|matrix| &mut matrix.rows);
        for evidence in rows.flat_map(|row| &mut row.cells).filter_map(|cell| cell.evidence.as_mut()) {
            evidence.line_text.clear();
        }
        let mut read = serde_json::from_str::<hmaudit::report::Report>(&text).unwrap();
        // What is not in the JSON does not come back.
        read.findings.iter_mut().zip(&report.findings).for_each(|(read, finding)| {
            read.core = finding.core;
            read.asks.clone_from(&finding.asks);
        });
        read.areas.iter_mut().zip(&report.areas).for_each(|(read, area)| read.brief.clone_from(&area.brief));
        read.virtual_directories.clone_from(&report.virtual_directories);
        read.not_checked.clone_from(&report.not_checked);
        read.rules.clone_from(&report.rules);
        read.plan.clone_from(&report.plan);
        read.as_of.clone_from(&report.as_of);
        read.captured.clone_from(&report.captured);
        read.about.clone_from(&report.about);
        assert_eq!(read, report);
    }
    assert!(!validator.is_valid(&serde_json::json!({ "schema": "hmaudit-report-2" })));
}

/// The kinds of all Markdown events in order, without the text of code spans.
fn structure(markdown: &str) -> Vec<String> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_GFM;
    let events = Parser::new_ext(markdown, options).map(|event| match event {
        Event::Code(_) => "code".to_owned(),
        Event::Html(_) | Event::InlineHtml(_) => panic!("markup from somewhere: {event:?}"),
        Event::Start(Tag::Link { .. } | Tag::Image { .. }) => panic!("a link from somewhere: {event:?}"),
        other => format!("{other:?}"),
    });
    events.collect()
}

#[test]
fn markdown_of_hostile_captures_has_the_structure_of_benign_ones() {
    assert_eq!(
        structure(&written(Format::Markdown, &sample::hostile())),
        structure(&written(Format::Markdown, &sample::with_packs()))
    );
}

#[test]
fn markdown_for_many_servers_fits_into_a_comment() {
    let report = sample::many_servers(400);
    let text = written(Format::Markdown, &report);
    assert!(text.len() < 65_536, "{}", text.len());
    assert!(text.contains("more findings is in the HTML and JSON reports.") && text.contains("### Not read"));
    for finding in &report.findings {
        assert!(text.contains(&format!("`{}` |", finding.subject)), "{}", finding.subject);
    }
}

/// The rows of a CSV file, as a spreadsheet reads it where lists have this separator.
fn rows(text: &str, separator: u8) -> Vec<Vec<String>> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// What a spreadsheet saves: it has taken `'` for its own mark of a text, and quotes only what needs it.
fn saved_again(rows: &[Vec<String>], separator: u8) -> String {
    let mut writer = csv::WriterBuilder::new().flexible(true).delimiter(separator).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell))).unwrap();
    }
    format!("\u{feff}{}", String::from_utf8(writer.into_inner().unwrap()).unwrap())
}

#[test]
fn csv_is_what_a_spreadsheet_opens() {
    for report in [sample::report(), sample::hostile(), sample::ready()] {
        let text = written(Format::Csv, &report);
        assert!(text.starts_with("\u{feff}\"rule\",\"verdict\",") && text.ends_with("\"\r\n"));
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert_eq!(text.matches('\r').count(), rows(&text, b',').len());
    }
}

#[test]
fn csv_of_hostile_captures_has_the_same_cells_and_no_formula() {
    let mut report = sample::hostile();
    for (finding, subject) in report.findings.iter_mut().zip(["'=1+1", "a;=1+1", "a;\"=1+1", "a, @SUM(1)", "\t-1", "a;＝1"]) {
        finding.subject = subject.to_owned();
    }
    let first = rows(&written(Format::Csv, &report), b',');
    assert_eq!(first[0][..9], ["rule", "verdict", "severity", "tenant", "server", "subject", "message", "path", "line"]);
    assert_eq!(first.len(), rows(&written(Format::Csv, &sample::report()), b',').len());
    for separators in [b",,", b";,", b",;", b";;"] {
        let mut text = written(Format::Csv, &report);
        for separator in separators {
            let cells = rows(&text, *separator);
            for cell in cells.iter().flatten() {
                let bare = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\'' || c == '"');
                assert!(!bare.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{cell:?}");
            }
            text = saved_again(&cells, *separator);
        }
    }
}

#[test]
fn what_was_not_captured_is_in_no_other_file() {
    let report = sample::report();
    let issues: Vec<serde_json::Value> = serde_json::from_str(&written(Format::Gitlab, &report)).unwrap();
    let nowhere: Vec<_> = report.findings.iter().filter(|finding| finding.primary().is_none()).collect();
    assert!(!nowhere.is_empty());
    for finding in nowhere {
        let issue = issues.iter().find(|issue| issue["fingerprint"] == finding.fingerprint.as_str()).unwrap();
        assert_eq!(issue["location"]["path"], finding.subject.as_str());
    }
}

#[test]
fn gitlab_issues_are_complete_and_unique() {
    for report in [sample::report(), sample::hostile()] {
        let issues: Vec<serde_json::Value> = serde_json::from_str(&written(Format::Gitlab, &report)).unwrap();
        let fingerprints: std::collections::BTreeSet<&str> =
            issues.iter().map(|issue| issue["fingerprint"].as_str().unwrap()).collect();
        assert_eq!(fingerprints.len(), report.findings.len() + notices(&report).count());
        for issue in &issues {
            assert!(["info", "minor", "major", "critical"].contains(&issue["severity"].as_str().unwrap()));
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() >= 1 && issue["location"]["path"].is_string());
            assert!(issue["description"].as_str().unwrap().contains(issue["check_name"].as_str().unwrap()));
        }
    }
}

/// The text without our own colours.
fn bare(text: &str) -> Vec<String> {
    let plain = anstream::adapter::strip_str(text).to_string();
    plain.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// Whether a line is nothing but a command of ours to copy: those are as long as they are.
fn is_command(report: &Report, line: &str) -> bool {
    let is_it = |piece: &Piece<'_>| *piece == Piece::Command(line.trim());
    let of_areas = report.not_checked.iter().flat_map(|area| &area.commands);
    let of_clients = report.client_matrix.iter().flat_map(|matrix| &matrix.captures).map(|capture| &capture.command);
    let mut shown = report.next.iter().flat_map(|block| &block.commands).chain(of_areas).chain(of_clients);
    shown.any(|command| command == line.trim()) || report.findings.iter().any(|finding| pieces(&finding.help).iter().any(is_it))
}

#[test]
fn the_terminal_report_fits_and_says_the_same_without_colour() {
    for report in [sample::report(), sample::hostile(), sample::many_servers(20), sample::empty()] {
        for width in [20, 33, 60, 80, 81, 132, 400] {
            for (quiet, verbose) in [(false, false), (true, false), (false, true)] {
                let style = Style { width, quiet, verbose, ..Style::default() };
                let plain = styled(Format::Terminal, &report, style);
                for line in plain.lines() {
                    let fits = line.width() <= width || is_command(&report, line);
                    assert!(fits, "{} > {width}: {line:?}", line.width());
                }
                assert_harmless(Format::Terminal, &plain, &report);
                assert!(plain.lines().last().unwrap().starts_with(report.verdict.words()), "{width}");
                let coloured = styled(Format::Terminal, &report, Style { color: true, ..style });
                assert!(coloured.contains("\u{1b}["));
                for (with, without) in bare(&coloured).iter().zip(bare(&plain)) {
                    assert_eq!(*with, without);
                }
                assert_eq!(coloured.lines().count(), plain.lines().count());
            }
        }
    }
}

#[test]
fn a_verdict_names_the_next_step() {
    use hmaudit::report::Readiness;
    let mut report = sample::report();
    report.findings.retain(|finding| finding.verdict == hmaudit::check::Verdict::Inconclusive);
    report.verdict = Readiness::Inconclusive;
    let text = written(Format::Terminal, &report);
    let end = &text[text.find("To decide 2 rules, run in Exchange Management Shell").unwrap()..];
    assert!(end.contains("\nGet-AuthConfig | Format-List\n"), "{end}");
    // What no block decides has its own step.
    report.findings.iter_mut().for_each(|finding| finding.next = None);
    let text = written(Format::Terminal, &report);
    let end = &text[text.find("To decide it:").unwrap()..];
    assert!(words(end).contains("Get-MapiVirtualDirectory -Server EX03 | fl Identity,*Methods"), "{end}");
    assert!(end.lines().last().unwrap().starts_with("INCONCLUSIVE · "), "{end}");
    report.verdict = Readiness::ReadyToEnable;
    let text = words(&written(Format::Terminal, &report));
    assert!(text.contains("Next step: turn on both switches") && text.contains("READY TO ENABLE · "), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn any_text_in_any_place_is_harmless(text in "\\PC{0,8}(\u{1b}\\[|::|##vso\\[|=|`|\\|||\n|\r|\t|\u{202e})\\PC{0,60}", width in 20_usize..100) {
        let mut report = sample::report();
        let finding = &mut report.findings[2];
        for field in [&mut finding.subject, &mut finding.message] {
            field.clone_from(&text);
        }
        // Help is a text of ours; what captures put into it marks no command.
        finding.help = unmarked(&text).into_owned();
        finding.tenant = Some(text.clone());
        let evidence = &mut finding.evidence[0];
        (evidence.path, evidence.label) = (text.clone(), text.clone());
        (evidence.line_text, evidence.column, evidence.end_column) = (format!("{text}{text}"), 3, text.chars().count());
        evidence.text.clone_from(&text);
        report.spn_matrix[0].origin.clone_from(&text);
        report.virtual_directories.servers[0].clone_from(&text);
        report.virtual_directories.rows[0].cells[0].text.clone_from(&text);
        for format in TEXT {
            let output = styled(format, &report, Style { width, ..Style::default() });
            assert_harmless(format, &output, &report);
            if format == Format::Terminal {
                for line in output.lines() {
                    prop_assert!(line.width() <= width || is_command(&report, line), "{line:?}");
                }
            }
        }
    }
}

/// A sample with these external hosts of MAPI, one a server.
fn hosts(hosts: &[&str]) -> String {
    let mut report = sample::many_servers(hosts.len());
    let usual = hosts.iter().find(|host| hosts.iter().filter(|other| other == host).count() * 2 > hosts.len());
    let cells = hosts.iter().map(|host| ServerCell { text: (*host).to_owned(), odd: usual.is_some_and(|usual| usual != host) });
    report.virtual_directories.rows =
        vec![ServerRow { directory: "MAPI".to_owned(), fact: "external host".to_owned(), cells: cells.collect() }];
    words(&written(Format::Terminal, &report))
}

#[test]
fn hosts_without_a_majority_are_listed_by_server() {
    let three = hosts(&[
        "mail-a.hybrid.contoso.com",
        "mail-a.hybrid.contoso.com",
        "mail-a.hybrid.contoso.com",
        "mail-b.hybrid.contoso.com",
        "mail-b.hybrid.contoso.com",
        "mail-c.hybrid.contoso.com",
    ]);
    for part in
        ["no majority", "mail-a.hybrid.contoso.com: EX01,", "mail-b.hybrid.contoso.com: EX04,", "mail-c.hybrid.contoso.com: EX06"]
    {
        assert!(three.contains(part), "{part}: {three}");
    }
    let two = hosts(&[
        "mail-a.hybrid.contoso.com",
        "mail-a.hybrid.contoso.com",
        "mail-b.hybrid.contoso.com",
        "mail-b.hybrid.contoso.com",
    ]);
    assert!(two.contains("no majority") && two.contains("mail-b.hybrid.contoso.com: EX03, EX04"), "{two}");
    let most = hosts(&["mail-a.hybrid.contoso.com", "mail-a.hybrid.contoso.com", "mail-b.hybrid.contoso.com"]);
    assert!(!most.contains("no majority") && most.contains("≠ mail-b.hybrid.contoso.com: EX03"), "{most}");
    assert!(!hosts(&["mail-a.hybrid.contoso.com", "mail-a.hybrid.contoso.com"]).contains("no majority"));
}

#[test]
fn evidence_beyond_two_more_places_is_a_number() {
    for labels in [&["a", "a", "a", "a"][..], &["a", "b", "c", "d"], &["a", "a", "b", "b"]] {
        let mut report = sample::report();
        let place = report.findings.iter().find_map(|finding| finding.primary()).unwrap().clone();
        report.findings.retain(|finding| finding.verdict == hmaudit::check::Verdict::Fail && finding.waived.is_none());
        report.findings.truncate(1);
        report.findings[0].evidence = std::iter::once(place.clone())
            .chain(labels.iter().zip(100..).map(|(label, line)| hmaudit::report::Evidence {
                label: (*label).to_owned(),
                line,
                primary: false,
                ..place.clone()
            }))
            .collect();
        let text = written(Format::Terminal, &report);
        assert_eq!(text.lines().filter(|line| line.starts_with("   in ")).count(), 3, "{text}");
        assert!(text.contains("   in 2 more places (--verbose quotes all)\n"), "{text}");
        assert!(labels[1] == "a" && labels[2] == "a" || text.contains(": b\n"), "one of each kind first: {text}");
    }
}
