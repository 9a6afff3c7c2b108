//! From records to the estate and its facts.

mod plain;

use hmaudit::estate::attribution::Attribution;
use hmaudit::estate::facts::{self, View};
use hmaudit::estate::{Coverage, Estate, Known, KnownExt as _, Object, Side, Tenant, UnknownReason, Value, build};
use hmaudit::source::Sources;
use proptest::prelude::*;

fn estate_of(files: &[(&str, &str)]) -> (Sources, Estate) {
    let (sources, captures) = plain::captured(files);
    let estate = build(&captures, &sources, &Attribution::default());
    (sources, estate)
}

static NONE: hmaudit::area::Required = hmaudit::area::Required::none();

fn view(estate: &Estate) -> View<'_> {
    View {
        estate,
        tenant: None,
        server: None,
        as_of: "2026-11-21T00:00:00Z".parse().unwrap(),
        expect_enabled: false,
        is_classic_hybrid: false,
        required: &NONE,
        core_rules_green: None,
        memo: None,
    }
}

fn fact(estate: &Estate, object: Option<&Object>, name: &str) -> Known<Value> {
    facts::value(&view(estate), object, name).into_owned()
}

fn text(known: &Known<Value>) -> String {
    match known.value() {
        Some(Value::Text(text) | Value::Guid(text)) => text.clone(),
        Some(Value::Bool(flag)) => flag.to_string(),
        Some(Value::Url(url)) => url.to_string(),
        Some(Value::Version(version)) => version.to_string(),
        Some(Value::List(list)) => {
            let items: Vec<&str> = list.items.iter().map(|item| item.text.as_str()).collect();
            format!("[{}]{}", items.join(", "), if list.complete { "" } else { "..." })
        }
        Some(Value::Null) => "null".to_owned(),
        Some(Value::Date(moment)) => moment.to_string(),
        Some(Value::Dated(readings)) => readings.to_string(),
        None => format!("{:?}", known.why().unwrap()),
    }
}

