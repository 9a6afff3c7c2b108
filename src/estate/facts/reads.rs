//! Which captures a derived noun or a fact is made from, beside the row that it is asked of: what else is needed to decide a rule.

use crate::catalog::{self, Ask};

const SETTINGS: &[&str] = &["auth-server", "organization-config"];
const BROWSER: &[&str] = &["owa-virtual-directory", "ecp-virtual-directory"];
const CERTIFICATES: &[&str] = &["auth-config", "exchange-certificate", "exchange-server"];
const ENDPOINTS: &[&str] =
    &["online-intra-organization-connector", "online-organization-relationship", "online-migration-endpoint"];
const METHODS: &[&str] = &["authentication-methods-policy"];
const STRENGTHS: &[&str] = &["authentication-strength"];
const MET: &[&str] = &["authentication-strength", "authentication-methods-policy", "user-registration", "entra-domain"];
const AUTHORITIES: &[&str] = &["certificate-configuration", "pki-authority"];
const DOMAINS: &[&str] = &["accepted-domain", "entra-organization"];

/// Names of derived nouns and facts, and the nouns that they read.
const READS: &[(&str, &[&str])] = &[
    ("accepted-autodiscover", &["accepted-domain"]),
    ("active-sync-limit", &["active-sync-limit"]),
    ("allows-outlook-mobile", &["active-sync-device-access-rule"]),
    ("answers-external-url", &["active-sync-virtual-directory"]),
    ("auth-certificate", CERTIFICATES),
    ("authentication-method", METHODS),
    ("app-may-use-ews", &["auth-server"]),
    ("binds-tenant-domains", &["exchange-server"]),
    ("blocks-modern", &["exchange-server"]),
    ("can-be-met", MET),
    ("certificate-authority", AUTHORITIES),
    ("client-application", &["mobile-device", "installed-application", "registry-key", "sign-in"]),
    ("dedicated-hybrid-app", &["setting-override"]),
    ("demands-strength", STRENGTHS),
    ("device-report", &["entra-device"]),
    ("download-domain-override", &["setting-override"]),
    ("effective-authentication-policy", &["authentication-policy", "organization-config", "exchange-server"]),
    ("entra-auth-server-count", &["auth-server"]),
    ("forwards-everybody", METHODS),
    ("graph-routing-supported", &["exchange-server", "exchange-setup", "auth-server", "setting-override"]),
    ("has-auth-certificate", CERTIFICATES),
    ("has-authority", AUTHORITIES),
    ("has-auth-server", &["auth-server", "entra-organization"]),
    ("has-teams-successors", &["partner-application"]),
    ("hybrid-application", &["application"]),
    ("hybrid-endpoint", ENDPOINTS),
    ("is-entra-endpoint", &["entra-organization"]),
    ("is-default-policy", &["organization-config"]),
    ("leads-to-web-services", &["web-services-virtual-directory"]),
    ("legacy-authentication-blocked", &["authentication-policy", "organization-config"]),
    ("linked-mailboxes", &["linked-mailbox"]),
    ("message-size-limit", &["transport-config"]),
    ("missing-auth-certificates", &["application", "auth-config"]),
    ("modern-auth-phase", SETTINGS),
    ("office-version", &["registry-key"]),
    ("offloads-by-default", &["exchange-server"]),
    ("outside-own-domains", DOMAINS),
    ("owa-modern-auth", BROWSER),
    ("owa-or-ecp", BROWSER),
    ("owa-url", BROWSER),
    ("phase", SETTINGS),
    ("realm-has-hybrid-app-id", &["auth-server"]),
    ("realm-keeps-routing-domain", &["auth-server"]),
    ("realm-is-known-tenant", &["entra-organization"]),
    ("registration-report", &["user-registration", "authentication-methods-policy"]),
    ("redirects-to-sign-in", &["challenge"]),
    ("resists-phishing", STRENGTHS),
    ("resource-forest-override", &["setting-override"]),
    ("sends-to-sign-in", &["accepted-domain"]),
    ("server", &["exchange-server"]),
    ("shares-realm", &["auth-server"]),
    ("signs-in-at-entra", &["auth-server"]),
    ("sign-in-protocol", &["sign-in"]),
    ("stands-by", &["auth-server"]),
    ("supports-owa-modern-auth", &["exchange-setup"]),
    ("takes-access-pass", MET),
    ("takes-largest-message", &["active-sync-limit", "transport-config"]),
    ("tenant", &["auth-server", "service-principal"]),
    ("tenant-count", &["auth-server"]),
    ("tls-device-hint", &["outlook-anywhere", "exchange-server", "exchange-certificate"]),
    ("trusts-tenant", &["auth-server", "entra-organization"]),
    ("user-count", &["user"]),
    ("users-are-majority", &["user", "authentication-policy"]),
    ("used-on-premises", &["exchange-server", "accepted-domain", "owa-virtual-directory", "ecp-virtual-directory"]),
];

/// Derived nouns and facts that are made from the URLs of all services.
const READ_URLS: &[&str] = &[
    "client-directory",
    "named-origin",
    "registered-service-urls",
    "scp-url",
    "service-endpoint",
    "service-url",
    "used-on-premises",
    "virtual-directory",
    "authentication-drift",
    "namespace-drift",
    "uncovered",
];

/// The captures that a noun, property or fact is made from.
pub fn of(name: &str) -> impl Iterator<Item = Ask> {
    let listed = READS.iter().find(|(other, _)| *other == name).map_or(&[][..], |(_, nouns)| nouns);
    let reads_urls = READ_URLS.contains(&name);
    let of_services = catalog::ALL.iter().filter(move |cmdlet| reads_urls && cmdlet.service.is_some()).map(|cmdlet| cmdlet.noun);
    std::iter::once(name).chain(listed.iter().copied()).filter_map(catalog::asked).chain(of_services.filter_map(catalog::asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estate::facts;

    #[test]
    fn every_name_is_one_that_rules_may_use() {
        let derived: Vec<&str> =
            facts::NOUNS.iter().flat_map(|noun| noun.properties.iter().map(|(name, _)| *name).chain([noun.name])).collect();
        for name in READS.iter().map(|(name, _)| name).chain(READ_URLS) {
            assert!(facts::fact(name).is_some() || derived.contains(name), "{name}");
        }
        for noun in READS.iter().flat_map(|(_, nouns)| *nouns) {
            assert!(catalog::asked(noun).is_some(), "{noun}");
        }
    }
}
