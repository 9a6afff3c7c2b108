//! What `probe` asks: the URLs that clients use, out of the captures.

use crate::catalog;
use crate::catalog::schema::{Cmdlet, Service};
use crate::estate::{Estate, KnownExt as _, Object, Seen, Side, Value};
use crate::microsoft;
use std::collections::BTreeMap;
use url::Url;

/// What is asked of a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// An empty bearer token.
    BearerChallenge,
    /// Autodiscover V2, without a token.
    AutodiscoverV2,
    /// The OpenID configuration of a tenant.
    OpenIdConfiguration,
    /// Where OWA or ECP sends a browser that is not signed in.
    SignIn,
}

impl Kind {
    /// The word in captures.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::BearerChallenge => "bearer-challenge",
            Self::AutodiscoverV2 => "autodiscover-v2",
            Self::OpenIdConfiguration => "openid-configuration",
            Self::SignIn => "sign-in",
        }
    }
}

/// One URL to ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What is asked.
    pub kind: Kind,
    /// Of whom.
    pub url: Url,
    /// Who names the URL: `EX01\mapi (Default Web Site) InternalUrl`.
    pub named_by: Vec<String>,
}

/// What to ask, and what not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets {
    /// URLs to ask, sorted by host and URL.
    pub ask: Vec<Target>,
    /// URLs that are not asked, each with the reason.
    pub left_out: Vec<(String, &'static str)>,
}

/// The URLs that an estate names. `mailbox` is asked for at Autodiscover V2 of its domain; `authority` is where tenants' OpenID
/// configurations are, instead of their clouds' sign-in hosts.
#[must_use]
pub fn of(estate: &Estate, mailbox: Option<&str>, authority: Option<&Url>) -> Targets {
    let mut targets = Targets::default();
    let mut found: BTreeMap<(String, String, Kind), Target> = BTreeMap::new();
    let of_service =
        |(cmdlet, service): (&'static Cmdlet, Service)| service.urls.iter().map(move |url| (cmdlet, *url, service.probed_at));
    for (cmdlet, property, behind) in catalog::services().into_iter().flat_map(of_service) {
        for object in estate.of(cmdlet.noun, &Side::OnPremises) {
            let Ok(Seen { value: Value::Url(url), .. }) = object.get(property) else { continue };
            match askable(&url, behind) {
                Ok(url) => add(&mut found, Kind::BearerChallenge, url, format!("{} {property}", object.subject)),
                Err(why) => targets.left_out.push((url.to_string(), why)),
            }
        }
    }
    for noun in ["owa-virtual-directory", "ecp-virtual-directory"] {
        for object in estate.of(noun, &Side::OnPremises) {
            for property in ["InternalUrl", "ExternalUrl"] {
                let Ok(Seen { value: Value::Url(url), .. }) = object.get(property) else { continue };
                // OWA and ECP answer at the folder.
                let Ok(mut url) = askable(&url, "") else { continue };
                let folder = format!("{}/", url.path().trim_end_matches('/'));
                url.set_path(&folder);
                add(&mut found, Kind::SignIn, url, format!("{} {property}", object.subject));
            }
        }
    }
    if let Some((url, domain)) = mailbox.and_then(autodiscover) {
        add(&mut found, Kind::AutodiscoverV2, url, format!("--mailbox at {domain}"));
    }
    for (url, name) in open_id(estate, authority) {
        add(&mut found, Kind::OpenIdConfiguration, url, name);
    }
    targets.ask = found.into_values().collect();
    targets.left_out.sort();
    targets.left_out.dedup();
    targets
}

fn add(found: &mut BTreeMap<(String, String, Kind), Target>, kind: Kind, url: Url, named_by: String) {
    let key = (host(&url), url.to_string(), kind);
    let target = found.entry(key).or_insert_with(|| Target { kind, url, named_by: Vec::new() });
    if !target.named_by.contains(&named_by) {
        target.named_by.push(named_by);
    }
}

/// Host and port.
#[must_use]
pub fn host(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or_default())
}

fn askable(url: &Url, behind: &str) -> Result<Url, &'static str> {
    if url.scheme() != "https" {
        return Err("not https; tokens are for https only (see HMA-URL-001)");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("it contains a user name");
    }
    let mut url = url.clone();
    url.set_query(None);
    url.set_fragment(None);
    if !behind.is_empty() {
        let path = format!("{}/{behind}", url.path().trim_end_matches('/'));
        url.set_path(&path);
    }
    Ok(url)
}

/// The question of Outlook for iOS and Android.
fn autodiscover(mailbox: &str) -> Option<(Url, &str)> {
    let (_, domain) = mailbox.rsplit_once('@')?;
    let (host, port) = domain.split_once(':').map_or((domain, None), |(host, port)| (host, port.parse().ok()));
    let mut url = Url::parse(&format!("https://autodiscover.{host}/autodiscover/autodiscover.json")).ok()?;
    url.set_port(port).ok()?;
    let address = mailbox.rsplit_once('@').map(|(name, _)| format!("{name}@{host}"))?;
    url.query_pairs_mut().append_pair("Email", &address).append_pair("Protocol", "activesync").append_pair("RedirectCount", "3");
    Some((url, domain))
}

/// The OpenID configuration of each tenant whose id is known, at the sign-in host of the cloud that its AuthServer names.
fn open_id(estate: &Estate, authority: Option<&Url>) -> Vec<(Url, String)> {
    let mut all = Vec::new();
    for tenant in &estate.tenants {
        let Some(id) = &tenant.id else { continue };
        let base = authority.cloned().or_else(|| Url::parse(&sign_in_host(estate, id)).ok());
        if let Some(url) = base.and_then(|base| base.join(&format!("/{id}/.well-known/openid-configuration")).ok()) {
            all.push((url, format!("tenant {}", tenant.name)));
        }
    }
    all
}

fn sign_in_host(estate: &Estate, tenant: &str) -> String {
    let is_of =
        |object: &&Object| matches!(object.get("Realm").value(), Some(Value::Text(realm)) if realm.eq_ignore_ascii_case(tenant));
    let hosts = estate.of("auth-server", &Side::OnPremises).filter(is_of).flat_map(|object| {
        ["AuthorizationEndpoint", "AuthMetadataUrl"].into_iter().filter_map(move |name| match object.get(name) {
            Ok(Seen { value: Value::Url(url), .. }) => Some(microsoft::host(&url)),
            _ => None,
        })
    });
    let cloud = hosts.filter_map(|host| microsoft::cloud_of(&host)).find(|cloud| *cloud != microsoft::WORLDWIDE);
    microsoft::authority(cloud.unwrap_or(microsoft::WORLDWIDE))
}
