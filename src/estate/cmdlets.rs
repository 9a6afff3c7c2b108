//! Every cmdlet that hmaudit knows. To add one: a file in `cmdlets/`, and two lines here.

use super::schema::Cmdlet;
use std::collections::HashMap;
use std::sync::LazyLock;

mod accepted_domain;
mod active_sync_device_access_rule;
mod active_sync_organization_settings;
mod active_sync_virtual_directory;
mod auth_config;
mod auth_server;
mod authentication_policy;
mod autodiscover_virtual_directory;
mod cas_mailbox;
mod cas_mailbox_plan;
mod challenge;
mod client_access_service;
mod ecp_virtual_directory;
mod entra_organization;
mod exchange_certificate;
mod exchange_server;
mod exchange_setup;
mod federation_trust;
mod hybrid_configuration;
mod intra_organization_configuration;
mod intra_organization_connector;
mod mapi_virtual_directory;
mod migration_endpoint;
mod oab_virtual_directory;
mod oauth_connectivity;
mod organization_config;
mod organization_relationship;
mod outlook_anywhere;
mod owa_virtual_directory;
mod partner_application;
mod power_shell_virtual_directory;
mod service_principal;
mod setting_override;
mod virtual_directory;
mod web_services_virtual_directory;

/// All cmdlets.
pub const ALL: &[&Cmdlet] = &[
    &mapi_virtual_directory::CMDLET,
    &web_services_virtual_directory::CMDLET,
    &oab_virtual_directory::CMDLET,
    &autodiscover_virtual_directory::CMDLET,
    &active_sync_virtual_directory::CMDLET,
    &owa_virtual_directory::CMDLET,
    &ecp_virtual_directory::CMDLET,
    &power_shell_virtual_directory::CMDLET,
    &outlook_anywhere::CMDLET,
    &client_access_service::CMDLET,
    &auth_server::CMDLET,
    &auth_config::CMDLET,
    &exchange_certificate::CMDLET,
    &partner_application::CMDLET,
    &organization_config::CMDLET,
    &exchange_server::CMDLET,
    &exchange_setup::CMDLET,
    &hybrid_configuration::CMDLET,
    &intra_organization_connector::CMDLET,
    &intra_organization_configuration::CMDLET,
    &organization_relationship::CMDLET,
    &migration_endpoint::CMDLET,
    &setting_override::CMDLET,
    &accepted_domain::CMDLET,
    &federation_trust::CMDLET,
    &authentication_policy::CMDLET,
    &cas_mailbox::CMDLET,
    &cas_mailbox_plan::CMDLET,
    &active_sync_organization_settings::CMDLET,
    &active_sync_device_access_rule::CMDLET,
    &service_principal::CMDLET,
    &entra_organization::CMDLET,
    &challenge::CMDLET,
    &oauth_connectivity::CMDLET,
];

/// The cmdlet whose objects rules call `noun` (`mapi-virtual-directory`).
#[must_use]
pub fn of_noun(noun: &str) -> Option<&'static Cmdlet> {
    static BY_NOUN: LazyLock<HashMap<&str, &Cmdlet>> =
        LazyLock::new(|| ALL.iter().map(|cmdlet| (cmdlet.noun, *cmdlet)).collect());
    BY_NOUN.get(noun).copied()
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
