//! The virtual directories, and Outlook Anywhere, which is one by its name.

use super::schema::{
    Cmdlet, Directory, Key, Kind, Lives, OAuth, ON_PREMISES, Property, Service, also, count, join, joined, only, property,
    signature,
};

/// What Get-MapiVirtualDirectory prints.
pub const MAPI_VIRTUAL_DIRECTORY: Cmdlet = Cmdlet {
    name: "Get-MapiVirtualDirectory",
    noun: "mapi-virtual-directory",
    types: &["ADMapiVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "MAPI over HTTP virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-MapiVirtualDirectory | Format-List Identity,Server,*Url,*AuthenticationMethods,ExtendedProtection*,Path,MetabasePath",
    properties: joined![
        PLACE,
        URLS,
        &[property(
            "IISAuthenticationMethods",
            Kind::List,
            "Methods that IIS accepts; OAuth must be among them. There is no OAuth flag.",
        )],
        METHODS,
        EXTENDED_PROTECTION,
    ],
    signatures: &[
        signature(&["IISAuthenticationMethods", "InternalUrl"], &["ExternalHostname", "InternalHostname"]),
        signature(&["IISAuthenticationMethods", "ExternalUrl"], &["ExternalHostname", "InternalHostname"]),
    ],
    lives: Lives::OnServer { every: true, switch: Some("-Server") },
    directory: Some(Directory { name: "mapi", class: "msExchMapiVirtualDirectory", label: Some("MAPI"), oauth: OAuth::IisList }),
    service: Some(Service { urls: &["InternalUrl", "ExternalUrl"], is_printed: true, probed_at: "emsmdb" }),
    is_required: true,
    ..ON_PREMISES
};

/// What Get-WebServicesVirtualDirectory prints.
pub const WEB_SERVICES_VIRTUAL_DIRECTORY: Cmdlet = Cmdlet {
    name: "Get-WebServicesVirtualDirectory",
    noun: "web-services-virtual-directory",
    types: &["ADWebServicesVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "Exchange Web Services virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-WebServicesVirtualDirectory | Format-List Identity,Server,*Url,*Authentication,*AuthenticationMethods,MRSProxyEnabled,ExtendedProtection*,Path,MetabasePath",
    properties: joined![
        PLACE,
        URLS,
        &[property("InternalNLBBypassUrl", Kind::Url, "URL past the load balancer; never a service principal name.")],
        FLAGS,
        &[
            property("DigestAuthentication", Kind::IisBool, "Whether IIS accepts Digest."),
            property("WSSecurityAuthentication", Kind::IisBool, "Whether IIS accepts WS-Security."),
            property("AdfsAuthentication", Kind::IisBool, "Whether IIS accepts AD FS claims."),
            property("CertificateAuthentication", Kind::IisBool, "Whether IIS accepts client certificates."),
            property("LiveIdBasicAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account Basic."),
            property("LiveIdNegotiateAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account Negotiate."),
        ],
        METHODS,
        &[property("MRSProxyEnabled", Kind::Bool, "Whether mailbox moves go through it.")],
        EXTENDED_PROTECTION,
    ],
    signatures: &[only(&["InternalNLBBypassUrl"]), only(&["MRSProxyEnabled"])],
    lives: Lives::OnServer { every: true, switch: Some("-Server") },
    directory: Some(Directory {
        name: "EWS",
        class: "msExchWebServicesVirtualDirectory",
        label: Some("EWS"),
        oauth: OAuth::Flag,
    }),
    service: Some(Service { urls: &["InternalUrl", "ExternalUrl"], is_printed: true, probed_at: "" }),
    is_required: true,
    ..ON_PREMISES
};

/// What Get-OabVirtualDirectory prints.
pub const OAB_VIRTUAL_DIRECTORY: Cmdlet = Cmdlet {
    name: "Get-OabVirtualDirectory",
    noun: "oab-virtual-directory",
    types: &["ADOabVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "offline address book virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-OabVirtualDirectory | Format-List Identity,Server,*Url,*Authentication,*AuthenticationMethods,RequireSSL,ExtendedProtection*,Path,MetabasePath",
    properties: joined![
        PLACE,
        URLS,
        FLAGS,
        METHODS,
        &[property("RequireSSL", Kind::Bool, "Whether TLS is demanded.")],
        EXTENDED_PROTECTION
    ],
    signatures: &[only(&["PollInterval", "RequireSSL"]), only(&["PollInterval", "OfflineAddressBooks"])],
    lives: Lives::OnServer { every: true, switch: Some("-Server") },
    directory: Some(Directory { name: "OAB", class: "msExchOABVirtualDirectory", label: Some("OAB"), oauth: OAuth::Flag }),
    service: Some(Service { urls: &["InternalUrl", "ExternalUrl"], is_printed: true, probed_at: "oab.xml" }),
    is_required: true,
    ..ON_PREMISES
};

/// What Get-AutodiscoverVirtualDirectory prints.
pub const AUTODISCOVER_VIRTUAL_DIRECTORY: Cmdlet = Cmdlet {
    name: "Get-AutodiscoverVirtualDirectory",
    noun: "autodiscover-virtual-directory",
    types: &["ADAutodiscoverVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "Autodiscover virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-AutodiscoverVirtualDirectory | Format-List Identity,Server,*Url,*Authentication,*AuthenticationMethods,ExtendedProtection*,Path,MetabasePath",
    properties: joined![
        PLACE,
        URLS,
        FLAGS,
        &[
            property("DigestAuthentication", Kind::IisBool, "Whether IIS accepts Digest."),
            property("WSSecurityAuthentication", Kind::IisBool, "Whether IIS accepts WS-Security."),
            property("AdfsAuthentication", Kind::IisBool, "Whether IIS accepts AD FS claims."),
            property("LiveIdBasicAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account Basic."),
            property("LiveIdNegotiateAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account Negotiate."),
        ],
        METHODS,
        EXTENDED_PROTECTION,
    ],
    lives: Lives::OnServer { every: true, switch: Some("-Server") },
    directory: Some(Directory {
        name: "Autodiscover",
        class: "msExchAutoDiscoverVirtualDirectory",
        label: Some("Autodiscover"),
        oauth: OAuth::Flag,
    }),
    service: Some(Service { urls: &["InternalUrl", "ExternalUrl"], is_printed: false, probed_at: "" }),
    is_required: true,
    ..ON_PREMISES
};

/// What Get-ActiveSyncVirtualDirectory prints.
pub const ACTIVE_SYNC_VIRTUAL_DIRECTORY: Cmdlet = Cmdlet {
    name: "Get-ActiveSyncVirtualDirectory",
    noun: "active-sync-virtual-directory",
    types: &["ADMobileVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "ActiveSync virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-ActiveSyncVirtualDirectory | Format-List Identity,Server,InternalUrl,ExternalUrl,*AuthEnabled,ClientCertAuth,*AuthenticationMethods,ExtendedProtection*,Path,MetabasePath",
    properties: joined![
        PLACE,
        URLS,
        &[
            property("BasicAuthEnabled", Kind::IisBool, "Whether IIS accepts Basic."),
            property("WindowsAuthEnabled", Kind::IisBool, "Whether IIS accepts Windows authentication."),
            property("ClientCertAuth", Kind::Text, "`Ignore`, `Accepted` or `Required`."),
            property("MobileClientCertificateAuthorityURL", Kind::Text, "Never a service principal name."),
            property("InternalAuthenticationMethods", Kind::List, "Methods accepted inside; empty means that none is excluded.",),
            property("ExternalAuthenticationMethods", Kind::List, "Methods accepted outside; empty means that none is excluded.",),
            property("WebSiteSSLEnabled", Kind::IisBool, "Whether the web site has TLS."),
        ],
        EXTENDED_PROTECTION,
    ],
    signatures: &[only(&["MobileClientCertificateAuthorityURL"]), only(&["BasicAuthEnabled", "ClientCertAuth"])],
    lives: Lives::OnServer { every: true, switch: Some("-Server") },
    directory: Some(Directory {
        name: "Microsoft-Server-ActiveSync",
        class: "msExchMobileVirtualDirectory",
        label: Some("ActiveSync"),
        oauth: OAuth::Lists,
    }),
    service: Some(Service { urls: &["InternalUrl", "ExternalUrl"], is_printed: true, probed_at: "" }),
    is_required: true,
    ..ON_PREMISES
};

/// What Get-OwaVirtualDirectory prints.
pub const OWA_VIRTUAL_DIRECTORY: Cmdlet = Cmdlet {
    name: "Get-OwaVirtualDirectory",
    noun: "owa-virtual-directory",
    types: &["ADOwaVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "Outlook on the web virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-OwaVirtualDirectory | Format-List Identity,Server,InternalUrl,ExternalUrl,*Authentication,*AuthenticationMethods,*DownloadHostName,ExtendedProtection*,Path,MetabasePath",
    properties: joined![
        PLACE,
        URLS,
        FLAGS,
        &[
            property("DigestAuthentication", Kind::IisBool, "Whether IIS accepts Digest."),
            property("FormsAuthentication", Kind::IisBool, "Whether IIS accepts forms."),
            property("LiveIdAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account."),
            property("AdfsAuthentication", Kind::IisBool, "Whether IIS accepts AD FS claims."),
        ],
        METHODS,
        &[
            property("ClientAuthCleanupLevel", Kind::Text, "How much of a session is cleaned up at sign-out."),
            property("InternalDownloadHostName", Kind::Text, "Host of download domains inside."),
            property("ExternalDownloadHostName", Kind::Text, "Host of download domains outside."),
        ],
        EXTENDED_PROTECTION,
    ],
    signatures: &[
        only(&["OwaVersion"]),
        only(&["ClientAuthCleanupLevel"]),
        only(&["Exchange2003Url"]),
        only(&["SetPhotoURL"]),
        only(&["InternalDownloadHostName"]),
        only(&["ExternalDownloadHostName"]),
    ],
    lives: Lives::OnServer { every: true, switch: Some("-Server") },
    directory: Some(Directory { name: "owa", class: "msExchOWAVirtualDirectory", label: Some("OWA"), oauth: OAuth::Flag }),
    ..ON_PREMISES
};

/// What Get-EcpVirtualDirectory prints.
pub const ECP_VIRTUAL_DIRECTORY: Cmdlet = Cmdlet {
    name: "Get-EcpVirtualDirectory",
    noun: "ecp-virtual-directory",
    types: &["ADEcpVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "Exchange admin centre virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-EcpVirtualDirectory | Format-List Identity,Server,InternalUrl,ExternalUrl,*Authentication,*AuthenticationMethods,ExtendedProtection*,Path,MetabasePath",
    properties: joined![
        PLACE,
        URLS,
        FLAGS,
        &[
            property("DigestAuthentication", Kind::IisBool, "Whether IIS accepts Digest."),
            property("FormsAuthentication", Kind::IisBool, "Whether IIS accepts forms."),
            property("LiveIdAuthentication", Kind::IisBool, "Whether IIS accepts Microsoft account."),
            property("AdfsAuthentication", Kind::IisBool, "Whether IIS accepts AD FS claims."),
        ],
        METHODS,
        EXTENDED_PROTECTION,
    ],
    signatures: &[only(&["AdminEnabled", "OwaOptionsEnabled"])],
    lives: Lives::OnServer { every: true, switch: Some("-Server") },
    directory: Some(Directory { name: "ecp", class: "msExchECPVirtualDirectory", label: Some("ECP"), oauth: OAuth::LateFlag }),
    ..ON_PREMISES
};

/// What Get-PowerShellVirtualDirectory prints.
pub const POWER_SHELL_VIRTUAL_DIRECTORY: Cmdlet = Cmdlet {
    name: "Get-PowerShellVirtualDirectory",
    noun: "power-shell-virtual-directory",
    types: &["ADPowerShellVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "PowerShell virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-PowerShellVirtualDirectory | Format-List Identity,Server,InternalUrl,ExternalUrl,*Authentication,*AuthenticationMethods",
    properties: joined![
        PLACE,
        URLS,
        FLAGS,
        &[property("CertificateAuthentication", Kind::IisBool, "Whether IIS accepts client certificates.")],
        METHODS,
    ],
    lives: Lives::OnServer { every: false, switch: Some("-Server") },
    directory: Some(Directory { name: "PowerShell", class: "msExchPowerShellVirtualDirectory", label: None, oauth: OAuth::Flag }),
    ..ON_PREMISES
};

/// What Get-OutlookAnywhere prints.
pub const OUTLOOK_ANYWHERE: Cmdlet = Cmdlet {
    name: "Get-OutlookAnywhere",
    noun: "outlook-anywhere",
    types: &["ADRpcHttpVirtualDirectory"],
    key: Key::VirtualDirectory,
    doc: "Outlook Anywhere virtual directory",
    collect: "$FormatEnumerationLimit = -1; Get-OutlookAnywhere | Format-List Identity,ServerName,*Hostname,*AuthenticationMethod*,*RequireSsl,SSLOffloading,ExtendedProtection*",
    properties: joined![
        PLACE,
        &[
            property("ExternalHostname", Kind::Text, "Host name outside; never a service principal name."),
            property("InternalHostname", Kind::Text, "Host name inside; never a service principal name."),
            property("ExternalClientAuthenticationMethod", Kind::Text, "Method for clients outside."),
            property("InternalClientAuthenticationMethod", Kind::Text, "Method for clients inside."),
            property("IISAuthenticationMethods", Kind::List, "Methods that IIS accepts; Outlook Anywhere cannot use OAuth."),
            property("ExternalClientsRequireSsl", Kind::Bool, "Whether TLS is demanded outside."),
            property("InternalClientsRequireSsl", Kind::Bool, "Whether TLS is demanded inside."),
            property("SSLOffloading", Kind::Bool, "Whether a device in front may end TLS: a hint of TLS offloading."),
        ],
        EXTENDED_PROTECTION,
    ],
    signatures: &[
        only(&["ExternalHostname", "InternalHostname"]),
        only(&["ExternalHostname", "SSLOffloading"]),
        only(&["ExternalClientAuthenticationMethod", "ExternalHostname"]),
    ],
    lives: Lives::OnServer { every: false, switch: Some("-Server") },
    directory: Some(Directory { name: "Rpc", class: "msExchRpcHttpVirtualDirectory", label: None, oauth: OAuth::Flag }),
    ..ON_PREMISES
};

/// Where it is.
const PLACE: &[Property] = &[
    also("Server", &["ServerName"], Kind::Text, "Short name of the server it lives on."),
    property("Name", Kind::Text, "Name with the web site, `mapi (Default Web Site)`."),
    property("Identity", Kind::Text, "`SERVER\\name (Site)`."),
    property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
    property("AdminDisplayVersion", Kind::Version, "Build of the server (cumulative update only)."),
    property("Path", Kind::Text, "Folder on disk; blank when IIS was not read."),
    property("MetabasePath", Kind::Text, "`IIS://host/W3SVC/1/ROOT/name`."),
];

/// Where clients find it.
const URLS: &[Property] = &[
    property("InternalUrl", Kind::Url, "URL that clients inside use."),
    property("ExternalUrl", Kind::Url, "URL that clients outside use; blank where there is none."),
];

/// The flags of IIS that most of them have.
const FLAGS: &[Property] = &[
    property("OAuthAuthentication", Kind::IisBool, "Whether IIS accepts bearer tokens."),
    property("BasicAuthentication", Kind::IisBool, "Whether IIS accepts Basic."),
    property("WindowsAuthentication", Kind::IisBool, "Whether IIS accepts Windows (NTLM, Negotiate)."),
];

/// Methods as Active Directory mirrors them.
const METHODS: &[Property] = &[
    property("InternalAuthenticationMethods", Kind::List, "Methods accepted inside, as Active Directory has them."),
    property("ExternalAuthenticationMethods", Kind::List, "Methods accepted outside, as Active Directory has them."),
];

/// Extended Protection.
const EXTENDED_PROTECTION: &[Property] = &[
    property("ExtendedProtectionTokenChecking", Kind::Text, "`None`, `Allow` or `Require`."),
    property("ExtendedProtectionFlags", Kind::List, "Flags of Extended Protection."),
];
