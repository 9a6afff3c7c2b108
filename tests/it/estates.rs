//! Whole snapshots and the verdicts that they must give.

use crate::common::{Snapshot, ids, told};
use hmaudit::check::{Severity, Verdict};
use hmaudit::report::{Cell, Phase, Readiness};
use std::collections::BTreeSet;

/// That Basic is still on after the rollout, which these estates show and which is a remark.
const BASIC: &str = "HMA-VDIR-011";

fn without_basic(told: Vec<String>) -> Vec<String> {
    told.into_iter().filter(|line| !line.contains(BASIC)).collect()
}

#[test]
fn what_a_variable_prints_is_of_the_object_that_filled_it() {
    let names = "00000002-0000-0ff1-ce00-000000000000\nhttps://outlook.office365.com/\nhttps://mail.contoso.com/\nhttps://autodiscover.contoso.com/";
    let text = format!(
        "PS C:\\> $sp = Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\"\nPS C:\\> $sp.AccountEnabled\nTrue\n\
         PS C:\\> $sp.ServicePrincipalNames\n{names}\nPS C:\\> $sp.ReplyUrls\nhttps://outlook.office365.com/owa/\nPS C:\\>\n"
    );
    let report = Snapshot::estate("healthy").with("tenants/contoso/serviceprincipal.json", &text).audit();
    assert_eq!(report.verdict, Readiness::Ready);
    let open = report.findings.iter().filter(|finding| finding.verdict <= Verdict::Inconclusive);
    // Nobody printed the credentials.
    assert_eq!(open.map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["HYB-006"]);
}

#[test]
fn healthy_is_ready_and_says_nothing() {
    let report = Snapshot::estate("healthy").audit();
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!((report.verdict, report.phase), (Readiness::Ready, Phase::Enabled));
    assert_eq!(report.tenants.iter().map(|t| (t.name.as_str(), t.verdict)).collect::<Vec<_>>(), [("contoso", Readiness::Ready)]);
    assert_eq!(report.skipped, []);
}

#[test]
fn one_host_missing_in_one_tenant_is_that_finding_and_no_other() {
    let report = Snapshot::estate("three-tenants").audit();
    assert_eq!(told(&report), ["Fail HMA-SPN-001 fabrikam - https://outlook.corp.contoso.com"]);
    let verdicts: Vec<_> = report.tenants.iter().map(|tenant| (tenant.name.as_str(), tenant.verdict)).collect();
    assert_eq!(verdicts, [("contoso", Readiness::Ready), ("fabrikam", Readiness::NotReady), ("northwind", Readiness::Ready)]);
    assert_eq!(report.verdict, Readiness::NotReady);
    let row = report.spn_matrix.iter().find(|row| row.origin == "https://outlook.corp.contoso.com").unwrap();
    let cells: Vec<_> = row.tenants.iter().map(|(name, cell)| (name.as_str(), *cell)).collect();
    assert_eq!(cells, [("contoso", Cell::Registered), ("fabrikam", Cell::Missing), ("northwind", Cell::Registered)]);
}

#[test]
fn half_enabled_is_an_error() {
    let report = Snapshot::estate("half-enabled").audit();
    assert_eq!(report.phase, Phase::HalfEnabled);
    assert_eq!(report.verdict, Readiness::NotReady);
    let told = told(&report);
    assert!(told.iter().any(|line| line.starts_with("Fail HMA-STS-006")), "{told:?}");
    assert!(told.iter().any(|line| line.starts_with("Fail HMA-ORG-001")), "{told:?}");
}

#[test]
fn preparing_is_ready_to_enable_with_two_last_steps() {
    let report = Snapshot::estate("preparing").audit();
    assert_eq!((report.verdict, report.phase), (Readiness::ReadyToEnable, Phase::Preparing));
    let fails: Vec<_> = report.findings.iter().filter(|finding| finding.verdict == Verdict::Fail).collect();
    assert_eq!(fails.iter().map(|finding| finding.rule.as_str()).collect::<Vec<_>>(), ["HMA-ORG-001", "HMA-STS-003"]);
    assert!(fails.iter().all(|finding| finding.severity == Severity::Info));

    let mut expected = Snapshot::estate("preparing");
    expected.expect_enabled = true;
    let report = expected.audit();
    assert_eq!(report.verdict, Readiness::NotReady);
    assert_eq!(report.summary.error, 2);
}

#[test]
fn truncated_is_inconclusive_and_says_what_to_capture() {
    let report = Snapshot::estate("truncated").audit();
    assert_eq!(report.verdict, Readiness::Inconclusive);
    assert!(
        report
            .findings
            .iter()
            .all(|finding| finding.verdict != Verdict::Fail || finding.rule.starts_with("CAP-") || finding.rule == BASIC)
    );
    for rule in ["HMA-VDIR-003", "HMA-VDIR-005", "HMA-SPN-001"] {
        let finding = report.findings.iter().find(|finding| finding.rule == rule && finding.verdict == Verdict::Inconclusive);
        let finding = finding.unwrap_or_else(|| panic!("{rule} in {:?}", told(&report)));
        assert!(finding.help.contains("Get-"), "{rule}: {}", finding.help);
    }
}

