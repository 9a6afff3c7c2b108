//! Scripts: a constant library for each kind, then the calls. ASCII, CRLF, nothing from a capture outside a call's literals.

use super::call::Call;
use super::called;
use super::plan::{Action, Plan};
use super::quote::slug;
use crate::estate::Side;
use std::collections::BTreeMap;

/// The kinds of scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Microsoft Graph PowerShell, one a tenant.
    Entra,
    /// Exchange Management Shell: virtual directories, AuthServer, organisation, policies.
    Exchange,
    /// Exchange Management Shell: OAuth as the only method of OWA and ECP.
    Owa,
    /// Exchange Management Shell: the two switches.
    Enable,
}

/// All kinds, in the order in which they are run.
pub const KINDS: &[Kind] = &[Kind::Entra, Kind::Exchange, Kind::Owa, Kind::Enable];

const COMMON: &str = include_str!("powershell/common.ps1");
const ENTRA: &str = include_str!("powershell/entra.ps1");
const ON_PREMISES: &str = include_str!("powershell/onprem.ps1");
const EXCHANGE: &str = include_str!("powershell/exchange.ps1");
const RESULTS: &str = include_str!("powershell/results.ps1");
const OWA: &str = include_str!("powershell/owa.ps1");
const ENABLE: &str = include_str!("powershell/enable.ps1");

impl Kind {
    /// The word in the header and in file names.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Entra => "entra",
            Self::Exchange => "exchange",
            Self::Owa => "owa",
            Self::Enable => "enable",
        }
    }

    /// First line of a script of this kind.
    #[must_use]
    pub fn title(self, undo: bool) -> String {
        format!("# hmaudit script 1: {}{}", self.word(), if undo { " undo" } else { "" })
    }

    /// Everything constant between the header's digest and the calls, with plain line feeds.
    #[must_use]
    pub fn library(self, undo: bool) -> String {
        let parameters = match self {
            Self::Entra => "    [string] $TenantId = ''",
            Self::Exchange => "    [string] $OrganizationId = ''",
            Self::Owa | Self::Enable => "    [string] $OrganizationId = '',\n    [string[]] $ManualStepsDone = @()",
        };
        let released = if undo { ",\n    [string[]] $Release = @()" } else { "" };
        let parts: &[&str] = match self {
            Self::Entra => &[COMMON, ENTRA],
            Self::Exchange => &[COMMON, ON_PREMISES, EXCHANGE],
            Self::Owa => &[COMMON, ON_PREMISES, RESULTS, OWA],
            Self::Enable => &[COMMON, ON_PREMISES, RESULTS, ENABLE],
        };
        let direction = if undo { "$true" } else { "$false" };
        let note = if undo { UNDO_NOTE } else { "" };
        format!(
            "#Requires -Version 5.1\n[CmdletBinding(SupportsShouldProcess, ConfirmImpact = 'High')]\nparam(\n{parameters}{released}\n)\n$script:Undo = {direction}\n{}{MARKER}\n{note}\n",
            called::filled(&parts.concat().replace("\r\n", "\n"))
        )
    }
}

/// What stands before the calls.
pub const MARKER: &str = "# ---- What is to be done, in this order.";
/// What an undo script says about its calls.
const UNDO_NOTE: &str = "# This is the undo script: each call takes back what the step of this number changed, and nothing else.\n\
     # What can't be taken back is reported, and the rest goes on; -Release 4,7 gives such steps up and strikes them from the journal.\n";

/// Second line of every script.
pub const NOTICE: &str =
    "# Written by hmaudit; plan.md says what it does. Do not edit it: hmaudit verify-script tells whether somebody did.";
/// What stands before the digest of the captures.
pub const INPUTS: &str = "# SHA-256 of the captures: ";

/// A script and the one that undoes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// Name without ending: `01-entra-contoso`.
    pub name: String,
    /// Its kind.
    pub kind: Kind,
    /// The tenant of an Entra script.
    pub tenant: Option<String>,
    /// Text of the script.
    pub text: String,
    /// Text of the script of the same name that undoes it.
    pub undo: String,
    /// Numbers of the plan's steps in it, in their order.
    pub steps: Vec<usize>,
}

/// What stands before the checksums of the calls. They show an edit that leaves the grammar whole (another host, a step less) and where
/// it is; they are not a signature, because whoever means harm can compute them too.
pub const CHECKSUMS: &str = "# SHA-256 of each call, first 16 digits:";

