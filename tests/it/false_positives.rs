//! What must never be reported: each entry stays silent.

use crate::common::{Snapshot, healthy, told};

const SPN: &str = "tenants/contoso/serviceprincipal.json";

fn silent(what: &str, snapshot: &Snapshot) {
    assert_eq!(told(&snapshot.audit()), Vec::<String>::new(), "{what}");
}

#[test]
fn g01_activesync_with_empty_lists() {
    let snapshot = healthy();
    assert!(
        String::from_utf8_lossy(&snapshot.files.iter().find(|(name, _)| name == "onprem/activesync.txt").unwrap().1)
            .contains("{}")
    );
    silent("empty lists", &snapshot);
}

#[test]
fn g02_owa_keeps_fba_outside() {
    let mut snapshot = healthy();
    for file in ["onprem/owa.txt", "onprem/ecp.txt"] {
        snapshot = snapshot
            .replace_all(file, "InternalAuthenticationMethods : {Basic, Fba}", "InternalAuthenticationMethods : {OAuth}")
            .replace_all(file, "BasicAuthentication           : True", "BasicAuthentication           : False")
            .replace_all(file, "FormsAuthentication           : True", "FormsAuthentication           : False")
            .replace_all(file, "OAuthAuthentication           : False", "OAuthAuthentication           : True");
    }
    let snapshot = snapshot.replace(
        SPN,
        "\"https://outlook.office365.com/owa/\"",
        "\"https://outlook.office365.com/owa/\", \"https://mail.contoso.com/owa\", \"https://mail.contoso.com/ecp\"",
    );
    let told = told(&snapshot.audit());
    // The reminder that administrators without a synchronised account are locked out is not about the methods.
    let failed: Vec<&String> = told.iter().filter(|line| line.starts_with("Fail")).collect();
    assert_eq!(failed, ["Fail HMA-OWA-007 - - OAuthAuthentication"]);
}

#[test]
fn g03_autodiscover_without_urls() {
    silent("healthy has none", &healthy());
    let without = healthy().replace_all(
        "onprem/autodiscover.txt",
        "InternalUrl                   : \nExternalUrl                   : \n",
        "",
    );
    silent("not even printed", &without);
}

#[test]
fn g04_powershell_virtual_directory() {
    let text = "[PS] C:\\>Get-PowerShellVirtualDirectory | fl Identity,Server,InternalUrl,OAuthAuthentication\n\n\
        Identity            : EX01\\PowerShell (Default Web Site)\nServer              : EX01\n\
        InternalUrl         : http://ex01.corp.contoso.com/powershell\nOAuthAuthentication : False\n\n";
    silent("http and no OAuth are normal there", &healthy().with("onprem/powershell.txt", text));
}

#[test]
fn g05_blank_flag_under_ad_properties_only() {
    let snapshot = healthy()
        .replace("onprem/ews.txt", "Get-WebServicesVirtualDirectory |", "Get-WebServicesVirtualDirectory -ADPropertiesOnly |")
        .replace_all("onprem/ews.txt", "OAuthAuthentication           : True", "OAuthAuthentication           : ");
    let told = told(&snapshot.audit());
    assert!(told.iter().all(|line| line.starts_with("Fail CAP-002")), "{told:?}");
}

#[test]
fn g06_old_name_of_the_auth_server() {
    let name = "EvoSts - 6f0c5a52-1d2e-4f0b-9f55-3c8d7a1b2c3d";
    for other in ["evoSTS", "EvoSTS", "evoSTS-contoso"] {
        silent(other, &healthy().replace("onprem/authserver.txt", name, other));
    }
}

#[test]
fn g07_slash_and_letter_case_of_names() {
    silent("without a slash", &healthy().replace(SPN, "https://mail.contoso.com/", "https://mail.contoso.com"));
    let told = told(&healthy().replace(SPN, "https://mail.contoso.com/", "HTTPS://MAIL.contoso.COM").audit());
    assert_eq!(told, ["Fail HMA-SPN-010 contoso - HTTPS://MAIL.contoso.COM"], "only untidy");
}

#[test]
fn g08_internal_equals_external() {
    let report = healthy().audit();
    assert_eq!(report.spn_matrix.len(), 2, "two hosts, however many URLs name them");
}

