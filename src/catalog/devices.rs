//! What people use: devices, registries of Office, inventories of software, and the sign-ins that Entra logged.

use super::schema::{Cmdlet, Key, Kind, Lives, ON_PREMISES, Shell, also, only, property, signature};

/// The pack that judges what these print.
const PACK: Option<&str> = Some("client");

/// What Get-MobileDevice and Get-MobileDeviceStatistics print.
pub const MOBILE_DEVICE: Cmdlet = Cmdlet {
    name: "Get-MobileDevice",
    aliases: &["Get-MobileDeviceStatistics", "Get-ActiveSyncDevice", "Get-ActiveSyncDeviceStatistics"],
    noun: "mobile-device",
    types: &["MobileDevice", "MobileDeviceConfiguration", "ActiveSyncDevice"],
    shell: None,
    key: Key::Properties(&["Identity", "DeviceId"]),
    doc: "mobile device of a mailbox",
    collect: "$FormatEnumerationLimit = -1; Get-MobileDevice -ResultSize Unlimited | Format-List Identity,UserDisplayName,DeviceId,DeviceType,DeviceModel,DeviceOS,DeviceUserAgent,ClientType,DeviceAccessState,DeviceAccessStateReason,FirstSyncTime",
    properties: &[
        also(
            "Identity",
            &["Id"],
            Kind::Text,
            "Mailbox, device type and id: `…/Adele Vance/ExchangeActiveSyncDevices/iPhone§5EEC4E94`.",
        ),
        property("UserDisplayName", Kind::Text, "Full name of the mailbox."),
        property("DeviceId", Kind::Text, "Id that the device gives itself. It is not stable."),
        property("DeviceType", Kind::Text, "`iPhone`; `Outlook` with Basic, `OutlookService` with modern authentication [OM]."),
        property("DeviceModel", Kind::Text, "Model: `Outlook for iOS and Android` for Outlook with Basic."),
        property("DeviceOS", Kind::Text, "Operating system and version: `iOS 19.1 23B85`."),
        property("DeviceUserAgent", Kind::Text, "What the application calls itself: `Apple-iPhone17C1/2302.85`."),
        property("ClientType", Kind::Text, "`EAS`, `MOWA`, `REST` or `Outlook`."),
        property("DeviceAccessState", Kind::Text, "`Allowed`, `Blocked`, `Quarantined`, `DeviceDiscovery` or `Unknown`."),
        property("DeviceAccessStateReason", Kind::Text, "Why: `Global`, `Individual`, `DeviceRule`, `Policy` and others."),
        property("FirstSyncTime", Kind::Date, "When it first synchronised."),
        property("LastSuccessSync", Kind::Date, "When it last synchronised; Get-MobileDeviceStatistics only."),
    ],
    signatures: &[
        only(&["DeviceType", "DeviceUserAgent"]),
        only(&["DeviceType", "DeviceAccessState"]),
        only(&["DeviceId", "DeviceOS"]),
    ],
    lives: Lives::AtPeople,
    pack: PACK,
    ..ON_PREMISES
};

/// What `reg export` and `reg query` write.
pub const REGISTRY_KEY: Cmdlet = Cmdlet {
    name: "reg export",
    aliases: &["reg query"],
    noun: "registry-key",
    types: &["RegistryKey"],
    // Each computer has the same keys.
    key: Key::Properties(&[]),
    doc: "key of a registry",
    collect: "reg export HKCU\\SOFTWARE\\Microsoft\\Office office.reg",
    properties: &[
        property("Key", Kind::Text, "Path of the key."),
        property("EnableADAL", Kind::Text, "In `Office\\16.0\\Common\\Identity`: 0 switches modern authentication off."),
        property(
            "Version",
            Kind::Text,
            "In `Office\\15.0\\Common\\Identity`: 1 beside EnableADAL 1 switches it on in Office 2013.",
        ),
        property("SignInOptions", Kind::Text, "In `Office\\16.0\\Common\\SignIn`: 3 allows no sign-in at all."),
        property(
            "AlwaysUseMSOAuthForAutoDiscover",
            Kind::Text,
            "In `Microsoft\\Exchange`: 1 makes Outlook use modern authentication for Autodiscover.",
        ),
        property("VersionToReport", Kind::Text, "In `Office\\ClickToRun\\Configuration`: version of Office."),
        property("ProductReleaseIds", Kind::Text, "In `Office\\ClickToRun\\Configuration`: products, `O365ProPlusRetail`."),
    ],
    lives: Lives::AtPeople,
    pack: PACK,
    ..ON_PREMISES
};

