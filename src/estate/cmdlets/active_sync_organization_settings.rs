//! Get-ActiveSyncOrganizationSettings: ActiveSync settings of the organisation.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-ActiveSyncOrganizationSettings prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-ActiveSyncOrganizationSettings",
    aliases: &[],
    noun: "active-sync-organization-settings",
    types: &["ActiveSyncOrganizationSettings"],
    shell: None,
    key: Key::Singleton,
    doc: "ActiveSync settings of the organisation",
    collect: "$FormatEnumerationLimit = -1; Get-ActiveSyncOrganizationSettings | Format-List Name,DefaultAccessLevel",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("DefaultAccessLevel", Kind::Text, "`Allow`, `Block` or `Quarantine`."),
];
