//! Get-MgOrganization: Entra tenant.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-MgOrganization prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-MgOrganization",
    aliases: &["Get-EntraTenantDetail", "Get-AzureADTenantDetail", "Get-MgContext"],
    noun: "entra-organization",
    types: &["MicrosoftGraphOrganization", "MicrosoftGraphOrganization1", "AuthContext", "TenantDetail"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id"]),
    doc: "Entra tenant",
    collect: "Get-MgOrganization | Select-Object Id,DisplayName,VerifiedDomains | ConvertTo-Json -Depth 5",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    also("Id", &["TenantId", "ObjectId"], Kind::Guid, "Tenant id."),
    property("DisplayName", Kind::Text, "Name of the tenant."),
    property("VerifiedDomains", Kind::List, "Domains of the tenant."),
];
