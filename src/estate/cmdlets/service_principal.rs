//! Get-MgServicePrincipal: service principal.

use crate::capture::Shell;
use crate::estate::schema::{Cmdlet, Key, Kind, Property, also, property};

/// What Get-MgServicePrincipal prints.
pub const CMDLET: Cmdlet = Cmdlet {
    name: "Get-MgServicePrincipal",
    aliases: &[
        "Get-MgServicePrincipalByAppId",
        "Get-MgBetaServicePrincipal",
        "Get-EntraServicePrincipal",
        "Get-AzADServicePrincipal",
        "Get-AzureADServicePrincipal",
        "Get-AzureADMSServicePrincipal",
        "Get-MsolServicePrincipal",
    ],
    noun: "service-principal",
    types: &["MicrosoftGraphServicePrincipal", "MicrosoftGraphServicePrincipal1", "ServicePrincipal", "PSADServicePrincipal"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["AppId", "Id"]),
    doc: "service principal",
    collect: "Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | ConvertTo-Json -Depth 5",
    properties: PROPERTIES,
};

const PROPERTIES: &[Property] = &[
    also("Id", &["ObjectId"], Kind::Guid, "Object id."),
    also(
        "AppId",
        &["AppPrincipalId", "ApplicationId"],
        Kind::Guid,
        "Application id: `00000002-0000-0ff1-ce00-000000000000` for Exchange.",
    ),
    property("DisplayName", Kind::Text, "Name."),
    property("AccountEnabled", Kind::Bool, "Whether tokens are issued for it."),
    also("ServicePrincipalNames", &["ServicePrincipalName"], Kind::List, "Names that Entra issues tokens for."),
    also("ReplyUrls", &["ReplyUrl"], Kind::List, "Where browsers may be sent back to."),
    also("KeyCredentials", &["KeyCredential"], Kind::List, "Certificates; absent is unknown, empty is clean [GRAPH-SP]."),
    property("ServicePrincipalType", Kind::Text, "`Application` and others."),
    property("AppOwnerOrganizationId", Kind::Guid, "Tenant that owns the application: Microsoft's, not the customer's."),
    also("Tags", &["Tag"], Kind::List, "Tags."),
];
