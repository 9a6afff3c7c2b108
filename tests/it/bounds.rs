//! What a value of many megabytes, or very many objects, may make of a report.

use crate::common::Snapshot;
use hmaudit::report::{Format, Report, format};

/// The bytes of all forms of the report of a snapshot.
fn sizes(snapshot: &Snapshot) -> Vec<(Format, usize)> {
    let report = snapshot.report();
    let size = |form| {
        let mut bytes = Vec::new();
        format::write(form, &report, format::Style::default(), &mut bytes).unwrap();
        (form, bytes.len())
    };
    [Format::Json, Format::Sarif, Format::Html, Format::Markdown, Format::Csv, Format::Junit, Format::Terminal].map(size).to_vec()
}

fn longest_quote(report: &Report) -> usize {
    let places = report.findings.iter().flat_map(|finding| &finding.evidence);
    places.map(|place| place.text.chars().count().max(place.line_text.chars().count())).max().unwrap_or(0)
}

#[test]
fn a_value_of_megabytes_is_quoted_in_part() {
    const SIZE: usize = 2 << 20;
    let healthy = Snapshot::estate("healthy");
    let plain: Vec<_> = sizes(&healthy);
    for (what, file, from, to) in [
        ("a list", "onprem/mapi.txt", "{Ntlm, OAuth, Negotiate}", format!("{{{}}}", "Method, ".repeat(SIZE / 8))),
        ("a URL", "onprem/ews.txt", "https://mail.contoso.com/EWS", format!("https://mail.contoso.com/{}", "a".repeat(SIZE))),
        (
            "a name",
            "onprem/authserver.txt",
            "Name                           : EvoSts",
            format!("Name                           : {}", "b".repeat(SIZE)),
        ),
        (
            "a server",
            "onprem/oab.txt",
            "Server                        : EX01",
            format!("Server                        : {}", "c".repeat(SIZE)),
        ),
        (
            "a registered name",
            "tenants/contoso/serviceprincipal.json",
            "https://mail.contoso.com/",
            format!("https://{}.example/", "d".repeat(SIZE)),
        ),
    ] {
        let grown = healthy.clone().replace(file, from, &to);
        let report = grown.audit();
        assert!(longest_quote(&report) <= 4001, "{what}: {}", longest_quote(&report));
        for finding in &report.findings {
            assert!(finding.subject.chars().count() <= 1001, "{what}: the subject of {}", finding.rule);
            assert!(finding.message.len() < 20_000, "{what}: the message of {} has {}", finding.rule, finding.message.len());
        }
        for ((form, size), (_, before)) in sizes(&grown).into_iter().zip(&plain) {
            // A value may stand in a table of the report once, never once for each finding.
            assert!(size < before + 4 * SIZE, "{what} makes {size} bytes of {form:?}");
        }
    }
}

#[test]
fn many_findings_keep_few_places_each() {
    let server = |number: usize| {
        format!(
            "Name                           : EvoSts{number}\nType                           : AzureAD\nEnabled                        : True\nIsDefaultAuthorizationEndpoint : True\n\n"
        )
    };
    let of = |count: usize| {
        let text: String = (0..count).map(server).collect();
        Snapshot::estate("healthy").with("onprem/more.txt", &format!("[PS] C:\\>Get-AuthServer | fl\n\n{text}"))
    };
    let (small, large) = (of(50), of(200));
    assert!(large.audit().findings.iter().all(|finding| finding.evidence.len() <= 40));
    for ((form, small), (_, large)) in sizes(&small).into_iter().zip(sizes(&large)) {
        assert!(large < 5 * small, "{form:?}: {small} bytes became {large} with four times the objects");
    }
}
