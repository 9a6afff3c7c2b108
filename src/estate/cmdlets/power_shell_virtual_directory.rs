//! Get-PowerShellVirtualDirectory: PowerShell virtual directory.

use super::virtual_directory::{FLAGS, METHODS, PLACE, URLS};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

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
    properties: &PROPERTIES,
};

const PARTS: &[&[Property]] = &[
    PLACE,
    URLS,
    FLAGS,
    &[property("CertificateAuthentication", Kind::IisBool, "Whether IIS accepts client certificates.")],
    METHODS,
];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
