//! Reading Microsoft Graph: pages, throttling, and clear words for refusals.

use super::answer;
use super::http::Settings;
use super::secret::Scrubber;
use crate::outcome::UserError;
use crate::text::visible_line;
use miette::miette;
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

/// Most bytes of one answer.
const BODY: usize = 16 * 1024 * 1024;
/// Most pages of one question.
const PAGES: usize = 200;

/// Graph as one application sees one tenant.
pub struct Graph<'a> {
    /// The client.
    pub client: &'a Client,
    /// The host.
    pub host: &'a Url,
    /// The access token.
    pub token: &'a SecretString,
    /// Times and limits.
    pub settings: &'a Settings,
    /// What must not be printed.
    pub scrubber: &'a Scrubber,
}

/// Why there is no answer.
#[derive(Debug)]
pub enum GraphError {
    /// 404.
    Missing,
    /// 403: a permission is missing.
    Forbidden(UserError),
    /// Anything else.
    Failed(UserError),
}

impl From<GraphError> for UserError {
    fn from(denied: GraphError) -> Self {
        match denied {
            GraphError::Missing => miette!("Microsoft Graph does not know what was asked for (HTTP 404)"),
            GraphError::Forbidden(failure) | GraphError::Failed(failure) => failure,
        }
    }
}

impl Graph<'_> {
    /// Reads one object. `path` starts with `/v1.0/` and is written as it stands in the URL.
    ///
    /// # Errors
    /// See [`GraphError`].
    pub async fn one(&self, path: &str) -> Result<Value, GraphError> {
        let url = self.url(path)?;
        self.get(&url).await
    }

    /// Reads a list, all pages of it.
    ///
    /// # Errors
    /// See [`GraphError`]; also when a next page is on another host, where the token must not go, or when there are too many.
    pub async fn all(&self, path: &str) -> Result<Vec<Value>, GraphError> {
        let mut url = self.url(path)?;
        let mut items = Vec::new();
        for _ in 0..PAGES {
            let mut page = self.get(&url).await?;
            let Some(Value::Array(more)) = page.get_mut("value").map(Value::take) else {
                return Err(GraphError::Failed(miette!("Microsoft Graph answered no list for {}", visible_line(url.path()))));
            };
            items.extend(more);
            let Some(next) = page.get("@odata.nextLink").and_then(Value::as_str) else { return Ok(items) };
            url = self.next(next)?;
        }
        Err(GraphError::Failed(miette!("Microsoft Graph answered more than {PAGES} pages; nothing was written")))
    }

    fn url(&self, path: &str) -> Result<Url, GraphError> {
        self.host.join(path).map_err(|_| GraphError::Failed(miette!("{} is not a path", visible_line(path))))
    }

    fn next(&self, link: &str) -> Result<Url, GraphError> {
        match Url::parse(link) {
            Ok(url) if url.origin() == self.host.origin() => Ok(url),
            _ => Err(GraphError::Failed(miette!(
                help = "nothing was sent there and nothing was written; is there a proxy that answers for Graph?",
                "the next page is on another host than {}",
                visible_line(self.host.as_str())
            ))),
        }
    }

    async fn get(&self, url: &Url) -> Result<Value, GraphError> {
        let host = visible_line(url.host_str().unwrap_or_default()).into_owned();
        let request = self.client.get(url.clone()).bearer_auth(self.token.expose_secret());
        let answer = answer::read(request, Some(BODY), self.settings).await.map_err(|(mishap, _)| {
            GraphError::Failed(miette!(
                help = "check the network, HTTPS_PROXY and --ca",
                "cannot reach {host}: {}",
                mishap.words()
            ))
        })?;
        let document: Option<Value> = serde_json::from_slice(&answer.body).ok();
        match (answer.status, document) {
            (200, Some(document)) => Ok(document),
            (404, _) => Err(GraphError::Missing),
            (403, document) => Err(GraphError::Forbidden(miette!(
                help = "give the application the application permission (not the delegated one) Application.Read.All of Microsoft Graph, and grant admin consent in the tenant",
                "the application may not read {} (HTTP 403){}",
                visible_line(url.path()),
                self.said(document.as_ref())
            ))),
            (status, document) => Err(GraphError::Failed(self.refusal(status, &host, document.as_ref()))),
        }
    }

    fn refusal(&self, status: u16, host: &str, document: Option<&Value>) -> UserError {
        let said = self.said(document);
        match status {
            401 => miette!(
                help = "is --cloud that of the tenant? if the permission was granted a moment ago, wait a minute",
                "{host} does not take the token (HTTP 401){said}"
            ),
            429 => miette!(help = "wait some minutes and try again", "{host} refuses more requests for now (HTTP 429){said}"),
            500..=599 => miette!(help = "try again later", "{host} does not work at the moment (HTTP {status}){said}"),
            300..=399 => miette!(help = "check --cloud", "{host} sends elsewhere (HTTP {status}); redirects are not followed"),
            _ => miette!("{host} answered HTTP {status}{said}"),
        }
    }

    /// Code and message of an error, without secrets.
    fn said(&self, document: Option<&Value>) -> String {
        let Some(error) = document.and_then(|document| document.get("error")) else { return String::new() };
        let text = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or("");
        let said = format!("{}: {}", text("code"), text("message"));
        let said: String = visible_line(&self.scrubber.clean(&said)).chars().take(300).collect();
        format!("\n{said}")
    }
}
