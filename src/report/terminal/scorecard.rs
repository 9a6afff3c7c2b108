//! What the report begins with: how each area stands, and at its end what was not checked and what to capture next.

use super::super::words::{self, Level, count};
use super::super::{AreaStatus, NotChecked, Report};
use super::layout::width;
use super::page::{Page, style};
use crate::check::Verdict;

/// Columns of the verdict, of the name of an area (more where a pack has a longer one) and of its numbers.
const VERDICT: usize = 13;
const NAME: usize = 12;
const DECIDED: usize = 9;

/// How each area stands, a line each: in how many words depends on the room.
pub(super) fn areas(page: &mut Page, report: &Report) {
    let asked: Vec<&AreaStatus> = report.areas.iter().filter(|area| area.asked).collect();
    if asked.is_empty() {
        return;
    }
    page.title("Areas: verdict, checks decided");
    let name = asked.iter().map(|area| width(&area.name) + 1).max().unwrap_or(0).max(NAME);
    let head_width = VERDICT + name + DECIDED;
    // All lines are of one kind: the most that there is room for in each of them.
    let kinds = [(true, true), (false, true), (true, false)];
    let fits = |kind: &&(bool, bool)| asked.iter().all(|area| head_width + width(&told(area, **kind)) <= page.width);
    let kind = *kinds.iter().find(fits).unwrap_or(&(false, false));
    for area in asked {
        let word = words::verdict(area.verdict);
        let level = match area.verdict {
            Verdict::Fail => Level::Error,
            Verdict::Inconclusive => Level::Inconclusive,
            Verdict::Pass | Verdict::NotApplicable => Level::Pass,
        };
        let all = area.decided + area.open;
        let decided = if all > 0 { format!("{} of {all}", area.decided) } else { String::new() };
        let head = format!("{word:VERDICT$}{:name$}{decided:DECIDED$}", area.name);
        let rest = head.strip_prefix(word).unwrap_or_default();
        page.paragraph(word, style(level), &format!("{rest}{}", told(area, kind)), head_width);
        // A failed area also shows its first step, on a line of its own if there is no room beside it.
        if let Some(step) = area.step.as_ref().filter(|_| area.verdict == Verdict::Fail && !kind.1) {
            page.paragraph("", anstyle::Style::new(), &format!("{:head_width$}→ {step}", ""), head_width + 2);
        }
    }
}

/// The question of an area, whole or in brief, its warnings, and its first step or not.
fn told(area: &AreaStatus, (whole, with_step): (bool, bool)) -> String {
    let mut text = if whole { area.question.clone() } else { area.brief.clone() };
    if area.warnings > 0 {
        text.push_str(&format!(" · {}", count(area.warnings, "warning")));
    }
    if let Some(step) = area.step.as_ref().filter(|_| with_step) {
        text.push_str(&format!(" → {step}"));
    }
    text
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
    let areas = report.not_checked.iter().enumerate().map(|(index, area)| {
        let rules = if index == 0 { count(area.rules.len(), "rule") } else { area.rules.len().to_string() };
        format!("{} ({rules})", named(area))
    });
    page.note("", &format!("not captured: {}", areas.collect::<Vec<_>>().join(", ")));
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
