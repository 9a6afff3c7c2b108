//! Get-ActiveSyncVirtualDirectory: ActiveSync virtual directory.

use super::virtual_directory::{EXTENDED_PROTECTION, PLACE, URLS};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

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
    properties: &PROPERTIES,
};

const PARTS: &[&[Property]] = &[
    PLACE,
    URLS,
    &[
        property("BasicAuthEnabled", Kind::IisBool, "Whether IIS accepts Basic."),
        property("WindowsAuthEnabled", Kind::IisBool, "Whether IIS accepts Windows authentication."),
        property("ClientCertAuth", Kind::Text, "`Ignore`, `Accepted` or `Required`."),
        property("MobileClientCertificateAuthorityURL", Kind::Text, "Never a service principal name."),
        property(
            "InternalAuthenticationMethods",
            Kind::List,
            "Methods accepted inside; empty means that none is excluded [ODP].",
        ),
        property(
            "ExternalAuthenticationMethods",
            Kind::List,
            "Methods accepted outside; empty means that none is excluded [ODP].",
        ),
        property("WebSiteSSLEnabled", Kind::IisBool, "Whether the web site has TLS."),
    ],
    EXTENDED_PROTECTION,
];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
