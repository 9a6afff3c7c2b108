//! Get-CASMailboxPlan: client access settings of a mailbox plan.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, property};

/// What Get-CASMailboxPlan prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-CASMailboxPlan",
    aliases: &[],
    noun: "cas-mailbox-plan",
    types: &["CASMailboxPlan"],
    shell: None,
    key: Key::Properties(&["Identity", "Name"]),
    doc: "client access settings of a mailbox plan",
    collect: "$FormatEnumerationLimit = -1; Get-CASMailboxPlan | Format-List Name,Identity,MapiHttpEnabled,ActiveSyncEnabled,OWAEnabled",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name of the plan."),
    property("Identity", Kind::Text, "Full name of the plan."),
    property("MapiHttpEnabled", Kind::Bool, "MAPI over HTTP; blank inherits."),
    property("ActiveSyncEnabled", Kind::Bool, "Whether ActiveSync is allowed."),
    property("OWAEnabled", Kind::Bool, "Whether Outlook on the web is allowed."),
];
