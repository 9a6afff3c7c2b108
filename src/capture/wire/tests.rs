use crate::capture::{self, Capture, Form, Raw};
use crate::source::{Source, SourceId};

fn source(text: &str) -> Source {
    Source::from_text(SourceId(0), "wire.txt", text)
}

fn scalar<'c>(capture: &'c Capture<'_>, name: &str) -> Option<&'c str> {
    match &capture.records.first()?.field(name)?.raw {
        Raw::Scalar(text) => Some(text),
        _ => None,
    }
}

fn list<'c>(capture: &'c Capture<'_>, name: &str) -> Vec<&'c str> {
    match capture.records.first().and_then(|record| record.field(name)).map(|field| &field.raw) {
        Some(Raw::List { items, .. }) => items.iter().map(|item| &*item.text).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_transcript_of_curl_is_an_answer() {
    let text = "$ curl -i -H 'Authorization: Bearer ' https://mail.contoso.com/mapi/emsmdb\r\nHTTP/1.1 401 Unauthorized\r\nServer: Microsoft-IIS/10.0\r\nWWW-Authenticate: Bearer client_id=\"x\", authorization_uri=\"https://login.windows.net/common/oauth2/authorize\"\r\nWWW-Authenticate: Negotiate\r\nx-ms-diagnostics: 4000000;reason=\"a: b\";error_category=\"oauth_not_available\"\r\n\r\n";
    let source = source(text);
    let capture = capture::read(&source);
    assert_eq!(capture.records.len(), 1, "{capture:#?}");
    assert_eq!(capture.records[0].form, Form::Wire);
    assert_eq!(scalar(&capture, "RequestUrl"), Some("https://mail.contoso.com/mapi/emsmdb"));
    assert_eq!(scalar(&capture, "Request"), Some("bearer-challenge"));
    assert_eq!(scalar(&capture, "HttpStatus"), Some("401"));
    assert_eq!(list(&capture, "WwwAuthenticate").len(), 2);
    assert_eq!(scalar(&capture, "Diagnostics"), Some("4000000;reason=\"a: b\";error_category=\"oauth_not_available\""));
    let field = capture.records[0].field("WwwAuthenticate").unwrap();
    assert!(source.slice(field.at).starts_with("Bearer client_id"), "{}", source.slice(field.at));
}

#[test]
fn verbose_output_shows_what_was_sent() {
    let text = "* Connected to mail.contoso.com\n> GET /EWS/Exchange.asmx HTTP/1.1\n> Host: mail.contoso.com\n> Accept: */*\n>\n< HTTP/1.1 401 Unauthorized\n< WWW-Authenticate: Basic realm=\"mail.contoso.com\"\n<\n";
    let source = source(text);
    let capture = capture::read(&source);
    assert_eq!(scalar(&capture, "RequestUrl"), Some("https://mail.contoso.com/EWS/Exchange.asmx"));
    assert_eq!(scalar(&capture, "Request"), Some("anonymous"));
    assert_eq!(list(&capture, "WwwAuthenticate"), ["Basic realm=\"mail.contoso.com\""]);
}

#[test]
fn headers_that_a_script_printed_are_an_answer() {
    let text = "Below is the response of https://mail.contoso.com/Microsoft-Server-ActiveSync\n\nWWW-Authenticate : Bearer client_id=\"x\",\n                   authorization_uri=\"https://login.windows.net/common/oauth2/authorize\"\nServer           : Microsoft-IIS/10.0\n";
    let source = source(text);
    let capture = capture::read(&source);
    assert_eq!(scalar(&capture, "RequestUrl"), Some("https://mail.contoso.com/Microsoft-Server-ActiveSync"));
    assert_eq!(
        list(&capture, "WwwAuthenticate"),
        ["Bearer client_id=\"x\", authorization_uri=\"https://login.windows.net/common/oauth2/authorize\""]
    );
}

#[test]
fn two_answers_are_two_records_and_other_answers_none() {
    let one = |host: &str| format!("curl -i https://{host}/EWS\nHTTP/2 401\nwww-authenticate: Basic realm=\"x\"\n\n");
    let source = source(&format!("{}{}HTTP/1.1 200 OK\nContent-Type: text/html\n\n", one("a.contoso.com"), one("b.contoso.com")));
    let capture = capture::read(&source);
    assert_eq!(capture.records.len(), 2);
    let urls: Vec<_> = capture.records.iter().map(|record| source.slice(record.field("RequestUrl").unwrap().at)).collect();
    assert_eq!(urls, ["https://a.contoso.com/EWS", "https://b.contoso.com/EWS"]);
}

#[test]
fn nothing_makes_it_panic() {
    for text in [
        "HTTP/1.1 401",
        "HTTP/",
        "< HTTP/1.1 401\n<",
        "WWW-Authenticate:",
        "WWW-Authenticate: é\n \u{a0}ü",
        "> \nHTTP/2 401\nWWW-Authenticate:\n ,",
    ] {
        let source = source(text);
        let _ = capture::read(&source);
    }
}
