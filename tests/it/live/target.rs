//! Which URLs `probe` asks.

use hmaudit::capture;
use hmaudit::estate::attribution::Attribution;
use hmaudit::estate::{self, Estate};
use hmaudit::live::target::{Kind, Targets, of};
use hmaudit::source::{Source, SourceId, Sources};
use url::Url;

fn estate(text: &str) -> Estate {
    let sources = Sources::new(vec![Source::from_text(SourceId(0), "a.txt", text)]);
    let captures: Vec<_> = sources.iter().map(capture::read).collect();
    estate::build(&captures, &sources, &Attribution::default())
}

fn urls(targets: &Targets) -> Vec<(Kind, &str)> {
    targets.ask.iter().map(|target| (target.kind, target.url.as_str())).collect()
}

fn auth_server(host: &str) -> Estate {
    estate(&format!(
        "[PS] C:\\>Get-AuthServer | fl\n\n\nName : EvoSts\nType : AzureAD\nRealm : 0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80\nAuthorizationEndpoint : https://{host}/common/oauth2/authorize\n\n\n"
    ))
}

#[test]
fn each_url_is_asked_once_where_authentication_answers() {
    let estate = estate(
        "[PS] C:\\>Get-MapiVirtualDirectory | fl\n\n\nIdentity : EX01\\mapi (Default Web Site)\nInternalUrl : https://Mail.contoso.com/mapi/\nExternalUrl : https://mail.contoso.com/mapi\n\nIdentity : EX02\\mapi (Default Web Site)\nInternalUrl : http://ex02.contoso.com/mapi\nExternalUrl : https://user:pw@mail.contoso.com/mapi\n\n\n[PS] C:\\>Get-OabVirtualDirectory | fl\n\n\nIdentity : EX01\\OAB (Default Web Site)\nInternalUrl : https://mail.contoso.com/OAB\nExternalUrl :\n\n\n[PS] C:\\>Get-ClientAccessService | fl\n\n\nName : EX01\nAutoDiscoverServiceInternalUri : https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml\n\n\n",
    );
    let targets = of(&estate, None, None);
    assert_eq!(
        urls(&targets),
        [
            (Kind::BearerChallenge, "https://autodiscover.contoso.com/Autodiscover/Autodiscover.xml"),
            (Kind::BearerChallenge, "https://mail.contoso.com/OAB/oab.xml"),
            (Kind::BearerChallenge, "https://mail.contoso.com/mapi/emsmdb"),
        ]
    );
    assert_eq!(
        targets.ask[2].named_by,
        ["EX01\\mapi (Default Web Site) InternalUrl", "EX01\\mapi (Default Web Site) ExternalUrl"]
    );
    assert!(targets.left_out.iter().any(|(url, why)| url == "http://ex02.contoso.com/mapi" && why.contains("HMA-URL-001")));
    assert!(targets.ask.iter().all(|target| target.url.username().is_empty()));
}

#[test]
fn a_mailbox_adds_autodiscover_of_its_domain() {
    let targets = of(&estate(""), Some("adele.vance+x@contoso.com"), None);
    assert_eq!(
        urls(&targets),
        [(
            Kind::AutodiscoverV2,
            "https://autodiscover.contoso.com/autodiscover/autodiscover.json?Email=adele.vance%2Bx%40contoso.com&Protocol=activesync&RedirectCount=3"
        )]
    );
}

#[test]
fn a_tenant_is_asked_at_the_sign_in_host_of_its_cloud() {
    let path = "0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80/.well-known/openid-configuration";
    for (host, asked) in [
        ("login.windows.net", "login.microsoftonline.com"),
        ("login.microsoftonline.us", "login.microsoftonline.us"),
        ("login.chinacloudapi.cn", "login.partner.microsoftonline.cn"),
        ("sts.contoso.com", "login.microsoftonline.com"),
    ] {
        let targets = of(&auth_server(host), None, None);
        assert_eq!(urls(&targets), [(Kind::OpenIdConfiguration, format!("https://{asked}/{path}").as_str())]);
    }
    let authority = Url::parse("https://localhost:1/").unwrap();
    let targets = of(&auth_server("login.windows.net"), None, Some(&authority));
    assert_eq!(urls(&targets)[0].1, format!("https://localhost:1/{path}"));
}
