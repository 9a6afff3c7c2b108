//! Get-CASMailbox: client access settings of a mailbox.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-CASMailbox prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-CASMailbox",
    aliases: &[],
    noun: "cas-mailbox",
    types: &["CASMailbox"],
    shell: None,
    key: Key::Properties(&["Identity", "PrimarySmtpAddress", "Name"]),
    doc: "client access settings of a mailbox",
    collect: "Get-CASMailbox -ResultSize Unlimited | Format-List Name,Identity,PrimarySmtpAddress,MapiHttpEnabled,ActiveSyncEnabled,OWAEnabled,ECPEnabled,EwsEnabled",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name of the mailbox."),
    property("Identity", Kind::Text, "Full name of the mailbox."),
    property("PrimarySmtpAddress", Kind::Text, "Address."),
    property("MapiHttpEnabled", Kind::Bool, "MAPI over HTTP for this mailbox; blank inherits the organisation's setting [ODP]."),
    property("ActiveSyncEnabled", Kind::Bool, "Whether ActiveSync is allowed."),
    property("OWAEnabled", Kind::Bool, "Whether Outlook on the web is allowed."),
    property("ECPEnabled", Kind::Bool, "Whether the admin centre is allowed."),
    property("EwsEnabled", Kind::Bool, "Whether web services are allowed; blank inherits."),
    property("ImapEnabled", Kind::Bool, "Whether IMAP is allowed."),
    property("PopEnabled", Kind::Bool, "Whether POP is allowed."),
];
