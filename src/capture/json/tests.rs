//! Each way in which PowerShell, Graph and `az` write an object.

use crate::capture::{self, Capture, Outcome, Raw, Shell};
use crate::source::{Source, SourceId};

fn source(text: &str) -> Source {
    Source::from_text(SourceId(0), "a.json", text)
}

fn read(source: &Source) -> Capture<'_> {
    let mut out = Capture::default();
    super::read(source, 0..source.text.len(), None, &mut out);
    out
}

fn value(capture: &Capture<'_>, record: usize, name: &str) -> String {
    match &capture.records[record].field(name).unwrap().raw {
        Raw::Scalar(text) => text.to_string(),
        Raw::List { items, cut: false } => format!("{:?}", items.iter().map(|item| &*item.text).collect::<Vec<_>>()),
        Raw::Blank => "(blank)".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn windows_powershell_writes_wrappers_numbers_and_dates() {
    let source = source(concat!(
        "{\r\n    \"Name\":  \"mapi (Default Web Site)\",\r\n    \"IISAuthenticationMethods\":  {\"value\":[2,10,13],\"Count\":3},\r\n",
        "    \"InternalAuthenticationMethods\": [{\"value\":10,\"Value\":\"OAuth\"}],\r\n    \"Priority\": 10,\r\n",
        "    \"InternalUrl\": {\"AbsolutePath\":\"/mapi\",\"AbsoluteUri\":\"https://mail.contoso.com/mapi\",\"OriginalString\":\"https://Mail.contoso.com/mapi\"},\r\n",
        "    \"WhenChanged\": \"\\/Date(1700000000000)\\/\",\r\n    \"NotAfter\": {\"value\":\"\\/Date(1700000000123+0200)\\/\",\"DisplayHint\":2,\"DateTime\":\"x\"},\r\n",
        "    \"Version\": {\"Major\":15,\"Minor\":2,\"Build\":1544,\"Revision\":11},\r\n    \"Identity\": {\"Name\":\"EX01\",\"DistinguishedName\":\"CN=EX01\"},\r\n",
        "    \"Lost\": \"System.Object[]\", \"ExternalUrl\": null, \"Empty\": \"\", \"Flag\": true, \"Nothing\": []\r\n}"
    ));
    let capture = read(&source);
    assert_eq!(capture.skipped, []);
    for (name, expected) in [
        ("IISAuthenticationMethods", "[\"Ntlm\", \"OAuth\", \"13\"]"),
        ("InternalAuthenticationMethods", "[\"OAuth\"]"),
        ("Priority", "10"),
        ("InternalUrl", "https://Mail.contoso.com/mapi"),
        ("WhenChanged", "2023-11-14T22:13:20Z"),
        ("NotAfter", "2023-11-14T22:13:20.123Z"),
        ("Version", "15.2.1544.11"),
        ("Identity", "EX01"),
        ("Lost", "System.Object[]"),
        ("ExternalUrl", "(blank)"),
        ("Empty", "(blank)"),
        ("Flag", "True"),
        ("Nothing", "[]"),
    ] {
        assert_eq!(value(&capture, 0, name), expected, "{name}");
    }
    let name = capture.records[0].field("Name").unwrap();
    assert_eq!(source.slice(name.at), "mapi (Default Web Site)");
}

#[test]
fn graph_answers_are_of_the_tenant_and_fragments_count() {
    let graph = source(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"@odata.context\":\"https://graph.microsoft.com/v1.0/$metadata#servicePrincipals\",\"value\":[{\"appId\":\"a\",\"keyCredentials\":[{\"keyId\":\"k\"}]},{\"appId\":\"b\"}]}",
    );
    let capture = read(&graph);
    assert_eq!((capture.records.len(), capture.records[1].shell), (2, Some(Shell::Tenant)));
    assert_eq!(value(&capture, 0, "keyCredentials"), "[\"{\\\"keyId\\\":\\\"k\\\"}\"]");
    let fragment = source("\"value\": [\n  { \"appId\": \"a\" },\n  { \"appId\": \"b\" }\n]\n}");
    assert_eq!(read(&fragment).records.len(), 2);
    let paged = source("{\"@odata.nextLink\":\"https://graph.microsoft.com/x\",\"value\":[{\"appId\":\"a\"}]}");
    let capture = read(&paged);
    assert_eq!((capture.records.len(), capture.skipped.len()), (1, 1));
}

#[test]
fn documents_follow_each_other() {
    let source = source("{\"Name\":\"a\"}\n[{\"Name\":\"b\"},{\"Name\":\"c\"}]\n{\"value\":[{\"Name\":\"d\"}],\"Count\":1}");
    let names: Vec<String> = read(&source).records.iter().map(|record| source.slice(record.fields[0].at).to_owned()).collect();
    assert_eq!(names, ["a", "b", "c", "d"]);
}

#[test]
fn the_document_names_its_cmdlets() {
    let source = source(
        "[{\"Cmdlet\":\"Get-AuthServer\",\"Name\":\"a\"},{\"Cmdlet\":\"Get-AuthServer\",\"Name\":\"b\"},{\"Cmdlet\":\"Get-MapiVirtualDirectory -Server EX01\",\"Name\":\"m\"},
          {\"Cmdlet\":\"Get-HybridConfiguration\",\"Results\":[]}] {\"Get-OabVirtualDirectory\":[{\"Name\":\"o\"}],\"Get-PartnerApplication\":null}",
    );
    let capture = read(&source);
    let commands: Vec<_> = capture.commands.iter().map(|command| (&*command.cmdlet, command.partial, command.outcome)).collect();
    assert_eq!(
        commands,
        [
            ("Get-AuthServer", false, Outcome::Records),
            ("Get-MapiVirtualDirectory", true, Outcome::Records),
            ("Get-HybridConfiguration", false, Outcome::Nothing),
            ("Get-OabVirtualDirectory", false, Outcome::Records),
            ("Get-PartnerApplication", false, Outcome::Nothing),
        ]
    );
    assert_eq!(capture.records.iter().map(|record| record.command).collect::<Vec<_>>(), [Some(0), Some(0), Some(1), Some(3)]);
}

#[test]
fn a_cut_document_keeps_its_complete_objects_and_says_where_it_ends() {
    let cut = source("{\n \"value\": [\n  { \"Name\": \"a\", \"L\": [\"x\"] },\n  { \"Name\": \"b\", \"L\": [\"x\", \"y\n");
    let capture = capture::read(&cut);
    assert_eq!(capture.records.len(), 1);
    assert_eq!(capture.skipped.len(), 1);
    assert!(capture.skipped[0].why.contains("line 4, column 31"), "{}", capture.skipped[0].why);
    let torn = source("[\"https://a.contoso.com/\", \"https://b");
    let capture = read(&torn);
    assert_eq!((capture.records.len(), capture.skipped.len()), (0, 1));
}

#[test]
fn deep_nesting_is_declined() {
    let deep = source(&format!("{}{}", "[{\"a\":".repeat(100_000), "}]".repeat(100_000)));
    let capture = read(&deep);
    assert_eq!((capture.records.len(), capture.skipped.len()), (0, 1));
}
