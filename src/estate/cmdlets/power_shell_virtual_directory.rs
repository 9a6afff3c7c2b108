//! Get-PowerShellVirtualDirectory: PowerShell virtual directory.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-PowerShellVirtualDirectory prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-PowerShellVirtualDirectory",
    aliases: &[],
    noun: "power-shell-virtual-directory",
    types: &["ADPowerShellVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "PowerShell virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-PowerShellVirtualDirectory | Format-List Identity,Server,InternalUrl,ExternalUrl,*Authentication,*AuthenticationMethods",
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
    property("OAuthAuthentication", Kind::IisBool, "Whether IIS accepts bearer tokens."),
    property("BasicAuthentication", Kind::IisBool, "Whether IIS accepts Basic."),
    property("WindowsAuthentication", Kind::IisBool, "Whether IIS accepts Windows (NTLM, Negotiate)."),
    property("CertificateAuthentication", Kind::IisBool, "Whether IIS accepts client certificates."),
    property("InternalAuthenticationMethods", Kind::List, "Methods accepted inside, as Active Directory has them."),
    property("ExternalAuthenticationMethods", Kind::List, "Methods accepted outside, as Active Directory has them."),
];
