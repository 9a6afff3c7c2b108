//! What the law of missing evidence caught once.

use crate::common::Snapshot;
use crate::laws::less::violations;
use hmaudit::check::{Severity, Verdict};
use hmaudit::report::Readiness;

fn verdict(snapshot: &Snapshot, rule: &str, subject: &str) -> Verdict {
    let report = snapshot.audit();
    let finding = report.findings.iter().find(|finding| finding.rule == rule && finding.subject == subject);
    finding.unwrap_or_else(|| panic!("{rule} says nothing about {subject}")).verdict
}

#[test]
fn a_url_that_was_not_printed_is_not_https() {
    let subject = r"EX01\mapi (Default Web Site)";
    let line = "ExternalUrl                   : https://mail.contoso.com/mapi\n";
    let http = Snapshot::estate("healthy").replace("onprem/mapi.txt", line, &line.replace("https", "http"));
    let unprinted = Snapshot::estate("healthy").replace("onprem/mapi.txt", line, "");
    assert_eq!(verdict(&http, "HMA-URL-001", subject), Verdict::Fail);
    assert_eq!(verdict(&unprinted, "HMA-URL-001", subject), Verdict::Inconclusive);
    assert_eq!(violations(&http.audit(), &unprinted.audit()), Vec::<String>::new());
}

#[test]
fn servers_that_were_not_read_do_not_agree() {
    let list = "IISAuthenticationMethods      : {Ntlm, OAuth, Negotiate}";
    let other = Snapshot::estate("healthy").replace("onprem/mapi.txt", list, "IISAuthenticationMethods      : {Ntlm, Negotiate}");
    let cut = Snapshot::estate("healthy").replace("onprem/mapi.txt", list, "IISAuthenticationMethods      : {Ntlm...}");
    let subject = r"EX01\mapi (Default Web Site)";
    assert_eq!(verdict(&other, "HMA-VDIR-008", subject), Verdict::Fail);
    assert_eq!(verdict(&cut, "HMA-VDIR-008", subject), Verdict::Inconclusive);
    assert_eq!(violations(&other.audit(), &cut.audit()), Vec::<String>::new());
}

#[test]
fn hosts_that_differ_in_sites_that_are_not_known_may_be_one_site() {
    let line = "InternalUrl                   : https://mail.contoso.com/OAB";
    let drift = Snapshot::estate("healthy").replace("onprem/oab.txt", line, &line.replace("mail", "other"));
    let siteless = drift.clone().without("onprem/exchangeserver.txt");
    assert!(drift.audit().findings.iter().any(|finding| finding.rule == "HMA-VDIR-009" && finding.verdict == Verdict::Fail));
    assert_eq!(violations(&drift.audit(), &siteless.audit()), Vec::<String>::new());
    // Where all hosts are the same, the site does not matter.
    let report = Snapshot::estate("healthy").without("onprem/exchangeserver.txt").audit();
    let open = |verdict| matches!(verdict, Verdict::Fail | Verdict::Inconclusive);
    assert!(!report.findings.iter().any(|finding| finding.rule == "HMA-VDIR-009" && open(finding.verdict)));
}

#[test]
fn a_tenant_is_not_blamed_for_urls_that_nobody_captured() {
    let mut snapshot = Snapshot::estate("three-tenants");
    snapshot.files.retain(|(name, _)| !name.starts_with("onprem/"));
    let fails = snapshot.audit().findings.into_iter().filter(|finding| finding.verdict == Verdict::Fail);
    assert_eq!(
        fails.map(|finding| finding.rule).filter(|rule| !rule.starts_with("CAP-")).collect::<Vec<_>>(),
        Vec::<String>::new()
    );
}

const EVOSTS: &str = "EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d";

const POLICY: &str = "[PS] C:\\>Get-AuthenticationPolicy | fl Name,Block*\n\n\nName                              : Strict\n\
    BlockLegacyAuthActiveSync         : False\nBlockLegacyAuthAutodiscover       : False\nBlockLegacyAuthMapi               : False\n\
    BlockLegacyAuthOfflineAddressBook : False\nBlockLegacyAuthRpc                : False\nBlockLegacyAuthWebServices        : False\n\
    BlockModernAuthActiveSync         : False\nBlockModernAuthAutodiscover       : False\nBlockModernAuthMapi               : True\n\
    BlockModernAuthOfflineAddressBook : False\nBlockModernAuthWebServices        : False\n\n\n";

#[test]
fn a_policy_that_is_perhaps_the_default_one_is_no_failure() {
    let line = "DefaultAuthenticationPolicy : \n";
    let snapshot = Snapshot::estate("healthy").with("onprem/authenticationpolicy.txt", POLICY);
    let of = |snapshot: &Snapshot| verdict(snapshot, "HMA-POL-001", "Strict");
    let as_default = snapshot.clone().replace("onprem/organizationconfig.txt", line, "DefaultAuthenticationPolicy : Strict\n");
    assert_eq!((of(&as_default), as_default.audit().verdict), (Verdict::Fail, Readiness::NotReady));
    // Whether most users have it is not known, because they were not captured (HMA-POL-004).
    assert_eq!((of(&snapshot), snapshot.audit().verdict), (Verdict::Fail, Readiness::Inconclusive));
    let unprinted = snapshot.replace("onprem/organizationconfig.txt", line, "");
    assert_eq!((of(&unprinted), unprinted.audit().verdict), (Verdict::Inconclusive, Readiness::Inconclusive));
}

