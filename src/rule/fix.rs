//! The operations that a rule may name as its fix: rule files contain no PowerShell.

use crate::verdict::Disposition;

/// An operation of the plan.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Name in rules.
    pub name: &'static str,
    /// Whether a script does it, unless the rule says otherwise.
    pub disposition: Disposition,
    /// Phase of the plan, see [`crate::verdict::Fix::phase`].
    pub phase: u8,
    /// What it does, in one line.
    pub doc: &'static str,
}

const fn safe(name: &'static str, phase: u8, doc: &'static str) -> Operation {
    Operation { name, disposition: Disposition::Safe, phase, doc }
}

const fn manual(name: &'static str, phase: u8, doc: &'static str) -> Operation {
    Operation { name, disposition: Disposition::Manual, phase, doc }
}

/// Highest phase of a plan.
pub const LAST_PHASE: u8 = 6;

/// All operations, by phase.
pub const OPERATIONS: &[Operation] = &[
    manual("recapture", 0, "capture again, so that the rule can be decided"),
    safe("add-spn", 1, "add the missing service principal names in the tenant"),
    manual("restore-spn-list", 1, "restore the service principal names that Microsoft registers"),
    manual("enable-service-principal", 1, "enable the service principal in Entra ID"),
    safe("add-oauth", 2, "add OAuth to the authentication methods of the virtual directory"),
    safe("use-https", 2, "set an https URL for the virtual directory"),
    manual("set-service-url", 2, "set the URL of the virtual directory or service connection point"),
    manual("upgrade-server", 2, "update Exchange on the server"),
    manual("decommission-server", 2, "remove the server from the organisation"),
    safe("enable-auth-server", 3, "enable the AuthServer"),
    safe("clear-default-endpoint", 3, "clear the default authorization endpoint of an AuthServer that must not be it"),
    safe("refresh-auth-metadata", 3, "read the AuthServer's metadata again"),
    safe("set-domain-name", 3, "bind the AuthServer to the tenant's domain"),
    safe("enable-partner-application", 3, "enable the partner application Exchange Online"),
    manual("renew-auth-certificate", 3, "renew the Exchange authentication certificate"),
    manual("run-hybrid-wizard", 3, "run the newest Hybrid Configuration Wizard"),
    manual("move-to-classic-hybrid", 3, "replace the Hybrid Agent with classic hybrid"),
    safe("enable-mapi-http", 4, "enable MAPI over HTTP"),
    manual("set-proxy", 4, "set the server's web proxy"),
    safe("allow-modern-auth", 4, "stop the policy from blocking modern authentication"),
    manual("review", 4, "review it and decide"),
    safe("owa-reply-urls", 5, "add the reply URLs of OWA and ECP"),
    safe("owa-oauth-only", 5, "make OAuth the only authentication method of OWA and ECP"),
    safe("enable-default-endpoint", 6, "make the Entra AuthServer the default authorization endpoint"),
    safe("enable-modern-auth", 6, "switch OAuth2ClientProfileEnabled on"),
];

/// The operation of this name.
#[must_use]
pub fn operation(name: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.name == name)
}
