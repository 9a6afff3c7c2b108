//! From an estate in which everything is in order, one fact at a time: exactly the rules concerned fire.

use crate::common::{Snapshot, ids};
use hmaudit::check::Verdict;
use std::collections::BTreeSet;

struct Flip {
    fact: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    fails: &'static [&'static str],
}

const fn flip(
    fact: &'static str,
    file: &'static str,
    from: &'static str,
    to: &'static str,
    fails: &'static [&'static str],
) -> Flip {
    Flip { fact, file, from, to, fails }
}

/// In an organisation with all three sides captured, users, mailboxes and answers of services among them.
const HYBRID_FLIPS: &[Flip] = &[
    flip(
        "a policy of some users blocks modern authentication",
        "onprem/authenticationpolicy.txt",
        "BlockModernAuthMapi               : False",
        "BlockModernAuthMapi               : True",
        &["HMA-POL-001", "HMA-POL-004"],
    ),
    flip("ECP answers 401", "onprem/probe.json", "\"HttpStatus\": \"302\"", "\"HttpStatus\": \"401\"", &["HMA-OWA-008"]),
    flip(
        "linked mailboxes without the override",
        "onprem/settingoverride.txt",
        "OwaHMAFixForAfRfScenarios",
        "OwaHMAFixForOthers",
        &["HMA-OWA-009"],
    ),
    flip(
        "a probe is shown a certificate that no server has",
        "onprem/probe.json",
        "\"Certificate\": \"9E3B7C5D1F20486A8C0E2B4D6F81A3C5E7092B4D\"",
        "\"Certificate\": \"71D0A3B58E2C4F6690B1D3E5F7092A4C6E8B0D1F\"",
        &["HMA-VDIR-010"],
    ),
    flip(
        "Extended Protection with SSL offloading",
        "onprem/outlookanywhere.txt",
        "SSLOffloading                      : False",
        "SSLOffloading                      : True",
        &["HMA-VDIR-010", "HYB-008"],
    ),
    flip(
        "the application may not use web services",
        "tenants/contoso/Get-OrganizationConfig.ews.json",
        "\"EwsAllowedAppIDs\": \"4c7e1b90-2d3f-4a5b-9c6d-7e8f90a1b2c3\"",
        "\"EwsAllowedAppIDs\": \"c9a4e2b7-6f1d-4d85-a3e0-51b8f7d92c46\"",
        &["HYB-010"],
    ),
    flip(
        "the application has another key",
        "tenants/contoso/exchange-hybrid-app-registration.json",
        "5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0",
        "0F2A4C6E8B1D3F5A7C9E0B2D4F6A8C1E3B5D7F90",
        &["HYB-012"],
    ),
    flip(
        "the check of audiences is off",
        "onprem/settingoverride.txt",
        "Name          : OWA HMA resource forest",
        "Name          : Audience check\nComponentName : OAuth\nSectionName   : AppIdBasedAudienceValidation\nParameters    : {Enabled=false}\nServer        : \n\nName          : OWA HMA resource forest",
        &["HYB-014"],
    ),
    flip(
        "no voicemail of Teams beside Skype",
        "onprem/partnerapplication.txt",
        "db7de2b5-2149-435e-8043-e080dd50afae",
        "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d",
        &["HYB-016"],
    ),
    flip(
        "requests of ActiveSync are short",
        "onprem/activesynclimit.json",
        "\"MaxRequestLength\": \"65536\"",
        "\"MaxRequestLength\": \"10240\"",
        &["HMA-MOB-002"],
    ),
    flip(
        "OWA behind Entra application proxy",
        "onprem/owa.txt",
        "ExternalUrl                     : https://mail.contoso.com/owa",
        "ExternalUrl                     : https://owa-contoso.msappproxy.net/owa",
        &["HMA-OWA-004", "HMA-OWA-010", "HMA-POL-002", "HMA-URL-006", "HMA-VDIR-009"],
    ),
];

