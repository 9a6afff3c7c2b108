//! The plan as a change request. Whatever came from a capture stands in a code span.

use super::{BEHAVIOUR, Outlook, RISKS, VERIFICATION};
use crate::remedy::plan::{Action, FindingKey};
use crate::text::{prose, visible_line};
use std::fmt::Write as _;

/// The change request.
#[must_use]
pub fn render(outlook: &Outlook<'_>) -> String {
    let mut page = String::new();
    let purpose =
        if outlook.enables() { "Enable hybrid modern authentication" } else { "Prepare for hybrid modern authentication" };
    let _ = write!(
        page,
        "# {purpose}\n\n## Purpose\n\nMake the organisation ready for hybrid modern authentication. Verdict of the audit: **{}**; after the \
         scripts below, as far as the captures show: **{}**. Judged as of {}.\n\n",
        outlook.before, outlook.after, outlook.as_of
    );
    let _ = write!(page, "## Risk\n\n");
    for risk in RISKS {
        let _ = writeln!(page, "- {risk}");
    }
    if outlook.enables() {
        let _ = write!(
            page,
            "\n## Who changes behaviour\n\nAfter the last script has turned on the switches:\n\n| client | what happens |\n| --- | --- |\n"
        );
        for (who, what) in BEHAVIOUR {
            let _ = writeln!(page, "| {who} | {what} |");
        }
    }
    before_the_steps(outlook, &mut page);
    steps(outlook, &mut page);
    left_out(outlook, &mut page);
    let _ = write!(page, "\n## Verification\n\n");
    for line in VERIFICATION {
        let _ = writeln!(page, "- {line}");
    }
    rollback(outlook, &mut page);
    let _ = write!(page, "\n## Captures\n\n| capture | SHA-256 |\n| --- | --- |\n");
    for (path, sha256) in &outlook.inputs {
        let _ = writeln!(page, "| {} | `{sha256}` |", code(path).replace('|', "\\|"));
    }
    page
}

fn before_the_steps(outlook: &Outlook<'_>, page: &mut String) {
    if outlook.scripts.is_empty() {
        return;
    }
    let _ = write!(
        page,
        "\n## Before the first step\n\n- `hmaudit verify-script` on this folder: nobody has edited a script.\n- Each script with `-WhatIf` \
         first: it shows what it would change and changes nothing.\n- Entra scripts need Microsoft Graph PowerShell \
         (`Connect-MgGraph -TenantId … -Scopes Application.ReadWrite.All`), all others the Exchange Management Shell of the on-premises \
         organisation.\n- Keep the folder together: each script saves the state before its changes beside itself (`*.journal.json`), and the \
         scripts for tenants leave their result (`*.result.json`) for those that follow.\n"
    );
    for ask in outlook.asks() {
        // A tenant may be called anything.
        let _ = writeln!(page, "- {}", advice(&ask));
    }
}

fn steps(outlook: &Outlook<'_>, page: &mut String) {
    let _ = write!(page, "\n## Steps\n");
    if outlook.plan.steps.is_empty() {
        let _ = write!(page, "\nThere is nothing to repair with what the captures show.\n");
    }
    for script in outlook.scripts.iter().filter(|script| script.steps.is_empty()) {
        let _ = write!(
            page,
            "\n### `{}.ps1`\n\nChanges nothing; it saves the state of its tenant, which later scripts check.\n",
            script.name
        );
    }
    let mut last = None;
    for step in &outlook.plan.steps {
        let head = match &step.action {
            Action::Scripted(_) => {
                outlook.script_of(step).map_or("Without a script".to_owned(), |script| format!("`{}.ps1`", script.name))
            }
            Action::Manual { .. } => "For a person".to_owned(),
        };
        if last.as_ref() != Some(&head) {
            let _ = write!(page, "\n### {head}\n\n");
            last = Some(head);
        }
        let _ = writeln!(page, "{}. {}", step.number, code(&step.title));
        match &step.action {
            Action::Scripted(operation) => {
                for change in &operation.changes {
                    let _ = writeln!(page, "   - `{}`: {} → {}", change.property, code(&change.old), code(&change.new));
                }
            }
            Action::Manual { how, .. } => {
                let _ = writeln!(page, "   - {}", advice(how));
            }
        }
        for key in &step.closes {
            let _ = writeln!(page, "   - closes {}", finding(key));
        }
    }
}

