//! Every cmdlet that hmaudit knows and all that is known of it. To add one: an entry in a file of `catalog/`, and a line here.

use schema::{Cmdlet, Directory};
use std::collections::HashMap;
use std::sync::LazyLock;

mod answers;
mod clients;
mod devices;
mod directories;
mod hybrid;
mod organization;
pub mod schema;
mod servers;
mod sign_in;
mod tenant;
mod trust;

pub use schema::Shell;

/// All cmdlets.
pub const ALL: &[&Cmdlet] = &[
    &directories::MAPI_VIRTUAL_DIRECTORY,
    &directories::WEB_SERVICES_VIRTUAL_DIRECTORY,
    &directories::OAB_VIRTUAL_DIRECTORY,
    &directories::AUTODISCOVER_VIRTUAL_DIRECTORY,
    &directories::ACTIVE_SYNC_VIRTUAL_DIRECTORY,
    &directories::OWA_VIRTUAL_DIRECTORY,
    &directories::ECP_VIRTUAL_DIRECTORY,
    &directories::POWER_SHELL_VIRTUAL_DIRECTORY,
    &directories::OUTLOOK_ANYWHERE,
    &servers::CLIENT_ACCESS_SERVICE,
    &trust::AUTH_SERVER,
    &trust::AUTH_CONFIG,
    &servers::EXCHANGE_CERTIFICATE,
    &trust::PARTNER_APPLICATION,
    &organization::ORGANIZATION_CONFIG,
    &servers::EXCHANGE_SERVER,
    &servers::EXCHANGE_SETUP,
    &servers::ACTIVE_SYNC_LIMIT,
    &hybrid::HYBRID_CONFIGURATION,
    &hybrid::INTRA_ORGANIZATION_CONNECTOR,
    &hybrid::INTRA_ORGANIZATION_CONFIGURATION,
    &hybrid::ORGANIZATION_RELATIONSHIP,
    &hybrid::MIGRATION_ENDPOINT,
    &organization::TRANSPORT_CONFIG,
    &organization::SETTING_OVERRIDE,
    &organization::ACCEPTED_DOMAIN,
    &trust::FEDERATION_TRUST,
    &organization::AUTHENTICATION_POLICY,
    &clients::ARBITRATION_MAILBOX,
    &clients::LINKED_MAILBOX,
    &clients::USER,
    &clients::CAS_MAILBOX,
    &clients::CAS_MAILBOX_PLAN,
    &clients::ACTIVE_SYNC_ORGANIZATION_SETTINGS,
    &clients::ACTIVE_SYNC_DEVICE_ACCESS_RULE,
    &devices::MOBILE_DEVICE,
    &devices::REGISTRY_KEY,
    &devices::INSTALLED_APPLICATION,
    &devices::SIGN_IN,
    &tenant::SERVICE_PRINCIPAL,
    &tenant::APPLICATION,
    &tenant::ENTRA_ORGANIZATION,
    &sign_in::AUTHENTICATION_METHODS_POLICY,
    &sign_in::USER_REGISTRATION,
    &sign_in::ENTRA_DOMAIN,
    &sign_in::CONDITIONAL_ACCESS_POLICY,
    &sign_in::AUTHENTICATION_STRENGTH,
    &sign_in::CERTIFICATE_CONFIGURATION,
    &sign_in::CERTIFICATE_AUTHORITY,
    &sign_in::ENTRA_DEVICE,
    &answers::CHALLENGE,
    &answers::OAUTH_CONNECTIVITY,
];

/// A cmdlet that is to be run, on one of its sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ask {
    /// The noun of the cmdlet.
    pub noun: &'static str,
    /// In a tenant, where it exists on both sides.
    pub of_tenant: bool,
}

impl Ask {
    /// The cmdlet.
    #[must_use]
    pub fn cmdlet(self) -> Option<&'static Cmdlet> {
        of_noun(self.noun)
    }

    /// The shell that it is run in.
    #[must_use]
    pub fn place(self) -> Option<schema::Place> {
        self.cmdlet()?.place(self.of_tenant)
    }
}

/// Nouns of the virtual directories of protocols that clients speak.
pub const FRONT_END: &[&str] = &front_end();

const fn front_end() -> [&'static str; 7] {
    let (mut nouns, mut count, mut index) = ([""; 7], 0, 0);
    while index < ALL.len() {
        if ALL[index].label().is_some() {
            nouns[count] = ALL[index].noun;
            count += 1;
        }
        index += 1;
    }
    nouns
}

