//! Estates made by hand: two servers, two tenants, and as much wrong with them as a test wants.

use hmaudit::check::{Disposition, Finding, Fix, Severity, Verdict};
use hmaudit::estate::value::Version;
use hmaudit::estate::{Estate, Item, Known, List, Object, Side, Tenant, UnknownReason, Value, known, unknown};
use url::Url;

pub const ORGANIZATION: &str = "b1c2d3e4-5f60-4a7b-8c9d-0e1f2a3b4c5d";
pub const CONTOSO: &str = "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";
pub const FABRIKAM: &str = "1e4f0b2f-88c5-4a1f-9b64-3c2d6e7f8091";
pub const EXCHANGE: &str = "00000002-0000-0ff1-ce00-000000000000";

pub fn list(items: &[&str]) -> Value {
    let items = items.iter().map(|text| Item { text: (*text).to_owned(), at: None }).collect();
    Value::List(List { items, complete: true })
}

pub fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub fn url(text: &str) -> Value {
    Value::Url(Box::new(Url::parse(text).unwrap()))
}

pub fn object(noun: &'static str, side: Side, server: Option<&str>, subject: &str, values: &[(&'static str, Value)]) -> Object {
    let values = values.iter().map(|(name, value)| (*name, known(value.clone(), Vec::new()))).collect();
    Object { noun, side, server: server.map(str::to_owned), subject: subject.to_owned(), values, occurrences: Vec::new() }
}

pub fn add(estate: &mut Estate, object: Object) {
    estate.objects.entry(object.noun).or_default().push(object);
}

pub fn set(estate: &mut Estate, noun: &str, subject: &str, property: &'static str, value: Known<Value>) {
    let objects = estate.objects.values_mut().flatten();
    for object in objects.filter(|object| object.noun == noun && object.subject == subject) {
        object.values.insert(property, value.clone());
    }
}

pub fn cut(shown: usize) -> Known<Value> {
    unknown(UnknownReason::Truncated { shown }, Vec::new())
}

