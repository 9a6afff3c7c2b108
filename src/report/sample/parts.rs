//! The pieces of the sample report.

use super::*;
use crate::area;
use crate::catalog::schema::Place;
use crate::report::{AreaStatus, Block, NotChecked, ServerCell, ServerRow, Waived, WaiverState};

pub(super) const MAPI_URL: &str = "InternalUrl                   : https://ex01.corp.contoso.com/mapi";

#[expect(clippy::too_many_arguments, reason = "one argument a column of the sample; a builder would hide the table")]
pub(super) fn finding(
    rule: &str,
    name: &str,
    severity: Severity,
    verdict: Verdict,
    (tenant, server, subject): (Option<&str>, Option<&str>, &str),
    message: &str,
    help: &str,
    evidence: Vec<Evidence>,
    fix: Option<Fix>,
) -> Finding {
    let identity = format!("{rule}\n{}\n{subject}", tenant.unwrap_or_default());
    Finding {
        rule: rule.to_owned(),
        name: name.to_owned(),
        area: area_of(rule).to_owned(),
        severity,
        verdict,
        tenant: tenant.map(str::to_owned),
        server: server.map(str::to_owned),
        subject: subject.to_owned(),
        message: message.to_owned(),
        help: help.to_owned(),
        fingerprint: crate::digest::sha256_hex(identity.as_bytes())[..32].to_owned(),
        evidence,
        fix,
        next: (verdict == Verdict::Inconclusive).then_some(Place::Exchange),
        asks: (verdict == Verdict::Inconclusive).then(|| asked(message).to_owned()),
        waived: None,
        core: severity == Severity::Error,
    }
}

pub(super) fn quote(path: &str, (line, line_text): (usize, &str), text: &str, label: &str, primary: bool) -> Evidence {
    let before = line_text.find(text).map_or(0, |at| line_text[..at].chars().count());
    Evidence {
        label: label.to_owned(),
        path: path.to_owned(),
        line,
        column: before + 1,
        end_line: line,
        end_column: before + text.chars().count(),
        text: text.to_owned(),
        primary,
        line_text: line_text.to_owned(),
    }
}