fn left_out(outlook: &Outlook<'_>, page: &mut String) {
    let plan = outlook.plan;
    if !plan.on_the_way.is_empty() {
        let _ = write!(page, "\n## Closed on the way\n\n");
        for key in &plan.on_the_way {
            let _ = writeln!(page, "- {}", finding(key));
        }
    }
    if !plan.refused.is_empty() {
        let _ = write!(page, "\n## Left out\n\n");
        for refusal in &plan.refused {
            let _ = writeln!(page, "- {}: {}", finding(&refusal.finding), code(&refusal.reason));
            if let Some(capture) = &refusal.capture {
                let _ = writeln!(page, "  - first: {}", advice(capture));
            }
        }
    }
    if !plan.no_remedy.is_empty() {
        let _ = write!(page, "\n## Without a remedy\n\n");
        for key in &plan.no_remedy {
            let _ = writeln!(page, "- {}", finding(key));
        }
    }
    if !outlook.remains.is_empty() {
        let _ = write!(page, "\n## What remains after the scripts\n\n");
        for remains in &outlook.remains {
            let state = if remains.failed { "fails" } else { "undecided" };
            let _ = writeln!(page, "- {state}: {}: {}", finding(&remains.key), code(&remains.message));
        }
        if let Some(left) = outlook.left_to_people() {
            let _ = write!(page, "\n{left}\n");
        }
    }
}

fn rollback(outlook: &Outlook<'_>, page: &mut String) {
    let _ = write!(page, "\n## Rollback\n\n");
    if outlook.scripts.is_empty() {
        let _ = writeln!(page, "No script changes anything.");
        return;
    }
    let _ = write!(
        page,
        "Run the scripts of the same name in `undo`, in reverse order. Each takes back only what the journal of its script says it changed, and \
         refuses while a later script still holds changes.\n\n"
    );
    for script in outlook.scripts.iter().rev() {
        let _ = writeln!(page, "- `undo/{}.ps1`", script.name);
    }
}

fn finding(key: &FindingKey) -> String {
    match &key.tenant {
        Some(tenant) => format!("{} {} in {}", key.rule, code(&key.subject), code(tenant)),
        None => format!("{} {}", key.rule, code(&key.subject)),
    }
}

/// A text of ours whose commands are spans of their own. Its words may hold a value of a capture, so they are spans too.
fn advice(text: &str) -> String {
    prose::spans(text, code)
}

/// A code span that the text cannot end: its fence is longer than any run of backticks in it.
fn code(text: &str) -> String {
    let text = visible_line(text);
    let longest = text.split(|character| character != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    match text.trim() {
        "" => "` `".to_owned(),
        // A blank on both sides is taken off again by the reader and keeps a backtick at the edge from joining the fence.
        trimmed if trimmed.starts_with('`') || trimmed.ends_with('`') => format!("{fence} {trimmed} {fence}"),
        trimmed => format!("{fence}{trimmed}{fence}"),
    }
}

#[cfg(test)]
mod tests {
    use super::code;
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser};

    proptest! {
        #[test]
        fn a_code_span_stays_one(text in any::<String>()) {
            let shown = code(&text);
            let inside: Vec<Event<'_>> = Parser::new(&shown).collect();
            prop_assert!(matches!(inside.as_slice(), [Event::Start(_), Event::Code(_), Event::End(_)]), "{:?}", inside);
        }
    }
}