/// The cmdlets that print virtual directories, with what tells these from others.
pub fn directories() -> impl Iterator<Item = (&'static Cmdlet, Directory)> {
    ALL.iter().filter_map(|cmdlet| Some((*cmdlet, cmdlet.directory?)))
}

/// The cmdlets that print URLs of services which clients use: first what certainly does, service connection points last.
#[must_use]
pub fn services() -> Vec<(&'static Cmdlet, schema::Service)> {
    let mut all: Vec<_> = ALL.iter().filter_map(|cmdlet| Some((*cmdlet, cmdlet.service?))).collect();
    all.sort_by_key(|(cmdlet, service)| (cmdlet.directory.is_none(), !service.is_printed));
    all
}

/// The cmdlet whose objects rules call `noun` (`mapi-virtual-directory`).
#[must_use]
pub fn of_noun(noun: &str) -> Option<&'static Cmdlet> {
    static BY_NOUN: LazyLock<HashMap<&str, &Cmdlet>> =
        LazyLock::new(|| ALL.iter().map(|cmdlet| (cmdlet.noun, *cmdlet)).collect());
    BY_NOUN.get(noun).copied()
}

/// The objects that rules call `noun`: as [`of_noun`], or `online-organization-config` for those of Exchange Online.
#[must_use]
pub fn asked(noun: &str) -> Option<Ask> {
    let online = |cmdlet: &&&Cmdlet| cmdlet.online.is_some_and(|online| online.noun == noun);
    let of_side = |cmdlet: &Cmdlet, of_tenant| Ask { noun: cmdlet.noun, of_tenant };
    let on_premises = of_noun(noun).map(|cmdlet| of_side(cmdlet, false));
    on_premises.or_else(|| ALL.iter().find(online).map(|cmdlet| of_side(cmdlet, true)))
}

/// The cmdlet of this name or alias, letter case ignored, with the canonical spelling of the name that was asked for.
#[must_use]
pub fn named(name: &str) -> Option<(&'static Cmdlet, &'static str)> {
    ALL.iter().copied().find_map(|cmdlet| {
        std::iter::once(&cmdlet.name)
            .chain(cmdlet.aliases)
            .find(|known| known.eq_ignore_ascii_case(name))
            .map(|known| (cmdlet, *known))
    })
}

/// The cmdlet that prints what a parameter asks for, if that is of a kind of its own: `Get-Mailbox -Arbitration`. `value` is blank for a switch.
#[must_use]
pub fn of_parameter(name: &str, parameter: &str, value: &str) -> Option<&'static Cmdlet> {
    let asked = format!("{name} -{parameter} {value}");
    ALL.iter().copied().find(|cmdlet| cmdlet.name.contains(' ') && cmdlet.name.eq_ignore_ascii_case(asked.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn nouns_names_and_properties_are_unambiguous() {
        let mut seen = BTreeSet::new();
        for cmdlet in ALL {
            assert!(seen.insert(cmdlet.noun.to_owned()), "{} twice", cmdlet.noun);
            for name in std::iter::once(&cmdlet.name).chain(cmdlet.aliases) {
                assert!(seen.insert(name.to_ascii_lowercase()), "{name} twice");
            }
            let mut properties = BTreeSet::new();
            for property in cmdlet.properties {
                assert!(!property.doc.is_empty());
                for name in std::iter::once(&property.name).chain(property.aliases) {
                    assert!(properties.insert(name.to_ascii_lowercase()), "{} has {name} twice", cmdlet.name);
                }
            }
        }
    }

    #[test]
    fn the_command_for_a_cmdlet_runs_that_cmdlet() {
        for cmdlet in ALL {
            assert!(cmdlet.collect.contains(cmdlet.name), "{}", cmdlet.collect);
        }
        let mapi = of_noun("mapi-virtual-directory").unwrap();
        assert!(mapi.collect_from("EX02").contains("Get-MapiVirtualDirectory -Server EX02 |"));
        for other in ["EX02; Remove-Item *", "", "-Force", "EX02`", &"x".repeat(101)] {
            assert_eq!(mapi.collect_from(other), mapi.collect, "{other}");
        }
    }

    #[test]
    fn names_and_aliases_are_found_in_any_case() {
        assert_eq!(
            named("get-clientaccessserver").map(|(c, n)| (c.noun, n)),
            Some(("client-access-service", "Get-ClientAccessServer"))
        );
        assert!(named("Get-OfflineAddressBook").is_none());
    }
}