pub(super) fn spn_missing(tenant: &str, origin: &str, url: &str, line: usize) -> Finding {
    let line_text = format!("InternalUrl                   : {url}");
    let names = format!("tenants/{tenant}/serviceprincipal.json");
    finding(
        "HMA-SPN-001",
        "service-url-registered",
        Severity::Error,
        Verdict::Fail,
        (Some(tenant), Some("EX01"), origin),
        &format!(r"{origin} (EX01\mapi (Default Web Site) InternalUrl) is not a service principal name in {tenant}"),
        &format!("Add {origin}/ to the service principal names of Office 365 Exchange Online in {tenant}"),
        vec![
            quote("onprem/mapi.txt", (line, &line_text), url, "Outlook in the network asks Entra ID for this name", true),
            quote(
                &names,
                (8, r#"  "servicePrincipalNames": ["#),
                "servicePrincipalNames",
                "47 names read, list complete · nearest: https://mail.contoso.com/",
                false,
            ),
        ],
        Some(Fix { operation: "add-spn".to_owned(), disposition: Disposition::Safe, phase: 1, step: None }),
    )
}

pub(super) fn mapi_without_oauth(server: &str, line: usize) -> Finding {
    let subject = format!(r"{server}\mapi (Default Web Site)");
    finding(
        "HMA-VDIR-001",
        "mapi-oauth",
        Severity::Error,
        Verdict::Fail,
        (None, Some(server), &subject),
        &format!("{subject} does not offer OAuth"),
        "Add OAuth to IISAuthenticationMethods; Outlook cannot use tokens without it",
        vec![quote(
            "onprem/mapi.txt",
            (line, "IISAuthenticationMethods      : {Ntlm, Negotiate}"),
            "{Ntlm, Negotiate}",
            "complete list without OAuth",
            true,
        )],
        Some(Fix { operation: "add-oauth".to_owned(), disposition: Disposition::Safe, phase: 2, step: None }),
    )
}

pub(super) fn waived() -> Waived {
    Waived {
        reason: "Namespace is switched off on 2026-12-02".to_owned(),
        owner: Some("messaging@contoso.com".to_owned()),
        ticket: Some("CHG-1042".to_owned()),
        expires: Some("2026-12-03".to_owned()),
    }
}

pub(super) fn waivers() -> Vec<WaiverStatus> {
    let waiver = |rule: &str, subject: &str, reason: &str, (expires, days_left): (&str, i64), covers, line| WaiverStatus {
        rule: rule.to_owned(),
        subject: subject.to_owned(),
        state: WaiverState::of(Some(days_left), covers),
        reason: reason.to_owned(),
        expires: Some(expires.to_owned()),
        days_left: Some(days_left),
        covers,
        path: "hmaudit.yml".to_owned(),
        line,
    };
    vec![
        waiver("HMA-SPN-001", "https://legacy.contoso.com", "Namespace is switched off on 2026-12-02", ("2026-12-03", 12), 1, 12),
        waiver("HMA-URL-003", r"EX01\*", "Replaced by the load balancer", ("2026-11-01", -20), 0, 19),
        waiver("HMA-SRV-005", "EX09", "Server is being retired", ("2027-06-30", 221), 0, 25),
    ]
}

pub(super) fn inputs() -> Vec<Input> {
    let input = |path: &str, encoding: &str, records| Input {
        path: path.to_owned(),
        sha256: crate::digest::sha256_hex(path.as_bytes()),
        encoding: encoding.to_owned(),
        records,
    };
    vec![
        input("notes.txt", "utf-8", 0),
        input("onprem/mapi.txt", "utf-16le", 4),
        input("onprem/organizationconfig.txt", "utf-8", 1),
        input("tenants/contoso/serviceprincipal.json", "utf-8", 1),
        input("tenants/fabrikam/serviceprincipal.json", "utf-8", 1),
        input("tenants/northwind/serviceprincipal.json", "windows-1252", 1),
    ]
}

pub(super) fn spn_matrix() -> Vec<MatrixRow> {
    let row = |origin: &str, required_by: &[&str], cells: [Cell; 3]| MatrixRow {
        origin: origin.to_owned(),
        required_by: required_by.iter().map(|&who| who.to_owned()).collect(),
        tenants: ["contoso", "fabrikam", "northwind"].iter().map(|&name| name.to_owned()).zip(cells).collect(),
    };
    vec![
        row(
            "https://autodiscover.contoso.com",
            &["EX01 AutoDiscoverServiceInternalUri"],
            [Cell::Registered, Cell::Registered, Cell::Unknown],
        ),
        row(
            "https://ex01.corp.contoso.com",
            &[r"EX01\mapi (Default Web Site) InternalUrl"],
            [Cell::Registered, Cell::Missing, Cell::Missing],
        ),
        row(
            "https://legacy.contoso.com",
            &[r"EX02\mapi (Default Web Site) ExternalUrl"],
            [Cell::Missing, Cell::Registered, Cell::Registered],
        ),
        row(
            "https://mail.contoso.com",
            &[r"EX01\EWS (Default Web Site) ExternalUrl", r"EX01\mapi (Default Web Site) ExternalUrl"],
            [Cell::Registered, Cell::Registered, Cell::Ineffective],
        ),
    ]
}

pub(super) fn virtual_directories() -> ServerMatrix {
    let row = |directory: &str, fact: &str, cells: [(&str, bool); 4]| ServerRow {
        directory: directory.to_owned(),
        fact: fact.to_owned(),
        cells: cells.iter().map(|&(text, odd)| ServerCell { text: text.to_owned(), odd }).collect(),
    };
    ServerMatrix {
        servers: ["EX01", "EX02", "EX03", "EX04"].iter().map(|&name| name.to_owned()).collect(),
        rows: vec![
            row("MAPI", "OAuth", [("on", false), ("off", true), ("cut", true), ("on", false)]),
            row(
                "MAPI",
                "internal host",
                [
                    ("ex01.corp.contoso.com", true),
                    ("mail.contoso.com", false),
                    ("mail.contoso.com", false),
                    ("mail.contoso.com", false),
                ],
            ),
            row("EWS", "OAuth", [("on", false); 4]),
            row("OAB", "OAuth", [("on", false), ("on", false), ("on", false), ("not captured", true)]),
        ],
    }
}

/// The cmdlet that a message of the sample names.
fn asked(message: &str) -> &str {
    message.split_whitespace().find(|word| word.starts_with("Get-")).unwrap_or("Get-MapiVirtualDirectory")
}

fn area_of(rule: &str) -> &'static str {
    let areas = [("CAP", "capture"), ("HMA-CRT", "certificate"), ("HMA-ORG", "switches"), ("HMA-SPN", "names")];
    areas.iter().find(|(prefix, _)| rule.starts_with(prefix)).map_or("oauth", |(_, area)| area)
}

