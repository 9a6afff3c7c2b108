//! Which captures count as evidence, for whom, and what several captures of one object say together.

use crate::common::{PRINCIPAL, RULES, Snapshot, content, healthy, options, told};
use hmaudit::Options;
use hmaudit::check::{Severity, Verdict};
use hmaudit::estate::Tenant;
use hmaudit::estate::attribution::Attribution;
use hmaudit::report::{Readiness, Report};

const CONTOSO: &str = "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";
const FABRIKAM: &str = "5b8e2d4f-91a3-4c6e-b7d0-3f5a6c7e8d91";
const SPN: &str = "tenants/contoso/serviceprincipal.json";

/// Audits a snapshot with tenants that the user named.
fn audit_as(snapshot: &Snapshot, said: &Attribution) -> Report {
    let options = Options { attribution: said.clone(), ..options(snapshot, &RULES) };
    hmaudit::audit(snapshot.files.clone(), &options)
}

fn configured(tenants: &[(&str, &str)]) -> Attribution {
    let tenant = |(name, id): &(&str, &str)| {
        let folder = Some(format!("tenants/{name}"));
        (Tenant { name: (*name).to_owned(), id: Some((*id).to_owned()), domains: Vec::new() }, folder)
    };
    Attribution { configured: tenants.iter().map(tenant).collect(), ..Attribution::default() }
}

/// The healthy capture of a tenant, with the tenant's own id in it.
fn principal(id: &str) -> String {
    let files = Snapshot::estate("healthy").files;
    let (_, bytes) = files.iter().find(|(name, _)| name == SPN).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    text.replacen("\"appId\"", &format!("\"tenantId\": \"{id}\", \"appId\""), 1)
}

fn message<'r>(report: &'r Report, rule: &str, tenant: Option<&str>) -> &'r str {
    let is_it = |finding: &&hmaudit::report::Finding| finding.rule == rule && finding.tenant.as_deref() == tenant;
    let found = report.findings.iter().filter(is_it).find(|finding| finding.verdict <= Verdict::Inconclusive);
    found.map_or_else(|| panic!("no {rule} in {:?}", told(report)), |finding| finding.message.as_str())
}

fn verdicts(report: &Report) -> Vec<(&str, Readiness)> {
    report.tenants.iter().map(|tenant| (tenant.name.as_str(), tenant.verdict)).collect()
}

#[test]
fn one_capture_cannot_stand_for_three_tenants() {
    let mut snapshot = Snapshot::estate("three-tenants");
    for tenant in ["contoso", "fabrikam", "northwind"] {
        snapshot = snapshot.with(&format!("tenants/{tenant}/serviceprincipal.json"), &principal(CONTOSO));
    }
    let ids = [("contoso", CONTOSO), ("fabrikam", FABRIKAM), ("northwind", "c6d7e8f9-0a1b-4c2d-9e3f-4a5b6c7d8e9f")];
    for said in [Attribution::default(), configured(&ids)] {
        let report = audit_as(&snapshot, &said);
        assert_eq!(report.verdict, Readiness::Inconclusive);
        for tenant in ["contoso", "fabrikam", "northwind"] {
            let told = message(&report, "CAP-009", Some(tenant));
            assert!(told.contains("contoso and fabrikam and northwind"), "{told}");
            message(&report, "HMA-SPN-001", Some(tenant));
        }
        assert!(verdicts(&report).iter().all(|(_, verdict)| *verdict == Readiness::Inconclusive), "{:?}", verdicts(&report));
    }
}

#[test]
fn a_capture_that_contradicts_the_configured_id_counts_for_nobody() {
    let snapshot = Snapshot::estate("healthy").with(SPN, &principal(FABRIKAM));
    let report = audit_as(&snapshot, &configured(&[("contoso", CONTOSO)]));
    assert_eq!(report.verdict, Readiness::Inconclusive);
    let told = message(&report, "CAP-009", Some("contoso"));
    assert!(told.contains(FABRIKAM) && told.contains("contoso"), "{told}");
}

