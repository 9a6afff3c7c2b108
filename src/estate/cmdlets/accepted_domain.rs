//! Get-AcceptedDomain: accepted domain.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-AcceptedDomain prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-AcceptedDomain",
    aliases: &[],
    noun: "accepted-domain",
    types: &["AcceptedDomain"],
    shell: None,
    key: Key::Properties(&["DomainName", "Name"]),
    doc: "accepted domain",
    collect: "$FormatEnumerationLimit = -1; Get-AcceptedDomain | Format-List Name,DomainName,DomainType,Default",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name."),
    property("DomainName", Kind::Text, "The SMTP domain."),
    property("DomainType", Kind::Text, "`Authoritative`, `InternalRelay` or `ExternalRelay`."),
    property("Default", Kind::Bool, "Whether it is the default domain."),
];
