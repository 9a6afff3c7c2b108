//! Get-FederationTrust: federation trust.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-FederationTrust prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-FederationTrust",
    aliases: &[],
    noun: "federation-trust",
    types: &["FederationTrust"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "federation trust",
    collect: "$FormatEnumerationLimit = -1; Get-FederationTrust | Format-List Name,ApplicationUri,TokenIssuerUri",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("ApplicationUri", Kind::Text, "Application URI."),
    property("TokenIssuerUri", Kind::Text, "Issuer of delegation tokens; no effect on hybrid modern authentication."),
];
