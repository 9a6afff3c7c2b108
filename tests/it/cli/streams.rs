//! Pipes that close early, colour, and standard error that stays empty.

use crate::cli::run::{Desk, answer};
use std::io::Read as _;

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let desk = Desk::with_estate("three-tenants");
    let commands: &[&[&str]] = &[
        &["check", "captures", "--all", "--format", "json"],
        &["parse", "captures", "--format", "json"],
        &["explain"],
        &["completions", "bash"],
        &["man"],
        &["schema", "report"],
    ];
    for arguments in commands {
        let mut child = desk.command(arguments).spawn().unwrap();
        let mut first = [0];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let mut told = String::new();
        child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!(told, "", "{arguments:?}");
        assert!(matches!(code, Some(0 | 1)), "{arguments:?}: {code:?}");
    }
}

#[test]
fn colour_is_for_those_who_want_it() {
    let desk = Desk::with_estate("three-tenants");
    let colour = |text: &str| text.contains('\u{1b}');
    assert!(!colour(&desk.run(&["check", "captures"]).out));
    assert!(colour(&desk.run(&["check", "captures", "--color", "always"]).out));
    assert!(!colour(&desk.run(&["check", "captures", "--color", "never"]).out));
    assert!(!colour(&answer(desk.command(&["check", "captures", "--color", "auto"]).env("NO_COLOR", "1")).out));
    // What is asked for on the command line counts more than the environment.
    assert!(colour(&answer(desk.command(&["check", "captures", "--color", "always"]).env("NO_COLOR", "1")).out));
    for format in ["json", "sarif", "junit", "markdown", "html", "csv", "github", "gitlab", "azure"] {
        assert!(!colour(&desk.run(&["check", "captures", "--format", format, "--color", "always"]).out), "{format}");
    }
    // Colour carries nothing: without it the words are the same.
    let plain = desk.run(&["check", "captures"]).out;
    let coloured = desk.run(&["check", "captures", "--color", "always"]).out;
    let lines = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
    assert_eq!(lines(&without_colour(&coloured)), lines(&plain));
}

/// The text without its select-graphic-rendition sequences.
fn without_colour(text: &str) -> String {
    let mut pieces = text.split("\u{1b}[");
    let mut plain = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        plain.push_str(piece.split_once('m').expect("a colour").1);
    }
    plain
}

#[test]
fn standard_error_is_empty_when_all_is_well() {
    for estate in ["healthy", "three-tenants", "truncated"] {
        for more in [&[][..], &["--quiet"], &["--verbose"], &["--all"]] {
            let desk = Desk::with_estate(estate);
            let arguments = [&["check", "captures"][..], more].concat();
            assert_eq!(desk.run(&arguments).err, "", "{estate} {more:?}");
        }
    }
}

#[test]
fn the_last_line_answers_the_question() {
    for (estate, word) in
        [("healthy", "READY"), ("preparing", "READY TO ENABLE"), ("three-tenants", "NOT READY"), ("truncated", "INCONCLUSIVE")]
    {
        let answer = Desk::with_estate(estate).run(&["check", "captures"]);
        let last = answer.out.trim_end().lines().last().unwrap_or_default().to_owned();
        assert!(last.starts_with(word), "{estate}: {last:?}");
        // Commands to copy are as long as they are (widths.rs).
        let is_command = |line: &str| {
            ["Get-", "Set-", "$FormatEnumerationLimit = -1; Get-"].iter().any(|start| line.trim_start().starts_with(start))
        };
        assert!(answer.out.lines().all(|line| line.chars().count() <= 80 || is_command(line)), "{estate}: {}", answer.out);
    }
}
