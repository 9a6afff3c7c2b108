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

const ID: &str = "00000001-0000-0000-c000-000000000000@0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";

fn bearer() -> String {
    format!(
        "Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"{ID}\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\", authorization_uri=\"https://login.windows.net/common/oauth2/authorize\""
    )
}

#[test]
fn headers_copied_from_browsers_and_tools_are_read() {
    let bearer = bearer();
    for text in [
        format!("WWW-Authenticate →{bearer}\nX-Powered-By →ASP.NET\n"),
        format!("WWW-Authenticate → {bearer}\n"),
        format!("www-authenticate:\n{bearer}\nx-powered-by:\nASP.NET\n"),
        format!("WWW-Authenticate\n{bearer}\nx-ms-diagnostics\n4000000;reason=\"a: b\"\n"),
        format!("WWW-Authenticate\t{bearer}\nServer\tMicrosoft-IIS/10.0\n"),
        format!("HTTP/1.1 401 Unauthorized\nServer: x\nWWW-Authenticate: {bearer}\n\n"),
        format!("x-ms-diagnostics=4000000;reason=\"Flighting\"\nWWW-Authenticate={bearer},Basic realm=\"x\"\n"),
    ] {
        let source = source(&text);
        let capture = capture::read(&source);
        assert_eq!(capture.records.len(), 1, "{text}\n{capture:#?}");
        let challenges = list(&capture, "WwwAuthenticate");
        assert!(challenges.len() == 1 && challenges[0].starts_with(&bearer), "{text}\n{challenges:?}");
        assert_eq!(scalar(&capture, "Request"), Some("bearer-challenge"), "{text}");
        assert_eq!(scalar(&capture, "Diagnostics").is_some(), text.contains("diagnostics"), "{text}");
    }
}

#[test]
fn a_scheme_alone_does_not_take_the_challenge_in_the_next_header() {
    let text = "HTTP/1.1 401 Unauthorized\nWWW-Authenticate: Negotiate\nWWW-Authenticate: Basic realm=\"mail.contoso.com\"\nWWW-Authenticate: NTLM\nX-Powered-By: \"x\"\n";
    let all = super::headers(text).all;
    let values: Vec<&str> = all.iter().map(|header| &*header.value).collect();
    assert_eq!(values, ["Negotiate", "Basic realm=\"mail.contoso.com\"", "NTLM", "\"x\""]);
}

#[test]
fn test_hmaeas_prints_the_url_and_names_with_an_equals_sign() {
    let text = "https://mail.contoso.com/Microsoft-Server-ActiveSync\nrequest-id=1\nx-ms-diagnostics=4000000;reason=\"Flighting is not enabled\";error_category=\"oauth_not_available\"\nWWW-Authenticate=Bearer client_id=\"x\", error=\"invalid_token\",Basic realm=\"mail.contoso.com\"\n\nhttps://eas.contoso.com/Microsoft-Server-ActiveSync\nWWW-Authenticate=Basic realm=\"eas.contoso.com\"\n";
    let source = source(text);
    let capture = capture::read(&source);
    assert_eq!(capture.records.len(), 2, "{capture:#?}");
    assert_eq!(scalar(&capture, "RequestUrl"), Some("https://mail.contoso.com/Microsoft-Server-ActiveSync"));
    assert!(scalar(&capture, "Diagnostics").unwrap().contains("oauth_not_available"));
    // The script always sends an empty token, so that a service without Bearer has answered one.
    let second = &capture.records[1];
    assert_eq!(second.field("Request").unwrap().raw, Raw::Scalar("bearer-challenge".into()));
    assert_eq!(
        second.field("RequestUrl").unwrap().raw,
        Raw::Scalar("https://eas.contoso.com/Microsoft-Server-ActiveSync".into())
    );
}

#[test]
fn a_challenge_that_a_console_wrapped_is_joined_where_it_was_broken() {
    let bearer = bearer();
    for width in 7..bearer.len() {
        let (first, rest) = bearer.split_at(width);
        for indent in ["", "                   "] {
            let text = format!("HTTP/1.1 401 Unauthorized\nWWW-Authenticate: {first}\n{indent}{rest}\nServer: x\n\n");
            let source = source(&text);
            let capture = capture::read(&source);
            let read = list(&capture, "WwwAuthenticate").join("|");
            let told = crate::estate::bearer::challenges(&read);
            assert_eq!(
                told.first().map(|one| one.trusted_tenants()),
                Some(vec!["0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80".to_owned()]),
                "{text}\n{read}"
            );
            let uri = told[0].parameter("authorization_uri");
            assert_eq!(uri, Some("https://login.windows.net/common/oauth2/authorize"), "{text}\n{read}");
        }
    }
}