const SPN: &str = "tenants/contoso/serviceprincipal.json";
const ONLINE: &str = "tenants/contoso/online.txt";
const APPLICATION: &str = "tenants/contoso/application.json";

const FLIPS: &[Flip] = &[
    flip(
        "OAuth2ClientProfileEnabled off",
        "onprem/organizationconfig.txt",
        "OAuth2ClientProfileEnabled  : True",
        "OAuth2ClientProfileEnabled  : False",
        &["HMA-ORG-001", "HMA-STS-006"],
    ),
    flip(
        "MapiHttpEnabled off",
        "onprem/organizationconfig.txt",
        "MapiHttpEnabled             : True",
        "MapiHttpEnabled             : False",
        &["HMA-ORG-002"],
    ),
    flip(
        "no default endpoint",
        "onprem/authserver.txt",
        "IsDefaultAuthorizationEndpoint : True",
        "IsDefaultAuthorizationEndpoint : False",
        &["HMA-STS-003", "HMA-STS-006"],
    ),
    flip(
        "second default endpoint, which is ACS",
        "onprem/authserver.txt",
        "IsDefaultAuthorizationEndpoint : False",
        "IsDefaultAuthorizationEndpoint : True",
        &["HMA-STS-004", "HMA-STS-005", "HMA-STS-011"],
    ),
    flip(
        "EvoSTS disabled",
        "onprem/authserver.txt",
        "Type                           : AzureAD\nEnabled                        : True",
        "Type                           : AzureAD\nEnabled                        : False",
        &["HMA-STS-002", "HMA-STS-013"],
    ),
    flip(
        "endpoint at AD FS",
        "onprem/authserver.txt",
        "https://login.windows.net/common/oauth2/authorize",
        "https://adfs.contoso.com/adfs/oauth2/authorize",
        &["HMA-STS-004"],
    ),
    flip(
        "authorization endpoint blank",
        "onprem/authserver.txt",
        "AuthorizationEndpoint          : https://login.windows.net/common/oauth2/authorize",
        "AuthorizationEndpoint          : ",
        &["HMA-STS-011"],
    ),
    flip(
        "authorization endpoint of another tenant",
        "onprem/authserver.txt",
        "https://login.windows.net/common/oauth2/authorize",
        "https://login.windows.net/5b8c2d4e-1f60-4a7b-9c3d-8e2f1a0b6c7d/oauth2/authorize",
        &["HMA-STS-004"],
    ),
    flip(
        "authorization endpoint with a port of its own",
        "onprem/authserver.txt",
        "https://login.windows.net/common/oauth2/authorize",
        "https://login.windows.net:8443/common/oauth2/authorize",
        &["HMA-STS-004"],
    ),
    flip(
        "authorization endpoint of another cloud",
        "onprem/authserver.txt",
        "https://login.windows.net/common/oauth2/authorize",
        "https://login.microsoftonline.us/common/oauth2/authorize",
        &["HMA-STS-004"],
    ),
    flip(
        "metadata over http",
        "onprem/authserver.txt",
        "AuthMetadataUrl                : https://login.windows.net/contoso",
        "AuthMetadataUrl                : http://login.windows.net/contoso",
        &["HMA-STS-004"],
    ),
    flip(
        "no mailbox that refreshes metadata",
        "onprem/arbitrationmailbox.txt",
        "OrganizationCapabilityManagement, ",
        "",
        &["HMA-STS-012"],
    ),
    flip(
        "connector disabled",
        "onprem/intraorganizationconnector.txt",
        "Enabled              : True",
        "Enabled              : False",
        &["HYB-015"],
    ),
    flip(
        "modern authentication off in Exchange Online",
        ONLINE,
        "OAuth2ClientProfileEnabled : True",
        "OAuth2ClientProfileEnabled : False",
        &["HMA-ORG-003"],
    ),
    flip(
        "the hybrid application has another key",
        APPLICATION,
        "\"customKeyIdentifier\": \"Wh48fZsvTmCBo8XX6fGz1afJ4fA=\"",
        "\"customKeyIdentifier\": \"DypMbosdP1p8ngstT2qMHjtdf5A=\"",
        &["HYB-012"],
    ),
    flip(
        "the key of the hybrid application has expired",
        APPLICATION,
        "\"endDateTime\": \"2030-05-07T08:11:40Z\"",
        "\"endDateTime\": \"2026-05-07T08:11:40Z\"",
        &["HYB-012"],
    ),
    flip(
        "requests of ActiveSync are short",
        "onprem/activesynclimit.txt",
        "maxRequestLength : 65536",
        "maxRequestLength : 10240",
        &["HMA-MOB-002"],
    ),
    flip(
        "Exchange Online shares through another URL",
        ONLINE,
        "TargetSharingEpr      : ",
        "TargetSharingEpr      : https://old.contoso.com/EWS/Exchange.asmx",
        &["HYB-013"],
    ),
    flip(
        "no DomainName",
        "onprem/authserver.txt",
        "{contoso.onmicrosoft.com, contoso.mail.onmicrosoft.com}",
        "{}",
        &["HMA-STS-010", "HYB-009"],
    ),
    flip(
        "MAPI without OAuth",
        "onprem/mapi.txt",
        "IISAuthenticationMethods      : {Ntlm, OAuth, Negotiate}",
        "IISAuthenticationMethods      : {Ntlm, Negotiate}",
        &["HMA-VDIR-001", "HMA-VDIR-008"],
    ),
    flip(
        "MAPI lists disagree",
        "onprem/mapi.txt",
        "ExternalAuthenticationMethods : {Ntlm, OAuth, Negotiate}",
        "ExternalAuthenticationMethods : {Ntlm, Negotiate}",
        &["HMA-VDIR-002", "HMA-VDIR-008"],
    ),
    flip(
        "EWS without OAuth",
        "onprem/ews.txt",
        "OAuthAuthentication           : True",
        "OAuthAuthentication           : False",
        &["HMA-VDIR-003", "HMA-VDIR-008"],
    ),
    flip(
        "OAB without OAuth",
        "onprem/oab.txt",
        "OAuthAuthentication           : True",
        "OAuthAuthentication           : False",
        &["HMA-VDIR-004", "HMA-VDIR-008"],
    ),
    flip(
        "Autodiscover without OAuth",
        "onprem/autodiscover.txt",
        "OAuthAuthentication           : True",
        "OAuthAuthentication           : False",
        &["HMA-VDIR-005", "HMA-VDIR-008"],
    ),
    flip(
        "ActiveSync list without OAuth",
        "onprem/activesync.txt",
        "InternalAuthenticationMethods       : {}",
        "InternalAuthenticationMethods       : {Basic}",
        &["HMA-VDIR-006", "HMA-VDIR-008"],
    ),
    flip(
        "EWS reached past the load balancer",
        "onprem/ews.txt",
        "InternalNLBBypassUrl          : ",
        "InternalNLBBypassUrl          : https://ex01.contoso.com/EWS/Exchange.asmx",
        &["HMA-URL-005"],
    ),
    flip(
        "Autodiscover accepts Basic",
        "onprem/autodiscover.txt",
        "BasicAuthentication           : False",
        "BasicAuthentication           : True",
        &["HMA-VDIR-008", "HMA-VDIR-011"],
    ),
    flip("http URL", "onprem/oab.txt", "https://mail.contoso.com/OAB", "http://mail.contoso.com/OAB", &["HMA-URL-001"]),
    flip(
        "ActiveSync without ExternalUrl",
        "onprem/activesync.txt",
        "ExternalUrl                         : https://mail.contoso.com/Microsoft-Server-ActiveSync",
        "ExternalUrl                         : ",
        &["HMA-URL-002"],
    ),
    flip(
        "SCP blank",
        "onprem/clientaccess.txt",
        "AutoDiscoverServiceInternalUri : https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml",
        "AutoDiscoverServiceInternalUri : ",
        &["HMA-URL-004"],
    ),
    flip(
        "another host",
        "onprem/ews.txt",
        "InternalUrl                   : https://mail.contoso.com",
        "InternalUrl                   : https://other.contoso.com",
        &["HMA-SPN-001", "HMA-VDIR-009"],
    ),
    flip(
        "a stranger's host",
        "onprem/ews.txt",
        "InternalUrl                   : https://mail.contoso.com",
        "InternalUrl                   : https://mail.tailspin.example",
        &["HMA-SPN-001", "HMA-URL-006", "HMA-VDIR-009"],
    ),
    flip(
        "mail name with a dot at its end",
        SPN,
        "\"https://mail.contoso.com/\"",
        "\"https://mail.contoso.com./\"",
        &["HMA-SPN-001", "HMA-SPN-004"],
    ),
    flip("mail name gone", SPN, "                \"https://mail.contoso.com/\",\n", "", &["HMA-SPN-001"]),
    flip(
        "autodiscover name gone",
        SPN,
        "\"https://mail.contoso.com/\",\n                \"https://autodiscover.contoso.com/\"",
        "\"https://mail.contoso.com/\"",
        &["HMA-SPN-002", "HMA-SPN-003"],
    ),
    flip(
        "mail name in the old form",
        SPN,
        "\"https://mail.contoso.com/\"",
        "\"00000002-0000-0ff1-ce00-000000000000/mail.contoso.com\"",
        &["HMA-SPN-001", "HMA-SPN-004"],
    ),
    flip(
        "mail name with a path",
        SPN,
        "\"https://mail.contoso.com/\"",
        "\"https://mail.contoso.com/mapi\"",
        &["HMA-SPN-001", "HMA-SPN-004"],
    ),
    flip(
        "another application",
        SPN,
        "\"appId\": \"00000002-0000-0ff1-ce00-000000000000\"",
        "\"appId\": \"4c7e1b90-2d3f-4a5b-9c6d-7e8f90a1b2c3\"",
        &["HMA-SPN-006"],
    ),
    flip("service principal disabled", SPN, "\"accountEnabled\": true", "\"accountEnabled\": false", &["HMA-SPN-007"]),
    flip(
        "orphan name",
        SPN,
        "\"https://mail.contoso.com/\",",
        "\"https://mail.contoso.com/\", \"https://old.contoso.com/\",",
        &["HMA-SPN-009"],
    ),
    flip("upper case", SPN, "\"https://mail.contoso.com/\"", "\"https://Mail.contoso.com/\"", &["HMA-SPN-010"]),
    flip(
        "2016 RTM",
        "onprem/exchangeserver.txt",
        "Version 15.2 (Build 2562.17)",
        "Version 15.1 (Build 225.42)",
        &["HMA-SRV-001", "HMA-SRV-003", "HMA-SRV-006", "HYB-011"],
    ),
    flip(
        "2013",
        "onprem/exchangeserver.txt",
        "Version 15.2 (Build 2562.17)",
        "Version 15.0 (Build 1497.2)",
        &["HMA-SRV-002", "HMA-SRV-003"],
    ),
    flip(
        "2019",
        "onprem/exchangeserver.txt",
        "Version 15.2 (Build 2562.17)",
        "Version 15.2 (Build 1748.10)",
        &["HMA-SRV-003", "HYB-011"],
    ),
    flip(
        "https proxy",
        "onprem/exchangeserver.txt",
        "InternetWebProxy     : ",
        "InternetWebProxy     : https://proxy.contoso.com:8080",
        &["HMA-SRV-004", "HMA-SRV-005"],
    ),
    flip(
        "no Auth certificate",
        "onprem/authconfig.txt",
        "CurrentCertificateThumbprint  : 5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0",
        "CurrentCertificateThumbprint  : ",
        &["HMA-CRT-001", "HMA-CRT-004"],
    ),
    flip(
        "certificate expired",
        "onprem/certificates.json",
        "2030-05-07T08:11:40.0000000Z",
        "2026-05-07T08:11:40.0000000Z",
        &["HMA-CRT-002", "HMA-CRT-003"],
    ),
    flip(
        "certificate expires soon",
        "onprem/certificates.json",
        "2030-05-07T08:11:40.0000000Z",
        "2026-12-24T08:11:40.0000000Z",
        &["HMA-CRT-003"],
    ),
    flip(
        "certificate not yet valid",
        "onprem/certificates.json",
        "2025-06-02T08:11:40.0000000Z",
        "2027-06-02T08:11:40.0000000Z",
        &["HMA-CRT-002"],
    ),
    flip("no private key", "onprem/certificates.json", "\"HasPrivateKey\": true", "\"HasPrivateKey\": false", &["HMA-CRT-004"]),
    flip(
        "Auth configuration with a Realm",
        "onprem/authconfig.txt",
        "Realm                         : ",
        "Realm                         : contoso.com",
        &["HMA-CRT-005"],
    ),
    flip(
        "policy blocks modern authentication",
        "onprem/authenticationpolicy.txt",
        "BlockModernAuthMapi               : False",
        "BlockModernAuthMapi               : True",
        &["HMA-POL-001"],
    ),
    flip(
        "mobile devices quarantined",
        "onprem/activesyncorganizationsettings.txt",
        "DefaultAccessLevel : Allow",
        "DefaultAccessLevel : Quarantine",
        &[],
    ),
    flip(
        "mailbox without MAPI over HTTP",
        "onprem/casmailbox.txt",
        "MapiHttpEnabled    : True",
        "MapiHttpEnabled    : False",
        &["HMA-CAS-001"],
    ),
    flip(
        "Hybrid Agent",
        ONLINE,
        "TargetSharingEpr      : ",
        "TargetSharingEpr      : https://0d3f9a1e.resource.mailboxmigration.his.msappproxy.net/EWS/Exchange.asmx",
        &["HYB-001"],
    ),
    flip(
        "partner application disabled",
        "onprem/partnerapplication.txt",
        "Enabled                             : True",
        "Enabled                             : False",
        &["HYB-002"],
    ),
    flip("override off", "onprem/settingoverride.txt", "{Enabled=true}", "{Enabled=false}", &["HYB-003", "HYB-005"]),
    flip(
        "no application id",
        "onprem/authserver.txt",
        "ApplicationIdentifier          : 4c7e1b90-2d3f-4a5b-9c6d-7e8f90a1b2c3",
        "ApplicationIdentifier          : ",
        &["HYB-004"],
    ),
    flip(
        "key credentials left",
        SPN,
        "\"keyCredentials\": []",
        "\"keyCredentials\": [{\"keyId\": \"91a2b3c4-d5e6-4f70-8192-a3b4c5d6e7f8\", \"type\": \"AsymmetricX509Cert\"}]",
        &["HYB-006"],
    ),
    flip(
        "SSL offloading",
        "onprem/outlookanywhere.txt",
        "SSLOffloading                      : False",
        "SSLOffloading                      : True",
        &["HYB-008"],
    ),
];

#[test]
fn one_fact_fires_exactly_the_rules_concerned() {
    let mut wrong = Vec::new();
    let flips = FLIPS.iter().map(|flip| ("healthy", flip)).chain(HYBRID_FLIPS.iter().map(|flip| ("hybrid", flip)));
    for (estate, flip) in flips {
        let report = Snapshot::estate(estate).replace(flip.file, flip.from, flip.to).audit();
        let fails = ids(&report, Verdict::Fail);
        // In the hybrid estate this one reminds of accounts that are not synchronised, whatever else there is.
        let reminder = (estate == "hybrid").then_some("HMA-OWA-007");
        let expected: BTreeSet<String> = flip.fails.iter().copied().chain(reminder).map(str::to_owned).collect();
        if fails != expected {
            wrong.push(format!("{}: {fails:?} instead of {expected:?}", flip.fact));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