/// What an inventory of software lists, as CSV.
pub const INSTALLED_APPLICATION: Cmdlet = Cmdlet {
    name: "inventory of software",
    noun: "installed-application",
    types: &["InstalledApplication"],
    // The same row may stand for several people.
    key: Key::Properties(&[]),
    doc: "application on a device",
    collect: "save the inventory of software as CSV, with a column each for Application name, Application version, Platform and User",
    properties: &[
        also(
            "Application",
            &[
                "Application name",
                "ApplicationName",
                "App name",
                "AppName",
                "Product name",
                "ProductName",
                "Software name",
                "SoftwareName",
                "Anwendungsname",
                "Anwendung",
                "Produktname",
                "Nom de l'application",
                "Nom du produit",
            ],
            Kind::Text,
            "Name of the product.",
        ),
        also(
            "Version",
            &[
                "Application version",
                "ApplicationVersion",
                "App version",
                "AppVersion",
                "Product version",
                "ProductVersion",
                "Software version",
                "SoftwareVersion",
                "Anwendungsversion",
                "Produktversion",
                "Version de l'application",
                "Version du produit",
            ],
            Kind::Text,
            "Version of the product.",
        ),
        also(
            "User",
            &[
                "User principal name",
                "UserPrincipalName",
                "UPN",
                "Primary user UPN",
                "Primary user",
                "PrimaryUser",
                "User name",
                "Username",
                "Email",
                "Hauptbenutzer",
                "Benutzername",
                "Benutzer",
                "Nom d'utilisateur",
                "Utilisateur",
            ],
            Kind::Text,
            "Who uses it.",
        ),
        also(
            "Device",
            &[
                "Device name",
                "DeviceName",
                "Computer name",
                "ComputerName",
                "Computer",
                "Hostname",
                "Gerätename",
                "Nom de l'appareil",
            ],
            Kind::Text,
            "Name of the device.",
        ),
        also(
            "Platform",
            &["Operating system", "OperatingSystem", "OS", "Plattform", "Betriebssystem", "Plateforme", "Système d'exploitation"],
            Kind::Text,
            "Operating system.",
        ),
        also("DeviceCount", &["Device count", "Geräteanzahl", "Nombre d'appareils"], Kind::Text, "On how many devices."),
    ],
    lives: Lives::AtPeople,
    pack: PACK,
    ..ON_PREMISES
};

/// What Get-MgAuditLogSignIn prints, and what the portal downloads.
pub const SIGN_IN: Cmdlet = Cmdlet {
    name: "Get-MgAuditLogSignIn",
    aliases: &[
        "Get-MgBetaAuditLogSignIn",
        "Get-EntraAuditSignInLog",
        "Get-EntraBetaAuditSignInLog",
        "Get-AzureADAuditSignInLogs",
    ],
    noun: "sign-in",
    types: &["MicrosoftGraphSignIn", "MicrosoftGraphSignIn1"],
    shell: Some(Shell::Tenant),
    key: Key::Properties(&["Id"]),
    doc: "sign-in that Entra logged",
    collect: "Get-MgAuditLogSignIn -Filter \"resourceId eq '00000002-0000-0ff1-ce00-000000000000'\" -All | Select-Object Id,CreatedDateTime,UserPrincipalName,AppId,AppDisplayName,ResourceId,ClientAppUsed,Status,DeviceDetail | ConvertTo-Json -Depth 5",
    properties: &[
        also("Id", &["Request ID", "Anforderungs-ID", "ID de demande", "Id. de solicitud"], Kind::Text, "Id of the sign-in."),
        also("CreatedDateTime", &["Date (UTC)", "Datum (UTC)", "Fecha (UTC)"], Kind::Date, "When."),
        also(
            "UserPrincipalName",
            &["Username", "Benutzername", "Nom d'utilisateur", "Nombre de usuario", "Nome utente", "Gebruikersnaam"],
            Kind::Text,
            "Who.",
        ),
        also(
            "AppId",
            &["Application ID", "Anwendungs-ID", "ID d'application", "ID de l'application", "Id. de aplicación"],
            Kind::Text,
            "Id of the application.",
        ),
        also(
            "AppDisplayName",
            &["Application", "Anwendung", "Aplicación", "Applicazione", "Toepassing"],
            Kind::Text,
            "Name of the application.",
        ),
        also(
            "ResourceId",
            &["Resource ID", "Ressourcen-ID", "ID de ressource", "Id. de recurso"],
            Kind::Text,
            "Id of what it signed in to.",
        ),
        also(
            "ResourceDisplayName",
            &["Resource", "Ressource", "Recurso", "Risorsa"],
            Kind::Text,
            "Name of what it signed in to.",
        ),
        also(
            "ClientAppUsed",
            &["Client app", "Client-App", "Application cliente", "Aplicación cliente", "App client"],
            Kind::Text,
            "`Browser`, `Mobile Apps and Desktop clients`, or a legacy protocol.",
        ),
        also(
            "ErrorCode",
            &[
                "Sign-in error code",
                "Anmeldefehlercode",
                "Fehlercode für die Anmeldung",
                "Code d'erreur de connexion",
                "Código de error de inicio de sesión",
            ],
            Kind::Text,
            "0 or blank where it succeeded.",
        ),
        property("Status", Kind::Text, "`Success`, or `errorCode` and the reason as Graph has them."),
        also(
            "OperatingSystem",
            &["Operating System", "Betriebssystem", "Système d'exploitation", "Sistema operativo", "Besturingssysteem"],
            Kind::Text,
            "Operating system of the device.",
        ),
        property("DeviceDetail", Kind::Text, "The device as Graph has it, operating system and browser among it."),
    ],
    signatures: &[
        signature(&["ClientAppUsed", "UserPrincipalName"], &["DistinguishedName"]),
        signature(&["clientAppUsed", "appId", "createdDateTime"], &["DistinguishedName"]),
    ],
    lives: Lives::AtPeople,
    pack: PACK,
    ..ON_PREMISES
};
