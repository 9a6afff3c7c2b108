//! Steps for a person: what no script should do, with the exact tool or command.

use crate::check::{Finding, Severity};
use crate::remedy::plan::{Draft, FindingKey};
use crate::text::prose::unmarked;

/// Operation, what it is, and how it is done.
const STEPS: &[(&str, &str, &str)] = &[
    ("recapture", "Capture again", ""),
    (
        "restore-spn-list",
        "Restore the service principal names that Microsoft registers",
        "Compare with an older capture or with another tenant, `Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\"`, \
         add what is missing to the names that are there, and write the whole list back; ask Microsoft support when no older list exists. \
         Never send Update-MgServicePrincipal a list of new names only: it replaces what is there.",
    ),
    (
        "enable-service-principal",
        "Enable the service principal of Exchange Online in the tenant",
        "Find out who disabled it and why, then: `Update-MgServicePrincipal -ServicePrincipalId <object id> -AccountEnabled:$true`",
    ),
    ("set-service-url", "Give the virtual directory or service connection point its URL", ""),
    (
        "upgrade-server",
        "Update Exchange",
        "Upgrade to Exchange Server Subscription Edition, one server after the other: in place from Exchange 2019 CU14 or CU15, to a new server \
         from any older build. Exchange 2016 and 2019 no longer get updates. Afterwards check that OWA and ECP still sign in, then \
         capture again.",
    ),
    (
        "decommission-server",
        "Remove servers that are past their end of life",
        "Move mailboxes, connectors and namespaces to a supported version and uninstall Exchange from the server; hybrid modern \
         authentication does not work beside it.",
    ),
    (
        "renew-auth-certificate",
        "Renew the Exchange authentication certificate",
        "`.\\MonitorExchangeAuthCertificate.ps1 -ValidateAndRenewAuthCertificate $true -IgnoreHybridConfig $true` \
         (https://aka.ms/MonitorExchangeAuthCertificate); without the second switch it renews nothing in a hybrid organisation, but still \
         imports a copy that a server lacks. Then give Entra the new one: \
         `.\\ConfigureExchangeHybridApplication.ps1 -UpdateCertificate`.",
    ),
    (
        "run-hybrid-wizard",
        "Run the newest Hybrid Configuration Wizard",
        "Download it (https://aka.ms/HybridWizard), choose full classic hybrid, and let it configure OAuth. Capture again when it is done.",
    ),
    (
        "move-to-classic-hybrid",
        "Replace the Hybrid Agent by classic hybrid",
        "Publish Exchange Web Services, Autodiscover and MAPI to the Internet, run the newest Hybrid Configuration Wizard in classic mode, \
         then uninstall the Hybrid Agent. Hybrid modern authentication is not supported with it.",
    ),
    (
        "set-proxy",
        "Set the web proxy of the server",
        "`Set-ExchangeServer -Identity <server> -InternetWebProxy http://<proxy>:<port>`",
    ),
    ("review", "Review and decide", ""),
];

/// Adds the step for a finding. An operation that scripts could do, but that the rule gives to a person, becomes a step with the rule's own
/// words; one that nobody knows is not a remedy.
pub fn plan(operation: &str, phase: u8, finding: &Finding, draft: &mut Draft, no_remedy: &mut Vec<FindingKey>) {
    let known = STEPS.iter().find(|(name, ..)| *name == operation);
    let (title, how) = match known {
        Some((_, title, how)) => (*title, *how),
        None if !finding.help.is_empty() => ("Review and decide", ""),
        None => return no_remedy.push(finding.into()),
    };
    let must = finding.severity == Severity::Error;
    let step = finding.fix.as_ref().and_then(|fix| fix.step.as_deref());
    if how.is_empty() {
        let how = if finding.help.is_empty() { unmarked(&finding.message) } else { finding.help.as_str().into() };
        // Where the same is to be done to several objects, it is one step, which names them as what it closes.
        let title = match step {
            Some(step) if !how.contains(&finding.subject) => step.to_owned(),
            _ => format!("{}: {}", step.unwrap_or(title), finding.subject),
        };
        draft.manual(phase, &title, &how, must, finding);
    } else {
        draft.manual(phase, title, how, must, finding);
    }
}
