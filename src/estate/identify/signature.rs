//! Objects known by properties that nothing else has.

use super::{holds_exchange_names, is_bare, text, virtual_directory};
use crate::capture::{Field, Form, Raw, Record};
use crate::estate::cmdlets;
use crate::estate::schema::Cmdlet;

/// Noun, properties that must all be there, properties that must not be.
type Signature = (&'static str, &'static [&'static str], &'static [&'static str]);

/// One line a signature. Several lines of a noun are alternatives.
const SIGNATURES: &[Signature] = &[
    ("mapi-virtual-directory", &["IISAuthenticationMethods", "InternalUrl"], &["ExternalHostname", "InternalHostname"]),
    ("mapi-virtual-directory", &["IISAuthenticationMethods", "ExternalUrl"], &["ExternalHostname", "InternalHostname"]),
    ("web-services-virtual-directory", &["InternalNLBBypassUrl"], &[]),
    ("web-services-virtual-directory", &["MRSProxyEnabled"], &[]),
    ("oab-virtual-directory", &["PollInterval", "RequireSSL"], &[]),
    ("oab-virtual-directory", &["PollInterval", "OfflineAddressBooks"], &[]),
    ("active-sync-virtual-directory", &["MobileClientCertificateAuthorityURL"], &[]),
    ("active-sync-virtual-directory", &["BasicAuthEnabled", "ClientCertAuth"], &[]),
    ("owa-virtual-directory", &["OwaVersion"], &[]),
    ("owa-virtual-directory", &["ClientAuthCleanupLevel"], &[]),
    ("owa-virtual-directory", &["Exchange2003Url"], &[]),
    ("owa-virtual-directory", &["SetPhotoURL"], &[]),
    ("owa-virtual-directory", &["InternalDownloadHostName"], &[]),
    ("owa-virtual-directory", &["ExternalDownloadHostName"], &[]),
    ("ecp-virtual-directory", &["AdminEnabled", "OwaOptionsEnabled"], &[]),
    ("outlook-anywhere", &["ExternalHostname", "InternalHostname"], &[]),
    ("outlook-anywhere", &["ExternalHostname", "SSLOffloading"], &[]),
    ("outlook-anywhere", &["ExternalClientAuthenticationMethod", "ExternalHostname"], &[]),
    ("client-access-service", &["AutoDiscoverServiceInternalUri"], &[]),
    ("client-access-service", &["AutoDiscoverSiteScope"], &[]),
    ("auth-server", &["IsDefaultAuthorizationEndpoint"], &[]),
    ("auth-server", &["TokenIssuingEndpoint"], &[]),
    ("auth-server", &["IssuerIdentifier", "AuthMetadataUrl"], &["UseAuthServer", "LinkedAccount"]),
    ("auth-config", &["CurrentCertificateThumbprint"], &[]),
    ("exchange-certificate", &["Thumbprint", "Services"], &[]),
    ("exchange-certificate", &["Thumbprint", "CertificateDomains"], &[]),
    ("partner-application", &["AcceptSecurityIdentifierInformation"], &[]),
    ("partner-application", &["UseAuthServer"], &[]),
    ("partner-application", &["LinkedAccount", "ApplicationIdentifier"], &[]),
    ("organization-config", &["OAuth2ClientProfileEnabled"], &[]),
    ("organization-config", &["DefaultAuthenticationPolicy"], &[]),
    ("organization-config", &["EnableAuthAdminReadSession"], &[]),
    ("organization-config", &["MapiHttpEnabled", "EnableDownloadDomains"], &[]),
    ("exchange-server", &["InternetWebProxy"], &["DatabaseAvailabilityGroup"]),
    ("exchange-server", &["AdminDisplayVersion", "ServerRole"], &["DatabaseAvailabilityGroup", "MetabasePath"]),
    ("exchange-server", &["IsClientAccessServer", "IsMailboxServer"], &[]),
    ("hybrid-configuration", &["OnPremisesSmartHost"], &[]),
    ("hybrid-configuration", &["Features", "TlsCertificateName"], &[]),
    ("intra-organization-connector", &["DiscoveryEndpoint", "TargetAddressDomains"], &[]),
    ("intra-organization-configuration", &["OnPremiseDiscoveryEndpoint"], &[]),
    ("intra-organization-configuration", &["OnPremiseWebServiceEndpoint"], &[]),
    ("intra-organization-configuration", &["DeploymentIsCompleteIOCReady"], &[]),
    ("organization-relationship", &["TargetAutodiscoverEpr"], &["ForestName", "AccessMethod"]),
    ("organization-relationship", &["TargetApplicationUri", "DomainNames"], &[]),
    ("migration-endpoint", &["RemoteServer", "EndpointType"], &[]),
    ("setting-override", &["ComponentName", "SectionName"], &[]),
    ("accepted-domain", &["DomainName", "DomainType"], &[]),
    ("federation-trust", &["TokenIssuerUri", "ApplicationUri"], &[]),
    ("cas-mailbox", &["MapiHttpEnabled", "PrimarySmtpAddress"], &[]),
    ("cas-mailbox", &["ActiveSyncEnabled", "OWAEnabled", "PrimarySmtpAddress"], &[]),
    ("active-sync-organization-settings", &["DefaultAccessLevel"], &[]),
    ("active-sync-device-access-rule", &["Characteristic", "QueryString"], &[]),
    ("service-principal", &["ServicePrincipalNames", "AppId"], DIRECTORY),
    ("service-principal", &["ServicePrincipalNames", "AppPrincipalId"], DIRECTORY),
    ("service-principal", &["ServicePrincipalNames", "ApplicationId"], DIRECTORY),
    ("service-principal", &["ServicePrincipalName", "AppId"], DIRECTORY),
    ("service-principal", &["ServicePrincipalNames", "ReplyUrls"], DIRECTORY),
    ("service-principal", &["ServicePrincipalNames", "AccountEnabled", "DisplayName"], DIRECTORY),
    ("service-principal", &["ReplyUrls", "AppId"], DIRECTORY),
    ("service-principal", &["ServicePrincipalType", "AppId"], DIRECTORY),
    ("service-principal", &["AppPrincipalId", "AccountEnabled"], DIRECTORY),
    ("challenge", &["WwwAuthenticate"], &[]),
    ("challenge", &["Protocol", "Url"], &["Identity", "Server", "Name", "MetabasePath"]),
    ("oauth-connectivity", &["ResultType", "Task"], &[]),
    ("oauth-connectivity", &["ResultType", "Detail"], &[]),
    ("entra-organization", &["VerifiedDomains", "Id"], &[]),
    ("entra-organization", &["TenantId", "Scopes", "AuthType"], &[]),
];

/// What accounts of Active Directory have and service principals of Entra don't.
const DIRECTORY: &[&str] = &["SamAccountName", "DistinguishedName", "UserPrincipalName", "ObjectClass", "ObjectGUID", "SID"];

/// The one cmdlet whose signature the record bears with values; `None` if there is none, or more than one.
pub(super) fn of(record: &Record<'_>) -> Option<&'static Cmdlet> {
    one(record, &|name| record.field(name).is_some_and(|field| field.raw != Raw::Blank))
}

/// The same where blank properties count, too. In a table of comma-separated values each row has the columns of all others: there a blank
/// cell is no property.
pub(super) fn of_blanks(record: &Record<'_>) -> Option<&'static Cmdlet> {
    if record.form == Form::Csv { None } else { one(record, &|name| record.field(name).is_some()) }
}

fn one(record: &Record<'_>, has: &dyn Fn(&str) -> bool) -> Option<&'static Cmdlet> {
    let mut noun = None;
    let has_all = |names: &[&str]| names.iter().all(|name| has(name));
    let has_any = |names: &[&str]| names.iter().any(|name| record.field(name).is_some());
    let alike = SIGNATURES.iter().filter(|(_, needs, forbids)| has_all(needs) && !has_any(forbids));
    let policies = record.fields.iter().any(|field| is_policy_switch(&field.name)).then_some("authentication-policy");
    let setup = is_setup(record).then_some("exchange-setup");
    let issuer = is_token_issuer(record).then_some("auth-server");
    let point = service_connection_point(record).map(|cmdlet| cmdlet.noun);
    for found in alike.map(|(noun, ..)| *noun).chain(policies).chain(setup).chain(issuer).chain(point) {
        if *noun.get_or_insert(found) != found {
            return None;
        }
    }
    cmdlets::of_noun(noun?)
}

/// The service connection point of a server as Active Directory holds it: an object below `CN=Autodiscover`, or, where its place was not
/// printed, one that points at Autodiscover.
pub(super) fn service_connection_point(record: &Record<'_>) -> Option<&'static Cmdlet> {
    let points_to = record.field("ServiceBindingInformation")?;
    let place = ["DistinguishedName", "DN", "AdsPath"].iter().find_map(|name| record.field(name).and_then(text));
    let is_it = match place {
        Some(place) => place.to_ascii_lowercase().contains(",cn=autodiscover,cn=protocols,"),
        None => {
            text(points_to).and_then(virtual_directory::service).is_some_and(|it| it.noun == "autodiscover-virtual-directory")
        }
    };
    is_it.then(|| cmdlets::of_noun("client-access-service")).flatten()
}

fn is_policy_switch(name: &str) -> bool {
    ["BlockLegacyAuth", "BlockModernAuth", "AllowBasicAuth"]
        .iter()
        .any(|start| name.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start)))
}

/// An AuthServer by the names that the wizard gives and a type that goes with them.
fn is_token_issuer(record: &Record<'_>) -> bool {
    let of = |name: &str| record.field(name).and_then(text).unwrap_or_default().to_ascii_lowercase();
    let (name, kind) = (of("Name"), of("Type"));
    name.starts_with("evosts") && kind == "azuread" || (name == "acs" || name.starts_with("acs - ")) && kind == "microsoftacs"
}

/// The version of ExSetup.exe.
pub(super) fn is_setup(record: &Record<'_>) -> bool {
    let names_setup = |name: &str| {
        record
            .field(name)
            .and_then(text)
            .is_some_and(|path| path.rsplit(['\\', '/']).next().is_some_and(|file| file.eq_ignore_ascii_case("ExSetup.exe")))
    };
    let has_version = ["ProductVersion", "FileVersion", "Version"].iter().any(|name| record.field(name).is_some());
    has_version && (names_setup("FileName") || names_setup("Name") || names_setup("Source"))
}

/// Service principal names alone or beside what else a principal shows, as `select -ExpandProperty` or `fl ServicePrincipalNames` prints them: known by the application id of
/// Exchange among them. Reply URLs look alike, but never hold it.
pub(super) fn bare_names(record: &Record<'_>) -> Option<&'static Cmdlet> {
    let names = record.field("ServicePrincipalNames").or_else(|| record.fields.first().filter(|_| is_bare(record)))?;
    let beside = ["KeyCredentials", "Id", "ObjectId", "DisplayName", "ReplyUrls"];
    let is_beside = |field: &Field<'_>| beside.iter().any(|name| field.name.eq_ignore_ascii_case(name));
    let alone = is_bare(record) || record.fields.iter().filter(|field| !is_beside(field)).count() == 1;
    (alone && holds_exchange_names(names)).then(|| cmdlets::of_noun("service-principal")).flatten()
}
