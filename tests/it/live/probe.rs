//! What `probe` writes down for every way in which a host may behave.

use crate::live::server::{Certificate, Reply, Server, answer, ca};
use hmaudit::live::http::{Settings, block_on, client};
use hmaudit::live::probe::{Question, run};
use hmaudit::live::target::{Kind, Target};
use serde_json::Value;
use std::time::Duration;
use url::Url;

pub const GOOD: &str = "WWW-Authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"00000001-0000-0000-c000-000000000000@0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\", token_types=\"app_asserted_user_v1 service_asserted_app_v1\", authorization_uri=\"https://login.windows.net/common/oauth2/authorize\"";

fn settings(servers: &[(&str, &Server)]) -> Settings {
    let mut settings = Settings::new(Duration::from_millis(900), Some(ca()));
    settings.direct = true;
    settings.pause = Duration::from_millis(5);
    settings.resolve = servers.iter().map(|(host, server)| ((*host).to_owned(), vec![server.address])).collect();
    settings
}

fn question() -> Question {
    Question { concurrency: 4, mailbox: None, now: "2026-11-20T09:30:00Z".parse().unwrap() }
}

fn target(kind: Kind, url: &str) -> Target {
    Target { kind, url: Url::parse(url).unwrap(), named_by: vec!["EX01\\mapi (Default Web Site) InternalUrl".to_owned()] }
}

fn ask(targets: Vec<Target>, settings: &Settings) -> Vec<Value> {
    let client = client(settings).unwrap();
    block_on(async { Ok(run(&client, targets, &question(), settings).await) }).unwrap()
}

fn one(server: &Server, kind: Kind) -> Value {
    let url = format!("https://mail.contoso.com:{}/mapi/emsmdb", server.port());
    ask(vec![target(kind, &url)], &settings(&[("mail.contoso.com", server)])).remove(0)
}

fn challenge(server: &Server) -> Value {
    one(server, Kind::BearerChallenge)
}

#[test]
fn a_good_challenge_is_written_down_and_nothing_secret_is_sent() {
    let server = Server::good(|_, _| {
        answer(
            "401 Unauthorized",
            &[GOOD, "WWW-Authenticate: Negotiate", "Set-Cookie: ClientId=COOKIE; secure", "X-FEServer: EX01"],
            "",
        )
    });
    let record = challenge(&server);
    assert_eq!(record["Cmdlet"], "Invoke-HmauditProbe");
    assert_eq!(record["HttpStatus"], "401");
    assert_eq!(record["WwwAuthenticate"][0], GOOD.split_once(": ").unwrap().1);
    assert_eq!(record["WwwAuthenticate"][1], "Negotiate");
    assert_eq!(record["Headers"][0], "x-feserver: EX01");
    assert_eq!(record["Error"], Value::Null);
    assert_eq!(record["Time"], "2026-11-20T09:30:00Z");
    assert!(!record.to_string().contains("COOKIE"));
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    let head = requests[0].to_ascii_lowercase();
    assert!(head.starts_with("get /mapi/emsmdb http/1.1\r\n"), "{head}");
    let authorization: Vec<&str> = head.lines().filter(|line| line.starts_with("authorization:")).collect();
    assert_eq!(authorization.iter().map(|line| line.trim_end()).collect::<Vec<_>>(), ["authorization: bearer"]);
    assert!(!head.contains("cookie"));
}

#[test]
fn no_bearer_and_bearer_without_an_endpoint_are_answers() {
    let server = Server::good(|_, _| answer("401 Unauthorized", &["WWW-Authenticate: Basic realm=\"mail.contoso.com\""], ""));
    assert_eq!(challenge(&server)["WwwAuthenticate"][0], "Basic realm=\"mail.contoso.com\"");
    let diagnostics = "x-ms-diagnostics: 4000000;reason=\"Flighting is not enabled\";error_category=\"oauth_not_available\"";
    let server =
        Server::good(move |_, _| answer("401 Unauthorized", &["WWW-Authenticate: Bearer client_id=\"x\"", diagnostics], ""));
    let record = challenge(&server);
    assert_eq!(record["WwwAuthenticate"][0], "Bearer client_id=\"x\"");
    assert_eq!(record["Diagnostics"], diagnostics.split_once(": ").unwrap().1);
}

#[test]
fn a_redirect_is_written_down_and_not_followed() {
    let other = Server::good(|_, _| answer("200 OK", &[], ""));
    let location = format!("Location: https://other.contoso.com:{}/", other.port());
    let server = Server::good(move |_, _| answer("302 Found", &[&location], ""));
    let url = format!("https://mail.contoso.com:{}/owa", server.port());
    let settings = settings(&[("mail.contoso.com", &server), ("other.contoso.com", &other)]);
    let record = ask(vec![target(Kind::BearerChallenge, &url)], &settings).remove(0);
    assert_eq!(record["HttpStatus"], "302");
    assert!(record["Headers"][0].as_str().unwrap().starts_with("location: https://other.contoso.com"));
    assert!(other.requests().is_empty());
}

