//! Get-ActiveSyncVirtualDirectory: ActiveSync virtual directory.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-ActiveSyncVirtualDirectory prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-ActiveSyncVirtualDirectory",
    aliases: &[],
    noun: "active-sync-virtual-directory",
    types: &["ADMobileVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "ActiveSync virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-ActiveSyncVirtualDirectory | Format-List Identity,Server,InternalUrl,ExternalUrl,*AuthEnabled,ClientCertAuth,*AuthenticationMethods,ExtendedProtection*,Path,MetabasePath",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    also("Server", &["ServerName"], Kind::Text, "Short name of the server it lives on."),
    property("Name", Kind::Text, "Name with the web site, `mapi (Default Web Site)`."),
    property("Identity", Kind::Text, "`SERVER\\name (Site)`."),
    property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
    property("AdminDisplayVersion", Kind::Version, "Build of the server (cumulative update only)."),
    property("Path", Kind::Text, "Folder on disk; blank when IIS was not read."),
    property("MetabasePath", Kind::Text, "`IIS://host/W3SVC/1/ROOT/name`."),
    property("InternalUrl", Kind::Url, "URL that clients inside use."),
    property("ExternalUrl", Kind::Url, "URL that clients outside use; blank where there is none."),
    property("BasicAuthEnabled", Kind::IisBool, "Whether IIS accepts Basic."),
    property("WindowsAuthEnabled", Kind::IisBool, "Whether IIS accepts Windows authentication."),
    property("ClientCertAuth", Kind::Text, "`Ignore`, `Accepted` or `Required`."),
    property("MobileClientCertificateAuthorityURL", Kind::Text, "Never a service principal name."),
    property("InternalAuthenticationMethods", Kind::List, "Methods accepted inside; empty means that none is excluded [ODP]."),
    property("ExternalAuthenticationMethods", Kind::List, "Methods accepted outside; empty means that none is excluded [ODP]."),
    property("WebSiteSSLEnabled", Kind::IisBool, "Whether the web site has TLS."),
    property("ExtendedProtectionTokenChecking", Kind::Text, "`None`, `Allow` or `Require`."),
    property("ExtendedProtectionFlags", Kind::List, "Flags of Extended Protection."),
];
