//! What belongs to Microsoft: its clouds and what a sign-in address of one looks like, its domains, and ids, names and numbers that are the same everywhere.

use url::Url;

/// Application id of Office 365 Exchange Online.
pub const EXCHANGE_ONLINE: &str = "00000002-0000-0ff1-ce00-000000000000";

/// The partner applications of Teams that replace that of Skype for Business: its scheduler and voicemail.
pub const TEAMS_APPLICATIONS: [&str; 2] = ["7557eb47-c689-4224-abcf-aef9bd7573df", "db7de2b5-2149-435e-8043-e080dd50afae"];

/// The cloud of everybody who is in no cloud of a nation's.
pub const WORLDWIDE: &str = "global";

/// Sign-in hosts and the cloud that each belongs to; of each cloud the one first that is to be used.
const SIGN_IN: &[(&str, &str)] = &[
    ("login.microsoftonline.com", WORLDWIDE),
    ("login.windows.net", WORLDWIDE),
    ("login.microsoftonline.us", "us-government"),
    ("login.partner.microsoftonline.cn", "china"),
    ("login.chinacloudapi.cn", "china"),
    ("login.sovcloud-identity.fr", "bleu"),
    ("login.sovcloud-identity.de", "delos"),
];

/// The cloud that an Entra sign-in host belongs to; `None` for any other host.
#[must_use]
pub fn cloud_of(host: &str) -> Option<&'static str> {
    SIGN_IN.iter().find(|(known, _)| known.eq_ignore_ascii_case(host)).map(|(_, cloud)| *cloud)
}

/// Where people of a cloud sign in, as a URL.
#[must_use]
#[cfg(feature = "live")]
pub fn authority(cloud: &str) -> String {
    let host = SIGN_IN.iter().find(|(_, of)| *of == cloud).map_or("", |(host, _)| host);
    format!("https://{host}/")
}

/// What an address for signing in at Entra is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignIn {
    /// As Entra publishes it. The tenant in its path, if it names one instead of `common` or `organizations`.
    Valid(Option<String>),
    /// https at its own port, but on a host that is not known.
    OtherHost(String),
    /// Nothing that Entra publishes: why not, in a few words.
    Wrong(&'static str),
}

/// Judges scheme, port and host, and the path of an authorization endpoint: `/common/oauth2/authorize` or that of version 2.
#[must_use]
pub fn authorization(url: &Url) -> SignIn {
    let host = match place(url) {
        Ok(host) => host,
        Err(wrong) => return SignIn::Wrong(wrong),
    };
    let path: Vec<&str> = url.path().trim_start_matches('/').split('/').collect();
    let is = |text: &str, word: &str| text.eq_ignore_ascii_case(word);
    let tenant = match path.as_slice() {
        [tenant, oauth, authorize] if is(oauth, "oauth2") && is(authorize, "authorize") => *tenant,
        [tenant, oauth, version, authorize] if is(oauth, "oauth2") && is(version, "v2.0") && is(authorize, "authorize") => {
            *tenant
        }
        _ => return SignIn::Wrong("a path that is not one of Entra's"),
    };
    if url.query().is_some() || url.fragment().is_some() || tenant.is_empty() || url.path().starts_with("//") {
        return SignIn::Wrong("a path that is not one of Entra's");
    }
    match cloud_of(&host) {
        None => SignIn::OtherHost(host),
        Some(_) if is(tenant, "common") || is(tenant, "organizations") => SignIn::Valid(None),
        Some(_) => SignIn::Valid(Some(tenant.to_ascii_lowercase())),
    }
}

/// Judges scheme, port and host of an address that metadata are read from, and gives the tenant that its path begins with.
#[must_use]
pub fn metadata(url: &Url) -> SignIn {
    match place(url) {
        Err(wrong) => SignIn::Wrong(wrong),
        Ok(host) if cloud_of(&host).is_none() => SignIn::OtherHost(host),
        Ok(_) => {
            let first = url.path().trim_start_matches('/').split('/').next().unwrap_or_default().to_ascii_lowercase();
            SignIn::Valid(Some(first).filter(|first| !matches!(first.as_str(), "" | "common" | "organizations")))
        }
    }
}

/// The host of an https URL at the port of https.
fn place(url: &Url) -> Result<String, &'static str> {
    if url.scheme() != "https" {
        return Err("a scheme that is not https");
    }
    if url.port().is_some() {
        return Err("a port of its own");
    }
    if url.host_str().is_some_and(|host| host.ends_with('.')) {
        return Err("a host with a dot at its end");
    }
    Ok(host(url))
}

/// The host of a URL in lower case, without the dot of the root.
#[must_use]
pub fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase()
}

