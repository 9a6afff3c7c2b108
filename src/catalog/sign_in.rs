//! How people sign in at a tenant: what the pack `passwordless` needs, and nothing else.

use super::schema::{Cmdlet, Key, Kind, ON_PREMISES, Shell, only, property};

const PACK: Option<&str> = Some("passwordless");

/// What Get-MgPolicyAuthenticationMethodPolicy prints.
pub const AUTHENTICATION_METHODS_POLICY: Cmdlet = Cmdlet {
    name: "Get-MgPolicyAuthenticationMethodPolicy",
    aliases: &["Get-MgBetaPolicyAuthenticationMethodPolicy"],
    noun: "authentication-methods-policy",
    types: &["MicrosoftGraphAuthenticationMethodsPolicy"],
    shell: Some(Shell::Tenant),
    key: Key::Singleton,
    doc: "authentication methods policy",
    collect: "Get-MgPolicyAuthenticationMethodPolicy | ConvertTo-Json -Depth 10",
    pack: PACK,
    properties: &[
        property("AuthenticationMethodConfigurations", Kind::List, "The methods, each with its state and targets."),
        property("PolicyMigrationState", Kind::Text, "Whether the older policies for MFA and password reset still count."),
        property("RegistrationEnforcement", Kind::Text, "The campaign that asks people to register a method."),
    ],
    signatures: &[only(&["AuthenticationMethodConfigurations"])],
    ..ON_PREMISES
};

/// What Get-MgReportAuthenticationMethodUserRegistrationDetail prints.
pub const USER_REGISTRATION: Cmdlet = Cmdlet {
    name: "Get-MgReportAuthenticationMethodUserRegistrationDetail",
    aliases: &["Get-MgBetaReportAuthenticationMethodUserRegistrationDetail"],
    noun: "user-registration",
    types: &["MicrosoftGraphUserRegistrationDetails"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id", "UserPrincipalName"]),
    doc: "methods that a person has registered",
    collect: "Get-MgReportAuthenticationMethodUserRegistrationDetail -All | ConvertTo-Json -Depth 4",
    pack: PACK,
    properties: &[
        property("Id", Kind::Guid, "Object id of the person."),
        property("UserPrincipalName", Kind::Text, "The name that the person signs in with."),
        property("UserType", Kind::Text, "`member` or `guest`."),
        property("IsAdmin", Kind::Bool, "Whether the person has an administrative role."),
        property("IsPasswordlessCapable", Kind::Bool, "Whether a method is registered that needs no password, and is allowed."),
        property("MethodsRegistered", Kind::List, "The methods."),
    ],
    signatures: &[only(&["MethodsRegistered", "UserPrincipalName"]), only(&["MethodsRegistered", "Id"])],
    ..ON_PREMISES
};

/// What Get-MgDomain prints.
pub const ENTRA_DOMAIN: Cmdlet = Cmdlet {
    name: "Get-MgDomain",
    aliases: &["Get-MgBetaDomain", "Get-EntraDomain"],
    noun: "entra-domain",
    types: &["MicrosoftGraphDomain"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id"]),
    doc: "domain of a tenant",
    collect: "Get-MgDomain -All | Select-Object Id,AuthenticationType | ConvertTo-Json -Depth 4",
    pack: PACK,
    properties: &[
        property("Id", Kind::Text, "The domain."),
        property("AuthenticationType", Kind::Text, "`Managed`, or `Federated` where another service signs people in."),
    ],
    signatures: &[only(&["Id", "AuthenticationType"])],
    ..ON_PREMISES
};
