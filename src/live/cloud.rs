//! The hosts of Microsoft's clouds.

use crate::outcome::UserError;
use crate::text::visible_line;
use miette::miette;
use url::Url;

/// Where a tenant signs in and where its directory is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cloud {
    /// Sign-in host, `https://login.microsoftonline.com/`.
    pub authority: Url,
    /// Microsoft Graph, `https://graph.microsoft.com/`.
    pub graph: Url,
}

impl Cloud {
    /// The worldwide cloud, GCC included.
    pub const GLOBAL: (&'static str, &'static str) = ("https://login.microsoftonline.com/", "https://graph.microsoft.com/");
    /// US Government L4.
    pub const US_GOV: (&'static str, &'static str) = ("https://login.microsoftonline.us/", "https://graph.microsoft.us/");
    /// US Government L5.
    pub const US_GOV_DOD: (&'static str, &'static str) = ("https://login.microsoftonline.us/", "https://dod-graph.microsoft.us/");
    /// Operated by 21Vianet.
    pub const CHINA: (&'static str, &'static str) =
        ("https://login.partner.microsoftonline.cn/", "https://microsoftgraph.chinacloudapi.cn/");

    /// A cloud of two hosts.
    ///
    /// # Errors
    /// When one of them is not an https URL.
    pub fn new(authority: &str, graph: &str) -> Result<Self, UserError> {
        Ok(Self { authority: https(authority)?, graph: https(graph)? })
    }
}

fn https(text: &str) -> Result<Url, UserError> {
    match Url::parse(text) {
        Ok(url) if url.scheme() == "https" && url.username().is_empty() && url.password().is_none() => Ok(url),
        _ => Err(miette!(help = "write it as https://host/", "{} is not an https URL", visible_line(text))),
    }
}
