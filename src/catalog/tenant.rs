//! Objects of a tenant in Entra.

use super::schema::{Cmdlet, Key, Kind, ON_PREMISES, Shell, also, only, property, signature};

/// What Get-MgServicePrincipal prints.
pub const SERVICE_PRINCIPAL: Cmdlet = Cmdlet {
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
    properties: &[
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
    ],
    signatures: &[
        signature(&["ServicePrincipalNames", "AppId"], DIRECTORY),
        signature(&["ServicePrincipalNames", "AppPrincipalId"], DIRECTORY),
        signature(&["ServicePrincipalNames", "ApplicationId"], DIRECTORY),
        signature(&["ServicePrincipalName", "AppId"], DIRECTORY),
        signature(&["ServicePrincipalNames", "ReplyUrls"], DIRECTORY),
        signature(&["ServicePrincipalNames", "AccountEnabled", "DisplayName"], DIRECTORY),
        signature(&["ReplyUrls", "AppId"], DIRECTORY),
        signature(&["ServicePrincipalType", "AppId"], DIRECTORY),
        signature(&["AppPrincipalId", "AccountEnabled"], DIRECTORY),
    ],
    is_required: true,
    ..ON_PREMISES
};

/// What Get-MgApplication prints.
pub const APPLICATION: Cmdlet = Cmdlet {
    name: "Get-MgApplication",
    aliases: &[
        "Get-MgApplicationByAppId",
        "Get-MgBetaApplication",
        "Get-EntraApplication",
        "Get-AzADApplication",
        "Get-AzureADApplication",
        "Get-AzureADMSApplication",
    ],
    noun: "application",
    types: &["MicrosoftGraphApplication", "MicrosoftGraphApplication1", "PSADApplication"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["AppId", "Id"]),
    doc: "application that is registered in a tenant",
    collect: "Get-MgApplication -Filter \"startsWith(displayName,'ExchangeServerApp-')\" | ConvertTo-Json -Depth 5",
    properties: &[
        also("Id", &["ObjectId"], Kind::Guid, "Object id."),
        also("AppId", &["ApplicationId"], Kind::Guid, "Application id."),
        property(
            "DisplayName",
            Kind::Text,
            "Name: `ExchangeServerApp-` and the id of the organisation for the dedicated hybrid application.",
        ),
        also("KeyCredentials", &["KeyCredential"], Kind::List, "Certificates; `customKeyIdentifier` of each is its thumbprint."),
    ],
    signatures: &[
        signature(&["IdentifierUris", "AppId"], DIRECTORY),
        signature(&["PublisherDomain", "AppId"], DIRECTORY),
        signature(&["RequiredResourceAccess", "AppId"], DIRECTORY),
    ],
    ..ON_PREMISES
};

/// What Get-MgOrganization prints.
pub const ENTRA_ORGANIZATION: Cmdlet = Cmdlet {
    name: "Get-MgOrganization",
    aliases: &["Get-EntraTenantDetail", "Get-AzureADTenantDetail", "Get-MgContext"],
    noun: "entra-organization",
    types: &["MicrosoftGraphOrganization", "MicrosoftGraphOrganization1", "AuthContext", "TenantDetail"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id"]),
    doc: "Entra tenant",
    collect: "Get-MgOrganization | Select-Object Id,DisplayName,VerifiedDomains | ConvertTo-Json -Depth 5",
    properties: &[
        also("Id", &["TenantId", "ObjectId"], Kind::Guid, "Tenant id."),
        property("DisplayName", Kind::Text, "Name of the tenant."),
        property("VerifiedDomains", Kind::List, "Domains of the tenant."),
    ],
    signatures: &[only(&["VerifiedDomains", "Id"]), only(&["TenantId", "Scopes", "AuthType"])],
    ..ON_PREMISES
};

/// What accounts of Active Directory have and service principals of Entra don't.
const DIRECTORY: &[&str] = &["SamAccountName", "DistinguishedName", "UserPrincipalName", "ObjectClass", "ObjectGUID", "SID"];
