//! `hmaudit plan`: the steps in order, what they change, what would remain.

use crate::app::session::Session;
use crate::app::setting::Asked;
use crate::app::terminal_options;
use crate::audit::prospect::Prospect;
use crate::cli::{InputArgs, PlanArgs, PlanFormat, PolicyArgs};
use crate::outcome::{Outcome, UserError};
use crate::remedy::Plan;
use crate::remedy::print::{Outlook, json, markdown, terminal};
use crate::report::json as report_json;
use miette::IntoDiagnostic;

/// Runs the command.
///
/// # Errors
/// When it could not run.
pub fn run(args: &PlanArgs) -> Result<Outcome, UserError> {
    with_outlook(&args.input, &args.policy, |outlook| {
        let text = match args.format {
            PlanFormat::Terminal => terminal::render(outlook, terminal_options::width()),
            PlanFormat::Markdown => markdown::render(outlook),
            PlanFormat::Json => report_json::to_text(&json::render(outlook)).into_diagnostic()?,
        };
        terminal_options::print(&text)?;
        Ok(outcome(outlook.plan))
    })
}

/// The exit code of a plan: 1 when something has no remedy, 3 when something was left out for lack of evidence.
#[must_use]
pub fn outcome(plan: &Plan) -> Outcome {
    if !plan.no_remedy.is_empty() {
        Outcome::Findings
    } else if plan.lacks_evidence() {
        Outcome::Undecided
    } else {
        Outcome::Clean
    }
}

/// Audits, plans, applies the plan to the model, audits that, and hands everything over.
///
/// # Errors
/// When the audit could not run, or when `then` fails.
pub fn with_outlook<T>(
    input: &InputArgs,
    policy: &PolicyArgs,
    then: impl FnOnce(&Outlook<'_>) -> Result<T, UserError>,
) -> Result<T, UserError> {
    let session = Session::open(&Asked { policy, format: None, fail_on: None, outputs: &[] }, &input.tenant)?;
    then(&Prospect::of(session.audit(input)?).outlook())
}
