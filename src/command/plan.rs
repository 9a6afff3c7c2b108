//! `hmaudit plan`: the steps in order, what they change, what would remain.

use crate::app::look;
use crate::app::session::{self, Session};
use crate::check::finding::fingerprint;
use crate::check::{self, Disposition, Severity, Verdict};
use crate::cli::{InputArgs, PlanArgs, PlanFormat, PolicyArgs};
use crate::estate::Estate;
use crate::outcome::{Failure, Outcome};
use crate::policy::setting::Asked;
use crate::remedy::plan::{Action, Step};
use crate::remedy::print::{Outlook, Remains, json, markdown, terminal};
use crate::remedy::{self, Plan, Script};
use crate::report::{Document, Overall, PlanStep, json as report_json};
use crate::rule::RuleSet;
use std::collections::BTreeSet;
use std::io::{self, Write as _};

/// Runs the command.
///
/// # Errors
/// When it could not run.
pub fn run(args: &PlanArgs) -> Result<Outcome, Failure> {
    with_outlook(&args.input, &args.policy, |outlook| {
        let mut out = io::stdout().lock();
        let written = match args.format {
            PlanFormat::Terminal => out.write_all(terminal::render(outlook, look::width()).as_bytes()),
            PlanFormat::Markdown => out.write_all(markdown::render(outlook).as_bytes()),
            PlanFormat::Json => report_json::write_value(&json::render(outlook), &mut out),
        };
        look::unless_closed(written.and_then(|()| out.flush()))?;
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
    let inputs = session.read(input)?;
    let captures = session::captures(&inputs);
    let estate = session.estate(&inputs, &captures);
    session::need_records(&inputs, &captures, &estate)?;
    let files = session::files_read(captures);
    let (findings, passed) = session.open_findings(&estate);
    let document = session.document(&inputs, &files, &estate, (&findings, passed));
    let mut plan = remedy::plan::plan_of(&estate, &unwaived(findings, &document), session.is_whole);

    let after = remedy::apply(&plan, estate);
    let (findings_after, passed_after) = session.open_findings(&after);
    plan.settle(&findings_after);
    let document_after = session.document(&inputs, &files, &after, (&findings_after, passed_after));

    let digests: Vec<String> = document.report.inputs.iter().map(|input| input.sha256.clone()).collect();
    let scripts: Vec<Script> = remedy::scripts(&plan, &digests);
    let outlook = Outlook {
        plan: &plan,
        scripts: &scripts,
        before: word(document.report.verdict).to_owned(),
        after: word(document_after.report.verdict).to_owned(),
        remains: remains(findings_after, &document_after),
        inputs: document.report.inputs.iter().map(|input| (input.path.clone(), input.sha256.clone())).collect(),
        as_of: document.as_of.clone(),
    };
    then(&outlook)
}

/// The steps of the plan as reports list them.
///
/// # Errors
/// When the built-in rules can't be loaded.
pub fn steps(
    session: &Session,
    estate: &Estate,
    findings: &[check::Finding],
    document: &Document,
) -> Result<Vec<PlanStep>, Failure> {
    let mut plan = remedy::plan::plan_of(estate, &unwaived(findings.to_vec(), document), session.is_whole);
    // Only steps of people can become superfluous by what the scripts do, so only their rules are asked about the repaired model.
    let by_hand = plan.steps.iter().filter(|step| matches!(step.action, Action::Manual { .. }));
    let asked: BTreeSet<String> = by_hand.flat_map(|step| &step.closes).map(|key| key.rule.clone()).collect();
    if !asked.is_empty() {
        let rules = session.rules.rules.iter().filter(|rule| asked.contains(&rule.id)).cloned().collect();
        let after = remedy::apply(&plan, estate.clone());
        plan.settle(&check::run(&RuleSet { rules }, &session.context(&after)));
    }
    let step = |step: &Step| PlanStep {
        number: step.number,
        phase: step.phase,
        title: step.title.clone(),
        disposition: match step.action {
            Action::Scripted(_) => Disposition::Safe,
            Action::Manual { .. } => Disposition::Manual,
        },
        closes: step.closes.iter().map(|key| fingerprint(&key.rule, key.tenant.as_deref(), &key.subject)).collect(),
    };
    Ok(plan.steps.iter().map(step).collect())
}

/// What is waived is accepted and needs no repair.
fn unwaived(findings: Vec<check::Finding>, document: &Document) -> Vec<check::Finding> {
    let waived = document.report.findings.iter().filter(|finding| finding.waived.is_some());
    let waived: BTreeSet<_> = waived.map(|finding| (&finding.rule, &finding.tenant, &finding.subject)).collect();
    let waived = |finding: &check::Finding| waived.contains(&(&finding.rule, &finding.tenant, &finding.subject));
    findings
        .into_iter()
        .filter(|finding| !matches!(finding.verdict, Verdict::Fail | Verdict::Inconclusive) || !waived(finding))
        .collect()
}

fn remains(findings: Vec<check::Finding>, document: &Document) -> Vec<Remains> {
    unwaived(findings, document)
        .into_iter()
        .filter(|finding| matches!(finding.verdict, Verdict::Fail | Verdict::Inconclusive) && finding.severity != Severity::Info)
        .map(|finding| Remains { key: (&finding).into(), failed: finding.verdict == Verdict::Fail, message: finding.message })
        .collect()
}

fn word(verdict: Overall) -> &'static str {
    match verdict {
        Overall::Ready => "ready",
        Overall::ReadyToEnable => "ready-to-enable",
        Overall::NotReady => "not-ready",
        Overall::Inconclusive => "inconclusive",
    }
}
