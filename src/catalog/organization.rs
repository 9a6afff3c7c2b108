//! Settings of the organisation.

use super::schema::{Cmdlet, Key, Kind, ON_PREMISES, Online, also, only, property};

/// What Get-OrganizationConfig prints.
pub const ORGANIZATION_CONFIG: Cmdlet = Cmdlet {
    name: "Get-OrganizationConfig",
    noun: "organization-config",
    types: &["OrganizationConfig"],
    shell: None,
    key: Key::Singleton,
    doc: "organisation configuration",
    collect: "$FormatEnumerationLimit = -1; Get-OrganizationConfig | Format-List Name,Guid,DistinguishedName,OAuth2ClientProfileEnabled,MapiHttpEnabled,DefaultAuthenticationPolicy,EnableDownloadDomains,EnableAuthAdminReadSession,AdfsIssuer",
    online: Some(Online {
        noun: "online-organization-config",
        command: "$FormatEnumerationLimit = -1; Get-OrganizationConfig -RetrieveEwsOperationAccessPolicy | Format-List Name,Identity,Guid,OAuth2ClientProfileEnabled,EwsEnabled,EwsAllowedAppIDs",
    }),
    properties: &[
        property("Name", Kind::Text, "Name of the organisation."),
        property("Identity", Kind::Text, "Name of the organisation."),
        property("Guid", Kind::Guid, "Id of the organisation."),
        property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
        property("OAuth2ClientProfileEnabled", Kind::Bool, "One of the two switches of hybrid modern authentication."),
        property("MapiHttpEnabled", Kind::Bool, "Whether MAPI over HTTP is on."),
        property("DefaultAuthenticationPolicy", Kind::Text, "Name of the authentication policy for everybody; blank for none."),
        property("EnableDownloadDomains", Kind::Bool, "Whether attachments come from a domain of their own."),
        property("EnableAuthAdminReadSession", Kind::Bool, "The repair of KB 4559435."),
        property("AdfsAuthenticationConfiguration", Kind::Text, "AD FS settings of Outlook on the web."),
        property("AdfsIssuer", Kind::Text, "AD FS issuer."),
        property(
            "EwsEnabled",
            Kind::Bool,
            "Exchange Online: whether applications may use web services; blank allows all of them.",
        ),
        property(
            "EwsAllowedAppIDs",
            Kind::List,
            "Exchange Online: the applications that may. Only -RetrieveEwsOperationAccessPolicy shows them.",
        ),
    ],
    signatures: &[
        only(&["OAuth2ClientProfileEnabled"]),
        only(&["DefaultAuthenticationPolicy"]),
        only(&["EnableAuthAdminReadSession"]),
        only(&["MapiHttpEnabled", "EnableDownloadDomains"]),
    ],
    is_required: true,
    ..ON_PREMISES
};

/// What Get-TransportConfig prints.
pub const TRANSPORT_CONFIG: Cmdlet = Cmdlet {
    name: "Get-TransportConfig",
    noun: "transport-config",
    types: &["TransportConfigContainer"],
    shell: None,
    key: Key::Singleton,
    doc: "transport settings of the organisation",
    collect: "Get-TransportConfig | Format-List Name,MaxSendSize,MaxReceiveSize",
    properties: &[
        property("Name", Kind::Text, "Name."),
        property("MaxSendSize", Kind::Text, "Largest message that may be sent, `36 MB (37,748,736 bytes)` or `Unlimited`."),
        property("MaxReceiveSize", Kind::Text, "Largest message that may be received."),
    ],
    signatures: &[only(&["MaxRecipientEnvelopeLimit", "MaxSendSize"])],
    ..ON_PREMISES
};

