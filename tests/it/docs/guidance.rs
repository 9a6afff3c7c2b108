//! docs/guidance.md: what changed in the guidance and when, and which edition of it each rule follows.

use super::markdown::cell;
use hmaudit::rule::{self, changelog};
use std::fmt::Write as _;

/// docs/guidance.md.
pub fn page() -> String {
    let rules = rule::load(&rule::every().expect("packs are declared")).expect("built-in rules load").rules;
    let links = |ids: &[String]| ids.iter().map(|id| format!("[{id}](rules/{id}.md)")).collect::<Vec<_>>().join(", ");
    let mut text = String::from(
        "# The guidance that the rules follow\n\n<!-- Generated from rules/ and src/rule/changelog.rs; see CONTRIBUTING.md. -->\n\nMicrosoft's pages change. \
         This page lists what changed and when, and which edition of each page a rule follows. `hmaudit rules changelog` prints the same. If the \
         sources of a rule were last read more than a year before the date of judgement, `hmaudit explain` says so.\n\n## What changed\n\n\
         | date | what | source | rules |\n| --- | --- | --- | --- |\n",
    );
    for change in changelog::CHANGES {
        let concerned = links(&changelog::concerned(change, &rules));
        let source = format!("{}, read {}", change.source, change.read);
        let _ = writeln!(text, "| {} | {} | {} | {concerned} |", change.day, cell(change.what), cell(&source));
    }
    text.push_str("\n## Which edition each rule follows\n\n| page | edition of | read | rules |\n| --- | --- | --- | --- |\n");
    for edition in changelog::editions(&rules) {
        let as_of = edition.as_of.as_deref().unwrap_or("not dated");
        let _ = writeln!(text, "| <{}> | {as_of} | {} | {} |", edition.url, edition.read, links(&edition.rules));
    }
    text
}
