//! The audit as it is, beside the audit of the model in which the plan has been carried out.

use super::Audit;
use crate::check::{Severity, Verdict};
use crate::remedy::print::{Outlook, Remains};
use crate::remedy::{self, Plan, Script};
use crate::report::{Readiness, Report};

/// A plan with its scripts, and what they would change.
#[derive(Debug)]
pub struct Prospect {
    plan: Plan,
    scripts: Vec<Script>,
    before: Report,
    after: Readiness,
    remains: Vec<Remains>,
}

impl Prospect {
    /// Plans, applies the plan to the model, and judges that.
    #[must_use]
    pub fn of(audit: Audit<'_>) -> Self {
        let mut plan = audit.plan().clone();
        let before = audit.report();
        let after = audit.repaired(&plan);
        plan.settle(after.findings());
        let digests: Vec<String> = before.inputs.iter().map(|input| input.sha256.clone()).collect();
        let scripts = remedy::scripts(&plan, &digests);
        Self { plan, scripts, before, after: after.verdicts().0, remains: remains(&after) }
    }

    /// The same for those who print it.
    #[must_use]
    pub fn outlook(&self) -> Outlook<'_> {
        Outlook {
            plan: &self.plan,
            scripts: &self.scripts,
            before: self.before.verdict.word().to_owned(),
            after: self.after.word().to_owned(),
            remains: self.remains.clone(),
            inputs: self.before.inputs.iter().map(|input| (input.path.clone(), input.sha256.clone())).collect(),
            as_of: self.before.as_of.clone(),
        }
    }
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
