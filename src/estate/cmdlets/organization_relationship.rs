//! Get-OrganizationRelationship: organisation relationship.

use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-OrganizationRelationship prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-OrganizationRelationship",
    aliases: &[],
    noun: "organization-relationship",
    types: &["OrganizationRelationship"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "organisation relationship",
    collect: "$FormatEnumerationLimit = -1; Get-OrganizationRelationship | Format-List Name,Enabled,DomainNames,TargetAutodiscoverEpr,TargetSharingEpr,TargetApplicationUri",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    property("Name", Kind::Text, "Name."),
    also("Identity", &["Id"], Kind::Text, "The same as Name."),
    property("Enabled", Kind::Bool, "Whether it is used."),
    property("DomainNames", Kind::List, "Domains of the other side."),
    property("TargetAutodiscoverEpr", Kind::Url, "Autodiscover of the other side."),
    property("TargetSharingEpr", Kind::Url, "Web services of the other side."),
    property("TargetApplicationUri", Kind::Text, "Application URI of the other side."),
];
