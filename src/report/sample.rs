//! A shared report for the tests of all outputs, so that each is tried with the same findings: one of every severity and verdict, with and
//! without a place, a tenant, a server, a waiver. All names are invented.

mod hostile;
mod packs;
mod parts;

pub use hostile::{PAYLOADS, hostile};
pub use packs::with_packs;
use parts::*;

use super::{
    About, Cell, Evidence, Finding, Input, MatrixRow, PlanStep, Readiness, Report, RuleText, ServerMatrix, Skipped, Summary,
    TenantVerdict, Tool, WaiverStatus,
};
use crate::check::{Disposition, Fix, Severity, Verdict};
use crate::report::Phase;

/// Three tenants, four servers, not ready: two names and one method list missing, one list cut, one capture absent, one waiver.
#[must_use]
pub fn report() -> Report {
    let findings = findings();
    Report {
        schema: "hmaudit-report-2".to_owned(),
        tool: Tool { name: "hmaudit".to_owned(), version: "0.1.0".to_owned() },
        verdict: Readiness::NotReady,
        phase: Phase::Preparing,
        tenants: vec![
            TenantVerdict { name: "contoso".to_owned(), verdict: Readiness::NotReady },
            TenantVerdict { name: "fabrikam".to_owned(), verdict: Readiness::NotReady },
            TenantVerdict { name: "northwind".to_owned(), verdict: Readiness::NotReady },
        ],
        summary: Summary { error: 3, warning: 1, info: 1, inconclusive: 3, waived: 1, pass: 41 },
        inputs: inputs(),
        areas: areas(),
        next: next(),
        not_checked: not_checked(),
        findings,
        spn_matrix: spn_matrix(),
        sign_in_methods: Vec::new(),
        sign_in_groups: Vec::new(),
        unlisted: 0,
        left_out: Vec::new(),
        notes: Vec::new(),
        skipped: vec![Skipped {
            path: "notes.txt".to_owned(),
            line: 1,
            why: "no cmdlet output recognised".to_owned(),
            evidence: false,
        }],
        waivers: waivers(),
        virtual_directories: virtual_directories(),
        rules: rules(),
        clients: None,
        client_matrix: None,
        plan: plan(),
        about: About { title: Some("Before the move".to_owned()), organisation: Some("Contoso".to_owned()) },
        as_of: "2026-11-21".to_owned(),
        captured: Some(("2026-11-18".to_owned(), "2026-11-20".to_owned())),
    }
}

/// The same organisation after the repairs: everything passes, both switches on, nothing to report.
#[must_use]
pub fn ready() -> Report {
    let mut report = report();
    report.verdict = Readiness::Ready;
    report.phase = Phase::Enabled;
    report.tenants.iter_mut().for_each(|tenant| tenant.verdict = Readiness::Ready);
    report.summary = Summary { pass: 50, ..Summary::default() };
    report.findings.clear();
    for area in report.areas.iter_mut().filter(|area| area.asked) {
        (area.verdict, area.open, area.warnings, area.step) = (Verdict::Pass, 0, 0, None);
    }
    report.next.clear();
    report.skipped.clear();
    for row in &mut report.spn_matrix {
        row.tenants.values_mut().for_each(|cell| *cell = Cell::Registered);
    }
    for row in &mut report.virtual_directories.rows {
        let usual = row.cells[0].text.clone();
        row.cells.iter_mut().for_each(|cell| (cell.text, cell.odd) = (usual.clone(), false));
    }
    report.plan.clear();
    report.waivers.clear();
    report
}

/// A report about nothing at all: no finding, matrix, plan or waiver. Every output must stand it.
#[must_use]
pub fn empty() -> Report {
    let mut report = ready();
    report.tenants.clear();
    report.inputs.clear();
    report.spn_matrix.clear();
    report.summary = Summary::default();
    report.virtual_directories = ServerMatrix::default();
    report.rules.clear();
    report.areas.clear();
    report.not_checked.clear();
    report.captured = None;
    report
}