/// Two servers, two tenants, nothing wrong but that hybrid modern authentication is off.
pub fn sound() -> Estate {
    let mut estate = Estate::default();
    let here = Side::OnPremises;
    for (server, build) in [("EX01", [15, 2, 2562, 17]), ("EX02", [15, 2, 2562, 17])] {
        add(
            &mut estate,
            object("exchange-server", here.clone(), None, server, &[("AdminDisplayVersion", Value::Version(Version(build)))]),
        );
        let directory = |noun, name: &str, values: &[(&'static str, Value)]| {
            object(noun, here.clone(), Some(server), &format!("{server}\\{name} (Default Web Site)"), values)
        };
        let methods = || list(&["Ntlm", "OAuth", "Negotiate"]);
        let urls = |path: &str| url(&format!("https://mail.contoso.com/{path}"));
        add(
            &mut estate,
            directory(
                "mapi-virtual-directory",
                "mapi",
                &[
                    ("IISAuthenticationMethods", methods()),
                    ("InternalAuthenticationMethods", methods()),
                    ("ExternalAuthenticationMethods", methods()),
                    ("InternalUrl", urls("mapi")),
                    ("ExternalUrl", urls("mapi")),
                ],
            ),
        );
        for (noun, name, path) in [
            ("web-services-virtual-directory", "EWS", "EWS/Exchange.asmx"),
            ("oab-virtual-directory", "OAB", "OAB"),
            ("autodiscover-virtual-directory", "Autodiscover", ""),
        ] {
            add(
                &mut estate,
                directory(
                    noun,
                    name,
                    &[
                        ("OAuthAuthentication", Value::Bool(true)),
                        ("InternalUrl", urls(path)),
                        ("ExternalUrl", urls(path)),
                        ("InternalAuthenticationMethods", list(&["WindowsIntegrated", "OAuth"])),
                        ("ExternalAuthenticationMethods", list(&["WindowsIntegrated", "OAuth"])),
                    ],
                ),
            );
        }
        add(
            &mut estate,
            directory(
                "active-sync-virtual-directory",
                "Microsoft-Server-ActiveSync",
                &[
                    ("InternalAuthenticationMethods", list(&[])),
                    ("ExternalAuthenticationMethods", list(&[])),
                    ("InternalUrl", urls("Microsoft-Server-ActiveSync")),
                    ("ExternalUrl", urls("Microsoft-Server-ActiveSync")),
                ],
            ),
        );
        for (noun, name) in [("owa-virtual-directory", "owa"), ("ecp-virtual-directory", "ecp")] {
            add(
                &mut estate,
                directory(
                    noun,
                    name,
                    &[
                        ("AdfsAuthentication", Value::Bool(false)),
                        ("BasicAuthentication", Value::Bool(true)),
                        ("DigestAuthentication", Value::Bool(false)),
                        ("FormsAuthentication", Value::Bool(true)),
                        ("WindowsAuthentication", Value::Bool(false)),
                        ("OAuthAuthentication", Value::Bool(false)),
                        ("InternalAuthenticationMethods", list(&["Basic", "Fba"])),
                        ("InternalUrl", urls(name)),
                        ("ExternalUrl", urls(name)),
                    ],
                ),
            );
        }
        add(
            &mut estate,
            object(
                "client-access-service",
                here.clone(),
                Some(server),
                server,
                &[("AutoDiscoverServiceInternalUri", url("https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml"))],
            ),
        );
    }
    add(
        &mut estate,
        object(
            "organization-config",
            here.clone(),
            None,
            "Contoso",
            &[
                ("Guid", Value::Guid(ORGANIZATION.to_owned())),
                ("OAuth2ClientProfileEnabled", Value::Bool(false)),
                ("MapiHttpEnabled", Value::Bool(true)),
                ("DefaultAuthenticationPolicy", text("Pilot")),
            ],
        ),
    );
    let flags = [
        "BlockModernAuthActiveSync",
        "BlockModernAuthAutodiscover",
        "BlockModernAuthMapi",
        "BlockModernAuthOfflineAddressBook",
        "BlockModernAuthWebServices",
    ];
    let flags = flags.map(|name| (name, Value::Bool(false)));
    add(&mut estate, object("authentication-policy", here.clone(), None, "Pilot", &flags));
    add(
        &mut estate,
        object(
            "partner-application",
            here.clone(),
            None,
            "Exchange Online",
            &[("ApplicationIdentifier", text(EXCHANGE)), ("Enabled", Value::Bool(true)), ("Realm", Value::Null)],
        ),
    );
    for (tenant, id, host) in [("contoso", CONTOSO, "mail.contoso.com"), ("fabrikam", FABRIKAM, "mail.contoso.com")] {
        estate.tenants.push(Tenant {
            name: tenant.to_owned(),
            id: Some(id.to_owned()),
            domains: vec![format!("{tenant}.onmicrosoft.com")],
        });
        add(
            &mut estate,
            object(
                "auth-server",
                here.clone(),
                None,
                &format!("EvoSts - {id}"),
                &[
                    ("Type", text("AzureAD")),
                    ("Enabled", Value::Bool(true)),
                    ("IsDefaultAuthorizationEndpoint", Value::Bool(false)),
                    ("Realm", text(id)),
                    ("AuthorizationEndpoint", url("https://login.windows.net/common/oauth2/authorize")),
                    (
                        "AuthMetadataUrl",
                        url(&format!(
                            "https://login.windows.net/{tenant}.onmicrosoft.com/federationmetadata/2007-06/federationmetadata.xml"
                        )),
                    ),
                    ("DomainName", list(&[&format!("{tenant}.onmicrosoft.com")])),
                ],
            ),
        );
        add(
            &mut estate,
            object(
                "service-principal",
                Side::Tenant(tenant.to_owned()),
                None,
                "Office 365 Exchange Online",
                &[
                    ("AppId", Value::Guid(EXCHANGE.to_owned())),
                    (
                        "ServicePrincipalNames",
                        list(&[
                            EXCHANGE,
                            "https://outlook.office365.com/",
                            &format!("https://{host}/"),
                            "https://autodiscover.contoso.com/",
                        ]),
                    ),
                    ("ReplyUrls", list(&["https://outlook.office365.com/owa/"])),
                ],
            ),
        );
    }
    add(
        &mut estate,
        object(
            "auth-server",
            here,
            None,
            "ADFS",
            &[("Type", text("ADFS")), ("Enabled", Value::Bool(true)), ("IsDefaultAuthorizationEndpoint", Value::Bool(false))],
        ),
    );
    estate
}

pub fn fail(rule: &str, tenant: Option<&str>, subject: &str, operation: &str, phase: u8) -> Finding {
    let fix = Fix { operation: operation.to_owned(), disposition: Disposition::Safe, phase, step: None };
    Finding {
        rule: rule.to_owned(),
        severity: Severity::Error,
        core: true,
        verdict: Verdict::Fail,
        tenant: tenant.map(str::to_owned),
        server: None,
        subject: subject.to_owned(),
        message: format!("{subject} is not as it must be"),
        help: "repair it".to_owned(),
        why: None,
        asks: None,
        evidence: Vec::new(),
        fix: Some(fix),
    }
}

pub fn by_hand(rule: &str, subject: &str, operation: &str, phase: u8) -> Finding {
    let mut finding = fail(rule, None, subject, operation, phase);
    finding.fix = Some(Fix { operation: operation.to_owned(), disposition: Disposition::Manual, phase, step: None });
    finding
}

pub fn undecided(rule: &str, subject: &str) -> Finding {
    let mut finding = fail(rule, None, subject, "add-oauth", 2);
    finding.verdict = Verdict::Inconclusive;
    finding.fix = None;
    finding.help = "Get-MapiVirtualDirectory | Format-List".to_owned();
    finding
}

/// The sound estate with every repair that a script knows to be made, and the findings that ask for them.
pub fn broken() -> (Estate, Vec<Finding>) {
    let mut estate = sound();
    let known = |value| known(value, Vec::new());
    let mapi = "EX01\\mapi (Default Web Site)";
    let mut findings = Vec::new();
    for property in ["IISAuthenticationMethods", "InternalAuthenticationMethods", "ExternalAuthenticationMethods"] {
        set(&mut estate, "mapi-virtual-directory", mapi, property, known(list(&["Ntlm", "Negotiate"])));
    }
    findings.push(fail("HMA-VDIR-001", None, mapi, "add-oauth", 2));
    set(
        &mut estate,
        "mapi-virtual-directory",
        "EX02\\mapi (Default Web Site)",
        "InternalAuthenticationMethods",
        known(list(&["Ntlm"])),
    );
    findings.push(fail("HMA-VDIR-002", None, "EX02\\mapi (Default Web Site)", "add-oauth", 2));
    for (rule, noun, name) in [
        ("HMA-VDIR-003", "web-services-virtual-directory", "EX01\\EWS (Default Web Site)"),
        ("HMA-VDIR-004", "oab-virtual-directory", "EX01\\OAB (Default Web Site)"),
        ("HMA-VDIR-005", "autodiscover-virtual-directory", "EX02\\Autodiscover (Default Web Site)"),
    ] {
        set(&mut estate, noun, name, "OAuthAuthentication", known(Value::Bool(false)));
        set(&mut estate, noun, name, "InternalAuthenticationMethods", known(list(&["WindowsIntegrated"])));
        findings.push(fail(rule, None, name, "add-oauth", 2));
    }
    let sync = "EX02\\Microsoft-Server-ActiveSync (Default Web Site)";
    set(&mut estate, "active-sync-virtual-directory", sync, "ExternalAuthenticationMethods", known(list(&["Basic"])));
    findings.push(fail("HMA-VDIR-006", None, sync, "add-oauth", 2));
    let oab = "EX02\\OAB (Default Web Site)";
    set(&mut estate, "oab-virtual-directory", oab, "InternalUrl", known(url("http://mail.contoso.com/OAB")));
    findings.push(fail("HMA-URL-001", None, oab, "use-https", 2));
    set(
        &mut estate,
        "client-access-service",
        "EX02",
        "AutoDiscoverServiceInternalUri",
        known(url("http://autodiscover.contoso.com/Autodiscover/Autodiscover.xml")),
    );
    findings.push(fail("HMA-URL-001", None, "EX02", "use-https", 2));
    let first = format!("EvoSts - {CONTOSO}");
    let second = format!("EvoSts - {FABRIKAM}");
    set(&mut estate, "auth-server", &second, "Enabled", known(Value::Bool(false)));
    findings.push(fail("HMA-STS-002", None, &second, "enable-auth-server", 3));
    set(&mut estate, "auth-server", &second, "AuthorizationEndpoint", known(Value::Null));
    findings.push(fail("HMA-STS-011", None, &second, "refresh-auth-metadata", 3));
    set(&mut estate, "auth-server", &second, "DomainName", known(list(&[])));
    findings.push(fail("HMA-STS-010", None, &second, "set-domain-name", 3));
    set(&mut estate, "auth-server", "ADFS", "IsDefaultAuthorizationEndpoint", known(Value::Bool(true)));
    findings.push(fail("HMA-STS-004", None, "ADFS", "clear-default-endpoint", 3));
    set(&mut estate, "partner-application", "Exchange Online", "Enabled", known(Value::Bool(false)));
    findings.push(fail("HYB-002", None, "Exchange Online", "enable-partner-application", 3));
    set(&mut estate, "organization-config", "Contoso", "MapiHttpEnabled", known(Value::Bool(false)));
    findings.push(fail("HMA-ORG-002", None, "MapiHttpEnabled", "enable-mapi-http", 4));
    set(&mut estate, "authentication-policy", "Pilot", "BlockModernAuthMapi", known(Value::Bool(true)));
    findings.push(fail("HMA-POL-001", None, "Pilot", "allow-modern-auth", 4));
    findings.push(fail("HMA-SPN-001", Some("contoso"), "https://ex01.corp.contoso.com", "add-spn", 1));
    findings.push(fail("HMA-SPN-001", Some("fabrikam"), "https://ex01.corp.contoso.com", "add-spn", 1));
    findings.push(fail("HMA-SPN-002", Some("fabrikam"), "https://intern.contoso.com:8443", "add-spn", 1));
    findings.push(fail("HMA-OWA-004", Some("contoso"), "https://mail.contoso.com/owa", "owa-reply-urls", 5));
    findings.push(by_hand("HMA-CRT-003", "5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0", "renew-auth-certificate", 3));
    findings.push(fail("HMA-STS-003", None, "IsDefaultAuthorizationEndpoint", "enable-default-endpoint", 6));
    findings.push(fail("HMA-ORG-001", None, "OAuth2ClientProfileEnabled", "enable-modern-auth", 6));
    let _ = first;
    (estate, findings)
}

/// The sound estate, switched on, with OWA and ECP still to be converted.
pub fn browsers() -> (Estate, Vec<Finding>) {
    let mut estate = sound();
    set(
        &mut estate,
        "auth-server",
        &format!("EvoSts - {CONTOSO}"),
        "IsDefaultAuthorizationEndpoint",
        known(Value::Bool(true), Vec::new()),
    );
    set(&mut estate, "organization-config", "Contoso", "OAuth2ClientProfileEnabled", known(Value::Bool(true), Vec::new()));
    let findings = vec![
        fail("HMA-OWA-004", Some("contoso"), "https://mail.contoso.com/owa", "owa-reply-urls", 5),
        fail("HMA-OWA-004", Some("fabrikam"), "https://mail.contoso.com/owa", "owa-reply-urls", 5),
        fail("HMA-OWA-001", None, "EX01\\owa (Default Web Site)", "owa-oauth-only", 5),
        fail("HMA-OWA-002", None, "owa-virtual-directory", "owa-oauth-only", 5),
    ];
    (estate, findings)
}
