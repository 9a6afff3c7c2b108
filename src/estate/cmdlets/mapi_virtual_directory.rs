//! Get-MapiVirtualDirectory: MAPI over HTTP virtual directory.

use super::virtual_directory::{EXTENDED_PROTECTION, METHODS, PLACE, URLS};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

/// What Get-MapiVirtualDirectory prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-MapiVirtualDirectory",
    aliases: &[],
    noun: "mapi-virtual-directory",
    types: &["ADMapiVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "MAPI over HTTP virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-MapiVirtualDirectory | Format-List Identity,Server,*Url,*AuthenticationMethods,ExtendedProtection*,Path,MetabasePath",
    properties: &PROPERTIES,
};

const PARTS: &[&[Property]] = &[
    PLACE,
    URLS,
    &[property(
        "IISAuthenticationMethods",
        Kind::List,
        "Methods that IIS accepts; OAuth must be among them. There is no OAuth flag [ODP].",
    )],
    METHODS,
    EXTENDED_PROTECTION,
];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
