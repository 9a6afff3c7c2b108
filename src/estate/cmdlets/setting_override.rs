//! Get-SettingOverride: setting override.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-SettingOverride prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-SettingOverride",
    aliases: &[],
    noun: "setting-override",
    types: &["SettingOverride"],
    shell: Some(Shell::OnPremises),
    key: Key::Properties(&["Name", "Identity"]),
    doc: "setting override",
    collect: "$FormatEnumerationLimit = -1; Get-SettingOverride | Format-List Name,ComponentName,SectionName,Parameters,Server,MinVersion,MaxVersion,FixVersion,Status,Reason,ModifiedBy",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("ComponentName", Kind::Text, "Component that is overridden."),
    property("SectionName", Kind::Text, "Section that is overridden."),
    property("Parameters", Kind::List, "`Enabled=true` and the like."),
    property("Server", Kind::List, "Servers it is limited to; empty for all."),
    property("MinVersion", Kind::Text, "First build it is for."),
    property("MaxVersion", Kind::Text, "Last build it is for."),
    property("FixVersion", Kind::Text, "Build that makes it superfluous."),
    property("Status", Kind::Text, "`Accepted` and others."),
    property("Reason", Kind::Text, "Why it was made."),
    property("ModifiedBy", Kind::Text, "Who changed it last."),
];
