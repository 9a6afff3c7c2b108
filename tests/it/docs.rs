//! The documentation says what happens: generated pages are those that the tables and fixtures give, console blocks print what the
//! program prints, and links, options and keys exist. `HMAUDIT_BLESS=1 cargo test --test it docs::` writes what is out of date; read the diff.

pub mod bless;
mod claims;
pub mod console;
mod guidance;
pub mod markdown;
mod rule_pages;
mod tables;

use bless::Pages;

/// Pages that people write; their console blocks are run. docs/remediation.md is run by remedy::docs.
const WRITTEN: &[&str] = &[
    "README.md",
    "docs/captures.md",
    "docs/ci.md",
    "docs/clients.md",
    "docs/configuration.md",
    "docs/first-audit.md",
    "docs/report.md",
    "docs/security.md",
];

#[test]
fn rule_pages_are_current() {
    let mut pages = Pages::default();
    rule_pages::write(&mut pages);
    pages.owns_folder("docs/rules");
    pages.settle();
}

#[test]
fn tables_are_current() {
    let mut pages = Pages::default();
    pages.page("docs/facts.md", &tables::facts());
    pages.page("docs/cmdlets.md", &tables::cmdlets());
    pages.page("docs/guidance.md", &guidance::page());
    pages.settle();
}

#[test]
fn console_blocks_print_what_they_show() {
    let mut pages = Pages::default();
    for page in WRITTEN {
        pages.page(page, &console::run(page));
    }
    pages.settle();
}
