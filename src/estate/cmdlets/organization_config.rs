//! Get-OrganizationConfig: organisation configuration.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-OrganizationConfig prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-OrganizationConfig",
    aliases: &[],
    noun: "organization-config",
    types: &["OrganizationConfig"],
    shell: None,
    key: Key::Singleton,
    doc: "organisation configuration",
    collect: "$FormatEnumerationLimit = -1; Get-OrganizationConfig | Format-List Name,Guid,DistinguishedName,OAuth2ClientProfileEnabled,MapiHttpEnabled,DefaultAuthenticationPolicy,EnableDownloadDomains,EnableAuthAdminReadSession,AdfsIssuer",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name of the organisation."),
    property("Identity", Kind::Text, "Name of the organisation."),
    property("Guid", Kind::Guid, "Id of the organisation."),
    property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
    property("OAuth2ClientProfileEnabled", Kind::Bool, "One of the two switches of hybrid modern authentication [HMA]."),
    property("MapiHttpEnabled", Kind::Bool, "Whether MAPI over HTTP is on."),
    property("DefaultAuthenticationPolicy", Kind::Text, "Name of the authentication policy for everybody; blank for none."),
    property("EnableDownloadDomains", Kind::Bool, "Whether attachments come from a domain of their own."),
    property("EnableAuthAdminReadSession", Kind::Bool, "The repair of KB 4559435."),
    property("AdfsAuthenticationConfiguration", Kind::Text, "AD FS settings of Outlook on the web."),
    property("AdfsIssuer", Kind::Text, "AD FS issuer."),
];