#[test]
fn challenges_within_other_text_are_found() {
    let bearer = bearer();
    let escaped = bearer.replace('"', "\\\"");
    let (first, rest) = bearer.split_at(120);
    for text in [
        format!("Message : challenge from 'https://mail.contoso.com/EWS/Exchange.asmx' received: {bearer}, Basic realm=\"\"\n"),
        format!("https://mail.contoso.com/mapi\n{{'Content-Length': '0', 'WWW-Authenticate': '{bearer}', 'Server': 'x'}}\n"),
        format!("{{\"url\": \"https://mail.contoso.com/mapi\", \"headers\": {{\"WWW-Authenticate\": \"{escaped}\"}}}}\n"),
        format!("https://mail.contoso.com/mapi\nHeaders : {{[WWW-Authenticate, {bearer}], [Server, x]}}\n"),
        format!("https://mail.contoso.com/mapi\nName             Value\n----             -----\nWWW-Authenticate {{{bearer}}}\n"),
        format!("Detail : https://mail.contoso.com/mapi\n         received: {first}\n         {rest}, Negotiate\n"),
    ] {
        let source = source(&text);
        let capture = capture::read(&source);
        let answers: Vec<_> = capture.records.iter().filter(|record| record.form == Form::Wire).collect();
        assert_eq!(answers.len(), 1, "{text}\n{capture:#?}");
        let Raw::List { items, cut } = &answers[0].field("WwwAuthenticate").unwrap().raw else { panic!("{text}") };
        let told = crate::estate::bearer::challenges(&items[0].text);
        assert_eq!(told[0].trusted_tenants(), ["0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80"], "{text}");
        assert!(told[0].parameter("authorization_uri").is_some(), "{text}");
        assert!(!cut, "{text}");
        assert!(answers[0].field("RequestUrl").is_some(), "{text}");
    }
    for text in ["Authorization: Bearer eyJ0eXAi\n", "The Bearer token is missing", "Bearer client_id", "bearer: client_id=\"x\""]
    {
        assert!(capture::read(&source(text)).records.iter().all(|record| record.form != Form::Wire), "{text}");
    }
}

#[test]
fn a_challenge_that_is_cut_is_not_the_whole() {
    for text in [
        "received: Bearer client_id=\"x\", trusted_issuers=\"00000001-0000-0000-c000-0000",
        "received: Bearer client_id=\"x\", trusted_issuers=\"x@*\",...",
        "received: Bearer client_id=\"x\",",
    ] {
        let source = source(text);
        let capture = capture::read(&source);
        assert!(matches!(capture.records[0].field("WwwAuthenticate").unwrap().raw, Raw::List { cut: true, .. }), "{text}");
    }
}

#[test]
fn nothing_makes_it_panic() {
    for text in [
        "HTTP/1.1 401",
        "HTTP/",
        "< HTTP/1.1 401\n<",
        "WWW-Authenticate:",
        "WWW-Authenticate",
        "WWW-Authenticate=",
        "Bearer client_id=",
        "Bearer client_id=\"é",
        "Bearer client_id=\\\"é\\",
        "Bearer é",
        "x Bearer client_id=\"a\",é",
        "WWW-Authenticate: é\n \u{a0}ü",
        "> \nHTTP/2 401\nWWW-Authenticate:\n ,",
    ] {
        let source = source(text);
        let _ = capture::read(&source);
    }
}

#[test]
fn a_challenge_in_comma_separated_values_has_its_marks_doubled() {
    let text = "2026-11-20T10:00:00Z,EX01,401,\"WWW-Authenticate: Bearer client_id=\"\"x\"\", trusted_issuers=\"\"a@*\"\", realm=\"\"\"\", Negotiate\"\n";
    let source = source(text);
    let read = crate::capture::read(&source);
    let answer = read.records.iter().find(|record| record.field("WwwAuthenticate").is_some()).unwrap();
    let challenges = format!("{:?}", answer.field("WwwAuthenticate").unwrap().raw);
    assert!(challenges.contains("client_id=\\\"x\\\", trusted_issuers=\\\"a@*\\\""), "{challenges}");
}

#[test]
fn the_braces_of_a_list_of_header_values_are_none_of_a_challenge() {
    for value in [
        "{Bearer client_id=\"x\", authorization_uri=\"https://y\", Negotiate}",
        "{Bearer client_id=\"x\",\n                   authorization_uri=\"https://y\", Negotiate}",
    ] {
        let source = source(&format!(
            "https://mail.contoso.com/EWS\nWWW-Authenticate : {value}\nServer           : {{Microsoft-IIS/10.0}}\n"
        ));
        let read = crate::capture::read(&source);
        let field = |name: &str| format!("{:?}", read.records[0].field(name).unwrap().raw);
        assert!(field("Request").contains("bearer-challenge"), "{value}");
        assert!(
            field("WwwAuthenticate").contains("\"Bearer client_id=") && field("WwwAuthenticate").contains("Negotiate\""),
            "{}",
            field("WwwAuthenticate")
        );
    }
    assert_eq!(super::without_braces("{}".into()), "");
    assert_eq!(super::without_braces("{ }".into()), "");
    assert_eq!(super::without_braces("{a".into()), "{a");
}