/// Names and directories fail, the certificate is open, OWA and ECP are not asked.
pub(super) fn areas() -> Vec<AreaStatus> {
    let status = |name: &str, verdict, (decided, open, warnings), step: Option<&str>| AreaStatus {
        name: name.to_owned(),
        question: area::named(name).question.to_string(),
        brief: area::named(name).brief.to_string(),
        asked: verdict != Verdict::NotApplicable,
        verdict,
        decided,
        open,
        warnings,
        step: step.map(str::to_owned),
    };
    vec![
        status("names", Verdict::Fail, (11, 0, 0), Some("Add https://ex01.corp.contoso.com/ in fabrikam and northwind")),
        status("oauth", Verdict::Fail, (24, 1, 1), Some(r"Add OAuth to EX02\mapi (Default Web Site)")),
        status("switches", Verdict::Pass, (3, 0, 0), None),
        status("browser", Verdict::NotApplicable, (0, 0, 0), None),
        status("certificate", Verdict::Inconclusive, (1, 1, 0), Some("Capture Get-AuthConfig")),
    ]
}

pub(super) fn not_checked() -> Vec<NotChecked> {
    vec![NotChecked {
        area: "browser".to_owned(),
        title: area::named("browser").title.to_string(),
        whole: true,
        rules: vec!["HMA-OWA-001".to_owned(), "HMA-OWA-002".to_owned()],
        captures: vec!["Get-OwaVirtualDirectory".to_owned(), "Get-EcpVirtualDirectory".to_owned()],
        commands: vec!["Get-OwaVirtualDirectory | Format-List".to_owned(), "Get-EcpVirtualDirectory | Format-List".to_owned()],
    }]
}

pub(super) fn next() -> Vec<Block> {
    let block = |shell, tenants: &[&str], commands: &[&str], decides: &[&str]| {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        Block { shell, tenants: owned(tenants), commands: owned(commands), decides: owned(decides), cmdlets: Vec::new() }
    };
    vec![
        block(
            Place::Exchange,
            &[],
            &["Get-AuthConfig | Format-List", "Get-OabVirtualDirectory | Format-List Identity,Server,*Url,*Authentication"],
            &["HMA-CRT-001", "HMA-VDIR-004"],
        ),
        block(Place::Entra, &["northwind"], &["Get-MgServicePrincipal | ConvertTo-Json -Depth 5"], &["HMA-SPN-001"]),
    ]
}

pub(super) fn rules() -> Vec<RuleText> {
    let rule = |id: &str, name: &str, severity, title: &str, help: &str| RuleText {
        id: id.to_owned(),
        name: name.to_owned(),
        area: area_of(id).to_owned(),
        title: title.to_owned(),
        severity,
        why: format!("{title}: otherwise clients fall back to a password prompt or fail."),
        help: help.to_owned(),
        sources: vec![("https://learn.microsoft.com/exchange/configure-oauth".to_owned(), "2026-11-20".to_owned())],
        demand: None,
    };
    vec![
        rule("CAP-005", "capture-present", Severity::Warning, "Every capture that the audit needs is present", "Capture it"),
        rule("HMA-CRT-001", "auth-certificate-configured", Severity::Error, "An Auth certificate is configured", "Configure one"),
        rule("HMA-ORG-001", "modern-auth-enabled", Severity::Error, "Modern authentication is on", "Throw the switch last"),
        rule(
            "HMA-SPN-001",
            "service-url-registered",
            Severity::Error,
            "Every host that clients use is a service principal name in each tenant",
            "Add the name in each tenant",
        ),
        rule("HMA-URL-003", "url-namespace", Severity::Warning, "Service URLs use a shared namespace", "Use the namespace"),
        rule("HMA-VDIR-001", "mapi-oauth", Severity::Error, "MAPI over HTTP offers OAuth", "Add OAuth to the method list"),
    ]
}

pub(super) fn plan() -> Vec<PlanStep> {
    let findings = findings();
    let closes = |rule: &str| -> Vec<String> {
        let open = findings.iter().filter(|found| found.rule == rule && found.fix.is_some() && found.waived.is_none());
        open.map(|found| found.fingerprint.clone()).collect()
    };
    let step = |number, phase, title: &str, rule: &str| PlanStep {
        number,
        phase,
        title: title.to_owned(),
        disposition: Disposition::Safe,
        closes: closes(rule),
    };
    vec![
        step(1, 1, "Add https://ex01.corp.contoso.com/ in fabrikam and northwind", "HMA-SPN-001"),
        step(2, 2, r"Add OAuth to EX02\mapi (Default Web Site)", "HMA-VDIR-001"),
        step(3, 6, "Throw the two switches", "HMA-ORG-001"),
    ]
}
