//! Get-OabVirtualDirectory: offline address book virtual directory.

use super::virtual_directory::{EXTENDED_PROTECTION, FLAGS, METHODS, PLACE, URLS};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

/// What Get-OabVirtualDirectory prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-OabVirtualDirectory",
    aliases: &[],
    noun: "oab-virtual-directory",
    types: &["ADOabVirtualDirectory"],
    shell: Some(Shell::OnPremises),
    key: Key::VirtualDirectory,
    doc: "offline address book virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-OabVirtualDirectory | Format-List Identity,Server,*Url,*Authentication,*AuthenticationMethods,RequireSSL,ExtendedProtection*,Path,MetabasePath",
    properties: &PROPERTIES,
};

const PARTS: &[&[Property]] =
    &[PLACE, URLS, FLAGS, METHODS, &[property("RequireSSL", Kind::Bool, "Whether TLS is demanded.")], EXTENDED_PROTECTION];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
