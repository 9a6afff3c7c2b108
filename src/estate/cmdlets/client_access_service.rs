//! Get-ClientAccessService: client access service of a server.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-ClientAccessService prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-ClientAccessService",
    aliases: &["Get-ClientAccessServer"],
    noun: "client-access-service",
    types: &["ClientAccessServer", "ClientAccessService"],
    shell: Some(Shell::OnPremises),
    key: Key::Properties(&["Name", "Identity", "Fqdn"]),
    doc: "client access service of a server",
    collect: "$FormatEnumerationLimit = -1; Get-ClientAccessService | Format-List Name,Fqdn,AutoDiscoverServiceInternalUri,AutoDiscoverSiteScope",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Short name of the server."),
    property("Identity", Kind::Text, "Short name of the server."),
    property("Fqdn", Kind::Text, "Full name of the server."),
    also(
        "AutoDiscoverServiceInternalUri",
        &["ServiceBindingInformation"],
        Kind::Url,
        "Service connection point: where Outlook inside finds Autodiscover.",
    ),
    property("AutoDiscoverSiteScope", Kind::List, "Active Directory sites that the service connection point is for."),
    also("DistinguishedName", &["DN", "AdsPath"], Kind::Text, "Its place in Active Directory."),
];
