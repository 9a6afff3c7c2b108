//! How people sign in at a tenant: what the pack `passwordless` needs, and nothing else.

use super::schema::{Cmdlet, Key, Kind, ON_PREMISES, Shell, also, only, property};

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
    key: Key::Properties(&["UserPrincipalName", "Id"]),
    doc: "methods that a person has registered",
    collect: "Get-MgReportAuthenticationMethodUserRegistrationDetail -All | ConvertTo-Json -Depth 4",
    pack: PACK,
    // Beside Graph's names those that the portal's download has, in six languages.
    properties: &[
        property("Id", Kind::Guid, "Object id of the person."),
        also(
            "UserPrincipalName",
            &[
                "User principal name",
                "User name",
                "Username",
                "UPN",
                "Benutzerprinzipalname",
                "Benutzername",
                "Nom d'utilisateur principal",
                "Nom principal de l'utilisateur",
                "Nom d'utilisateur",
                "Nombre principal de usuario",
                "Nombre de usuario",
                "Nome dell'entità utente",
                "Nome entità utente",
                "Nome utente",
                "User-principal-name",
                "Gebruikersnaam",
            ],
            Kind::Text,
            "The name that the person signs in with.",
        ),
        also(
            "UserType",
            &[
                "User type",
                "Benutzertyp",
                "Type d'utilisateur",
                "Tipo de usuario",
                "Tipo di utente",
                "Tipo utente",
                "Gebruikerstype",
            ],
            Kind::Text,
            "`member` or `guest`.",
        ),
        also("IsAdmin", &["Is admin"], Kind::Bool, "Whether the person has an administrative role."),
        also(
            "IsPasswordlessCapable",
            &[
                "Passwordless capable",
                "Kennwortlos fähig",
                "Kennwortlosfähig",
                "Fähig für kennwortlose Anmeldung",
                "Compatible avec la connexion sans mot de passe",
                "Compatible sans mot de passe",
                "Compatible con el inicio de sesión sin contraseña",
                "Compatible sin contraseña",
                "Compatibile con accesso senza password",
                "Compatibile senza password",
                "Geschikt voor aanmelden zonder wachtwoord",
                "Geschikt voor wachtwoordloos",
            ],
            Kind::Bool,
            "Whether a method is registered that needs no password, and is allowed.",
        ),
        also(
            "MethodsRegistered",
            &[
                "Methods registered",
                "Registered methods",
                "Registrierte Methoden",
                "Méthodes inscrites",
                "Méthodes enregistrées",
                "Métodos registrados",
                "Metodi registrati",
                "Geregistreerde methoden",
            ],
            Kind::List,
            "The methods.",
        ),
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

/// What Get-MgIdentityConditionalAccessPolicy prints.
pub const CONDITIONAL_ACCESS_POLICY: Cmdlet = Cmdlet {
    name: "Get-MgIdentityConditionalAccessPolicy",
    aliases: &["Get-MgBetaIdentityConditionalAccessPolicy", "Get-EntraConditionalAccessPolicy"],
    noun: "conditional-access-policy",
    types: &["MicrosoftGraphConditionalAccessPolicy"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id", "DisplayName"]),
    doc: "Conditional Access policy",
    collect: "Get-MgIdentityConditionalAccessPolicy -All | Select-Object Id,DisplayName,State,Conditions,GrantControls | ConvertTo-Json -Depth 8",
    pack: PACK,
    properties: &[
        property("Id", Kind::Guid, "Its object id."),
        property("DisplayName", Kind::Text, "What it is called."),
        property("State", Kind::Text, "`enabled`, `disabled` or `enabledForReportingButNotEnforced`."),
        property("Conditions", Kind::Text, "Whom, and what, it is about."),
        property("GrantControls", Kind::Text, "What it demands, an authentication strength among it."),
    ],
    signatures: &[only(&["Conditions", "GrantControls"])],
    ..ON_PREMISES
};

/// What Get-MgPolicyAuthenticationStrengthPolicy prints.
pub const AUTHENTICATION_STRENGTH: Cmdlet = Cmdlet {
    name: "Get-MgPolicyAuthenticationStrengthPolicy",
    aliases: &["Get-MgBetaPolicyAuthenticationStrengthPolicy"],
    noun: "authentication-strength",
    types: &["MicrosoftGraphAuthenticationStrengthPolicy"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id"]),
    doc: "authentication strength",
    collect: "Get-MgPolicyAuthenticationStrengthPolicy -All | Select-Object Id,DisplayName,PolicyType,AllowedCombinations,CombinationConfigurations | ConvertTo-Json -Depth 5",
    pack: PACK,
    properties: &[
        property("Id", Kind::Guid, "Its object id."),
        property("DisplayName", Kind::Text, "What it is called."),
        property("PolicyType", Kind::Text, "`builtIn` or `custom`."),
        // Text, and no list: an item has commas of its own.
        property("AllowedCombinations", Kind::Text, "What is enough, `fido2` or `password,microsoftAuthenticatorPush`."),
        property(
            "CombinationConfigurations",
            Kind::List,
            "What is more closely demanded of some combinations: keys, or issuers.",
        ),
    ],
    signatures: &[only(&["AllowedCombinations"])],
    ..ON_PREMISES
};

/// What Get-MgOrganizationCertificateBasedAuthConfiguration prints: the older place of certificate authorities.
pub const CERTIFICATE_CONFIGURATION: Cmdlet = Cmdlet {
    name: "Get-MgOrganizationCertificateBasedAuthConfiguration",
    aliases: &["Get-MgBetaOrganizationCertificateBasedAuthConfiguration"],
    noun: "certificate-configuration",
    types: &["MicrosoftGraphCertificateBasedAuthConfiguration"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id"]),
    doc: "configuration of certificate-based authentication",
    collect: "Get-MgOrganization | ForEach-Object { Get-MgOrganizationCertificateBasedAuthConfiguration -OrganizationId $_.Id } | ConvertTo-Json -Depth 5",
    pack: PACK,
    properties: &[
        property("Id", Kind::Guid, "Its object id."),
        property("CertificateAuthorities", Kind::List, "The authorities, each with its certificate and revocation list."),
    ],
    signatures: &[only(&["CertificateAuthorities"])],
    ..ON_PREMISES
};

/// What Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfigurationCertificateAuthority prints: the newer place of certificate authorities.
pub const CERTIFICATE_AUTHORITY: Cmdlet = Cmdlet {
    name: "Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfigurationCertificateAuthority",
    aliases: &["Get-MgBetaDirectoryPublicKeyInfrastructureCertificateBasedAuthConfigurationCertificateAuthority"],
    noun: "pki-authority",
    types: &["MicrosoftGraphCertificateAuthorityDetail"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id", "Thumbprint"]),
    doc: "certificate authority of a PKI",
    collect: "Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfiguration -All | ForEach-Object { Get-MgDirectoryPublicKeyInfrastructureCertificateBasedAuthConfigurationCertificateAuthority -CertificateBasedAuthPkiId $_.Id -All } | ConvertTo-Json -Depth 4",
    pack: PACK,
    properties: &[
        property("Id", Kind::Guid, "Its object id."),
        property("DisplayName", Kind::Text, "What it is called."),
        property("Issuer", Kind::Text, "Whose certificate it is."),
        property("Thumbprint", Kind::Text, "Thumbprint of its certificate."),
        property("CertificateAuthorityType", Kind::Text, "`root` or `intermediate`."),
        property("CertificateRevocationListUrl", Kind::Text, "Where its revocation list is."),
        property("ExpirationDateTime", Kind::Date, "When its certificate expires."),
    ],
    signatures: &[only(&["CertificateAuthorityType"])],
    ..ON_PREMISES
};

/// What Get-MgDevice prints.
pub const ENTRA_DEVICE: Cmdlet = Cmdlet {
    name: "Get-MgDevice",
    aliases: &["Get-MgBetaDevice", "Get-EntraDevice"],
    noun: "entra-device",
    types: &["MicrosoftGraphDevice"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id", "DeviceId"]),
    doc: "device that Entra knows",
    collect: "Get-MgDevice -All | Select-Object Id,DisplayName,OperatingSystem,OperatingSystemVersion,TrustType,AccountEnabled,ApproximateLastSignInDateTime | ConvertTo-Json -Depth 4",
    pack: PACK,
    properties: &[
        property("Id", Kind::Guid, "Its object id."),
        property("DeviceId", Kind::Guid, "Id that the device has itself."),
        property("DisplayName", Kind::Text, "Its name."),
        property("OperatingSystem", Kind::Text, "`Windows`, `iOS` and others."),
        property("OperatingSystemVersion", Kind::Text, "Its build: `10.0.22631.4317`."),
        property(
            "TrustType",
            Kind::Text,
            "`AzureAd` where it is joined to Entra, `ServerAd` where to both directories, `Workplace`.",
        ),
        property("AccountEnabled", Kind::Bool, "Whether it may be used."),
        property("ApproximateLastSignInDateTime", Kind::Date, "When somebody last signed in with it."),
    ],
    signatures: &[only(&["OperatingSystemVersion", "TrustType"])],
    ..ON_PREMISES
};