#[test]
fn what_lies_beside_a_capture_of_another_tenant_is_not_believed() {
    let organization =
        format!("{{\"Id\": \"{FABRIKAM}\", \"DisplayName\": \"Fabrikam\", \"VerifiedDomains\": [\"fabrikam.onmicrosoft.com\"]}}");
    let command = "PS C:\\> Get-MgOrganization | ConvertTo-Json\n";
    let snapshot = Snapshot::estate("healthy").with("tenants/contoso/organization.txt", &format!("{command}{organization}\n"));
    let report = audit_as(&snapshot, &configured(&[("contoso", CONTOSO)]));
    assert_eq!(report.verdict, Readiness::Inconclusive, "{:?}", told(&report));
    message(&report, "HMA-SPN-001", Some("contoso"));
}

#[test]
fn one_domain_under_two_names_is_a_contradiction_too() {
    let with_domain = |domain: &str| {
        principal(CONTOSO).replacen(&format!("\"tenantId\": \"{CONTOSO}\""), &format!("\"tenantDomain\": \"{domain}\""), 1)
    };
    let snapshot = Snapshot::estate("three-tenants")
        .with("tenants/contoso/serviceprincipal.json", &with_domain("contoso.onmicrosoft.com"))
        .with("tenants/fabrikam/serviceprincipal.json", &with_domain("contoso.onmicrosoft.com"));
    let report = snapshot.audit();
    assert!(message(&report, "CAP-009", Some("fabrikam")).contains("contoso and fabrikam"));
    assert!(verdicts(&report).contains(&("fabrikam", Readiness::Inconclusive)), "{:?}", verdicts(&report));
    assert!(verdicts(&report).contains(&("northwind", Readiness::Ready)), "{:?}", verdicts(&report));
}

#[test]
fn an_argument_that_gives_one_capture_two_tenants_is_no_evidence() {
    let snapshot =
        Snapshot::estate("healthy").without(SPN).with("a.json", &principal(CONTOSO)).with("b.json", &principal(CONTOSO));
    let arguments = vec![("contoso".to_owned(), "a.json".to_owned()), ("fabrikam".to_owned(), "b.json".to_owned())];
    let report = audit_as(&snapshot, &Attribution { arguments, ..Attribution::default() });
    assert_eq!(verdicts(&report), [("contoso", Readiness::Inconclusive), ("fabrikam", Readiness::Inconclusive)]);
}

#[test]
fn tenants_with_ids_of_their_own_are_believed() {
    let snapshot =
        Snapshot::estate("healthy").with(SPN, &principal(CONTOSO)).with("tenants/fabrikam/spn.json", &principal(FABRIKAM));
    for said in [Attribution::default(), configured(&[("contoso", CONTOSO), ("fabrikam", FABRIKAM)])] {
        let told = told(&audit_as(&snapshot, &said));
        assert!(!told.iter().any(|line| line.contains("CAP-009") || line.contains("HMA-SPN")), "{told:?}");
    }
}

