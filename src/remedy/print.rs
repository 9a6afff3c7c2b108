//! A plan as people and programs read it. Whatever came from a capture passes one escaping function in each form.

use super::plan::{Action, FindingKey, Plan, Step};
use super::script::Script;
use crate::text::prose::unmarked;
use crate::verdict::Severity;

pub mod json;
pub mod markdown;
pub mod terminal;

/// A plan with what surrounds it.
#[derive(Debug, Clone)]
pub struct Outlook<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its scripts.
    pub scripts: &'a [Script],
    /// Verdict of the audit, as reports write it (`not-ready`).
    pub before: String,
    /// Verdict of the audit of the model after all scripts.
    pub after: String,
    /// What still fails or is undecided then, without information.
    pub remains: Vec<Remains>,
    /// Path and SHA-256 of each capture.
    pub inputs: Vec<(String, String)>,
    /// The day that the audit judged by.
    pub as_of: String,
}

/// A finding that the scripts leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remains {
    /// The finding.
    pub key: FindingKey,
    /// Whether it failed; else it is undecided.
    pub failed: bool,
    /// What was found.
    pub message: String,
}

impl Outlook<'_> {
    /// The script that does a step, without ending.
    #[must_use]
    pub fn script_of(&self, step: &Step) -> Option<&Script> {
        self.scripts.iter().find(|script| script.steps.binary_search(&step.number).is_ok())
    }

    /// Whether the plan throws a switch.
    #[must_use]
    pub fn enables(&self) -> bool {
        self.plan.steps.iter().any(|step| {
            matches!(&step.action, Action::Scripted(operation) if matches!(operation.name, "enable-default-endpoint" | "enable-modern-auth"))
        })
    }

    /// Where errors remain after the scripts: how many of them the steps for a person close.
    #[must_use]
    pub fn left_to_people(&self) -> Option<String> {
        let manual = self.plan.steps.iter().filter(|step| matches!(step.action, Action::Manual { .. }));
        let closed: Vec<&FindingKey> = manual.flat_map(|step| &step.closes).collect();
        let errors = self.remains.iter().filter(|remains| remains.failed && remains.key.severity == Severity::Error);
        let (theirs, others): (Vec<&Remains>, Vec<&Remains>) = errors.partition(|remains| closed.contains(&&remains.key));
        let told = match (theirs.len(), others.len()) {
            (0, _) => return None,
            (_, 0) => "The steps for a person close every error that remains".to_owned(),
            (theirs, others) => format!("The steps for a person close {theirs} of the {} errors that remain", theirs + others),
        };
        Some(format!("{told}: capture again once they are done, and check."))
    }

    /// How the scripts come by what they guard and the captures don't show: texts of ours, see [`crate::text::prose`].
    #[must_use]
    pub fn asks(&self) -> Vec<String> {
        let guards = &self.plan.guards;
        let mut asks = Vec::new();
        if guards.organization.is_none() && self.scripts.iter().any(|script| script.tenant.is_none()) {
            asks.push("The captures do not show the organisation's GUID: give it with -OrganizationId; this prints it: `Get-OrganizationConfig | Format-List Name,Guid`".to_owned());
        }
        for tenant in guards.tenants.iter().filter(|tenant| tenant.id.is_none()) {
            if self.scripts.iter().any(|script| script.tenant.as_deref() == Some(tenant.name.as_str())) {
                asks.push(format!(
                    "The captures do not show the id of the tenant {}: give it with -TenantId.",
                    unmarked(&tenant.name)
                ));
            }
        }
        for step in &self.plan.steps {
            let Action::Scripted(operation) = &step.action else { continue };
            let hosts = operation.call.values_of("Ask");
            if !hosts.is_empty() {
                asks.push(format!(
                    "The captures show neither accepted domains nor verified domains of the tenant: step {} asks about {}, unless a verified \
                     domain of the tenant holds it. Capture Get-AcceptedDomain to be asked nothing.",
                    step.number,
                    unmarked(&hosts.join(", "))
                ));
            }
        }
        asks
    }
}

/// Which clients change their behaviour when the switches are thrown.
pub const BEHAVIOUR: &[(&str, &str)] = &[
    (
        "Outlook 2016 and later, Microsoft 365 Apps",
        "signs in at Entra (a browser window) the next time it authenticates; no new profile is needed",
    ),
    ("Outlook 2013", "only with the registry values EnableADAL and Version; otherwise it stays with what it does now"),
    ("Outlook 2010, Office for Mac 2011", "know no modern authentication and stay with what they do now"),
    ("Outlook for Mac 2016 and later", "signs in at Entra"),
    ("Outlook for iOS and Android", "signs in at Entra; the account has to be set up again"),
    (
        "ActiveSync clients (iOS Mail and others)",
        "use OAuth only in a profile that was set up again; consent for the app may be needed",
    ),
    ("Outlook Anywhere, IMAP, POP", "stay with what they do now"),
    ("People without a synchronised account", "get no token and cannot sign in with modern authentication"),
];

/// What makes the change dangerous, for whoever approves it.
const RISKS: &[&str] = &[
    "A client gets a token only for names that every tenant knows. A name that is missing shows as a prompt that returns for ever.",
    "The service principal's list is replaced as a whole by each write. The scripts read it again before they write, never send less than they read, and read it back.",
    "Accounts that are not synchronised to Entra cannot sign in with modern authentication, the built-in Administrator among them.",
    "The switches act within hours, not at once: servers and clients keep what they know for a while.",
];

/// How to see that it worked.
const VERIFICATION: &[&str] = &[
    "Outlook: Ctrl and right click on the icon in the notification area, Connection Status: Authn shows Bearer*.",
    "Capture again and run hmaudit check: the verdict is `ready` when everything was done.",
    "hmaudit probe asks the published URLs for their bearer challenge.",
];

/// The head of a finding: rule, tenant, subject.
fn label(key: &FindingKey) -> String {
    match &key.tenant {
        Some(tenant) => format!("{} {} in {tenant}", key.rule, key.subject),
        None => format!("{} {}", key.rule, key.subject),
    }
}