#[test]
fn mixed_forms_say_what_one_form_says() {
    let one = Snapshot::estate("healthy").audit();
    let mixed = Snapshot::estate("mixed-forms").audit();
    let key = |report: &hmaudit::report::Report| {
        let mut keys: Vec<_> = report
            .findings
            .iter()
            .filter(|finding| !finding.rule.starts_with("CAP-") && finding.rule != BASIC && finding.rule != "HMA-STS-012")
            .map(|finding| (finding.rule.clone(), finding.tenant.clone(), finding.subject.to_lowercase(), finding.verdict))
            .collect();
        keys.sort();
        keys
    };
    assert_eq!(without_basic(told(&mixed)), Vec::<String>::new());
    assert_eq!(key(&mixed), key(&one));
    assert_eq!(mixed.verdict, one.verdict);
    assert_eq!(mixed.skipped, []);
}

#[test]
fn upgraded_warns_about_old_servers_only() {
    let report = Snapshot::estate("upgraded").audit();
    let told = without_basic(told(&report));
    let mut expected = vec!["Fail HMA-SRV-003 - EX16 EX16", "Fail HMA-SRV-003 - EX19 EX19"];
    expected.extend(["Fail HYB-011 - EX16 EX16", "Fail HYB-011 - EX19 EX19"]);
    assert_eq!(told, expected);
    assert_eq!(report.verdict, Readiness::Ready);
}

#[test]
fn hostile_captures_are_findings_and_nothing_else() {
    let report = Snapshot::estate("hostile").audit();
    assert_eq!(report.verdict, Readiness::NotReady);
    assert!(report.findings.iter().any(|finding| finding.verdict == Verdict::Fail));
    // A look-alike host never counts as the host it looks like.
    assert!(report.spn_matrix.iter().any(|row| row.origin.starts_with("https://xn--")));
    assert!(!report.spn_matrix.iter().any(|row| row.origin.contains("evil.example")));
}

#[test]
fn a_cmdlet_that_failed_in_red_is_told_where_its_capture_is_missed() {
    let red = "[PS] C:\\>Get-OabVirtualDirectory | fl\nGet-OabVirtualDirectory : Access is denied to EX01.\n    + CategoryInfo : NotSpecified: (:) [Get-OabVirtualDirectory], AccessDeniedException\n\n[PS] C:\\>\n";
    let report = Snapshot::estate("healthy").without("onprem/oab.txt").with("onprem/oab.txt", red).audit();
    assert_eq!(report.verdict, Readiness::Inconclusive);
    let oauth = report.findings.iter().find(|finding| finding.rule == "HMA-VDIR-004").expect("asked");
    assert!(oauth.message.ends_with("it failed where it was to be captured: Access is denied to EX01."), "{}", oauth.message);
    assert!(oauth.evidence.iter().any(|place| place.path == "onprem/oab.txt" && place.line == 2), "{:?}", oauth.evidence);
    assert!(report.skipped.iter().any(|skip| skip.why == "Get-OabVirtualDirectory failed here: Access is denied to EX01."));
}

