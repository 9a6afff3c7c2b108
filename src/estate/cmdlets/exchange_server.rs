//! Get-ExchangeServer: Exchange server.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-ExchangeServer prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-ExchangeServer",
    aliases: &[],
    noun: "exchange-server",
    types: &["ExchangeServer"],
    shell: Some(Shell::OnPremises),
    key: Key::Properties(&["Name", "Identity", "Fqdn"]),
    doc: "Exchange server",
    collect: "$FormatEnumerationLimit = -1; Get-ExchangeServer | Format-List Name,Fqdn,AdminDisplayVersion,ServerRole,Edition,Site,IsClientAccessServer,IsMailboxServer,IsEdgeServer,InternetWebProxy,InternetWebProxyBypassList",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Short name."),
    property("Identity", Kind::Text, "Short name."),
    property("Fqdn", Kind::Text, "Full name."),
    property("AdminDisplayVersion", Kind::Version, "Build: cumulative update only, never a hotfix or security update [CSS]."),
    property("ServerRole", Kind::Text, "`Mailbox`, `Edge`, or a list of older roles."),
    property("Edition", Kind::Text, "Licence edition."),
    property("Site", Kind::Text, "Active Directory site."),
    property("IsClientAccessServer", Kind::Bool, "Whether clients connect to it."),
    property("IsMailboxServer", Kind::Bool, "Whether it holds mailboxes."),
    property("IsEdgeServer", Kind::Bool, "Whether it is an Edge server, which has no virtual directories."),
    property("IsE15OrLater", Kind::Bool, "Exchange 2013 or later."),
    property("InternetWebProxy", Kind::Text, "Proxy for the way out; must be an http:// URL [CSS]."),
    property("InternetWebProxyBypassList", Kind::List, "Hosts reached without the proxy."),
    property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
];