#[test]
fn certificates_are_told_apart() {
    for (certificate, error) in [
        (Certificate::Expired, "certificate-expired"),
        (Certificate::Unknown, "certificate-untrusted"),
        (Certificate::OtherName, "certificate-of-another-name"),
    ] {
        let server = Server::start(certificate, |_, _| answer("401 Unauthorized", &[GOOD], ""));
        let record = challenge(&server);
        assert_eq!(record["Error"], error);
        assert_eq!(record["Attempts"], 1, "a certificate does not get better");
        assert!(server.requests().is_empty());
    }
}

#[test]
fn silence_is_a_timeout() {
    let server = Server::good(|_, _| Reply::Stall(String::new()));
    assert_eq!(challenge(&server)["Error"], "timeout");
}

#[test]
fn a_slow_body_hurts_only_where_a_body_is_needed() {
    let slow = |head: &'static str| {
        Server::good(move |_, _| Reply::Stall(format!("HTTP/1.1 {head}\r\n{GOOD}\r\nContent-Length: 500\r\n\r\n{{")))
    };
    assert_eq!(challenge(&slow("401 Unauthorized"))["HttpStatus"], "401");
    assert_eq!(one(&slow("200 OK"), Kind::AutodiscoverV2)["Error"], "timeout");
}

#[test]
fn a_huge_header_and_a_huge_body_are_refused() {
    let server = Server::good(|_, _| answer("401 Unauthorized", &[&format!("X-Filler: {}", "x".repeat(2_000_000))], ""));
    assert_eq!(challenge(&server)["Error"], "headers-too-large");
    let server = Server::good(|_, _| answer("200 OK", &[], &"x".repeat(300_000)));
    assert_eq!(one(&server, Kind::OpenIdConfiguration)["Error"], "body-too-large");
}

#[test]
fn a_closed_connection_is_tried_again_and_then_given_up() {
    let server = Server::good(|_, _| Reply::Close);
    let record = challenge(&server);
    assert_eq!((record["Error"].as_str(), record["Attempts"].as_u64()), (Some("reset"), Some(3)));
    let server = Server::good(|_, before| if before == 0 { Reply::Close } else { answer("401 Unauthorized", &[GOOD], "") });
    let record = challenge(&server);
    assert_eq!((record["Error"].as_str(), record["Attempts"].as_u64()), (None, Some(2)));
}

#[test]
fn what_is_no_http_is_said_to_be_none() {
    let server = Server::good(|_, _| Reply::Answer("220 mail.contoso.com ESMTP\r\n\r\n".to_owned()));
    assert_eq!(challenge(&server)["Error"], "not-http");
}

#[test]
fn a_dead_host_is_asked_once_and_the_order_is_that_of_the_targets() {
    let live = Server::good(|_, _| answer("401 Unauthorized", &[GOOD], ""));
    let dead = Server::start(Certificate::Expired, |_, _| Reply::Close);
    let settings = settings(&[("mail.contoso.com", &dead), ("other.contoso.com", &live)]);
    let urls = [
        format!("https://mail.contoso.com:{}/EWS/Exchange.asmx", dead.port()),
        format!("https://mail.contoso.com:{}/mapi/emsmdb", dead.port()),
        format!("https://other.contoso.com:{}/mapi/emsmdb", live.port()),
    ];
    let records = ask(urls.iter().map(|url| target(Kind::BearerChallenge, url)).collect(), &settings);
    assert_eq!(records.iter().map(|record| record["RequestUrl"].as_str().unwrap()).collect::<Vec<_>>(), urls);
    assert_eq!(records[0]["Error"], "certificate-expired");
    assert_eq!(records[1]["Error"], "host-failed-before");
    assert_eq!(records[2]["HttpStatus"], "401");
}

#[test]
fn autodiscover_and_openid_answers_are_read() {
    let server = Server::good(|_, _| {
        answer("200 OK", &[], r#"{"Protocol":"activesync","Url":"https://mail.contoso.com/Microsoft-Server-ActiveSync"}"#)
    });
    let record = one(&server, Kind::AutodiscoverV2);
    assert_eq!(record["AnsweredUrl"], "https://mail.contoso.com/Microsoft-Server-ActiveSync");
    assert!(!server.requests()[0].to_ascii_lowercase().contains("authorization:"));
    let issuer = "https://sts.windows.net/0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80/";
    let server = Server::good(move |_, _| answer("200 OK", &[], &format!("{{\"issuer\":\"{issuer}\"}}")));
    assert_eq!(one(&server, Kind::OpenIdConfiguration)["Issuer"], issuer);
}
