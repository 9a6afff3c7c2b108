//! `rules changelog`, and what `explain` says of old sources.

use crate::cli::run::Desk;
use hmaudit::rule::{self, changelog};

#[test]
fn every_rule_source_and_change_is_listed() {
    let answer = Desk::new().run(&["rules", "changelog"]).exits(0);
    for rule in rule::load(&rule::builtin()).unwrap().rules {
        assert!(answer.out.contains(&rule.id), "{}", rule.id);
        for source in &rule.sources {
            assert!(answer.out.contains(&source.url) && answer.out.contains(&source.read), "{}", source.url);
            assert!(source.as_of.as_ref().is_none_or(|day| answer.out.contains(day)), "{}", source.url);
        }
    }
    let words = answer.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for change in changelog::CHANGES {
        assert!(words.contains(change.what) && words.contains(change.day) && words.contains(change.source), "{change:?}");
    }
    assert!(answer.out.lines().all(|line| line.chars().count() <= 80 || !line.trim().contains(' ')), "{}", answer.out);
    assert!(!answer.out.contains("more than a year"));
    let late = Desk::new().run(&["rules", "changelog", "--as-of", "2030-01-01"]).exits(0);
    assert!(late.out.contains("more than a year before 2030-01-01"));
}

#[test]
fn rules_of_ones_own_are_listed_too() {
    let desk = Desk::new();
    desk.file(
        "own/own.yml",
        "id: OWN-001\nname: own\ntitle: t\nseverity: warning\nwhy: w\nsources: [{ url: 'https://example.org/page', read: 2025-03-01 }]\n\
         from: auth-server\nmust: { Type: { is: AzureAD } }\nmessage: m\nhelp: h\n",
    );
    let out = desk.run(&["rules", "changelog", "--rules", "own"]).exits(0).out;
    assert!(out.contains("https://example.org/page") && out.contains("OWN-001"), "{out}");
    assert!(out.contains("more than a year before 2026-11-21"), "{out}");
    desk.run(&["rules", "changelog", "--rules", "nothing"]).exits(2).says(&["there is no nothing"]);
    desk.run(&["rules", "changelog", "--as-of", "soon"]).exits(2).says(&["--as-of: soon is not a date"]);
}

#[test]
fn explain_says_when_sources_were_read_long_ago() {
    let desk = Desk::new();
    let words = |arguments: &[&str]| {
        let out = desk.run(arguments).exits(0).out;
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for rule in rule::load(&rule::builtin()).unwrap().rules {
        let last = rule.sources.iter().map(|source| source.read.as_str()).max().unwrap();
        let year: i32 = last[..4].parse().unwrap();
        let limit = format!("{}{}", year + 1, &last[4..]);
        let told = "more than a year before";
        assert!(!words(&["explain", &rule.id]).contains(told), "{}", rule.id);
        assert!(!words(&["explain", &rule.id, "--as-of", &limit]).contains(told), "{}", rule.id);
        let late = words(&["explain", &rule.id, "--as-of", &format!("{}{}", year + 2, &last[4..])]);
        assert!(late.contains(&format!("were last read on {last}, more than a year before")), "{late}");
    }
    desk.run(&["explain", "HMA-SPN-001", "--as-of", "2026-02-30"]).exits(2).says(&["--as-of: 2026-02-30 is not a date"]);
}
