//! Get-IntraOrganizationConfiguration: intra-organisation configuration.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-IntraOrganizationConfiguration prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-IntraOrganizationConfiguration",
    aliases: &[],
    noun: "intra-organization-configuration",
    types: &["IntraOrganizationConfiguration"],
    shell: None,
    key: Key::Singleton,
    doc: "intra-organisation configuration",
    collect: "$FormatEnumerationLimit = -1; Get-IntraOrganizationConfiguration | Format-List OnPremiseDiscoveryEndpoint,OnPremiseWebServiceEndpoint,OnlineDiscoveryEndpoint,OnlineTargetAddress,DeploymentIsCompleteIOCReady",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("OnPremiseDiscoveryEndpoint", Kind::Url, "Autodiscover on premises."),
    property("OnPremiseWebServiceEndpoint", Kind::Url, "Web services on premises."),
    property("OnlineDiscoveryEndpoint", Kind::Url, "Autodiscover of Exchange Online."),
    property("OnlineTargetAddress", Kind::Text, "Routing domain of the tenant."),
    property("DeploymentIsCompleteIOCReady", Kind::Bool, "Whether all servers can use connectors."),
];
