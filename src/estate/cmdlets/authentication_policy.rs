//! Get-AuthenticationPolicy: authentication policy.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-AuthenticationPolicy prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-AuthenticationPolicy",
    aliases: &[],
    noun: "authentication-policy",
    types: &["AuthenticationPolicy"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "authentication policy",
    collect: "$FormatEnumerationLimit = -1; Get-AuthenticationPolicy | Format-List Name,Identity,Block*,Allow*",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("BlockLegacyAuthActiveSync", Kind::Bool, "Whether legacy authentication is refused (ActiveSync) [ODP]."),
    property("BlockLegacyAuthAutodiscover", Kind::Bool, "Whether legacy authentication is refused (Autodiscover) [ODP]."),
    property("BlockLegacyAuthImap", Kind::Bool, "Whether legacy authentication is refused (Imap) [ODP]."),
    property("BlockLegacyAuthMapi", Kind::Bool, "Whether legacy authentication is refused (Mapi) [ODP]."),
    property(
        "BlockLegacyAuthOfflineAddressBook",
        Kind::Bool,
        "Whether legacy authentication is refused (OfflineAddressBook) [ODP].",
    ),
    property("BlockLegacyAuthPop", Kind::Bool, "Whether legacy authentication is refused (Pop) [ODP]."),
    property("BlockLegacyAuthRpc", Kind::Bool, "Whether legacy authentication is refused (Rpc) [ODP]."),
    property("BlockLegacyAuthWebServices", Kind::Bool, "Whether legacy authentication is refused (WebServices) [ODP]."),
    property("BlockModernAuthActiveSync", Kind::Bool, "Whether modern authentication is refused (ActiveSync) [ODP]."),
    property("BlockModernAuthAutodiscover", Kind::Bool, "Whether modern authentication is refused (Autodiscover) [ODP]."),
    property("BlockModernAuthImap", Kind::Bool, "Whether modern authentication is refused (Imap) [ODP]."),
    property("BlockModernAuthMapi", Kind::Bool, "Whether modern authentication is refused (Mapi) [ODP]."),
    property(
        "BlockModernAuthOfflineAddressBook",
        Kind::Bool,
        "Whether modern authentication is refused (OfflineAddressBook) [ODP].",
    ),
    property("BlockModernAuthPop", Kind::Bool, "Whether modern authentication is refused (Pop) [ODP]."),
    property("BlockModernAuthRpc", Kind::Bool, "Whether modern authentication is refused (Rpc) [ODP]."),
    property("BlockModernAuthWebServices", Kind::Bool, "Whether modern authentication is refused (WebServices) [ODP]."),
];
