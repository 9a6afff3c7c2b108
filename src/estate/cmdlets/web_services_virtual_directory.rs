//! Get-WebServicesVirtualDirectory: Exchange Web Services virtual directory.

use super::virtual_directory::{EXTENDED_PROTECTION, FLAGS, METHODS, PLACE, URLS};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

/// What Get-WebServicesVirtualDirectory prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-WebServicesVirtualDirectory",
    aliases: &[],
    noun: "web-services-virtual-directory",
    types: &["ADWebServicesVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "Exchange Web Services virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-WebServicesVirtualDirectory | Format-List Identity,Server,*Url,*Authentication,*AuthenticationMethods,MRSProxyEnabled,ExtendedProtection*,Path,MetabasePath",
    properties: &PROPERTIES,
};

const PARTS: &[&[Property]] = &[
    PLACE,
    URLS,
    &[property("InternalNLBBypassUrl", Kind::Url, "URL past the load balancer; never a service principal name.")],
    FLAGS,
    &[
        property("DigestAuthentication", Kind::IisBool, "Whether IIS accepts Digest."),
        property("WSSecurityAuthentication", Kind::IisBool, "Whether IIS accepts WS-Security."),
        property("AdfsAuthentication", Kind::IisBool, "Whether IIS accepts AD FS claims."),
        property("CertificateAuthentication", Kind::IisBool, "Whether IIS accepts client certificates."),
        property("LiveIdBasicAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account Basic."),
        property("LiveIdNegotiateAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account Negotiate."),
    ],
    METHODS,
    &[property("MRSProxyEnabled", Kind::Bool, "Whether mailbox moves go through it.")],
    EXTENDED_PROTECTION,
];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
