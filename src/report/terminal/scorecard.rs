//! What the report begins with: how each area stands, and at its end what was not checked and what to capture next.

use super::super::words::{self, Level, count};
use super::super::{AreaStatus, NotChecked, Report};
use super::layout::width;
use super::page::{Page, style};
use crate::check::Verdict;

/// Columns of the verdict and of its numbers.
const VERDICT: usize = 13;
const DECIDED: usize = 9;

/// How each area stands, a line each: in how many words depends on the room.
pub(super) fn areas(page: &mut Page, report: &Report) {
    let asked: Vec<&AreaStatus> = report.areas.iter().filter(|area| area.asked).collect();
    if asked.is_empty() {
        return;
    }
    page.title("Areas: verdict, checks decided");
    let name = 1 + asked.iter().map(|area| width(&area.name)).max().unwrap_or_default();
    let indent = VERDICT + name + DECIDED;
    // Questions are whole in all lines or in none.
    let is_whole = asked.iter().all(|area| indent + width(&format!("{}{}", asks(area, true), step(area))) <= page.width);
    for area in asked {
        let word = words::verdict(area.verdict);
        let level = match area.verdict {
            Verdict::Fail => Level::Error,
            Verdict::Inconclusive => Level::Inconclusive,
            Verdict::Pass | Verdict::NotApplicable => Level::Pass,
        };
        let all = area.decided + area.open;
        let decided = if all > 0 { format!("{} of {all}", area.decided) } else { String::new() };
        let head = format!("{word:VERDICT$}{:name$}{decided:DECIDED$}{}", area.name, asks(area, is_whole));
        let rest = head.strip_prefix(word).unwrap_or_default();
        let step = step(area);
        if width(&head) + width(&step) <= page.width {
            page.paragraph(word, style(level), &format!("{rest}{step}"), indent);
        } else {
            page.paragraph(word, style(level), rest, indent);
            // What is in order has no need of a line of its own for a warning.
            if area.verdict == Verdict::Pass {
                continue;
            }
            page.paragraph("", anstyle::Style::new(), &format!("{:VERDICT$}{}", "", step.trim_start()), VERDICT + 2);
        }
    }
}

/// The question of an area, whole or in brief, and its warnings.
fn asks(area: &AreaStatus, is_whole: bool) -> String {
    let question = if is_whole { &area.question } else { &area.brief };
    let warnings = if area.warnings > 0 { format!(" · {}", count(area.warnings, "warning")) } else { String::new() };
    format!("{question}{warnings}")
}

/// The first step of an area, to stand behind its question; nothing where there is none.
fn step(area: &AreaStatus) -> String {
    area.step.as_ref().map_or_else(String::new, |step| format!(" → {step}"))
}

/// What was not asked, and why, with the commands that would supply it.
pub(super) fn not_checked(page: &mut Page, report: &Report) {
    if report.not_checked.is_empty() && report.notes.is_empty() {
        return;
    }
    let hint =
        if page.verbose || report.not_checked.is_empty() { "" } else { ": --require AREA asks for it, --verbose shows how" };
    page.title(&format!("Not checked{hint}"));
    for note in &report.notes {
        page.note("", note);
    }
    if report.not_checked.is_empty() {
        return;
    }
    if page.verbose {
        for area in &report.not_checked {
            let rules = count(area.rules.len(), "rule");
            page.note("", &format!("{} ({rules}): not captured: {}", named(area), area.captures.join(", ")));
            page.note("", &area.rules.join(", "));
            area.commands.iter().for_each(|command| page.copied("     ", command));
        }
        return;
    }
    let areas = report.not_checked.iter().map(|area| {
        let more = if area.captures.len() > 1 { ", …" } else { "" };
        format!("{}: {}{more}", named(area), area.captures.first().map_or("", String::as_str))
    });
    page.note("", &format!("not captured: {}", areas.collect::<Vec<_>>().join(" · ")));
}

fn named(area: &NotChecked) -> String {
    let part = if area.whole { "" } else { " in part" };
    format!("{}{part}", area.title)
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
    page.note("", "Give hmaudit what they print, too. --next DIR writes them as scripts.");
    if let Some(further) = words::further_tenants(report) {
        page.note("", further);
    }
}
