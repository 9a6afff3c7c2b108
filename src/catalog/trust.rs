//! Who issues and takes tokens on premises.

use super::schema::{Cmdlet, Key, Kind, ON_PREMISES, also, only, property, signature};

/// What Get-AuthServer prints.
pub const AUTH_SERVER: Cmdlet = Cmdlet {
    name: "Get-AuthServer",
    noun: "auth-server",
    types: &["AuthServer"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "AuthServer",
    collect: "$FormatEnumerationLimit = -1; Get-AuthServer | Format-List Name,Type,Enabled,IsDefaultAuthorizationEndpoint,IssuerIdentifier,Realm,TokenIssuingEndpoint,AuthorizationEndpoint,AuthMetadataUrl,ApplicationIdentifier,DomainName,GraphBaseUrl",
    properties: &[
        property("Name", Kind::Text, "`EvoSts - GUID`; the GUID is not the tenant id."),
        also("Identity", &["Id"], Kind::Text, "The same as Name."),
        property("Type", Kind::Text, "`AzureAD`, `MicrosoftACS`, `ADFS`, …."),
        property("Enabled", Kind::Bool, "Whether its tokens are accepted."),
        property("IsDefaultAuthorizationEndpoint", Kind::Bool, "Whether its authorization endpoint is advertised to clients."),
        property("IssuerIdentifier", Kind::Text, "Issuer of its tokens."),
        property("Realm", Kind::Text, "Tenant id."),
        property("TokenIssuingEndpoint", Kind::Url, "Where tokens are issued."),
        property("AuthorizationEndpoint", Kind::Url, "What clients are sent to; blank for MicrosoftACS."),
        property("AuthMetadataUrl", Kind::Url, "Where its signing keys are published."),
        property("ApplicationIdentifier", Kind::Text, "Application id of the dedicated hybrid application; blank without one."),
        property("DomainName", Kind::List, "Domains that are bound to it."),
        property("GraphBaseUrl", Kind::Text, "Where Microsoft Graph is asked; blank without routing through it."),
        property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
    ],
    signatures: &[
        only(&["IsDefaultAuthorizationEndpoint"]),
        only(&["TokenIssuingEndpoint"]),
        signature(&["IssuerIdentifier", "AuthMetadataUrl"], &["UseAuthServer", "LinkedAccount"]),
    ],
    is_required: true,
    ..ON_PREMISES
};

/// What Get-AuthConfig prints.
pub const AUTH_CONFIG: Cmdlet = Cmdlet {
    name: "Get-AuthConfig",
    noun: "auth-config",
    types: &["AuthConfig"],
    key: Key::Singleton,
    doc: "OAuth configuration",
    collect: "$FormatEnumerationLimit = -1; Get-AuthConfig | Format-List CurrentCertificateThumbprint,PreviousCertificateThumbprint,NextCertificateThumbprint,NextCertificateEffectiveDate,ServiceName,Realm",
    properties: &[
        property("CurrentCertificateThumbprint", Kind::Text, "Thumbprint of the Auth certificate in use."),
        property("PreviousCertificateThumbprint", Kind::Text, "Thumbprint of the Auth certificate before."),
        property("NextCertificateThumbprint", Kind::Text, "Thumbprint of the Auth certificate to come."),
        property("NextCertificateEffectiveDate", Kind::Date, "When the next certificate takes over."),
        property("ServiceName", Kind::Text, "Must be the Exchange application id."),
        property("Realm", Kind::Text, "Must be blank."),
    ],
    signatures: &[only(&["CurrentCertificateThumbprint"])],
    ..ON_PREMISES
};

/// What Get-PartnerApplication prints.
pub const PARTNER_APPLICATION: Cmdlet = Cmdlet {
    name: "Get-PartnerApplication",
    noun: "partner-application",
    types: &["PartnerApplication"],
    shell: None,
    key: Key::Properties(&["Name", "Identity", "ApplicationIdentifier"]),
    doc: "partner application",
    collect: "$FormatEnumerationLimit = -1; Get-PartnerApplication | Format-List Name,ApplicationIdentifier,Enabled,Realm,UseAuthServer,AcceptSecurityIdentifierInformation,LinkedAccount,AuthMetadataUrl",
    properties: &[
        property("Name", Kind::Text, "Usually `Exchange Online`."),
        also("Identity", &["Id"], Kind::Text, "The same as Name."),
        property("ApplicationIdentifier", Kind::Text, "Application id of the partner."),
        property("Enabled", Kind::Bool, "Whether it is accepted."),
        property("Realm", Kind::Text, "Blank for Exchange Online."),
        property("UseAuthServer", Kind::Bool, "Whether its tokens come from an AuthServer."),
        property("AcceptSecurityIdentifierInformation", Kind::Bool, "Whether it may name users by security identifier."),
        property("LinkedAccount", Kind::Text, "Account that it acts as."),
        property("AccountType", Kind::Text, "Kind of the linked account."),
        property("AuthMetadataUrl", Kind::Url, "Blank for Exchange Online."),
        property("AppOnlyPermissions", Kind::List, "Permissions without a user."),
        property("ActAsPermissions", Kind::List, "Permissions on behalf of a user."),
    ],
    signatures: &[
        only(&["AcceptSecurityIdentifierInformation"]),
        only(&["UseAuthServer"]),
        only(&["LinkedAccount", "ApplicationIdentifier"]),
    ],
    ..ON_PREMISES
};

/// What Get-FederationTrust prints.
pub const FEDERATION_TRUST: Cmdlet = Cmdlet {
    name: "Get-FederationTrust",
    noun: "federation-trust",
    types: &["FederationTrust"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "federation trust",
    collect: "$FormatEnumerationLimit = -1; Get-FederationTrust | Format-List Name,ApplicationUri,TokenIssuerUri",
    properties: &[
        property("Name", Kind::Text, "Name."),
        also("Identity", &["Id"], Kind::Text, "The same as Name."),
        property("ApplicationUri", Kind::Text, "Application URI."),
        property("TokenIssuerUri", Kind::Text, "Issuer of delegation tokens; no effect on hybrid modern authentication."),
    ],
    signatures: &[only(&["TokenIssuerUri", "ApplicationUri"])],
    ..ON_PREMISES
};