/// What Get-AuthenticationPolicy prints.
pub const AUTHENTICATION_POLICY: Cmdlet = Cmdlet {
    name: "Get-AuthenticationPolicy",
    noun: "authentication-policy",
    types: &["AuthenticationPolicy"],
    shell: None,
    key: Key::Properties(&["Name", "Identity"]),
    doc: "authentication policy",
    collect: "$FormatEnumerationLimit = -1; Get-AuthenticationPolicy | Format-List Name,Identity,Block*,Allow*",
    properties: &[
        property("Name", Kind::Text, "Name."),
        also("Identity", &["Id"], Kind::Text, "The same as Name."),
        property("BlockLegacyAuthActiveSync", Kind::Bool, "Whether legacy authentication is refused (ActiveSync)."),
        property("BlockLegacyAuthAutodiscover", Kind::Bool, "Whether legacy authentication is refused (Autodiscover)."),
        property("BlockLegacyAuthImap", Kind::Bool, "Whether legacy authentication is refused (Imap)."),
        property("BlockLegacyAuthMapi", Kind::Bool, "Whether legacy authentication is refused (Mapi)."),
        property(
            "BlockLegacyAuthOfflineAddressBook",
            Kind::Bool,
            "Whether legacy authentication is refused (OfflineAddressBook).",
        ),
        property("BlockLegacyAuthPop", Kind::Bool, "Whether legacy authentication is refused (Pop)."),
        property("BlockLegacyAuthRpc", Kind::Bool, "Whether legacy authentication is refused (Rpc)."),
        property("BlockLegacyAuthWebServices", Kind::Bool, "Whether legacy authentication is refused (WebServices)."),
        property("BlockModernAuthActiveSync", Kind::Bool, "Whether modern authentication is refused (ActiveSync)."),
        property("BlockModernAuthAutodiscover", Kind::Bool, "Whether modern authentication is refused (Autodiscover)."),
        property("BlockModernAuthImap", Kind::Bool, "Whether modern authentication is refused (Imap)."),
        property("BlockModernAuthMapi", Kind::Bool, "Whether modern authentication is refused (Mapi)."),
        property(
            "BlockModernAuthOfflineAddressBook",
            Kind::Bool,
            "Whether modern authentication is refused (OfflineAddressBook).",
        ),
        property("BlockModernAuthPop", Kind::Bool, "Whether modern authentication is refused (Pop)."),
        property("BlockModernAuthRpc", Kind::Bool, "Whether modern authentication is refused (Rpc)."),
        property("BlockModernAuthWebServices", Kind::Bool, "Whether modern authentication is refused (WebServices)."),
    ],
    is_required: true,
    ..ON_PREMISES
};

/// What Get-SettingOverride prints.
pub const SETTING_OVERRIDE: Cmdlet = Cmdlet {
    name: "Get-SettingOverride",
    noun: "setting-override",
    types: &["SettingOverride"],
    key: Key::Properties(&["Name", "Identity"]),
    doc: "setting override",
    collect: "$FormatEnumerationLimit = -1; Get-SettingOverride | Format-List Name,ComponentName,SectionName,Parameters,Server,MinVersion,MaxVersion,FixVersion,Status,Reason,ModifiedBy",
    properties: &[
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
    ],
    signatures: &[only(&["ComponentName", "SectionName"])],
    ..ON_PREMISES
};

/// What Get-AcceptedDomain prints.
pub const ACCEPTED_DOMAIN: Cmdlet = Cmdlet {
    name: "Get-AcceptedDomain",
    noun: "accepted-domain",
    types: &["AcceptedDomain"],
    shell: None,
    key: Key::Properties(&["DomainName", "Name"]),
    doc: "accepted domain",
    collect: "$FormatEnumerationLimit = -1; Get-AcceptedDomain | Format-List Name,DomainName,DomainType,Default",
    properties: &[
        property("Name", Kind::Text, "Name."),
        property("DomainName", Kind::Text, "The SMTP domain."),
        property("DomainType", Kind::Text, "`Authoritative`, `InternalRelay` or `ExternalRelay`."),
        property("Default", Kind::Bool, "Whether it is the default domain."),
    ],
    signatures: &[only(&["DomainName", "DomainType"])],
    ..ON_PREMISES
};
