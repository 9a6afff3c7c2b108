//! Get-IntraOrganizationConnector: intra-organisation connector.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-IntraOrganizationConnector prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-IntraOrganizationConnector",
    aliases: &[],
    noun: "intra-organization-connector",
    types: &["IntraOrganizationConnector"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "intra-organisation connector",
    collect: "$FormatEnumerationLimit = -1; Get-IntraOrganizationConnector | Format-List Name,Enabled,DiscoveryEndpoint,TargetAddressDomains,TargetSharingEpr",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "`HybridIOC - GUID`."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("Enabled", Kind::Bool, "Whether it is used."),
    property("DiscoveryEndpoint", Kind::Url, "Autodiscover of the other side."),
    property("TargetAddressDomains", Kind::List, "Domains of the other side."),
    property("TargetSharingEpr", Kind::Url, "Web services of the other side; blank to ask Autodiscover."),
];
