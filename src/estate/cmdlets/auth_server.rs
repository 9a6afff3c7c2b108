//! Get-AuthServer: AuthServer.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-AuthServer prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-AuthServer",
    aliases: &[],
    noun: "auth-server",
    types: &["AuthServer"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "AuthServer",
    collect: "$FormatEnumerationLimit = -1; Get-AuthServer | Format-List Name,Type,Enabled,IsDefaultAuthorizationEndpoint,IssuerIdentifier,Realm,TokenIssuingEndpoint,AuthorizationEndpoint,AuthMetadataUrl,ApplicationIdentifier,DomainName",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "`EvoSts - GUID`; the GUID is not the tenant id."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("Type", Kind::Text, "`AzureAD`, `MicrosoftACS`, `ADFS`, … [ODP]."),
    property("Enabled", Kind::Bool, "Whether its tokens are accepted."),
    property("IsDefaultAuthorizationEndpoint", Kind::Bool, "Whether its authorization endpoint is advertised to clients [ODP]."),
    property("IssuerIdentifier", Kind::Text, "Issuer of its tokens."),
    property("Realm", Kind::Text, "Tenant id."),
    property("TokenIssuingEndpoint", Kind::Url, "Where tokens are issued."),
    property("AuthorizationEndpoint", Kind::Url, "What clients are sent to; blank for MicrosoftACS."),
    property("AuthMetadataUrl", Kind::Url, "Where its signing keys are published."),
    property("ApplicationIdentifier", Kind::Text, "Application id of the dedicated hybrid application; blank without one."),
    property("DomainName", Kind::List, "Domains that are bound to it."),
    property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
];
