//! Get-EcpVirtualDirectory: Exchange admin centre virtual directory.

use super::virtual_directory::{EXTENDED_PROTECTION, FLAGS, METHODS, PLACE, URLS};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

/// What Get-EcpVirtualDirectory prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-EcpVirtualDirectory",
    aliases: &[],
    noun: "ecp-virtual-directory",
    types: &["ADEcpVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "Exchange admin centre virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-EcpVirtualDirectory | Format-List Identity,Server,InternalUrl,ExternalUrl,*Authentication,*AuthenticationMethods,ExtendedProtection*,Path,MetabasePath",
    properties: &PROPERTIES,
};

const PARTS: &[&[Property]] = &[
    PLACE,
    URLS,
    FLAGS,
    &[
        property("DigestAuthentication", Kind::IisBool, "Whether IIS accepts Digest."),
        property("FormsAuthentication", Kind::IisBool, "Whether IIS accepts forms."),
        property("LiveIdAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account."),
        property("AdfsAuthentication", Kind::IisBool, "Whether IIS accepts AD FS claims."),
    ],
    METHODS,
    EXTENDED_PROTECTION,
];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
