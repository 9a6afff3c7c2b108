//! What connects the organisation with Exchange Online.

use super::schema::{Cmdlet, Key, Kind, ON_PREMISES, Online, also, only, property, signature};

/// What Get-HybridConfiguration prints.
pub const HYBRID_CONFIGURATION: Cmdlet = Cmdlet {
    name: "Get-HybridConfiguration",
    noun: "hybrid-configuration",
    types: &["HybridConfiguration"],
    key: Key::Singleton,
    doc: "hybrid configuration",
    collect: "$FormatEnumerationLimit = -1; Get-HybridConfiguration | Format-List Domains,Features,OnPremisesSmartHost,TlsCertificateName,ServiceInstance",
    properties: &[
        property("Domains", Kind::List, "Domains that take part."),
        property("Features", Kind::List, "Features that the wizard set up."),
        property("OnPremisesSmartHost", Kind::Text, "Host that Exchange Online sends to."),
        property("SendingTransportServers", Kind::List, "Servers that send."),
        property("ReceivingTransportServers", Kind::List, "Servers that receive."),
        property("ClientAccessServers", Kind::List, "Client access servers."),
        property("EdgeTransportServers", Kind::List, "Edge servers."),
        property("TlsCertificateName", Kind::Text, "Certificate for mail flow."),
        property("ServiceInstance", Kind::Text, "0 worldwide, 1 China."),
    ],
    signatures: &[only(&["OnPremisesSmartHost"]), only(&["Features", "TlsCertificateName"])],
    ..ON_PREMISES
};

/// What Get-IntraOrganizationConnector prints.
pub const INTRA_ORGANIZATION_CONNECTOR: Cmdlet = Cmdlet {
    name: "Get-IntraOrganizationConnector",
    noun: "intra-organization-connector",
    types: &["IntraOrganizationConnector"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "intra-organisation connector",
    collect: READ_CONNECTORS,
    online: Some(Online { noun: "online-intra-organization-connector", command: READ_CONNECTORS }),
    properties: &[
        property("Name", Kind::Text, "`HybridIOC - GUID`."),
        also("Identity", &["Id"], Kind::Text, "The same as Name."),
        property("Enabled", Kind::Bool, "Whether it is used."),
        property("DiscoveryEndpoint", Kind::Url, "Autodiscover of the other side."),
        property("TargetAddressDomains", Kind::List, "Domains of the other side."),
        property("TargetSharingEpr", Kind::Url, "Web services of the other side; blank to ask Autodiscover."),
    ],
    signatures: &[only(&["DiscoveryEndpoint", "TargetAddressDomains"])],
    ..ON_PREMISES
};

/// What Get-IntraOrganizationConfiguration prints.
pub const INTRA_ORGANIZATION_CONFIGURATION: Cmdlet = Cmdlet {
    name: "Get-IntraOrganizationConfiguration",
    noun: "intra-organization-configuration",
    types: &["IntraOrganizationConfiguration"],
    shell: None,
    key: Key::Singleton,
    doc: "intra-organisation configuration",
    collect: "$FormatEnumerationLimit = -1; Get-IntraOrganizationConfiguration | Format-List OnPremiseDiscoveryEndpoint,OnPremiseWebServiceEndpoint,OnlineDiscoveryEndpoint,OnlineTargetAddress,DeploymentIsCompleteIOCReady",
    properties: &[
        property("OnPremiseDiscoveryEndpoint", Kind::Url, "Autodiscover on premises."),
        property("OnPremiseWebServiceEndpoint", Kind::Url, "Web services on premises."),
        property("OnlineDiscoveryEndpoint", Kind::Url, "Autodiscover of Exchange Online."),
        property("OnlineTargetAddress", Kind::Text, "Routing domain of the tenant."),
        property("DeploymentIsCompleteIOCReady", Kind::Bool, "Whether all servers can use connectors."),
    ],
    signatures: &[
        only(&["OnPremiseDiscoveryEndpoint"]),
        only(&["OnPremiseWebServiceEndpoint"]),
        only(&["DeploymentIsCompleteIOCReady"]),
    ],
    ..ON_PREMISES
};

/// What Get-OrganizationRelationship prints.
pub const ORGANIZATION_RELATIONSHIP: Cmdlet = Cmdlet {
    name: "Get-OrganizationRelationship",
    noun: "organization-relationship",
    types: &["OrganizationRelationship"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "organisation relationship",
    collect: READ_RELATIONSHIPS,
    online: Some(Online { noun: "online-organization-relationship", command: READ_RELATIONSHIPS }),
    properties: &[
        property("Name", Kind::Text, "Name."),
        also("Identity", &["Id"], Kind::Text, "The same as Name."),
        property("Enabled", Kind::Bool, "Whether it is used."),
        property("DomainNames", Kind::List, "Domains of the other side."),
        property("TargetAutodiscoverEpr", Kind::Url, "Autodiscover of the other side."),
        property("TargetSharingEpr", Kind::Url, "Web services of the other side."),
        property("TargetApplicationUri", Kind::Text, "Application URI of the other side."),
    ],
    signatures: &[
        signature(&["TargetAutodiscoverEpr"], &["ForestName", "AccessMethod"]),
        only(&["TargetApplicationUri", "DomainNames"]),
    ],
    ..ON_PREMISES
};

/// What Get-MigrationEndpoint prints.
pub const MIGRATION_ENDPOINT: Cmdlet = Cmdlet {
    name: "Get-MigrationEndpoint",
    noun: "migration-endpoint",
    types: &["MigrationEndpoint"],
    shell: None,
    key: Key::Properties(&["Identity", "Name"]),
    doc: "migration endpoint",
    collect: READ_ENDPOINTS,
    online: Some(Online { noun: "online-migration-endpoint", command: READ_ENDPOINTS }),
    properties: &[
        also("Identity", &["Name"], Kind::Text, "Name."),
        property("EndpointType", Kind::Text, "Kind of migration."),
        property("RemoteServer", Kind::Text, "Host that mailboxes are moved through; shows the Hybrid Agent."),
    ],
    signatures: &[only(&["RemoteServer", "EndpointType"])],
    ..ON_PREMISES
};

const READ_CONNECTORS: &str = "$FormatEnumerationLimit = -1; Get-IntraOrganizationConnector | Format-List Name,Enabled,DiscoveryEndpoint,TargetAddressDomains,TargetSharingEpr";

const READ_RELATIONSHIPS: &str = "$FormatEnumerationLimit = -1; Get-OrganizationRelationship | Format-List Name,Enabled,DomainNames,TargetAutodiscoverEpr,TargetSharingEpr,TargetApplicationUri";

const READ_ENDPOINTS: &str =
    "$FormatEnumerationLimit = -1; Get-MigrationEndpoint | Format-List Identity,EndpointType,RemoteServer";
