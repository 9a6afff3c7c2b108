//! `hmaudit plan`: the steps in order, what they change, what would remain.

use crate::app::look;
use crate::app::session::Session;
use crate::app::setting::Asked;
use crate::audit::Audit;
use crate::check::{Severity, Verdict};
use crate::cli::{InputArgs, PlanArgs, PlanFormat, PolicyArgs};
use crate::outcome::{Failure, Outcome};
use crate::remedy::print::{Outlook, Remains, json, markdown, terminal};
use crate::remedy::{self, Plan, Script};
use crate::report::json as report_json;
use miette::IntoDiagnostic;

/// Runs the command.
///
/// # Errors
/// When it could not run.
pub fn run(args: &PlanArgs) -> Result<Outcome, Failure> {
    with_outlook(&args.input, &args.policy, |outlook| {
        let text = match args.format {
            PlanFormat::Terminal => terminal::render(outlook, look::width()),
            PlanFormat::Markdown => markdown::render(outlook),
            PlanFormat::Json => report_json::to_text(&json::render(outlook)).into_diagnostic()?,
        };
        look::print(&text)?;
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
    then: impl FnOnce(&Outlook<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let session = Session::open(&Asked { policy, format: None, fail_on: None, outputs: &[] }, &input.tenant)?;
    let audit = session.audit(input)?;
    let mut plan = audit.plan().clone();
    let before = audit.report();

    let after = audit.repaired(&plan);
    plan.settle(after.findings());

    let digests: Vec<String> = before.inputs.iter().map(|input| input.sha256.clone()).collect();
    let scripts: Vec<Script> = remedy::scripts(&plan, &digests);
    let outlook = Outlook {
        plan: &plan,
        scripts: &scripts,
        before: before.verdict.word().to_owned(),
        after: after.verdicts().0.word().to_owned(),
        remains: remains(&after),
        inputs: before.inputs.iter().map(|input| (input.path.clone(), input.sha256.clone())).collect(),
        as_of: before.as_of,
    };
    then(&outlook)
}

/// What would still be open.
fn remains(audit: &Audit<'_>) -> Vec<Remains> {
    let open = audit.unwaived().filter(|finding| finding.verdict.is_open() && finding.severity != Severity::Info);
    open.map(|finding| Remains {
        key: finding.into(),
        failed: finding.verdict == Verdict::Fail,
        message: finding.message.clone(),
    })
    .collect()
}
