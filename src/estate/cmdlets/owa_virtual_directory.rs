//! Get-OwaVirtualDirectory: Outlook on the web virtual directory.

use super::virtual_directory::{EXTENDED_PROTECTION, FLAGS, METHODS, PLACE, URLS};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

/// What Get-OwaVirtualDirectory prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-OwaVirtualDirectory",
    aliases: &[],
    noun: "owa-virtual-directory",
    types: &["ADOwaVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "Outlook on the web virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-OwaVirtualDirectory | Format-List Identity,Server,InternalUrl,ExternalUrl,*Authentication,*AuthenticationMethods,*DownloadHostName,ExtendedProtection*,Path,MetabasePath",
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
    &[
        property("ClientAuthCleanupLevel", Kind::Text, "How much of a session is cleaned up at sign-out."),
        property("InternalDownloadHostName", Kind::Text, "Host of download domains inside."),
        property("ExternalDownloadHostName", Kind::Text, "Host of download domains outside."),
    ],
    EXTENDED_PROTECTION,
];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