#[test]
fn a_switch_that_is_off_in_an_unknown_phase_makes_nothing_not_ready() {
    let preparing = Snapshot::estate("preparing");
    for (lost, rule) in [("onprem/authserver.txt", "HMA-ORG-001"), ("onprem/organizationconfig.txt", "HMA-STS-003")] {
        let report = preparing.clone().without(lost).audit();
        assert_eq!(report.verdict, Readiness::Inconclusive, "without {lost}");
        let finding = report.findings.iter().find(|finding| finding.rule == rule).unwrap();
        assert_eq!((finding.verdict, finding.severity), (Verdict::Fail, Severity::Info), "{rule}");
    }
}

#[test]
fn an_endpoint_that_was_not_printed_may_be_the_hybrid_agents() {
    let line = "DiscoveryEndpoint    : https://autodiscover.contoso.com/autodiscover/autodiscover.svc\n";
    let file = "tenants/contoso/online.txt";
    let agent = "DiscoveryEndpoint    : https://0d3f9a1e.resource.mailboxmigration.his.msappproxy.net/autodiscover.svc\n";
    let before = Snapshot::estate("healthy").replace(file, line, agent).audit();
    assert_eq!(before.verdict, Readiness::NotReady);
    let after = Snapshot::estate("healthy").replace(file, line, "").audit();
    assert_eq!(after.verdict, Readiness::Inconclusive);
    assert_eq!(violations(&before, &after), Vec::<String>::new());
}

#[test]
fn an_authorization_endpoint_that_was_not_printed_is_not_known_to_be_entras() {
    let healthy = Snapshot::estate("healthy");
    let line = "AuthorizationEndpoint          : https://login.windows.net/common/oauth2/authorize\n";
    let other = healthy.clone().replace("onprem/authserver.txt", line, &line.replace("login.windows.net", "adfs.contoso.com"));
    let unprinted = healthy.replace("onprem/authserver.txt", line, "");
    assert_eq!(verdict(&other, "HMA-STS-004", EVOSTS), Verdict::Fail);
    assert_eq!(verdict(&unprinted, "HMA-STS-004", EVOSTS), Verdict::Inconclusive);
    assert_eq!(violations(&other.audit(), &unprinted.audit()), Vec::<String>::new());
}

/// What Get-MgOrganization prints in the tenant of the healthy estate.
const ORGANIZATION: &str = "PS C:\\> Get-MgOrganization | Select-Object Id,DisplayName,VerifiedDomains | ConvertTo-Json -Depth 5\n\
    {\"Id\": \"0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\", \"DisplayName\": \"Contoso\", \"VerifiedDomains\": \
    [{\"Name\": \"contoso.onmicrosoft.com\", \"IsInitial\": true}, {\"Name\": \"contoso.com\", \"IsInitial\": false}]}\n";

#[test]
fn a_realm_that_is_no_id_asks_for_no_tenant_that_was_captured() {
    let organization = "tenants/contoso/organization.txt";
    let side =
        "Realm                          : 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\nTokenIssuingEndpoint           : https://login";
    let with = |printed: &str, domain: &str| {
        let other = side.replace("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80", printed);
        let estate = Snapshot::estate("healthy").replace("onprem/authserver.txt", side, &other);
        estate.replace("onprem/authserver.txt", "net/contoso.onmicrosoft.com/", &format!("net/{domain}/"))
    };
    let told = |snapshot: &Snapshot| {
        let report = snapshot.audit();
        let finding = report.findings.into_iter().find(|finding| finding.rule == "HMA-STS-004");
        finding.map(|finding| (finding.verdict, finding.next.is_some()))
    };
    // Whose the address is can be read from what the tenant prints of itself.
    for printed in ["", "True"] {
        let no_realm = with(printed, "contoso.onmicrosoft.com");
        assert_eq!(told(&no_realm.with(organization, ORGANIZATION)), Some((Verdict::Pass, false)), "{printed}");
    }
    // No tenant of this audit: once that is certain, no further capture would tell.
    let unknown = with("", "fabrikam.onmicrosoft.com");
    assert_eq!(told(&unknown), Some((Verdict::Inconclusive, true)));
    assert_eq!(told(&unknown.with(organization, ORGANIZATION)), Some((Verdict::Inconclusive, false)));
}

