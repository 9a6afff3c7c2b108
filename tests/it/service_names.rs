//! Names that look like a required one, and hosts that look like the organisation's own.

use crate::common::{Snapshot, ids, told};
use hmaudit::check::Verdict;
use hmaudit::report::{Cell, Readiness};

const SPN: &str = "tenants/contoso/serviceprincipal.json";
const NAME: &str = "\"https://mail.contoso.com/\"";

/// Names that a browser's address bar would take to mail.contoso.com.
const LOOK_ALIKES: &[(&str, &str)] = &[
    ("full-width letter", "https://\u{ff4d}ail.contoso.com"),
    ("full-width colon", "https\u{ff1a}//mail.contoso.com/"),
    ("soft hyphen", "https://ma\u{ad}il.contoso.com/"),
    ("zero-width space", "https://mail.con\u{200b}toso.com/"),
    ("zero-width space at the end", "https://mail.contoso.com/\u{200b}"),
    ("word joiner", "https://mail.\u{2060}contoso.com/"),
    ("byte order mark inside", "https://mail.con\u{feff}toso.com/"),
    ("ideographic full stop", "https://mail\u{3002}contoso.com"),
    ("half-width full stop", "https://mail\u{ff61}contoso.com"),
    ("mathematical letters", "https://\u{1d426}\u{1d41a}\u{1d422}\u{1d425}.contoso.com/"),
    ("circled letter", "https://\u{24dc}ail.contoso.com/"),
    ("long s", "https://mail.conto\u{17f}o.com/"),
    ("blank before", " https://mail.contoso.com/"),
    ("blank behind", "https://mail.contoso.com/ "),
    ("non-breaking blank before", "\u{a0}https://mail.contoso.com/"),
    ("non-breaking blank behind", "https://mail.contoso.com/\u{a0}"),
    ("ideographic blank before", "\u{3000}https://mail.contoso.com/"),
    ("port with a zero", "https://mail.contoso.com:0443/"),
    ("empty port", "https://mail.contoso.com:/"),
    ("path that leads back", "https://mail.contoso.com/a/.."),
    ("path of a dot", "https://mail.contoso.com/."),
    ("path of an encoded dot", "https://mail.contoso.com/%2e"),
    ("encoded dot in the host", "https://mail%2Econtoso.com/"),
    ("dot behind the host", "https://mail.contoso.com./"),
    ("dot behind the host, no slash", "https://mail.contoso.com."),
    ("user information", "https://x@mail.contoso.com/"),
    ("empty user information", "https://@mail.contoso.com/"),
    ("three slashes", "https:///mail.contoso.com/"),
    ("no slashes", "https:mail.contoso.com"),
];

