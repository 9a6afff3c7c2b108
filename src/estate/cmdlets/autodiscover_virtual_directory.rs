//! Get-AutodiscoverVirtualDirectory: Autodiscover virtual directory.

use super::virtual_directory::{EXTENDED_PROTECTION, FLAGS, METHODS, PLACE, URLS};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

/// What Get-AutodiscoverVirtualDirectory prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-AutodiscoverVirtualDirectory",
    aliases: &[],
    noun: "autodiscover-virtual-directory",
    types: &["ADAutodiscoverVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "Autodiscover virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-AutodiscoverVirtualDirectory | Format-List Identity,Server,*Url,*Authentication,*AuthenticationMethods,ExtendedProtection*,Path,MetabasePath",
    properties: &PROPERTIES,
};

const PARTS: &[&[Property]] = &[
    PLACE,
    URLS,
    FLAGS,
    &[
        property("DigestAuthentication", Kind::IisBool, "Whether IIS accepts Digest."),
        property("WSSecurityAuthentication", Kind::IisBool, "Whether IIS accepts WS-Security."),
        property("AdfsAuthentication", Kind::IisBool, "Whether IIS accepts AD FS claims."),
        property("LiveIdBasicAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account Basic."),
        property("LiveIdNegotiateAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account Negotiate."),
    ],
    METHODS,
    EXTENDED_PROTECTION,
];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