#[test]
fn g09_domain_name_of_the_dedicated_app_script() {
    silent(
        "ACS list",
        &healthy().replace(
            "onprem/authserver.txt",
            "{contoso.onmicrosoft.com, contoso.mail.onmicrosoft.com}",
            "{contoso.com, contoso.mail.onmicrosoft.com}",
        ),
    );
}

#[test]
fn g10_application_identifier_set() {
    silent("healthy has one", &healthy());
}

#[test]
fn g11_acs_is_never_the_default() {
    silent("healthy has an ACS object", &healthy());
}

#[test]
fn g12_edge_servers_have_no_virtual_directories() {
    let told = told(&Snapshot::estate("upgraded").audit());
    assert!(!told.iter().any(|line| line.contains("EDGE01")), "{told:?}");
}

#[test]
fn g13_a_property_printed_twice() {
    let report = healthy().audit();
    let input = report.inputs.iter().find(|input| input.path == "onprem/activesync.txt").unwrap();
    assert_eq!(input.records, 2);
}

#[test]
fn g14_back_end_records() {
    let text = "[PS] C:\\>Get-WebServicesVirtualDirectory -ShowMailboxVirtualDirectories | fl Identity,Server,InternalUrl,ExternalUrl,OAuthAuthentication\n\n\
        Identity            : EX01\\EWS (Exchange Back End)\nServer              : EX01\n\
        InternalUrl         : https://ex01.corp.contoso.com:444/EWS/Exchange.asmx\nExternalUrl         : \nOAuthAuthentication : False\n\n";
    silent("back end", &healthy().with("onprem/backend.txt", text));
}

#[test]
fn g15_exchange_online_organization_in_the_same_file() {
    let online = "\n[PS] C:\\>Get-OrganizationConfig | fl Name,DistinguishedName,OAuth2ClientProfileEnabled,MapiHttpEnabled\n\n\
        Name                       : contoso.onmicrosoft.com\n\
        DistinguishedName          : CN=Configuration,CN=contoso.onmicrosoft.com,CN=ConfigurationUnits,DC=EURPR04A001,DC=PROD,DC=OUTLOOK,DC=COM\n\
        OAuth2ClientProfileEnabled : False\nMapiHttpEnabled            : False\n\n";
    let snapshot = healthy();
    let (_, own) = snapshot.files.iter().find(|(name, _)| name == "onprem/organizationconfig.txt").unwrap();
    let both = format!("{}{online}", String::from_utf8_lossy(own));
    let alone = healthy().without("tenants/contoso/online.txt").with("onprem/organizationconfig.txt", &both).audit();
    let told: Vec<_> = told(&alone).into_iter().filter(|one| !one.contains("Inconclusive HYB-")).collect();
    assert_eq!(told, ["Fail HMA-ORG-003 contoso - OAuth2ClientProfileEnabled"]);
}

#[test]
fn g16_nlb_bypass_url_needs_no_name() {
    let url = "InternalNLBBypassUrl          : https://ex01.corp.contoso.com/ews/exchange.asmx";
    // It is a fault of its own (HMA-URL-005), and needs no name.
    let told = told(&healthy().replace("onprem/ews.txt", "InternalNLBBypassUrl          : ", url).audit());
    assert_eq!(told, [r"Fail HMA-URL-005 - EX01 EX01\EWS (Default Web Site)"]);
}

#[test]
fn g17_order_and_case_of_mapi_methods() {
    silent("order", &healthy().replace_all("onprem/mapi.txt", "{Ntlm, OAuth, Negotiate}", "{NTLM, Negotiate, OAuth}"));
}

#[test]
fn g18_oauth_alone_is_valid_for_mapi() {
    silent("alone", &healthy().replace_all("onprem/mapi.txt", "{Ntlm, OAuth, Negotiate}", "{OAuth}"));
}

#[test]
fn g19_a_cut_list_without_oauth_proves_nothing() {
    let snapshot = healthy().replace_all("onprem/mapi.txt", "{Ntlm, OAuth, Negotiate}", "{Ntlm, Negotiate...}");
    let told = told(&snapshot.audit());
    assert!(told.iter().all(|line| !line.starts_with("Fail") || line.contains("CAP-001")), "{told:?}");
    assert!(told.iter().any(|line| line.starts_with("Inconclusive HMA-VDIR-001")), "{told:?}");
}

#[test]
fn g20_se_is_of_the_family_15_2() {
    silent("SE", &healthy());
}