#[test]
fn a_certificate_without_status_or_thumbprint_is_not_known() {
    let file = "onprem/certificates.json";
    let healthy = Snapshot::estate("healthy");
    let revoked = healthy.clone().replace(file, "\"Status\": \"Valid\"", "\"Status\": \"Revoked\"");
    let unprinted = healthy.clone().replace(file, "    \"Status\": \"Valid\",\n", "");
    assert_eq!(revoked.audit().verdict, Readiness::NotReady);
    assert_eq!(violations(&revoked.audit(), &unprinted.audit()), Vec::<String>::new());
}

#[test]
fn a_host_may_be_the_name_of_a_server_that_was_not_printed() {
    let line = "InternalUrl                   : https://mail.contoso.com/mapi";
    let own = Snapshot::estate("healthy").replace("onprem/mapi.txt", line, &line.replace("mail.", "ex01.corp."));
    let before = own.audit();
    assert!(before.findings.iter().any(|finding| finding.rule == "HMA-URL-003" && finding.verdict == Verdict::Fail));
    for lost in ["onprem/exchangeserver.txt", "onprem/clientaccess.txt"] {
        let less = own.clone().without(lost);
        let after = less.audit();
        assert!(violations(&before, &after).iter().all(|what| !what.contains("HMA-URL-003")), "{lost}");
    }
    let after = own.without("onprem/exchangeserver.txt").without("onprem/clientaccess.txt").audit();
    assert!(
        !after
            .findings
            .iter()
            .any(|finding| finding.rule == "HMA-URL-003" && finding.verdict == Verdict::Pass && finding.subject.contains("ex01"))
    );
}

#[test]
fn a_policy_of_single_users_may_be_in_a_capture_that_is_missing() {
    let blocking = Snapshot::estate("healthy").with("onprem/authenticationpolicy.txt", POLICY);
    let missing = blocking.clone().without("onprem/authenticationpolicy.txt");
    assert_eq!(violations(&blocking.audit(), &missing.audit()), Vec::<String>::new());
    // Whether most users have it is not known.
    assert_eq!(missing.audit().verdict, Readiness::Inconclusive);
    let finding = missing.audit().findings.into_iter().find(|finding| finding.rule == "HMA-POL-001").unwrap();
    assert_eq!((finding.verdict, finding.severity), (Verdict::Inconclusive, Severity::Warning));
}

#[test]
fn a_virtual_directory_that_nobody_captured_may_be_the_one_that_differs() {
    for (file, from, to) in [
        ("onprem/mapi.txt", "https://mail.contoso.com/mapi", "https://other.contoso.com/mapi"),
        ("onprem/ecp.txt", "https://mail.contoso.com/ecp", "https://other.contoso.com/ecp"),
    ] {
        // One of two.
        let differs = Snapshot::estate("healthy").replace(file, from, to);
        let missing = differs.clone().without(file);
        assert_eq!(verdict_of_run(&differs, "HMA-VDIR-009"), Verdict::Fail, "{file}");
        assert_eq!(verdict_of_run(&missing, "HMA-VDIR-009"), Verdict::Inconclusive, "{file}");
        assert_eq!(violations(&differs.audit(), &missing.audit()), Vec::<String>::new());
    }
}

/// The worst that a rule says.
fn verdict_of_run(snapshot: &Snapshot, rule: &str) -> Verdict {
    snapshot.audit().findings.iter().filter(|finding| finding.rule == rule).map(|finding| finding.verdict).min().unwrap()
}

#[test]
fn a_url_that_nobody_captured_may_be_the_one_that_a_tenant_knows() {
    let of_fabrikam = |names: &str| {
        let three = Snapshot::estate("three-tenants");
        let (file, _) =
            three.files.iter().find(|(name, _)| name.starts_with("tenants/fabrikam/serviceprincipal")).cloned().unwrap();
        let text = format!(
            "PS C:\\>Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | fl\n\n\n\
             AppId                 : 00000002-0000-0ff1-ce00-000000000000\nAccountEnabled        : True\n\
             ServicePrincipalNames : {{00000002-0000-0ff1-ce00-000000000000, {names}}}\n\n\n"
        );
        three.without(&file).with("tenants/fabrikam/spn.txt", &text)
    };
    let of_rule = |snapshot: &Snapshot| {
        // What is missing on premises is one finding for all tenants.
        let is_fabrikams = |tenant: Option<&str>| tenant.is_none_or(|name| name == "fabrikam");
        let findings = snapshot.audit().findings.into_iter();
        findings.filter(|one| one.rule == "HMA-SPN-008" && is_fabrikams(one.tenant.as_deref())).map(|one| one.verdict).min()
    };
    let one = of_fabrikam("https://autodiscover.contoso.com/");
    let missing = one.clone().without("onprem/clientaccess.txt");
    assert_eq!((of_rule(&one), of_rule(&missing)), (Some(Verdict::Pass), Some(Verdict::Inconclusive)));
    assert_eq!(violations(&one.audit(), &missing.audit()), Vec::<String>::new());
    assert_eq!(of_rule(&of_fabrikam("https://old.contoso.com/")), Some(Verdict::Fail));
}
