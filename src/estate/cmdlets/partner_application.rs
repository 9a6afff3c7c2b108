//! Get-PartnerApplication: partner application.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-PartnerApplication prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-PartnerApplication",
    aliases: &[],
    noun: "partner-application",
    types: &["PartnerApplication"],
    shell: None,
    key: Key::Properties(&["Name", "Identity", "ApplicationIdentifier"]),
    doc: "partner application",
    collect: "$FormatEnumerationLimit = -1; Get-PartnerApplication | Format-List Name,ApplicationIdentifier,Enabled,Realm,UseAuthServer,AcceptSecurityIdentifierInformation,LinkedAccount,AuthMetadataUrl",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Usually `Exchange Online`."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("ApplicationIdentifier", Kind::Text, "Application id of the partner."),
    property("Enabled", Kind::Bool, "Whether it is accepted."),
    property("Realm", Kind::Text, "Blank for Exchange Online [CSS]."),
    property("UseAuthServer", Kind::Bool, "Whether its tokens come from an AuthServer."),
    property("AcceptSecurityIdentifierInformation", Kind::Bool, "Whether it may name users by security identifier."),
    property("LinkedAccount", Kind::Text, "Account that it acts as."),
    property("AccountType", Kind::Text, "Kind of the linked account."),
    property("AuthMetadataUrl", Kind::Url, "Blank for Exchange Online."),
    property("AppOnlyPermissions", Kind::List, "Permissions without a user."),
    property("ActAsPermissions", Kind::List, "Permissions on behalf of a user."),
];
