//! What the report begins with: how each area stands, and at its end what was not checked and what to capture next.

use super::super::words::{self, Level, count};
use super::super::{AreaStatus, Report};
use super::page::{Page, style};
use crate::check::Verdict;

/// Columns of the verdict and of the name of an area.
const VERDICT: usize = 14;
const NAME: usize = 13;

/// How each area stands.
pub(super) fn areas(page: &mut Page, report: &Report) {
    let asked: Vec<&AreaStatus> = report.areas.iter().filter(|area| area.asked).collect();
    if asked.is_empty() {
        return;
    }
    page.title("Areas");
    for area in asked {
        let word = words::verdict(area.verdict);
        let level = match area.verdict {
            Verdict::Fail => Level::Error,
            Verdict::Inconclusive => Level::Inconclusive,
            Verdict::Pass | Verdict::NotApplicable => Level::Pass,
        };
        let space = VERDICT - word.len();
        let text = format!("{:space$}{:NAME$}{} {}", "", area.name, area.question, words::tally(area));
        page.paragraph(word, style(level), &text, VERDICT + NAME);
        if let Some(step) = &area.step {
            page.paragraph("", anstyle::Style::new(), &format!("{:1$}→ {step}", "", VERDICT + NAME), VERDICT + NAME + 2);
        }
    }
}

/// What was not asked, with the commands that would supply it.
pub(super) fn not_checked(page: &mut Page, report: &Report) {
    if report.not_checked.is_empty() {
        return;
    }
    page.title("Not checked");
    for area in &report.not_checked {
        let part = if area.whole { "" } else { " in part" };
        let rules = count(area.rules.len(), "rule");
        page.note("", &format!("{}{part} ({rules}): not captured: {}", area.title, area.captures.join(", ")));
        if page.verbose {
            page.note("", &area.rules.join(", "));
            area.commands.iter().for_each(|command| page.copied("     ", command));
        }
    }
    page.note("", "--require AREA asks for what is missing; --verbose shows the commands");
}

/// The commands that supply everything that is missing, a block for each shell.
pub(super) fn blocks(page: &mut Page, report: &Report) {
    for block in &report.next {
        let whose = if block.tenants.is_empty() { String::new() } else { format!(", in {}", block.tenants.join(", ")) };
        let rules = count(block.decides.len(), "rule");
        page.title(&format!("To decide {rules}, run in {}{whose}", block.shell.words()));
        block.commands.iter().for_each(|command| page.copied("", command));
    }
    if report.next.is_empty() {
        return;
    }
    page.gap();
    page.note(
        "",
        "Save what they print and give it to hmaudit beside the captures that are there. --next DIR writes them as scripts.",
    );
}
