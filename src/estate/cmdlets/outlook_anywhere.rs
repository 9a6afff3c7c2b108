//! Get-OutlookAnywhere: Outlook Anywhere virtual directory.

use super::virtual_directory::{EXTENDED_PROTECTION, PLACE};
use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, count, join, property};

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
    properties: &PROPERTIES,
};

const PARTS: &[&[Property]] = &[
    PLACE,
    &[
        property("ExternalHostname", Kind::Text, "Host name outside; never a service principal name."),
        property("InternalHostname", Kind::Text, "Host name inside; never a service principal name."),
        property("ExternalClientAuthenticationMethod", Kind::Text, "Method for clients outside."),
        property("InternalClientAuthenticationMethod", Kind::Text, "Method for clients inside."),
        property("IISAuthenticationMethods", Kind::List, "Methods that IIS accepts; Outlook Anywhere cannot use OAuth."),
        property("ExternalClientsRequireSsl", Kind::Bool, "Whether TLS is demanded outside."),
        property("InternalClientsRequireSsl", Kind::Bool, "Whether TLS is demanded inside."),
        property("SSLOffloading", Kind::Bool, "Whether a device in front may end TLS: a hint of TLS offloading [CSS]."),
    ],
    EXTENDED_PROTECTION,
];

const PROPERTIES: [Property; count(PARTS)] = join(PARTS);
