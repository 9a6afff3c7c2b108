//! Get-MigrationEndpoint: migration endpoint.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-MigrationEndpoint prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-MigrationEndpoint",
    aliases: &[],
    noun: "migration-endpoint",
    types: &["MigrationEndpoint"],
    shell: None,
    key: Key::Properties(&["Identity", "Name"]),
    doc: "migration endpoint",
    collect: "$FormatEnumerationLimit = -1; Get-MigrationEndpoint | Format-List Identity,EndpointType,RemoteServer",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    also("Identity", &["Name"], Kind::Text, "Name."),
    property("EndpointType", Kind::Text, "Kind of migration."),
    property("RemoteServer", Kind::Text, "Host that mailboxes are moved through; shows the Hybrid Agent [CSS]."),
];