/// The Format-List files of the healthy estate, and its service principal in the same form.
fn healthy() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/estates/healthy/onprem");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "txt"))
        .map(|path| (format!("onprem/{}", path.file_name().unwrap().to_string_lossy()), std::fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files.push(("tenants/contoso/spn.txt".to_owned(), PRINCIPAL.to_owned()));
    files
}

const PRINCIPAL: &str = "[PS] C:\\>Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | fl\n\n\
    Id : 7a1c9e52-3b4d-4f6a-8c7e-9d0b1a2c3e4f\n\
    AppId : 00000002-0000-0ff1-ce00-000000000000\n\
    ServicePrincipalNames : {00000002-0000-0ff1-ce00-000000000000, https://outlook.office365.com/, https://mail.contoso.com/, https://autodiscover.contoso.com/}\n";

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

/// An estate as text, with the places resolved so that two readings can be compared whatever the order of the sources.
fn picture(sources: &Sources, estate: &Estate) -> String {
    use std::fmt::Write as _;
    let mut picture = String::new();
    for object in estate.objects.values().flatten() {
        let _ = writeln!(picture, "{:?} {} {:?} {}", object.side, object.noun, object.server, object.subject);
        for (name, value) in object.values.iter() {
            let mut places: Vec<&str> = value.at().iter().map(|&at| sources.slice(at)).collect();
            places.dedup();
            let _ = writeln!(picture, "  {name} = {} @ {places:?}", text(value));
        }
    }
    for (key, coverage) in &estate.coverage {
        let _ = writeln!(picture, "{key:?} {}", matches!(coverage, Coverage::Whole(_)));
    }
    let _ = writeln!(picture, "{:?}", estate.tenants);
    picture
}

#[test]
fn the_healthy_estate_is_wholly_understood() {
    let files = healthy();
    let (_, estate) = estate_of(&borrowed(&files));
    let contoso = Tenant {
        name: "contoso".to_owned(),
        id: Some("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80".to_owned()),
        domains: vec!["contoso.onmicrosoft.com".to_owned()],
    };
    assert_eq!(estate.tenants, [contoso]);
    for noun in ["mapi", "web-services", "oab", "autodiscover", "active-sync", "owa", "ecp"] {
        let noun = format!("{noun}-virtual-directory");
        assert_eq!(estate.all(&noun).len(), 2, "{noun}");
        for object in estate.all(&noun) {
            let expected = !matches!(object.noun, "owa-virtual-directory" | "ecp-virtual-directory");
            assert_eq!(text(&fact(&estate, Some(object), "offers-oauth")), expected.to_string(), "{}", object.subject);
        }
    }
    let rows = facts::rows(&view(&estate), "service-url").unwrap();
    let origins: Vec<&str> = rows.objects.iter().map(|row| row.subject.as_str()).collect();
    assert_eq!(origins, ["https://autodiscover.contoso.com", "https://mail.contoso.com"]);
    assert!(rows.gaps.is_empty(), "{:?}", rows.gaps);
    assert_eq!(text(&fact(&estate, Some(&rows.objects[0]), "from-virtual-directory")), "false");
    assert_eq!(text(&fact(&estate, Some(&rows.objects[0]), "from-scp")), "true");
    assert_eq!(text(&fact(&estate, None, "phase")), "enabled");
    assert_eq!(text(&fact(&estate, None, "owa-modern-auth")), "false");
    assert_eq!(text(&fact(&estate, None, "oldest-build")), "15.2.2562.17");
    for row in facts::rows(&view(&estate), "required-capture").unwrap().objects {
        assert_eq!(text(&fact(&estate, Some(&row), "captured")), "true", "{}", row.subject);
    }
    for row in facts::rows(&view(&estate), "server").unwrap().objects {
        assert_eq!(
            (text(&fact(&estate, Some(&row), "uncovered")), text(&fact(&estate, Some(&row), "family"))),
            ("[]".into(), "SE".into())
        );
    }
}

#[test]
fn a_server_without_a_record_is_a_gap_with_the_command_for_it() {
    let mut files = healthy();
    for (name, text) in &mut files {
        if name.ends_with("/mapi.txt") {
            let at = text.find("Identity                      : EX02").unwrap();
            text.truncate(at);
        }
    }
    let (_, estate) = estate_of(&borrowed(&files));
    let rows = facts::rows(&view(&estate), "mapi-virtual-directory").unwrap();
    assert_eq!((rows.objects.len(), rows.gaps.len()), (1, 1));
    assert_eq!((rows.gaps[0].server.as_deref(), &rows.gaps[0].why), (Some("EX02"), &UnknownReason::NotPrinted));
    assert!(rows.gaps[0].command.contains("Get-MapiVirtualDirectory -Server EX02"), "{}", rows.gaps[0].command);
    assert!(!rows.gaps[0].at.is_empty());
}

#[test]
fn a_missing_capture_is_a_gap_and_an_empty_one_is_not() {
    let (_, none) = estate_of(&[]);
    let rows = facts::rows(&view(&none), "auth-server").unwrap();
    assert_eq!(rows.gaps[0].why, UnknownReason::NotCaptured { noun: "auth-server" });
    let (_, nothing) = estate_of(&[("a.txt", "[PS] C:\\>Get-AuthServer\n[PS] C:\\>\n")]);
    let rows = facts::rows(&view(&nothing), "auth-server").unwrap();
    assert!(rows.objects.is_empty() && rows.gaps.is_empty());
    assert_eq!(text(&fact(&nothing, None, "default-endpoint-enabled")), "false");
    assert!(fact(&none, None, "default-endpoint-enabled").value().is_none());
}

#[test]
fn captures_of_one_object_are_one_object() {
    let (sources, estate) = estate_of(&[
        (
            "a.txt",
            "[PS] C:\\>Get-MapiVirtualDirectory -ADPropertiesOnly | fl server,*url*\n\nServer : EX01\nInternalUrl : https://mail.contoso.com/mapi\n",
        ),
        (
            "b.txt",
            "Identity : ex01\\mapi (Default Web Site)\nInternalUrl : https://MAIL.contoso.com/mapi/\nIISAuthenticationMethods : {Ntlm, OAuth...}\n",
        ),
        (
            "c.txt",
            "Name : mapi (Default Web Site)\nServer : EX01.corp.contoso.com\nIISAuthenticationMethods : {OAuth, NTLM, Negotiate}\n",
        ),
    ]);
    let [object] = estate.all("mapi-virtual-directory") else { panic!("{}", picture(&sources, &estate)) };
    assert_eq!((object.subject.as_str(), object.server.as_deref()), ("EX01\\mapi (Default Web Site)", Some("EX01")));
    assert_eq!(object.get("InternalUrl").at().len(), 2);
    assert_eq!(text(&object.get("IISAuthenticationMethods")), "[OAuth, NTLM, Negotiate]");
    assert_eq!(object.get("IISAuthenticationMethods").at().len(), 2);
    assert_eq!(object.occurrences.len(), 3);
}

#[test]
fn captures_that_disagree_conflict_at_both_places() {
    let one = "Identity : EX01\\OAB (Default Web Site)\nOAuthAuthentication : True\nExternalUrl : https://a.contoso.com/OAB\n";
    let other = "Identity : EX01\\OAB (Default Web Site)\nOAuthAuthentication : False\nExternalUrl :\n";
    let (sources, estate) = estate_of(&[("a.txt", one), ("b.txt", other)]);
    let [object] = estate.all("oab-virtual-directory") else { panic!("{}", picture(&sources, &estate)) };
    assert_eq!(
        object.get("OAuthAuthentication").why(),
        Some(&UnknownReason::Conflicting { values: vec!["False".into(), "True".into()] })
    );
    assert_eq!(object.get("OAuthAuthentication").at().len(), 2);
    assert!(fact(&estate, Some(object), "offers-oauth").value().is_none());
    assert_eq!(text(&fact(&estate, Some(object), "conflicting-values")), "[ExternalUrl, OAuthAuthentication]");
}

#[test]
fn without_iis_the_lists_decide() {
    let directory = |methods: &str| {
        format!(
            "[PS] C:\\>Get-OabVirtualDirectory -ADPropertiesOnly\n\nIdentity : EX01\\OAB (Default Web Site)\nOAuthAuthentication :\nInternalAuthenticationMethods : {methods}\nExternalAuthenticationMethods : {methods}\n"
        )
    };
    for (methods, expected) in [
        ("{WindowsIntegrated, OAuth}", "true"),
        ("{WindowsIntegrated}", "false"),
        ("{Basic...}", "Truncated { shown: 1 }"),
        ("{OAuth...}", "true"),
    ] {
        let file = directory(methods);
        let (_, estate) = estate_of(&[("a.txt", &file)]);
        let object = &estate.all("oab-virtual-directory")[0];
        assert_eq!(object.get("OAuthAuthentication").why(), Some(&UnknownReason::AdPropertiesOnly));
        assert_eq!(text(&fact(&estate, Some(object), "offers-oauth")), expected, "{methods}");
        assert_eq!(text(&fact(&estate, Some(object), "ad-properties-only")), "true");
    }
}

#[test]
fn active_sync_lists_allow_everything_when_empty() {
    for (methods, expected) in
        [("{}", "true"), ("{Basic}", "false"), ("{OAuth}", "true"), ("{Basic...}", "Truncated { shown: 1 }")]
    {
        let file = format!(
            "Identity : EX01\\Microsoft-Server-ActiveSync (Default Web Site)\nInternalAuthenticationMethods : {methods}\nExternalAuthenticationMethods : {{}}\n"
        );
        let (_, estate) = estate_of(&[("a.txt", &file)]);
        let object = &estate.all("active-sync-virtual-directory")[0];
        assert_eq!(text(&fact(&estate, Some(object), "offers-oauth")), expected, "{methods}");
    }
}

#[test]
fn back_end_and_exchange_online_stay_out_of_the_organisation() {
    let (_, estate) = estate_of(&[
        ("a.txt", "Identity : EX01\\EWS (Exchange Back End)\nServer : EX01\nOAuthAuthentication : False\n"),
        (
            "b.txt",
            "[PS] C:\\>Get-OrganizationConfig | fl\n\nIdentity : contoso.onmicrosoft.com\nOAuth2ClientProfileEnabled : True\n",
        ),
        (
            "tenants/contoso/authserver.txt",
            "[PS] C:\\>Get-AuthServer | fl\n\nName : EvoSts\nType : AzureAD\nIsDefaultAuthorizationEndpoint : True\n",
        ),
    ]);
    assert!(estate.all("web-services-virtual-directory").is_empty());
    assert!(facts::rows(&view(&estate), "organization-config").unwrap().objects.is_empty());
    assert!(estate.all("auth-server").iter().all(|object| object.side == Side::Tenant("contoso".into())));
    assert!(fact(&estate, None, "modern-auth-enabled").value().is_none());
    assert_eq!(text(&fact(&estate, Some(&estate.all("organization-config")[0]), "exchange-online")), "true");
}

#[test]
fn look_alikes_give_nothing() {
    for file in [
        "Name : Default Offline Address Book\nVirtualDirectories : {EX01\\OAB (Default Web Site)}\n",
        "[PS] C:\\>Get-OfflineAddressBook\n\nName : Default Offline Address Book\nServer : EX01\n",
        "DistinguishedName : CN=svc,DC=contoso,DC=com\nSamAccountName : svc\nServicePrincipalNames : {HTTP/mail.contoso.com}\n",
        "[PS] C:\\>Get-ADUser svc\n\nName : svc\nServicePrincipalNames : {https://mail.contoso.com}\n",
        "Enabled : True\nName : Something\n",
        "InternalUrl : https://mail.contoso.com/\nExternalUrl : https://mail.contoso.com/sites/ews\n",
        "ReplyUrls : {https://mail.contoso.com/owa}\n",
    ] {
        let (sources, estate) = estate_of(&[("a.txt", file)]);
        assert!(estate.objects.is_empty(), "{file}\n{}", picture(&sources, &estate));
    }
}

#[test]
fn realms_without_a_capture_are_tenants() {
    let server = |name: &str, realm: &str, domain: &str| {
        format!(
            "Name : {name}\nType : AzureAD\nEnabled : True\nIsDefaultAuthorizationEndpoint : False\nRealm : {realm}\nDomainName : {domain}\n\n"
        )
    };
    let (one, two) = ("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80", "1d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80");
    let both = server("EvoSts - a", one, "{contoso.onmicrosoft.com}") + &server("EvoSts - b", two, "{fabrikam.onmicrosoft.com}");
    let names = |files: &[(&str, &str)]| estate_of(files).1.tenants.into_iter().map(|tenant| tenant.name).collect::<Vec<_>>();
    assert_eq!(names(&[("sts.txt", &both), ("tenants/contoso/spn.txt", PRINCIPAL)]), ["contoso", "fabrikam.onmicrosoft.com"]);
    let single = server("EvoSts - a", one, "{}");
    assert_eq!(names(&[("sts.txt", &single), ("spn.txt", PRINCIPAL)]), ["tenant"]);
    assert_eq!(names(&[("sts.txt", &single)]), [one]);
    assert_eq!(names(&[("spn.txt", PRINCIPAL), ("again.txt", PRINCIPAL)]), ["tenant"]);
    let elsewhere = PRINCIPAL.replace("7a1c9e52", "8b1c9e52");
    assert_eq!(names(&[("spn.txt", PRINCIPAL), ("other.txt", &elsewhere)]).len(), 2);
}

#[test]
fn the_user_outranks_folders_and_folders_outrank_captures() {
    let own = PRINCIPAL
        .replace("    AppId", "    TenantDomain : adatum.onmicrosoft.com\n    AppId")
        .replace("AppId :", "TenantDomain : adatum.onmicrosoft.com\nAppId :");
    let (sources, captures) = plain::captured(&[("tenants/contoso/spn.txt", &own)]);
    let name = |said: &Attribution| build(&captures, &sources, said).all("service-principal")[0].side.clone();
    assert_eq!(name(&Attribution::default()), Side::Tenant("contoso".into()));
    let tenant = Tenant { name: "northwind".into(), id: None, domains: Vec::new() };
    let configured = Attribution { configured: vec![(tenant, Some("tenants/contoso".into()))], ..Attribution::default() };
    assert_eq!(name(&configured), Side::Tenant("northwind".into()));
    let argued = Attribution { arguments: vec![("tailspin".into(), "./tenants".into())], ..configured };
    assert_eq!(name(&argued), Side::Tenant("tailspin".into()));
    let (sources, captures) = plain::captured(&[("spn.txt", &own)]);
    assert_eq!(build(&captures, &sources, &Attribution::default()).tenants[0].name, "adatum.onmicrosoft.com");
}

#[test]
fn names_that_do_not_cover_a_host_are_told() {
    let principal = PRINCIPAL.replace("https://mail.contoso.com/", "https://mail.contoso.com/ews");
    let mut files = healthy();
    files.retain(|(name, _)| !name.starts_with("tenants"));
    files.push(("tenants/contoso/spn.txt".into(), principal));
    let (_, estate) = estate_of(&borrowed(&files));
    let of_tenant = View { tenant: estate.tenants.first(), ..view(&estate) };
    let rows = facts::rows(&of_tenant, "service-url").unwrap();
    let forms: Vec<String> =
        rows.objects.iter().map(|row| text(&facts::value(&of_tenant, Some(row), "ineffective-forms-in-tenant"))).collect();
    assert_eq!(forms, ["[]", "[https://mail.contoso.com/ews (a path behind the host)]"]);
    let principal = &estate.all("service-principal")[0];
    assert_eq!(
        text(&fact(&estate, Some(principal), "registered-origins")),
        "[https://outlook.office365.com, https://autodiscover.contoso.com]"
    );
    assert_eq!(text(&fact(&estate, Some(principal), "has-microsoft-defaults")), "true");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn order_and_repetition_do_not_matter(order in Just((0..healthy().len()).collect::<Vec<_>>()).prop_shuffle(), twice in 0..20_usize) {
        let files = healthy();
        let (sources, estate) = estate_of(&borrowed(&files));
        let expected = picture(&sources, &estate);
        let mut shuffled: Vec<(String, String)> = order.iter().map(|&index| files[index].clone()).collect();
        let (sources, estate) = estate_of(&borrowed(&shuffled));
        prop_assert_eq!(&picture(&sources, &estate), &expected);
        let mut again = files[twice % files.len()].clone();
        again.0 = format!("{}.copy.txt", again.0);
        shuffled.push(again);
        let (sources, estate) = estate_of(&borrowed(&shuffled));
        prop_assert_eq!(&picture(&sources, &estate), &expected);
    }

    #[test]
    fn cutting_lists_makes_nothing_known_that_was_not(file in 0..30_usize, list in 0..8_usize) {
        let files = healthy();
        let (_, whole) = estate_of(&borrowed(&files));
        let mut cut = files.clone();
        let at = file % cut.len();
        let Some((place, _)) = cut[at].1.match_indices('}').nth(list) else { return Ok(()) };
        cut[at].1.insert_str(place, "...");
        let (_, estate) = estate_of(&borrowed(&cut));
        for object in estate.objects.values().flatten() {
            let twin = whole.all(object.noun).iter().find(|twin| twin.subject == object.subject);
            prop_assert!(twin.is_some(), "{}", object.subject);
            for name in facts::names_on(object.noun).unwrap() {
                let (now, before) = (fact(&estate, Some(object), name), fact(&whole, twin, name));
                let is_about_captures = matches!(name, "cut-lists");
                if let (Some(now), false) = (now.value(), is_about_captures) {
                    let same = match (now, before.value()) {
                        (Value::List(now), Some(Value::List(before))) => now.items.len() <= before.items.len(),
                        (now, Some(before)) => now == before,
                        (_, None) => false,
                    };
                    prop_assert!(same, "{} {name}: {now:?} after {before:?}", object.subject);
                }
            }
        }
    }
}
