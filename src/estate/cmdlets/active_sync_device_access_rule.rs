//! Get-ActiveSyncDeviceAccessRule: ActiveSync device access rule.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-ActiveSyncDeviceAccessRule prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-ActiveSyncDeviceAccessRule",
    aliases: &[],
    noun: "active-sync-device-access-rule",
    types: &["ActiveSyncDeviceAccessRule"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "ActiveSync device access rule",
    collect: "$FormatEnumerationLimit = -1; Get-ActiveSyncDeviceAccessRule | Format-List Name,Characteristic,QueryString,AccessLevel",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "`OutlookService (DeviceType)`."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("Characteristic", Kind::Text, "What is compared: `DeviceType`, `DeviceModel`, …"),
    property("QueryString", Kind::Text, "What it is compared with."),
    property("AccessLevel", Kind::Text, "`Allow`, `Block` or `Quarantine`."),
];