#[test]
fn an_auth_server_without_its_command_does_not_decide_where_the_switches_are() {
    let lone = "Name    : ACS - x\nType    : MicrosoftACS\nEnabled : True\nRealm   : 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\n";
    let report = Snapshot::estate("healthy").without("onprem/authserver.txt").with("onprem/lone.txt", lone).audit();
    assert_eq!((report.verdict, report.phase), (Readiness::Inconclusive, Phase::Unknown));
    let failed = report.findings.iter().filter(|finding| finding.verdict == Verdict::Fail && finding.core);
    assert_eq!(failed.map(|finding| &finding.rule).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// Tells administrators how to sign in, wherever OWA and ECP use OAuth.
const REMINDER: &str = "HMA-OWA-007";

#[test]
fn a_hybrid_organisation_with_all_three_sides_is_ready_in_every_area() {
    let report = Snapshot::estate("hybrid").audit_requiring_all();
    assert_eq!((report.verdict, report.phase), (Readiness::Ready, Phase::Enabled));
    assert_eq!(told(&report), [format!("Fail {REMINDER} - - OAuthAuthentication")]);
    assert_eq!(report.skipped, []);
    let passed = ids(&report, Verdict::Pass);
    let silent: Vec<&&str> = HYBRID.iter().filter(|rule| !passed.contains(**rule)).collect();
    // No hint tells of a device that ends TLS, and no override is about the check of audiences.
    assert_eq!(silent, [&"HMA-VDIR-010", &"HYB-014"]);
}

/// The rules about the sides of a hybrid organisation and about what surrounds it, all of which fail in `hybrid-faulty`.
const HYBRID: &[&str] = &[
    "HMA-MOB-002",
    "HMA-ORG-003",
    "HMA-OWA-008",
    "HMA-OWA-009",
    "HMA-OWA-010",
    "HMA-POL-004",
    "HMA-STS-012",
    "HMA-STS-013",
    "HMA-URL-005",
    "HMA-URL-006",
    "HMA-VDIR-010",
    "HMA-VDIR-011",
    "HYB-009",
    "HYB-010",
    "HYB-011",
    "HYB-012",
    "HYB-013",
    "HYB-014",
    "HYB-015",
    "HYB-016",
];

/// Rules that cannot but fail beside one of these, with the fact that both are about.
const BESIDE: &[(&str, &str)] = &[
    (REMINDER, "OWA and ECP use OAuth, which HMA-OWA-008 is asked of"),
    ("HMA-POL-001", "a policy blocks modern authentication, which HMA-POL-004 counts the users of"),
    ("HMA-SRV-003", "a server older than SE, which HYB-011 is about, is out of support"),
    ("HMA-WIRE-004", "no answer names a tenant that has no AuthServer, which is HMA-STS-013"),
];

#[test]
fn in_a_faulty_hybrid_organisation_each_of_these_rules_fails_and_nothing_else() {
    let report = Snapshot::estate("hybrid-faulty").audit_requiring_all();
    assert_eq!((report.verdict, report.phase), (Readiness::NotReady, Phase::Enabled));
    let expected = HYBRID.iter().chain(BESIDE.iter().map(|(rule, _)| rule)).map(|rule| (*rule).to_owned());
    assert_eq!(ids(&report, Verdict::Fail), expected.collect());
    assert_eq!(ids(&report, Verdict::Inconclusive), BTreeSet::new());
    let verdicts: Vec<_> = report.tenants.iter().map(|tenant| (tenant.name.as_str(), tenant.verdict)).collect();
    assert_eq!(verdicts, [("contoso", Readiness::Ready), ("fabrikam", Readiness::NotReady)]);
    assert_eq!(report.skipped, []);
}

#[test]
fn an_organisation_configuration_of_the_wrong_side_is_told_once() {
    let told = |snapshot: Snapshot| {
        let report = snapshot.audit();
        let of = |rule: &str, subject: &str| {
            report
                .findings
                .iter()
                .any(|finding| finding.rule == rule && finding.verdict == Verdict::Fail && finding.subject.contains(subject))
        };
        (of("CAP-004", "organisation configuration"), of("CAP-005", "Get-OrganizationConfig"))
    };
    let online = "PS C:\\> Get-OrganizationConfig | fl Name,DistinguishedName,OAuth2ClientProfileEnabled\n\n\nName                       : contoso.onmicrosoft.com\nDistinguishedName          : CN=Configuration,CN=contoso.onmicrosoft.com,CN=ConfigurationUnits,DC=EURPR04A001,DC=PROD,DC=OUTLOOK,DC=COM\nOAuth2ClientProfileEnabled : True\n\n\nPS C:\\> \n";
    // Run in the wrong shell, and nothing else is there of a tenant.
    assert_eq!(told(Snapshot::text("organizationconfig.txt", online)), (true, false));
    // Captured of the tenant on purpose: that of the organisation is missing.
    assert_eq!(told(Snapshot::estate("healthy").without("onprem/organizationconfig.txt")), (false, true));
    assert_eq!(told(Snapshot::estate("healthy")), (false, false));
}

#[test]
fn a_failed_test_of_oauth_is_quoted_and_decides_nothing() {
    let text = "[PS] C:\\>Test-OAuthConnectivity -Service EWS -TargetUri https://outlook.office365.com/ews/exchange.asmx -Mailbox ann@contoso.com | fl\n\n\n\
                Task        : Checking EWS API Call Under Oauth\n\
                Detail      : The token cache is being cleared because \"use cached token\" was set to false.\n              \
                Error:The trusted issuers contained the following entries '00000001-0000-0000-c000-000000000000@*'. None of them are configured locally.\n\
                ResultType  : Error\nIdentity    : Microsoft.Exchange.Security.OAuth.ValidationResultNodeId\nIsValid     : True\nObjectState : New\n\n\n[PS] C:\\>\n";
    let report = Snapshot::estate("healthy").with("onprem/oauthconnectivity.txt", text).audit();
    assert_eq!(told(&report), Vec::<String>::new());
    let quote = "Test-OAuthConnectivity ended with Error, Checking EWS API Call Under Oauth: The trusted issuers contained the following entries '00000001-0000-0000-c000-000000000000@*'. None of them are configured locally. No rule passes or fails because of it";
    assert_eq!(report.notes, [quote]);
}
