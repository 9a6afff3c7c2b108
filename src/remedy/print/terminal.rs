//! The plan on a terminal: 80 columns, no colour needed.

use super::{BEHAVIOUR, Outlook, label};
use crate::remedy::plan::Action;
use crate::text::page::Page;

/// The plan as text for `width` columns.
#[must_use]
pub fn render(outlook: &Outlook<'_>, width: usize) -> String {
    let mut page = Page::new(width);
    let plan = outlook.plan;
    if plan.steps.is_empty() {
        page.line("", "Nothing to repair with what the captures show.");
    }
    for script in outlook.scripts.iter().filter(|script| script.steps.is_empty()) {
        page.blank();
        page.line("", &format!("{}.ps1", script.name));
        page.line("      ", "Changes nothing; it saves the state of its tenant, which later scripts check.");
    }
    let mut script = None;
    for step in &plan.steps {
        let name = match &step.action {
            Action::Scripted(_) => outlook.script_of(step).map(|script| format!("{}.ps1", script.name)),
            Action::Manual { .. } => Some("for a person".to_owned()),
        };
        if name != script {
            page.blank();
            page.line("", name.as_deref().unwrap_or("without a script"));
            script = name;
        }
        page.hang(&format!("{:>4}  ", step.number), &step.title);
        match &step.action {
            Action::Scripted(operation) => {
                for change in &operation.changes {
                    page.line("      ", &format!("{}: {} → {}", change.property, change.old, change.new));
                }
            }
            Action::Manual { how, .. } => page.advice("      ", how),
        }
        for key in &step.closes {
            page.line("      ", &format!("closes {}", label(key)));
        }
    }
    if !plan.on_the_way.is_empty() {
        page.blank();
        page.line("", "Closed on the way");
        for key in &plan.on_the_way {
            page.hang("   -  ", &label(key));
        }
    }
    if !plan.refused.is_empty() {
        page.blank();
        page.line("", "Left out");
        for refusal in &plan.refused {
            page.hang("   -  ", &label(&refusal.finding));
            page.line("      ", &refusal.reason);
            if let Some(capture) = &refusal.capture {
                page.advice("      ", &format!("first: {capture}"));
            }
        }
    }
    if !plan.no_remedy.is_empty() {
        page.blank();
        page.line("", "Without a remedy");
        for key in &plan.no_remedy {
            page.hang("   -  ", &label(key));
        }
    }
    if outlook.enables() {
        page.blank();
        page.line("", "Clients that change behaviour when the switches are turned on");
        for (who, what) in BEHAVIOUR {
            page.hang("   -  ", &format!("{who}: {what}"));
        }
    }
    if !outlook.remains.is_empty() {
        page.blank();
        page.line("", "What remains after the scripts");
        for remains in &outlook.remains {
            let state = if remains.failed { "fails" } else { "undecided" };
            page.hang("   -  ", &format!("{state}: {}: {}", label(&remains.key), remains.message));
        }
        if let Some(left) = outlook.left_to_people() {
            page.hang("   ", &left);
        }
    }
    for ask in outlook.asks() {
        page.blank();
        page.advice("", &ask);
    }
    page.blank();
    page.line("", &format!("Verdict now: {} · after the scripts: {}", outlook.before, outlook.after));
    page.finish()
}