/// Domains of Microsoft's services and of its own names on the service principal \[KRGUIDE\].
const DOMAINS: &[&str] = &[
    "aka.ms",
    "apps.mil",
    "azure.com",
    "azure.net",
    "azure.us",
    "chinacloudapi.cn",
    "dps.mil",
    "hotmail.com",
    "live.com",
    "live.net",
    "lync.com",
    "microsoft.com",
    "microsoftonline-p.com",
    "microsoftonline.com",
    "microsoftonline.de",
    "microsoftonline.us",
    "msauth.net",
    "msftauth.net",
    "msn.com",
    "office.com",
    "office.net",
    "office.us",
    "office365.com",
    "office365.us",
    "outlook-sdf.com",
    "outlook-tdf.com",
    "outlook.cn",
    "outlook.com",
    "outlook.de",
    "outlook.us",
    "partner.microsoftonline.cn",
    "skype.com",
    "windows.com",
    "windows.net",
    "windowsazure.com",
];

/// Domains of Microsoft's below which the last label is a customer's.
pub const CUSTOMER_DOMAINS: &[&str] = &[
    "mail.onmicrosoft.com",
    "mail.onmicrosoft.us",
    "onmicrosoft.com",
    "onmicrosoft.us",
    "onmicrosoft.de",
    "onmicrosoft.cn",
    "sharepoint.com",
    "sharepoint.us",
    "sharepoint.cn",
    "mail.protection.outlook.com",
    "mail.protection.office365.us",
    "mail.protection.partner.outlook.cn",
    "msappproxy.net",
];

/// Whether a host is a domain or lies below it.
#[must_use]
pub fn is_at_or_below(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether a host, in lower case, is one of Microsoft's own services.
#[must_use]
pub fn owns(host: &str) -> bool {
    DOMAINS.iter().any(|domain| is_at_or_below(host, domain))
}

/// Whether an AuthServer is Entra ID: by its type, or where that is not shown by its name; `None` where neither tells.
#[must_use]
pub fn is_entra(kind: Option<&str>, name: &str) -> Option<bool> {
    if let Some(kind) = kind {
        return Some(kind.eq_ignore_ascii_case("AzureAD"));
    }
    let name = name.to_ascii_lowercase();
    let is_of_another = name == "acs" || name.starts_with("acs - ") || name == "windowsazureacs";
    if name.starts_with("evosts") { Some(true) } else { is_of_another.then_some(false) }
}

/// The authentication method of a number in a list of them, as far as Export-Clixml proves it, which shows number and name.
#[must_use]
pub fn authentication_method(number: &str) -> Option<&'static str> {
    Some(match number {
        "0" => "Basic",
        "2" => "Ntlm",
        "3" => "Fba",
        "4" => "WindowsIntegrated",
        "7" => "WSSecurity",
        "10" => "OAuth",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_authorization_endpoint_is_what_entra_publishes() {
        let judged = |text: &str| authorization(&Url::parse(text).unwrap());
        for good in [
            "https://login.windows.net/common/oauth2/authorize",
            "https://login.windows.net:443/common/oauth2/authorize",
            "https://login.microsoftonline.com/organizations/oauth2/v2.0/authorize",
            "https://LOGIN.microsoftonline.us/Common/OAuth2/Authorize",
            "https://login.sovcloud-identity.fr/common/oauth2/authorize",
            "https://login.partner.microsoftonline.cn/common/oauth2/authorize",
        ] {
            assert_eq!(judged(good), SignIn::Valid(None), "{good}");
        }
        let own = "https://login.windows.net/0D3F9A1E-77b4-4f0e-8a53-2b1c5d6e7f80/oauth2/authorize";
        assert_eq!(judged(own), SignIn::Valid(Some("0d3f9a1e-77b4-4f0e-8a53-2b1c5d6e7f80".to_owned())));
        for wrong in [
            "http://login.windows.net/common/oauth2/authorize",
            "https://login.windows.net:8443/common/oauth2/authorize",
            "https://login.windows.net/adfs/oauth2",
            "https://login.windows.net/common/adfs/oauth2/authorize",
            "https://login.windows.net/common/oauth2/token",
            "https://login.windows.net/common/oauth2/authorize/",
            "https://login.windows.net/common/oauth2/authorize?x=y",
            "https://login.windows.net/common/oauth2/authorize#x",
            "https://login.windows.net/common/oauth2/v1.0/authorize",
            "https://login.windows.net//oauth2/authorize",
            "https://login.windows.net//common/oauth2/authorize",
            "https://login.windows.net/",
        ] {
            assert!(matches!(judged(wrong), SignIn::Wrong(_)), "{wrong}");
        }
        let other = "https://login.contoso.com/common/oauth2/authorize";
        assert_eq!(judged(other), SignIn::OtherHost("login.contoso.com".to_owned()));
    }
}
