//! Get-OutlookAnywhere: Outlook Anywhere virtual directory.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-OutlookAnywhere prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-OutlookAnywhere",
    aliases: &[],
    noun: "outlook-anywhere",
    types: &["ADRpcHttpVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "Outlook Anywhere virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-OutlookAnywhere | Format-List Identity,ServerName,*Hostname,*AuthenticationMethod*,*RequireSsl,SSLOffloading,ExtendedProtection*",
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
    property("ExternalHostname", Kind::Text, "Host name outside; never a service principal name."),
    property("InternalHostname", Kind::Text, "Host name inside; never a service principal name."),
    property("ExternalClientAuthenticationMethod", Kind::Text, "Method for clients outside."),
    property("InternalClientAuthenticationMethod", Kind::Text, "Method for clients inside."),
    property("IISAuthenticationMethods", Kind::List, "Methods that IIS accepts; Outlook Anywhere cannot use OAuth."),
    property("ExternalClientsRequireSsl", Kind::Bool, "Whether TLS is demanded outside."),
    property("InternalClientsRequireSsl", Kind::Bool, "Whether TLS is demanded inside."),
    property("SSLOffloading", Kind::Bool, "Whether a device in front may end TLS: a hint of TLS offloading [CSS]."),
    property("ExtendedProtectionTokenChecking", Kind::Text, "`None`, `Allow` or `Require`."),
    property("ExtendedProtectionFlags", Kind::List, "Flags of Extended Protection."),
];
