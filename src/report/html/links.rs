//! The only addresses that the page may link to: documentation of the product's maker. Sources of custom rules that lie elsewhere
//! are printed as text.

use url::Url;

const HOSTS: &[&str] = &["learn.microsoft.com", "support.microsoft.com", "techcommunity.microsoft.com", "microsoft.github.io"];

/// Organisations at github.com.
const OWNERS: &[&str] = &["microsoft", "microsoftdocs", "microsoftgraph"];

/// The address as it may stand in `href`, or `None`. https only, no credentials, no port.
#[must_use]
pub fn documentation(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let plain = url.scheme() == "https" && url.username().is_empty() && url.password().is_none() && url.port().is_none();
    let host = url.host_str()?;
    let owner = || {
        url.path_segments().and_then(|mut path| path.next()).is_some_and(|owner| OWNERS.contains(&&*owner.to_ascii_lowercase()))
    };
    (plain && (HOSTS.contains(&host) || host == "github.com" && owner())).then(|| url.to_string())
}

#[cfg(test)]
mod tests {
    use super::documentation;

    #[test]
    fn documentation_is_linked() {
        for address in [
            "https://learn.microsoft.com/microsoft-365/enterprise/hybrid-modern-auth-overview",
            "https://techcommunity.microsoft.com/blog/exchange/x/4396833",
            "https://github.com/microsoft/CSS-Exchange",
            "https://github.com/MicrosoftDocs/office-docs-powershell",
        ] {
            assert_eq!(documentation(address).as_deref(), Some(address));
        }
    }

    #[test]
    fn anything_else_is_not() {
        for address in [
            "javascript:alert(1)",
            "http://learn.microsoft.com/x",
            "https://learn.microsoft.com.evil.example/",
            "https://learn.microsoft.com@evil.example/",
            "https://user@learn.microsoft.com/",
            "https://learn.microsoft.com:8443/",
            "https://github.com/evil/microsoft",
            "https://github.com/",
            "data:text/html,x",
            "//learn.microsoft.com/x",
            "",
        ] {
            assert_eq!(documentation(address), None, "{address}");
        }
    }
}
