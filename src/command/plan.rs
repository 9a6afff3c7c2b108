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
use crate::remedy::{self, FindingKey, Plan, Script};
use crate::report::{Document, PlanStep, Report, json as report_json};
use crate::rule::RuleSet;
use miette::IntoDiagnostic;
use std::collections::BTreeSet;

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
    let inputs = session.read(input)?;
    let captures = session::captures(&inputs);
    let estate = session.estate(&inputs, &captures);
    session::need_records(&inputs, &captures, &estate)?;
    let files = session::files_read(captures);
    let (findings, passed) = session.open_findings(&estate);
    let document = session.document(&inputs, &files, &estate, (&findings, passed));
    let mut plan = remedy::plan::plan_of(&estate, &unwaived(findings, &document), session.is_whole());

    let after = remedy::apply(&plan, estate);
    let (findings_after, passed_after) = session.open_findings(&after);
    plan.settle(&findings_after);
    let document_after = session.document(&inputs, &files, &after, (&findings_after, passed_after));

    let digests: Vec<String> = document.report.inputs.iter().map(|input| input.sha256.clone()).collect();
    let scripts: Vec<Script> = remedy::scripts(&plan, &digests);
    let outlook = Outlook {
        plan: &plan,
        scripts: &scripts,
        before: document.report.verdict.word().to_owned(),
        after: document_after.report.verdict.word().to_owned(),
        remains: remains(findings_after, &document_after),
        inputs: document.report.inputs.iter().map(|input| (input.path.clone(), input.sha256.clone())).collect(),
        as_of: document.as_of.clone(),
    };
    then(&outlook)
}

/// The plan for what a report holds.
#[must_use]
pub fn of_report(session: &Session, estate: &Estate, findings: &[check::Finding], document: &Document) -> Plan {
    remedy::plan::plan_of(estate, &unwaived(findings.to_vec(), document), session.is_whole())
}

/// Gives to a person every repair that no script of the plan makes: a report promises only what `remediate` writes.
pub fn keep_promises(plan: &Plan, report: &mut Report) {
    let scripted = plan.scripted();
    for finding in &mut report.findings {
        let key = FindingKey {
            rule: finding.rule.clone(),
            tenant: finding.tenant.clone(),
            subject: finding.subject.clone(),
            severity: finding.severity,
        };
        if let Some(fix) = finding.fix.as_mut().filter(|_| !scripted.contains(&key)) {
            fix.disposition = Disposition::Manual;
        }
    }
}

/// The steps of a plan as reports list them.
#[must_use]
pub fn steps(session: &Session, estate: &Estate, mut plan: Plan) -> Vec<PlanStep> {
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
    plan.steps.iter().map(step).collect()
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
