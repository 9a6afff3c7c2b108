//! Servers and what lives on them.

use super::schema::{Cmdlet, Key, Kind, Lives, ON_PREMISES, Service, also, only, property, signature};

/// What Get-ClientAccessService prints.
pub const CLIENT_ACCESS_SERVICE: Cmdlet = Cmdlet {
    name: "Get-ClientAccessService",
    aliases: &["Get-ClientAccessServer"],
    noun: "client-access-service",
    types: &["ClientAccessServer", "ClientAccessService"],
    key: Key::Properties(&["Name", "Identity", "Fqdn"]),
    doc: "client access service of a server",
    collect: "$FormatEnumerationLimit = -1; Get-ClientAccessService | Format-List Name,Fqdn,AutoDiscoverServiceInternalUri,AutoDiscoverSiteScope",
    properties: &[
        property("Name", Kind::Text, "Short name of the server."),
        property("Identity", Kind::Text, "Short name of the server."),
        property("Fqdn", Kind::Text, "Full name of the server."),
        also(
            "AutoDiscoverServiceInternalUri",
            &["ServiceBindingInformation"],
            Kind::Url,
            "Service connection point: where Outlook inside finds Autodiscover.",
        ),
        property("AutoDiscoverSiteScope", Kind::List, "Active Directory sites that the service connection point is for."),
        also("DistinguishedName", &["DN", "AdsPath"], Kind::Text, "Its place in Active Directory."),
    ],
    signatures: &[only(&["AutoDiscoverServiceInternalUri"]), only(&["AutoDiscoverSiteScope"])],
    lives: Lives::OnServer { every: true, switch: Some("-Identity") },
    service: Some(Service { urls: &["AutoDiscoverServiceInternalUri"], is_printed: true, probed_at: "" }),
    is_required: true,
    ..ON_PREMISES
};

/// What Get-ExchangeServer prints.
pub const EXCHANGE_SERVER: Cmdlet = Cmdlet {
    name: "Get-ExchangeServer",
    noun: "exchange-server",
    types: &["ExchangeServer"],
    key: Key::Properties(&["Name", "Identity", "Fqdn"]),
    doc: "Exchange server",
    collect: "$FormatEnumerationLimit = -1; Get-ExchangeServer | Format-List Name,Fqdn,AdminDisplayVersion,ServerRole,Edition,Site,IsClientAccessServer,IsMailboxServer,IsEdgeServer,InternetWebProxy,InternetWebProxyBypassList",
    properties: &[
        property("Name", Kind::Text, "Short name."),
        property("Identity", Kind::Text, "Short name."),
        property("Fqdn", Kind::Text, "Full name."),
        property("AdminDisplayVersion", Kind::Version, "Build: cumulative update only, never a hotfix or security update."),
        property("ServerRole", Kind::Text, "`Mailbox`, `Edge`, or a list of older roles."),
        property("Edition", Kind::Text, "Licence edition."),
        property("Site", Kind::Text, "Active Directory site."),
        property("IsClientAccessServer", Kind::Bool, "Whether clients connect to it."),
        property("IsMailboxServer", Kind::Bool, "Whether it holds mailboxes."),
        property("IsEdgeServer", Kind::Bool, "Whether it is an Edge server, which has no virtual directories."),
        property("IsE15OrLater", Kind::Bool, "Exchange 2013 or later."),
        property("InternetWebProxy", Kind::Text, "Proxy for the way out; must be an http:// URL."),
        property("InternetWebProxyBypassList", Kind::List, "Hosts reached without the proxy."),
        property("DistinguishedName", Kind::Text, "Its place in Active Directory."),
    ],
    signatures: &[
        signature(&["InternetWebProxy"], &["DatabaseAvailabilityGroup"]),
        signature(&["AdminDisplayVersion", "ServerRole"], &["DatabaseAvailabilityGroup", "MetabasePath"]),
        only(&["IsClientAccessServer", "IsMailboxServer"]),
    ],
    lives: Lives::OnServer { every: true, switch: Some("-Identity") },
    is_required: true,
    ..ON_PREMISES
};

