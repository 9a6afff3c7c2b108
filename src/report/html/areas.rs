//! The scorecard of the page, what was not asked, and the commands that supply what is missing.

use super::shown::Shown;
use super::words::{self, Badge};
use crate::report::Report;
use crate::report::words::tally;

/// How an area stands.
pub struct AreaRow<'a> {
    pub name: Shown<'a>,
    pub question: Shown<'a>,
    pub look: Badge,
    pub tally: String,
    pub step: Option<Shown<'a>>,
}

/// An area of which rules were not asked.
pub struct Unasked<'a> {
    pub title: Shown<'a>,
    pub whole: bool,
    pub rules: String,
    pub commands: Vec<Shown<'a>>,
}

/// The commands for one shell.
pub struct BlockRow<'a> {
    pub shell: &'static str,
    pub tenants: Vec<Shown<'a>>,
    pub commands: Vec<Shown<'a>>,
    pub decides: String,
}

/// The areas that are asked.
pub fn areas(report: &Report) -> Vec<AreaRow<'_>> {
    let asked = report.areas.iter().filter(|area| area.asked);
    let rows = asked.map(|area| AreaRow {
        name: Shown::new(&area.name),
        question: Shown::new(&area.question),
        look: words::area(area.verdict),
        tally: tally(area),
        step: area.step.as_ref().map(|step| Shown::new(step)),
    });
    rows.collect()
}

/// What was not asked.
pub fn unasked(report: &Report) -> Vec<Unasked<'_>> {
    let rows = report.not_checked.iter().map(|area| Unasked {
        title: Shown::new(&area.title),
        whole: area.whole,
        rules: area.rules.join(", "),
        commands: area.commands.iter().map(|command| Shown::new(command)).collect(),
    });
    rows.collect()
}

/// What to capture next.
pub fn blocks(report: &Report) -> Vec<BlockRow<'_>> {
    let rows = report.next.iter().map(|block| BlockRow {
        shell: block.shell.words(),
        tenants: block.tenants.iter().map(|tenant| Shown::new(tenant)).collect(),
        commands: block.commands.iter().map(|command| Shown::new(command)).collect(),
        decides: block.decides.join(", "),
    });
    rows.collect()
}