#[test]
fn a_look_alike_name_does_not_cover_a_host() {
    let mut wrong = Vec::new();
    for (what, name) in LOOK_ALIKES {
        let report = Snapshot::estate("healthy").replace(SPN, NAME, &serde_json::to_string(name).unwrap()).audit();
        let fails = ids(&report, Verdict::Fail);
        let cell = report.spn_matrix.iter().find(|row| row.origin == "https://mail.contoso.com").unwrap().tenants["contoso"];
        if !(fails.contains("HMA-SPN-001") && fails.contains("HMA-SPN-004")) || cell != Cell::Ineffective {
            wrong.push(format!("{what}: {fails:?} {cell:?}"));
        }
        assert_eq!(report.verdict, Readiness::NotReady, "{what}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_reason_stands_in_the_finding() {
    for (name, reason) in [
        ("https://mail.contoso.com./", "a dot at the end of the host"),
        (" https://mail.contoso.com/", "a blank before or behind it"),
        ("https://\u{ff4d}ail.contoso.com/", "a character that is not ASCII"),
        ("https://mail.contoso.com:0443/", "a port that is written in another way"),
        ("https://mail.contoso.com/a/..", "something that a browser leaves out"),
        ("https://x@mail.contoso.com/", "user information before the host"),
    ] {
        let report = Snapshot::estate("healthy").replace(SPN, NAME, &serde_json::to_string(name).unwrap()).audit();
        let finding = report.findings.iter().find(|finding| finding.rule == "HMA-SPN-004" && finding.verdict == Verdict::Fail);
        assert!(finding.unwrap().message.contains(reason), "{name:?}: {}", finding.unwrap().message);
    }
}

#[test]
fn look_alikes_are_seen_in_text_and_in_an_export_too() {
    let text = |name: &str| {
        format!(
            "PS C:\\> $FormatEnumerationLimit = -1; Get-MgServicePrincipal -Filter \"AppId eq '00000002-0000-0ff1-ce00-000000000000'\" | fl AppId,AccountEnabled,ServicePrincipalNames,ReplyUrls\n\n\
             AppId                 : 00000002-0000-0ff1-ce00-000000000000\nAccountEnabled        : True\n\
             ServicePrincipalNames : {{00000002-0000-0ff1-ce00-000000000000, https://outlook.office365.com/, https://autodiscover.contoso.com/, {name}}}\n\
             ReplyUrls             : {{https://outlook.office365.com/owa/}}\n\n\nPS C:\\> \n"
        )
    };
    let clixml = |name: &str| {
        format!(
            "<Objs Version=\"1.1.0.1\" xmlns=\"http://schemas.microsoft.com/powershell/2004/04\"><Obj RefId=\"0\"><TN RefId=\"0\"><T>Microsoft.Graph.PowerShell.Models.MicrosoftGraphServicePrincipal</T></TN>\
             <Props><S N=\"AppId\">00000002-0000-0ff1-ce00-000000000000</S><B N=\"AccountEnabled\">true</B><Obj N=\"ServicePrincipalNames\" RefId=\"1\"><LST><S>00000002-0000-0ff1-ce00-000000000000</S>\
             <S>https://outlook.office365.com/</S><S>https://autodiscover.contoso.com/</S><S>{name}</S></LST></Obj></Props></Obj></Objs>"
        )
    };
    let healthy = || Snapshot::estate("healthy").without(SPN);
    let named = |snapshot: Snapshot| ids(&snapshot.audit(), Verdict::Fail).contains("HMA-SPN-001");
    assert!(!named(healthy().with("tenants/contoso/names.txt", &text("https://mail.contoso.com/"))));
    assert!(!named(healthy().with("tenants/contoso/names.xml", &clixml("https://mail.contoso.com/"))));
    for (what, name) in LOOK_ALIKES {
        // Blanks around a name cannot be told from those that the formatter puts there.
        let is_blank = matches!(*what, "blank before" | "blank behind");
        let in_text = healthy().with("tenants/contoso/names.txt", &text(name));
        if name.ends_with('.') && !name.ends_with("..") {
            // A code page without the mark of a cut writes a dot for it, behind the fourth name.
            assert!(ids(&in_text.audit(), Verdict::Inconclusive).contains("HMA-SPN-001"), "{what} in text");
        } else {
            assert!(is_blank || named(in_text), "{what} in text");
        }
        assert!(named(healthy().with("tenants/contoso/names.xml", &clixml(name))), "{what} in an export");
    }
}

#[test]
fn letter_case_a_slash_and_the_default_port_do_not_matter() {
    for name in [
        "https://mail.contoso.com",
        "https://mail.contoso.com/",
        "https://mail.contoso.com:443",
        "https://mail.contoso.com:443/",
        "HTTPS://Mail.Contoso.COM/",
    ] {
        let report = Snapshot::estate("healthy").replace(SPN, NAME, &serde_json::to_string(name).unwrap()).audit();
        assert_eq!(report.verdict, Readiness::Ready, "{name}: {:?}", told(&report));
    }
}

#[test]
fn a_host_outside_of_the_own_domains_is_named() {
    for (host, severity) in [
        ("tailspin.example", "Warning"),
        ("mail.contoso.com.tailspin.example", "Warning"),
        ("mail.northcontoso.com", "Warning"),
        ("contoso.com.au", "Warning"),
        ("mail.xn--cntoso-wqf.com", "Error"),
        ("m\u{430}il.contoso.com", "Error"),
        ("mail.cont\u{3bf}so.com", "Error"),
    ] {
        let url = format!("InternalUrl                   : https://{host}/mapi");
        let report = Snapshot::estate("healthy")
            .replace("onprem/mapi.txt", "InternalUrl                   : https://mail.contoso.com/mapi", &url)
            .audit();
        let finding = report.findings.iter().find(|finding| finding.rule == "HMA-URL-006" && finding.verdict == Verdict::Fail);
        let finding = finding.unwrap_or_else(|| panic!("{host}: {:?}", told(&report)));
        assert_eq!(format!("{:?}", finding.severity), severity, "{host}");
        assert!(!finding.evidence.is_empty(), "{host}");
    }
}

#[test]
fn hosts_at_or_below_an_accepted_or_verified_domain_are_the_organisation_s_own() {
    let verified = "{ \"Cmdlet\": \"Get-MgOrganization\", \"Id\": \"0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\", \"VerifiedDomains\": [ { \"Name\": \"adatum.com\" } ] }";
    for (host, file, text) in
        [("contoso.com", "", ""), ("a.b.contoso.com", "", ""), ("mail.adatum.com", "tenants/contoso/organization.json", verified)]
    {
        let url = format!("InternalUrl                   : https://{host}/mapi");
        let mut snapshot = Snapshot::estate("healthy").replace(
            "onprem/mapi.txt",
            "InternalUrl                   : https://mail.contoso.com/mapi",
            &url,
        );
        if !file.is_empty() {
            snapshot = snapshot.with(file, text);
        }
        let report = snapshot.audit();
        assert!(!ids(&report, Verdict::Fail).contains("HMA-URL-006"), "{host}: {:?}", told(&report));
    }
}

#[test]
fn without_any_list_of_domains_nobody_can_tell_and_the_verdict_stays() {
    let report = Snapshot::estate("healthy").without("onprem/accepteddomain.txt").audit();
    let finding = report.findings.iter().find(|finding| finding.rule == "HMA-URL-006").unwrap();
    assert_eq!((finding.verdict, finding.subject.as_str()), (Verdict::Inconclusive, "Get-AcceptedDomain"));
    assert!(finding.help.contains("Get-AcceptedDomain"), "{}", finding.help);
    assert_eq!(report.verdict, Readiness::Ready, "{:?}", told(&report));
}

#[test]
fn an_accepted_domain_that_is_not_a_domain_makes_no_name_up() {
    for odd in [
        "http://x.contoso.com/y",
        "contoso.com/owa",
        "user@contoso.com",
        "contoso.com:8443",
        "contoso.com?x",
        "a..contoso.com",
        "com",
    ] {
        let report = Snapshot::estate("healthy")
            .replace("onprem/accepteddomain.txt", "DomainName : contoso.com", &format!("DomainName : {odd}"))
            .audit();
        let registered: Vec<_> =
            report.findings.iter().filter(|finding| finding.rule == "HMA-SPN-003" && finding.verdict == Verdict::Fail).collect();
        assert!(registered.is_empty(), "{odd}: {registered:?}");
        assert!(ids(&report, Verdict::Inconclusive).contains("HMA-SPN-003"), "{odd}: {:?}", told(&report));
    }
}

#[test]
fn a_tenant_answers_for_the_mail_domains_that_are_not_another_ones() {
    let domain = "Name       : fabrikam.com\nDomainName : fabrikam.com\nDomainType : Authoritative\nDefault    : False\n\nName       : contoso.mail.";
    let captured = Snapshot::estate("three-tenants").replace("onprem/accepteddomain.txt", "Name       : contoso.mail.", domain);
    let organization = |snapshot: Snapshot, tenant: &str, id: &str| {
        let text = format!(
            "PS C:\\> Get-MgOrganization | ConvertTo-Json -Depth 5\n{{\"Id\": \"{id}\", \"DisplayName\": \"{tenant}\", \"VerifiedDomains\": \
             [{{\"Name\": \"{tenant}.onmicrosoft.com\"}}, {{\"Name\": \"{tenant}.com\"}}]}}\n"
        );
        snapshot.with(&format!("tenants/{tenant}/organization.txt"), &text)
    };
    let asked = |snapshot: &Snapshot| {
        let missing = snapshot.audit().findings.into_iter();
        let missing = missing.filter(|finding| finding.rule == "HMA-SPN-003" && finding.verdict == Verdict::Fail);
        missing.map(|finding| (finding.tenant.unwrap_or_default(), finding.subject)).collect::<Vec<_>>()
    };
    let missing = |tenants: &[&str]| {
        tenants.iter().map(|tenant| ((*tenant).to_owned(), "https://autodiscover.fabrikam.com".to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(asked(&captured), missing(&["contoso", "fabrikam", "northwind"]));
    // Whose the domain is counts once it is somebody's for certain, and only for tenants whose own domains are known.
    let contoso = organization(captured, "contoso", "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80");
    assert_eq!(asked(&contoso), missing(&["contoso", "fabrikam", "northwind"]));
    let both = organization(contoso, "fabrikam", "5b8e2d4f-91a3-4c6e-b7d0-3f5a6c7e8d91");
    assert_eq!(asked(&both), missing(&["fabrikam", "northwind"]));
}