/// What Get-Command prints.
pub const EXCHANGE_SETUP: Cmdlet = Cmdlet {
    name: "Get-Command",
    noun: "exchange-setup",
    key: Key::Properties(&["Server"]),
    doc: "installed build of a server",
    collect: "Get-ExchangeServer | ForEach-Object { Invoke-Command -ComputerName $_.Fqdn -ScriptBlock { (Get-Command ExSetup.exe).FileVersionInfo | Select-Object @{n='Server';e={$env:COMPUTERNAME}},FileName,ProductVersion } } | Format-List Server,FileName,ProductVersion",
    properties: &[
        also("Server", &["PSComputerName", "ComputerName"], Kind::Text, "Server that was asked."),
        also("FileName", &["Name"], Kind::Text, "Path of ExSetup.exe."),
        also(
            "ProductVersion",
            &["FileVersion", "Version"],
            Kind::Version,
            "Build with hotfix and security updates, `15.02.1544.011`.",
        ),
    ],
    lives: Lives::OnServer { every: false, switch: None },
    ..ON_PREMISES
};

/// What the configuration file of ActiveSync's front end says.
pub const ACTIVE_SYNC_LIMIT: Cmdlet = Cmdlet {
    name: "Get-Content web.config",
    noun: "active-sync-limit",
    key: Key::Properties(&["Server"]),
    doc: "size limit of ActiveSync on a server",
    collect: "Get-ExchangeServer | ForEach-Object { Invoke-Command -ComputerName $_.Fqdn -ScriptBlock { Set-Location \"$env:ExchangeInstallPath\\FrontEnd\\HttpProxy\\Sync\"; ([xml](Get-Content web.config)).configuration.'system.web'.httpRuntime | Select-Object @{n='Server';e={$env:COMPUTERNAME}},maxRequestLength } } | Format-List Server,MaxRequestLength",
    properties: &[
        also("Server", &["PSComputerName", "ComputerName"], Kind::Text, "Server whose file was read."),
        property("Path", Kind::Text, "The file: `FrontEnd\\HttpProxy\\Sync\\web.config`."),
        property("MaxRequestLength", Kind::Text, "Longest request in KB; blank for the default of IIS."),
    ],
    signatures: &[only(&["MaxRequestLength"])],
    lives: Lives::OnServer { every: false, switch: None },
    ..ON_PREMISES
};

/// What Get-ExchangeCertificate prints.
pub const EXCHANGE_CERTIFICATE: Cmdlet = Cmdlet {
    name: "Get-ExchangeCertificate",
    noun: "exchange-certificate",
    types: &["ExchangeCertificate"],
    key: Key::Properties(&["Identity", "Thumbprint"]),
    doc: "certificate of a server",
    collect: "$FormatEnumerationLimit = -1; Get-ExchangeServer | ForEach-Object { Get-ExchangeCertificate -Server $_.Name } | Format-List Identity,Thumbprint,Services,Subject,Issuer,Status,HasPrivateKey,IsSelfSigned,@{n='NotBefore';e={$_.NotBefore.ToUniversalTime().ToString('o')}},@{n='NotAfter';e={$_.NotAfter.ToUniversalTime().ToString('o')}}",
    properties: &[
        property("Identity", Kind::Text, "`server.full.name\\thumbprint`."),
        property("Thumbprint", Kind::Text, "SHA-1 of the certificate, upper case."),
        property("Services", Kind::Text, "Services that use it."),
        property("Subject", Kind::Text, "Whose it is."),
        property("Issuer", Kind::Text, "Who issued it."),
        property("NotBefore", Kind::Date, "Valid from."),
        property("NotAfter", Kind::Date, "Valid until."),
        property("HasPrivateKey", Kind::Bool, "Whether the server holds the private key."),
        property("Status", Kind::Text, "`Valid`, `DateInvalid`, `Revoked`, …"),
        property("CertificateDomains", Kind::List, "Names in the certificate."),
        property("RootCAType", Kind::Text, "What kind of authority issued it."),
        property("IsSelfSigned", Kind::Bool, "Whether it signed itself."),
    ],
    signatures: &[
        only(&["Thumbprint", "Services"]),
        only(&["Thumbprint", "CertificateDomains"]),
        // The store of Windows holds certificates of all kinds, and prints where.
        signature(&["Thumbprint", "NotAfter"], &["PSPath", "PSParentPath"]),
    ],
    lives: Lives::OnServer { every: true, switch: Some("-Server") },
    ..ON_PREMISES
};