#[test]
fn captures_that_name_no_tenant_of_several_count_for_none() {
    let flat = |tenant: &str| {
        let files = Snapshot::estate("three-tenants").without_online().files;
        let (_, bytes) = files.into_iter().find(|(name, _)| name.contains(tenant)).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let mut snapshot = Snapshot::estate("three-tenants").without_online();
    for tenant in ["contoso", "fabrikam", "northwind"] {
        let text = flat(tenant);
        snapshot =
            snapshot.without(&format!("tenants/{tenant}/serviceprincipal.json")).with(&format!("spn-{tenant}.json"), &text);
    }
    let report = snapshot.audit();
    assert_eq!(report.verdict, Readiness::Inconclusive);
    assert_eq!(report.tenants.len(), 3, "{:?}", verdicts(&report));
    assert!(report.tenants.iter().all(|tenant| tenant.name.ends_with(".onmicrosoft.com")), "{:?}", verdicts(&report));
    assert!(!told(&report).iter().any(|line| line.contains("CAP-008")), "{:?}", told(&report));
    assert!(message(&report, "CAP-009", None).contains("nothing tells whose"));
    let open =
        report.findings.iter().find(|finding| finding.rule == "HMA-SPN-001" && finding.verdict == Verdict::Inconclusive).unwrap();
    assert!(open.help.contains("--tenant NAME=PATH"), "{}", open.help);

    let arguments = ["contoso", "fabrikam", "northwind"].map(|tenant| (tenant.to_owned(), format!("spn-{tenant}.json")));
    let said = Attribution { arguments: arguments.to_vec(), ..Attribution::default() };
    let named = audit_as(&snapshot, &said);
    assert_eq!(
        verdicts(&named),
        [("contoso", Readiness::Ready), ("fabrikam", Readiness::NotReady), ("northwind", Readiness::Ready)]
    );
}

#[test]
fn a_list_of_names_that_may_be_of_two_tenants_counts_for_none() {
    let names = "PS C:\\> Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | select -ExpandProperty ServicePrincipalNames\n\
                 00000002-0000-0ff1-ce00-000000000000\nhttps://outlook.office365.com/\nhttps://mail.contoso.com/\nhttps://autodiscover.contoso.com/\nPS C:\\>\n";
    let snapshot = Snapshot::estate("three-tenants").without("tenants/northwind/serviceprincipal.json").with("names.txt", names);
    let report = snapshot.audit();
    assert_eq!(report.tenants.len(), 3, "{:?}", verdicts(&report));
    assert!(!verdicts(&report).iter().any(|(name, _)| *name == "tenant"), "{:?}", verdicts(&report));
    let alone = Snapshot::estate("healthy").without(SPN).placed("names.txt", names).audit();
    assert_eq!(verdicts(&alone).iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["tenant"]);
    assert!(!told(&alone).iter().any(|line| line.contains("CAP-009") || line.contains("HMA-SPN-001")), "{:?}", told(&alone));
}

#[test]
fn other_principals_in_the_same_file_are_of_the_same_tenant() {
    let others = r#", {"id": "0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "appId": "00000003-0000-0000-c000-000000000000", "servicePrincipalNames": ["https://graph.microsoft.com"]},
        {"id": "1a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "appId": "4c7e1b90-2d3f-4a5b-9c6d-7e8f90a1b2c3", "servicePrincipalNames": ["4c7e1b90-2d3f-4a5b-9c6d-7e8f90a1b2c3"]}"#;
    for name in ["all.json", SPN] {
        let files = Snapshot::estate("healthy").files;
        let (_, bytes) = files.iter().find(|(name, _)| name == SPN).unwrap();
        let text = String::from_utf8(bytes.clone()).unwrap();
        let end = text.rfind("}\n    ]").unwrap() + 1;
        let text = format!("{}{others}{}", &text[..end], &text[end..]);
        let report = Snapshot::estate("healthy").without(SPN).with(name, &text).audit();
        assert_eq!((report.verdict, report.tenants.len()), (Readiness::Ready, 1), "{name}: {:?}", told(&report));
    }
}

const CONFIG: &str = "onprem/organizationconfig.txt";

/// Captures of a second organisation, each of which is enough to tell.
#[test]
fn two_organisations_are_never_ready() {
    let config = |text: &str| format!("[PS] C:\\>Get-OrganizationConfig | fl\n\n{text}\n");
    let vdir = "[PS] C:\\>Get-MapiVirtualDirectory -Server MX01 | fl\n\nIdentity                      : MX01\\mapi (Default Web Site)\nServer                        : MX01\n\
        InternalUrl                   : https://mail.contoso.com/mapi\nExternalUrl                   : https://mail.contoso.com/mapi\n\
        IISAuthenticationMethods      : {Ntlm, OAuth, Negotiate}\nInternalAuthenticationMethods : {Ntlm, OAuth, Negotiate}\nExternalAuthenticationMethods : {Ntlm, OAuth, Negotiate}\n\
        DistinguishedName             : CN=mapi (Default Web Site),CN=HTTP,CN=Protocols,CN=MX01,CN=Servers,CN=Exchange Administrative Group (FYDIBOHF23SPDLT),CN=Administrative Groups,CN=Fabrikam,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=fabrikam,DC=com\n";
    let switches = "OAuth2ClientProfileEnabled  : True\nMapiHttpEnabled             : True\n";
    for (what, text) in [
        ("name", config(&format!("Name                        : Fabrikam\n{switches}"))),
        ("id", config(&format!("Name                        : Contoso\nGuid                        : {FABRIKAM}\n{switches}"))),
        (
            "forest",
            config(&format!(
                "Name                        : Contoso\nDistinguishedName           : CN=Contoso,CN=Microsoft Exchange,CN=Services,CN=Configuration,DC=fabrikam,DC=com\n{switches}"
            )),
        ),
        ("a virtual directory", vdir.to_owned()),
    ] {
        let report = Snapshot::estate("healthy").with("other.txt", &text).audit();
        assert!(matches!(report.verdict, Readiness::Inconclusive | Readiness::NotReady), "{what}: {:?}", told(&report));
        assert!(message(&report, "CAP-009", None).contains("several on-premises organisations"), "{what}");
        let core = report.findings.iter().find(|finding| finding.rule == "HMA-ORG-001").unwrap();
        assert_eq!((core.verdict, core.severity), (Verdict::Inconclusive, Severity::Error), "{what}");
    }
    let again = Snapshot::estate("healthy").files.into_iter().find(|(name, _)| name == CONFIG).unwrap().1;
    let twice = Snapshot::estate("healthy").with("again.txt", &String::from_utf8(again).unwrap()).audit();
    assert_eq!(twice.verdict, Readiness::Ready, "{:?}", told(&twice));
}

fn collected() -> Snapshot {
    Snapshot::estate("collected")
}

fn file_of(snapshot: &Snapshot, ending: &str) -> String {
    snapshot.files.iter().map(|(name, _)| name).find(|name| name.ends_with(ending)).unwrap().clone()
}

#[test]
fn a_file_that_was_changed_after_it_was_collected_decides_nothing() {
    let whole = collected();
    let before = whole.audit();
    assert!(!told(&before).iter().any(|line| line.contains("CAP-009")), "{:?}", told(&before));
    for (ending, from, to, rule) in [
        ("Get-AuthServer.xml", "EvoSts", "EvoSTS", "HMA-STS-001"),
        ("Get-MapiVirtualDirectory.xml", "Ntlm", "NTLM", "HMA-VDIR-001"),
        ("exchange-online.json", "https://mail.contoso.com/", "https://Mail.contoso.com/", "HMA-SPN-001"),
    ] {
        let name = file_of(&whole, ending);
        let report = whole.clone().replace(&name, from, to).audit();
        assert_eq!(report.verdict, Readiness::Inconclusive, "{ending}: {:?}", told(&report));
        let is_open = |finding: &&hmaudit::report::Finding| finding.rule == rule && finding.verdict == Verdict::Inconclusive;
        let open = report.findings.iter().find(is_open).unwrap_or_else(|| panic!("{rule}: {:?}", told(&report)));
        assert!(open.message.contains("changed after it was collected"), "{}", open.message);
        assert!(told(&report).iter().any(|line| line.contains("CAP-009")), "{:?}", told(&report));
    }
}

#[test]
fn other_line_ends_are_no_change() {
    let mut snapshot = collected();
    for (name, bytes) in &mut snapshot.files {
        if name.ends_with(".json") && !name.ends_with("manifest.json") {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let other = if text.contains("\r\n") { text.replace("\r\n", "\n") } else { text.replace('\n', "\r\n") };
            *bytes = other.into_bytes();
        }
    }
    assert_eq!(told(&snapshot.audit()), told(&collected().audit()));
}

const MAPI: &str = "onprem/mapi.txt";
const CUT: &str = "[PS] C:\\>Get-MapiVirtualDirectory -Server EX01 | fl Identity,IISAuth*\n\n\n\
    Identity                 : EX01\\mapi (Default Web Site)\nIISAuthenticationMethods : {Ntlm, Negotiate...}\n\n";

fn transcript(time: &str, text: &str) -> String {
    format!(
        "**********************\nWindows PowerShell transcript start\nStart time: {time}\nUsername: CONTOSO\\admin\n**********************\n{text}\
         **********************\nWindows PowerShell transcript end\nEnd time: {time}\n**********************\n"
    )
}

#[test]
fn a_cut_list_beside_a_whole_one_is_never_silent() {
    let report = Snapshot::estate("healthy").with("onprem/later.txt", CUT).audit();
    assert_eq!(told(&report), ["Fail CAP-001 - EX01 EX01\\mapi (Default Web Site)"]);
    let finding = report.findings.iter().find(|finding| finding.rule == "CAP-001" && finding.verdict == Verdict::Fail).unwrap();
    assert_eq!(
        (finding.evidence[0].path.as_str(), finding.evidence[0].text.as_str()),
        ("onprem/later.txt", "{Ntlm, Negotiate...}")
    );
}

#[test]
fn of_a_whole_list_and_a_cut_one_the_newer_counts() {
    let healthy = Snapshot::estate("healthy");
    let (_, bytes) = healthy.files.iter().find(|(name, _)| name == MAPI).unwrap();
    let whole = String::from_utf8(bytes.clone()).unwrap();
    let both = |of_whole: &str, of_cut: &str| {
        let snapshot = healthy.clone().with(MAPI, &transcript(of_whole, &whole));
        snapshot.with("onprem/again.txt", &transcript(of_cut, CUT)).audit()
    };
    let newer_whole = both("20261120101500", "20261101101500");
    assert_eq!(newer_whole.verdict, Readiness::Ready, "{:?}", told(&newer_whole));
    assert_eq!(told(&newer_whole), Vec::<String>::new());
    let newer_cut = both("20261101101500", "20261120101500");
    assert_eq!(newer_cut.verdict, Readiness::Inconclusive);
    assert!(
        told(&newer_cut).contains(&"Inconclusive HMA-VDIR-001 - EX01 EX01\\mapi (Default Web Site)".to_owned()),
        "{:?}",
        told(&newer_cut)
    );
}

#[test]
fn of_flags_that_differ_the_newer_counts_where_both_times_are_known() {
    let of = |flag: &str, time: &str| {
        transcript(
            time,
            &format!(
                "[PS] C:\\>Get-OrganizationConfig | fl Name,OAuth2*\n\n\nName                       : Contoso\nOAuth2ClientProfileEnabled : {flag}\n\n"
            ),
        )
    };
    let (_, bytes) = Snapshot::estate("healthy").files.into_iter().find(|(name, _)| name == CONFIG).unwrap();
    let config = String::from_utf8(bytes).unwrap().replace("OAuth2ClientProfileEnabled  : True\n", "");
    let audit = |first: &str, second: &str| {
        Snapshot::estate("healthy").with(CONFIG, &config).with("a.txt", first).with("b.txt", second).audit()
    };
    assert_eq!(audit(&of("False", "20261101101500"), &of("True", "20261120101500")).verdict, Readiness::Ready);
    assert_eq!(audit(&of("True", "20261101101500"), &of("False", "20261120101500")).verdict, Readiness::NotReady);
    let same = audit(&of("True", "20261120101500"), &of("False", "20261120101500"));
    assert!(told(&same).iter().any(|line| line.contains("CAP-008")), "{:?}", told(&same));
}

const CERTIFICATES: &str = "onprem/certificates.json";

/// The healthy estate, its certificate printed with this date.
fn with_dates(before: &str, after: &str) -> Snapshot {
    let list = |server: &str| {
        format!(
            "[PS] C:\\>Get-ExchangeCertificate -Server {server} | fl\n\n\nIdentity      : {server}.corp.contoso.com\\5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0\n\
             Thumbprint    : 5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0\nHasPrivateKey : True\nStatus        : Valid\nNotBefore     : {before}\nNotAfter      : {after}\n\n"
        )
    };
    Snapshot::estate("healthy").without(CERTIFICATES).with("onprem/certificates.txt", &(list("EX01") + &list("EX02")))
}

#[test]
fn a_certificate_is_judged_by_dates_of_any_culture() {
    for (before, after) in [
        ("6/2/2025 8:11:40 AM", "9/13/2029 5:26:01 PM"),
        ("02.06.2025 08:11:40", "30.01.2033 08:11:40"),
        ("02/06/2025 08:11:40", "30/01/2033 08:11:40"),
        ("2025/06/02 8:11:40", "2033/01/30 8:11:40"),
        ("2025-06-02 08:11:40", "2033-01-30 08:11:40"),
        ("Monday, June 2, 2025 8:11:40 AM", "Tuesday, April 10, 2029 5:26:01 PM"),
        ("lundi 2 juin 2025 08:11:40", "mardi 10 avril 2029 17:26:01"),
        ("2025年6月2日 8:11:40", "2029年4月10日 17:26:01"),
        ("02/06/2025 08:11:40", "03/04/2031 08:11:40"),
    ] {
        let report = with_dates(before, after).audit();
        assert_eq!(report.verdict, Readiness::Ready, "{after}: {:?}", told(&report));
        assert!(!told(&report).iter().any(|line| line.contains("HMA-CRT")), "{after}: {:?}", told(&report));
    }
    for after in ["9/13/2026 5:26:01 PM", "30.01.2026", "Tuesday, April 10, 2025 5:26:01 PM", "03/04/2026 08:11:40"] {
        let report = with_dates("2025-06-02T08:11:40Z", after).audit();
        assert!(told(&report).iter().any(|line| line.starts_with("Fail HMA-CRT-002")), "{after}: {:?}", told(&report));
    }
}

#[test]
fn a_date_with_two_readings_is_undecided_only_between_them() {
    // Judged on 2026-11-21.
    let report = with_dates("2025-06-02T08:11:40Z", "10/12/2026 08:11:40").audit();
    assert!(told(&report).iter().any(|line| line.starts_with("Inconclusive HMA-CRT-002")), "{:?}", told(&report));
    assert!(told(&report).iter().any(|line| line.starts_with("Fail CAP-007")), "{:?}", told(&report));
    let settled = with_dates("25/06/2025 08:11:40", "10/12/2026 08:11:40").audit();
    assert!(!told(&settled).iter().any(|line| line.contains("HMA-CRT-002") || line.contains("CAP-007")), "{:?}", told(&settled));
    let settled = with_dates("6/25/2025 8:11:40 AM", "10/12/2026 8:11:40 AM").audit();
    assert!(told(&settled).iter().any(|line| line.starts_with("Fail HMA-CRT-002")), "{:?}", told(&settled));
}

#[test]
fn another_capture_of_the_certificate_dates_it() {
    let undated = "NotAfter   : 05/07/2030 10:11:40\nThumbprint : 5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0\n";
    let report = Snapshot::estate("healthy")
        .with("onprem/more.txt", &format!("[PS] C:\\>Get-ExchangeCertificate | fl NotAfter,Thumbprint\n\n\n{undated}\n"))
        .audit();
    assert!(!told(&report).iter().any(|line| line.contains("CRT-002") || line.contains("CAP-007")), "{:?}", told(&report));
}

#[test]
fn one_object_listed_and_tabled_is_one_object() {
    let healthy = Snapshot::estate("healthy");
    for (what, text) in [
        (
            "services of a certificate",
            "[PS] C:\\>Get-ExchangeCertificate -Server EX01\n\nThumbprint                                Services   Subject\n----------                                --------   -------\n\
             5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0  ....S..    CN=Microsoft Exchange Server Auth Certificate\n\n",
        ),
        (
            "build",
            "[PS] C:\\>Get-ExchangeServer | fl Name,AdminDisplayVersion\n\n\nName                : EX01\nAdminDisplayVersion : 15.02.2562.017\n\n",
        ),
        (
            "flags",
            "[PS] C:\\>Get-OrganizationConfig | fl Name,OAuth2*\n\n\nName                       : Contoso\nOAuth2ClientProfileEnabled : $true\n\n",
        ),
        (
            "a date without its zone",
            "[PS] C:\\>Get-ExchangeCertificate -Server EX01 | fl Thumbprint,NotAfter\n\n\nThumbprint : 5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0\nNotAfter   : 5/7/2030 10:11:40 AM\n\n",
        ),
        (
            "a name and a distinguished name",
            "[PS] C:\\>Get-ExchangeServer | fl Name,Site\n\n\nName : EX01\nSite : corp.contoso.com/Configuration/Sites/Default-First-Site-Name\n\n",
        ),
        (
            "a table of methods",
            "[PS] C:\\>Get-MapiVirtualDirectory | ft Identity,IISAuthenticationMethods\n\nIdentity                     IISAuthenticationMethods\n--------                     ------------------------\n\
             EX01\\mapi (Default Web Site) {Negotiate, NTLM, OAuth}\n\n",
        ),
    ] {
        let told = told(&healthy.clone().with("onprem/more.txt", text).audit());
        assert!(!told.iter().any(|line| line.contains("CAP-008")), "{what}: {told:?}");
    }
    let other = "[PS] C:\\>Get-ExchangeCertificate -Server EX01\n\nThumbprint                                Services   Subject\n----------                                --------   -------\n\
             5A1E3C7D9B2F4E6081A3C5D7E9F1B3D5A7C9E1F0  ...WS..    CN=Microsoft Exchange Server Auth Certificate\n\n";
    let told = told(&healthy.with("onprem/more.txt", other).audit());
    assert!(told.iter().any(|line| line.contains("CAP-008")), "{told:?}");
}

#[test]
fn records_without_a_server_leave_coverage_open() {
    let healthy = Snapshot::estate("healthy");
    for (file, text) in [
        (
            "onprem/clientaccess.txt",
            "[PS] C:\\>Get-ClientAccessService | fl AutoDiscoverServiceInternalUri\n\n\nAutoDiscoverServiceInternalUri : https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml\n\n\
             AutoDiscoverServiceInternalUri : https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml\n\n",
        ),
        (
            "onprem/oab.txt",
            "[PS] C:\\>Get-OabVirtualDirectory | fl Name,*url*,OAuth*\n\n\nName                : OAB (Default Web Site)\nInternalUrl         : https://mail.contoso.com/OAB\n\
             ExternalUrl         : https://mail.contoso.com/OAB\nOAuthAuthentication : True\n\n",
        ),
        (
            "onprem/autodiscover.txt",
            "[PS] C:\\>Get-AutodiscoverVirtualDirectory | fl Name,OAuth*\n\n\nName                : Autodiscover (Default Web Site)\nOAuthAuthentication : True\n\n",
        ),
    ] {
        let report = healthy.clone().with(file, text).audit();
        let of_rule: Vec<_> = report.findings.iter().filter(|finding| finding.rule == "HMA-VDIR-007").collect();
        assert!(
            !of_rule.is_empty() && of_rule.iter().all(|finding| finding.verdict == Verdict::Inconclusive),
            "{file}: {:?}",
            told(&report)
        );
        assert!(of_rule[0].message.contains("does not show its server"), "{}", of_rule[0].message);
    }
    let gone = healthy.replace(MAPI, "EX02\\mapi", "EX01\\mapi").replace(
        MAPI,
        "Server                        : EX02",
        "Server                        : EX01",
    );
    assert!(told(&gone.audit()).iter().any(|line| line.starts_with("Fail HMA-VDIR-007")));
}

/// A count beside a list is that of the list, or says of what it is.
#[test]
fn places_count_what_a_reader_counts() {
    let report = healthy().replace_all(PRINCIPAL, "https://mail.contoso.com", "https://mail.fabrikam.com").audit();
    let labels: Vec<&str> =
        report.findings.iter().flat_map(|finding| &finding.evidence).map(|evidence| evidence.label.as_str()).collect();
    assert!(labels.iter().any(|label| label.contains("that can match, list complete")), "{labels:?}");
    assert!(!labels.iter().any(|label| label.contains("read here")), "{labels:?}");
}

#[test]
fn no_sentence_has_empty_brackets() {
    let mut estates = vec![healthy()];
    estates.extend(["three-tenants", "preparing", "half-enabled", "truncated", "upgraded", "hostile"].map(Snapshot::estate));
    let blank = |name: &str| {
        let text = content(name);
        let lines = text.lines().map(|line| if line.contains(" : ") { &line[..=line.find(" : ").unwrap() + 1] } else { line });
        lines.collect::<Vec<_>>().join("\r\n") + "\r\n"
    };
    for (name, _) in healthy().files.iter().filter(|(name, _)| name.ends_with(".txt")) {
        estates.push(healthy().with(name, &blank(name)));
        estates.push(healthy().without(name));
    }
    for estate in estates {
        for finding in estate.audit().findings {
            let told = format!("{} {}", finding.message, finding.help);
            assert!(!told.contains("()") && !told.contains("( )"), "{}: {told}", finding.rule);
        }
    }
}