/// `servers` servers which all lack OAuth on MAPI, for grouping and size.
#[must_use]
pub fn many_servers(servers: usize) -> Report {
    let mut report = report();
    let names: Vec<String> = (1..=servers).map(|number| format!("EX{number:02}")).collect();
    report.findings.retain(|finding| finding.rule != "HMA-VDIR-001");
    let before = report.findings.iter().position(|finding| finding.severity != Severity::Error).unwrap_or(0);
    let misses = names.iter().enumerate().map(|(index, server)| mapi_without_oauth(server, index * 22 + 8));
    report.findings.splice(before..before, misses);
    report.summary.error = 2 + servers;
    report.summary.inconclusive = 2;
    report.virtual_directories.servers = names;
    for row in &mut report.virtual_directories.rows {
        let usual = row.cells.iter().find(|cell| !cell.odd).cloned();
        let odd = row.cells.iter().find(|cell| cell.odd).cloned();
        row.cells = usual.into_iter().cycle().take(servers).collect();
        if let (Some(cell), Some(odd)) = (row.cells.get_mut(6), odd) {
            *cell = odd;
        }
    }
    report
}

fn findings() -> Vec<Finding> {
    let mut legacy = spn_missing("contoso", "https://legacy.contoso.com", "https://legacy.contoso.com/mapi", 36);
    legacy.waived = Some(waived());
    vec![
        finding(
            "HMA-CRT-001",
            "auth-certificate-configured",
            Severity::Error,
            Verdict::Inconclusive,
            (None, None, "Get-AuthConfig"),
            "cannot tell whether an Auth certificate is configured: Get-AuthConfig was not captured",
            "capture it with: `Get-AuthConfig | fl`",
            vec![],
            None,
        ),
        legacy,
        spn_missing("fabrikam", "https://ex01.corp.contoso.com", "https://ex01.corp.contoso.com/mapi", 14),
        spn_missing("northwind", "https://ex01.corp.contoso.com", "https://ex01.corp.contoso.com/mapi", 14),
        mapi_without_oauth("EX02", 52),
        finding(
            "HMA-VDIR-001",
            "mapi-oauth",
            Severity::Error,
            Verdict::Inconclusive,
            (None, Some("EX03"), r"EX03\mapi (Default Web Site)"),
            r"cannot tell whether OAuth is on for EX03\mapi (Default Web Site)",
            "capture again with: `$FormatEnumerationLimit = -1; Get-MapiVirtualDirectory -Server EX03 | fl Identity,*Methods`",
            vec![quote(
                "onprem/mapi.txt",
                (88, "IISAuthenticationMethods      : {Ntlm, Negotiate, Basic...}"),
                "{Ntlm, Negotiate, Basic...}",
                "PowerShell cut this list after 3 values",
                true,
            )],
            None,
        ),
        finding(
            "CAP-005",
            "capture-present",
            Severity::Warning,
            Verdict::Inconclusive,
            (None, None, "Get-AuthConfig"),
            "no capture of Get-AuthConfig",
            "capture it with: `Get-AuthConfig | fl`",
            vec![],
            None,
        ),
        finding(
            "HMA-URL-003",
            "url-namespace",
            Severity::Warning,
            Verdict::Fail,
            (None, Some("EX01"), r"EX01\mapi (Default Web Site)"),
            "InternalUrl names the server EX01 itself, not a namespace that all servers share",
            "Use the shared namespace: one name in every tenant and certificate instead of one a server",
            vec![quote("onprem/mapi.txt", (14, MAPI_URL), "https://ex01.corp.contoso.com/mapi", "FQDN of EX01", true)],
            None,
        ),
        finding(
            "HMA-ORG-001",
            "modern-auth-enabled",
            Severity::Info,
            Verdict::Fail,
            (None, None, "OAuth2ClientProfileEnabled"),
            "modern authentication is still off in the organisation: the last step to take",
            "`Set-OrganizationConfig -OAuth2ClientProfileEnabled $true`, after everything else is green",
            vec![quote("onprem/organizationconfig.txt", (9, "OAuth2ClientProfileEnabled : False"), "False", "off", true)],
            Some(Fix { operation: "enable-modern-auth".to_owned(), disposition: Disposition::Safe, phase: 6, step: None }),
        ),
    ]
}