/// The checksum of a call as it is written.
#[must_use]
pub fn checksum(line: &str) -> String {
    let mut hex = crate::digest::sha256_hex(line.as_bytes());
    hex.truncate(16);
    hex
}

/// The digest that stands for all captures: SHA-256 over their own digests, sorted.
#[must_use]
pub fn digest_of_inputs(sha256: &[String]) -> String {
    let mut sorted = sha256.to_vec();
    sorted.sort();
    sorted.dedup();
    crate::digest::sha256_hex(sorted.join("\n").as_bytes())
}

/// The text of a script. `calls` are in the order of the plan with their step numbers.
#[must_use]
pub fn render(kind: Kind, undo: bool, digest: &str, calls: &[(usize, Call)]) -> String {
    let lines: Vec<String> = calls.iter().map(|(step, call)| call.line(*step)).collect();
    let checksums: String = lines.iter().map(|line| format!(" {}", checksum(line))).collect();
    let mut text = format!("{}\n{NOTICE}\n{INPUTS}{digest}\n{CHECKSUMS}{checksums}\n{}", kind.title(undo), kind.library(undo));
    for line in &lines {
        text.push_str(line);
        text.push('\n');
    }
    text.replace('\n', "\r\n")
}

/// Calls with the numbers of their steps; 0 for what is not a step.
type Calls = Vec<(usize, Call)>;

/// The calls of an undo script: guards first, then the steps in reverse order, then what ends the script.
#[must_use]
pub fn reversed(calls: &[(usize, Call)]) -> Vec<(usize, Call)> {
    let (steps, others): (Vec<_>, Vec<_>) =
        calls.iter().filter(|(_, call)| call.shape().in_undo).cloned().partition(|(_, call)| call.shape().is_step);
    let first_end = others.iter().position(|(_, call)| is_end(call)).unwrap_or(others.len());
    let (guards, ends) = others.split_at(first_end);
    guards.iter().cloned().chain(steps.into_iter().rev()).chain(ends.iter().cloned()).collect()
}

/// Whether the call ends a script.
#[must_use]
pub fn is_end(call: &Call) -> bool {
    matches!(call.shape().name, "Save-TenantResult" | "Complete-Script")
}

/// The scripts of a plan, in the order in which they are run. `sha256` are the digests of the captures.
///
/// An Entra script is written for every tenant as soon as something follows that rests on its names, even if nothing is missing there: it
/// saves the state of the tenant, without which the scripts for OWA and for enabling refuse to run.
#[must_use]
pub fn scripts(plan: &Plan, sha256: &[String]) -> Vec<Script> {
    let digest = digest_of_inputs(sha256);
    let mut calls: BTreeMap<(Kind, Option<String>), Calls> = BTreeMap::new();
    for step in &plan.steps {
        if let Action::Scripted(operation) = &step.action {
            let tenant = match &operation.target.side {
                Side::Tenant(name) if operation.call.kind() == Kind::Entra => Some(name.clone()),
                _ => None,
            };
            calls.entry((operation.call.kind(), tenant)).or_default().push((step.number, operation.call.clone()));
        }
    }
    if calls.keys().any(|(kind, _)| matches!(kind, Kind::Owa | Kind::Enable)) {
        for tenant in &plan.guards.tenants {
            calls.entry((Kind::Entra, Some(tenant.name.clone()))).or_default();
        }
    }
    let mut scripts: Vec<Script> = Vec::new();
    for ((kind, tenant), steps) in calls {
        let number = scripts.len() + 1;
        let name = match &tenant {
            Some(tenant) => {
                let slug = slug(tenant);
                format!("{number:02}-entra-{}", if slug.is_empty() { "tenant".to_owned() } else { slug })
            }
            None => format!("{number:02}-{}", kind.word()),
        };
        let entra: Vec<(String, Option<String>)> = scripts
            .iter()
            .filter(|script| script.kind == Kind::Entra)
            .map(|script| (script.name.clone(), script.tenant.clone()))
            .collect();
        let whole = plan.guards.around(kind, tenant.as_deref(), &entra, &steps, plan);
        scripts.push(Script {
            text: render(kind, false, &digest, &whole),
            undo: render(kind, true, &digest, &reversed(&whole)),
            steps: steps.iter().map(|(number, _)| *number).collect(),
            name,
            kind,
            tenant,
        });
    }
    scripts
}
