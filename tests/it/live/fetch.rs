//! `fetch` against a sign-in service and a Graph of ours: what is sent, what is written, and what is said when they refuse.

use crate::live::server::{Reply, Server, answer, ca};
use hmaudit::live::cloud::Cloud;
use hmaudit::live::fetch::{Fetched, Order, run};
use hmaudit::live::http::Settings;
use hmaudit::live::secret::Credential;
use hmaudit::outcome::UserError;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::time::Duration;

pub const TENANT: &str = "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80";
pub const CLIENT: &str = "4c7e1b90-2d3f-4a5b-9c6d-7e8f90a1b2c3";
pub const SECRET: &str = "hX7~seeded.Secret&value=9_Q";
pub const TOKEN: &str = "eyJ0eXAiOiJKV1QifQ.seeded-access-token.c2ln";

pub fn token(request: &str) -> Reply {
    assert!(request.starts_with("POST "), "{request}");
    answer(
        "200 OK",
        &["Content-Type: application/json"],
        &format!(r#"{{"token_type":"Bearer","expires_in":3599,"access_token":"{TOKEN}"}}"#),
    )
}

fn principal(id: &str, name: &str, names: &str) -> String {
    format!(
        r#"{{"id":"7a1c9e52-3b4d-4f6a-8c7e-9d0b1a2c3e4f","appId":"{id}","displayName":"{name}","accountEnabled":true,"servicePrincipalNames":[{names}],"replyUrls":[],"keyCredentials":[{{"keyId":"k1","type":"AsymmetricX509Cert","usage":"Verify","endDateTime":"2030-01-01T00:00:00Z","key":"S0VZTUFURVJJQUw="}}]}}"#
    )
}

/// The Graph of a healthy tenant; the dedicated application is on the last of three pages.
pub fn graph(request: &str, origin: &str) -> Reply {
    let path = request.split(' ').nth(1).unwrap_or("");
    let json = |body: String| answer("200 OK", &["Content-Type: application/json"], &body);
    if path.starts_with("/v1.0/organization") {
        json(format!(
            r#"{{"value":[{{"id":"{TENANT}","displayName":"Contoso","verifiedDomains":[{{"name":"contoso.com","isInitial":false}},{{"name":"contoso.onmicrosoft.com","isInitial":true}}]}}]}}"#
        ))
    } else if path.starts_with("/v1.0/servicePrincipals(appId=") {
        let names = r#""00000002-0000-0ff1-ce00-000000000000","https://outlook.office365.com/","https://mail.contoso.com/""#;
        json(principal("00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online", names))
    } else if path.contains("$skiptoken=3") {
        json(format!(r#"{{"value":[{}]}}"#, principal(CLIENT, "ExchangeServerApp-b1c2d3e4-5f60-4a7b-8c9d-0e1f2a3b4c5d", "")))
    } else {
        let next = if path.contains("$skiptoken=2") { 3 } else { 2 };
        json(format!(r#"{{"value":[],"@odata.nextLink":"{origin}/v1.0/servicePrincipals?$skiptoken={next}"}}"#))
    }
}

pub fn healthy_graph() -> Server {
    Server::good(|request, _| {
        let host = request.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("host: ").map(str::to_owned));
        graph(request, &format!("https://{}", host.unwrap()))
    })
}

fn settings() -> Settings {
    let mut settings = Settings::new(Duration::from_millis(1500), Some(ca()));
    settings.direct = true;
    settings.pause = Duration::from_millis(5);
    settings
}

fn order(login: &Server, graph: &Server, tenant: &str) -> Order {
    let url = |server: &Server| format!("https://localhost:{}/", server.port());
    Order {
        tenant: tenant.to_owned(),
        client_id: CLIENT.to_owned(),
        cloud: Cloud::new(&url(login), &url(graph)).unwrap(),
        now: "2026-11-20T09:30:00Z".parse().unwrap(),
    }
}

fn secret() -> Credential {
    Credential::secret(&SecretString::from(SECRET.to_owned()), "a test").unwrap()
}

fn fetch(login: &Server, graph: &Server) -> Result<Fetched, UserError> {
    run(&order(login, graph, TENANT), &secret(), &settings())
}

/// Everything that a failure shows to a person.
fn shown(result: Result<Fetched, UserError>) -> String {
    let failure = result.unwrap_err();
    let help = failure.help().map(|help| help.to_string()).unwrap_or_default();
    let text = format!("{failure}\n{help}\n{failure:?}");
    assert!(!text.contains(SECRET) && !text.contains(TOKEN), "{text}");
    text
}

/// The fields of a form.
pub fn form(request: &str) -> BTreeMap<String, String> {
    let body = request.split_once("\r\n\r\n").unwrap().1;
    url::form_urlencoded::parse(body.as_bytes()).into_owned().collect()
}

#[test]
fn the_token_request_is_that_of_rfc_6749() {
    let login = Server::good(|request, _| token(request));
    let graph = healthy_graph();
    fetch(&login, &graph).unwrap();
    let requests = login.requests();
    assert_eq!(requests.len(), 1);
    let head = requests[0].split_once("\r\n\r\n").unwrap().0.to_ascii_lowercase();
    assert!(head.starts_with(&format!("post /{TENANT}/oauth2/v2.0/token http/1.1\r\n")), "{head}");
    assert!(head.contains("\r\ncontent-type: application/x-www-form-urlencoded"), "{head}");
    assert!(!head.contains("authorization:"), "{head}");
    let expected = [
        ("client_id", CLIENT.to_owned()),
        ("client_secret", SECRET.to_owned()),
        ("grant_type", "client_credentials".to_owned()),
        ("scope", format!("https://localhost:{}/.default", graph.port())),
    ];
    assert_eq!(form(&requests[0]), expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
    for request in graph.requests() {
        assert!(request.starts_with("GET "), "{request}");
        assert!(request.to_ascii_lowercase().contains(&format!("\r\nauthorization: bearer {}\r\n", TOKEN.to_ascii_lowercase())));
    }
}

#[test]
fn three_pages_become_one_capture_that_says_whose_it_is() {
    let login = Server::good(|request, _| token(request));
    let fetched = fetch(&login, &healthy_graph()).unwrap();
    assert!(fetched.notes.is_empty());
    let cmdlets: Vec<_> = fetched.records.iter().map(|record| record["Cmdlet"].as_str().unwrap()).collect();
    assert_eq!(cmdlets, ["Get-MgOrganization", "Get-MgServicePrincipal", "Get-MgServicePrincipal"]);
    for record in &fetched.records {
        assert_eq!(record["TenantId"], TENANT);
        assert_eq!(record["InitialDomain"], "contoso.onmicrosoft.com");
    }
    assert_eq!(fetched.records[1]["ServicePrincipalNames"][2], "https://mail.contoso.com/");
    assert_eq!(fetched.records[1]["KeyCredentials"][0], "k1 AsymmetricX509Cert Verify 2030-01-01T00:00:00Z");
    assert_eq!(fetched.records[2]["AppId"], CLIENT);
    let text = serde_json::to_string(&fetched.records).unwrap();
    assert!(!text.contains(SECRET) && !text.contains(TOKEN) && !text.contains("S0VZTUFURVJJQUw"));
}

#[test]
fn refusals_of_the_sign_in_service_are_in_clear_words() {
    for (code, words) in [
        ("AADSTS700016: Application not found", "not known in this tenant"),
        ("AADSTS7000215: Invalid client secret provided", "client secret is wrong"),
        ("AADSTS7000222: The provided client secret keys are expired", "secret has expired"),
        ("AADSTS700027: Client assertion failed signature validation", "certificate is not one of the application's"),
        ("AADSTS90002: Tenant not found", "no such tenant in this cloud"),
        ("AADSTS50034: The user account does not exist", "signs in as an application"),
        ("AADSTS999999: something new", "AADSTS999999"),
    ] {
        // A server that sends the secret back must not make us print it.
        let body = format!(r#"{{"error":"invalid_client","error_description":"{code} {SECRET}\r\nTrace ID: 1"}}"#);
        let login = Server::good(move |_, _| answer("401 Unauthorized", &["Content-Type: application/json"], &body));
        let text = shown(fetch(&login, &healthy_graph()));
        assert!(text.contains(words), "{code}: {text}");
        assert!(!text.contains("Trace ID"));
    }
}

#[test]
fn a_sign_in_service_that_is_busy_or_broken_is_told() {
    for (status, words) in
        [("429 Too Many Requests", "refuses more requests"), ("503 Service Unavailable", "does not work at the moment")]
    {
        let login = Server::good(move |_, _| answer(status, &["Retry-After: 0"], "busy"));
        assert!(shown(fetch(&login, &healthy_graph())).contains(words));
        assert_eq!(login.requests().len(), 3);
    }
    let login = Server::good(|_, _| answer("200 OK", &[], "<html>Please sign in</html>"));
    assert!(shown(fetch(&login, &healthy_graph())).contains("an answer that is not a token"));
    let login = Server::good(|_, _| answer("302 Found", &["Location: https://other.contoso.com/"], ""));
    assert!(shown(fetch(&login, &healthy_graph())).contains("redirects are not followed"));
    let login = Server::good(|_, _| Reply::Stall(String::new()));
    assert!(shown(fetch(&login, &healthy_graph())).contains("no answer in time"));
}

fn with_graph(reply: impl Fn(&str, usize) -> Reply + Send + Sync + 'static) -> (Result<Fetched, UserError>, usize) {
    let login = Server::good(|request, _| token(request));
    let graph = Server::good(reply);
    let result = fetch(&login, &graph);
    (result, graph.requests().len())
}

#[test]
fn refusals_of_graph_are_in_clear_words() {
    let error = |status: &'static str| {
        move |request: &str, _: usize| {
            if request.contains("/organization") {
                return graph(request, "");
            }
            answer(status, &[], &format!(r#"{{"error":{{"code":"Denied","message":"no {TOKEN}"}}}}"#))
        }
    };
    for (status, words) in [
        ("401 Unauthorized", "does not take the token"),
        ("403 Forbidden", "Application.Read.All"),
        ("404 Not Found", "has no service principal of Exchange Online"),
        ("503 Service Unavailable", "does not work at the moment"),
    ] {
        let text = shown(with_graph(error(status)).0);
        assert!(text.contains(words), "{status}: {text}");
    }
}

#[test]
fn throttling_is_waited_for_but_not_forever() {
    let (result, asked) = with_graph(|request, before| {
        if before < 2 { answer("429 Too Many Requests", &["Retry-After: 0"], "") } else { graph(request, "https://localhost:1") }
    });
    // The third answer is good; what follows asks for a page on another port, which is another host.
    assert!(shown(result).contains("the next page is on another host"));
    assert_eq!(asked, 5);
    let (result, asked) = with_graph(|_, _| answer("429 Too Many Requests", &["Retry-After: 86400"], ""));
    assert!(shown(result).contains("refuses more requests"));
    assert_eq!(asked, 1, "nobody waits a day");
}

#[test]
fn the_answers_of_another_tenant_are_not_written() {
    let login = Server::good(|request, _| token(request));
    let graph = healthy_graph();
    let order = order(&login, &graph, "7d1b9c02-58e6-4f3a-9b21-0c4d5e6f7a80");
    assert!(shown(run(&order, &secret(), &settings())).contains("the answers are those of tenant 0d3f9a1e"));
    assert_eq!(graph.requests().len(), 1);
}

#[test]
fn without_the_right_to_read_the_organisation_the_sign_in_service_names_the_tenant() {
    let login = Server::good(|request, _| {
        if request.starts_with("GET /contoso.com/.well-known/openid-configuration") {
            return answer("200 OK", &[], &format!(r#"{{"issuer":"https://sts.windows.net/{TENANT}/"}}"#));
        }
        token(request)
    });
    let graph = Server::good(|request, _| match request.contains("/organization") {
        true => answer("403 Forbidden", &[], "{}"),
        false if request.contains("$filter") => answer("200 OK", &[], r#"{"value":[]}"#),
        false => graph(request, ""),
    });
    let fetched = run(&order(&login, &graph, "contoso.com"), &secret(), &settings()).unwrap();
    assert_eq!(fetched.records.len(), 1);
    assert_eq!(fetched.records[0]["TenantId"], TENANT);
    assert!(fetched.notes[0].contains("Organization.Read.All"));
}

#[test]
fn arguments_that_cannot_be_are_refused_before_anything_is_sent() {
    let login = Server::good(|request, _| token(request));
    let graph = healthy_graph();
    for tenant in ["contoso", "contoso.com/../common", "", "a b.com"] {
        assert!(shown(run(&order(&login, &graph, tenant), &secret(), &settings())).contains("neither an id nor a domain"));
    }
    let order = Order { client_id: "ExchangeServerApp".to_owned(), ..order(&login, &graph, TENANT) };
    assert!(shown(run(&order, &secret(), &settings())).contains("not an application id"));
    assert!(login.requests().is_empty() && graph.requests().is_empty());
    assert!(Cloud::new("http://localhost/", "https://localhost/").is_err());
}
