//! The access token: OAuth 2.0 client credentials (RFC 6749 section 4.4.2), with a secret or with an assertion (RFC 7523).

use super::http::Settings;
use super::mishap::Mishap;
use super::secret::{Credential, Scrubber};
use super::{aadsts, answer, assertion};
use crate::outcome::Failure;
use crate::text::visible_line;
use jiff::Timestamp;
use miette::miette;
use oauth2::basic::BasicClient;
use oauth2::{
    AuthType, ClientId, ClientSecret, HttpRequest, HttpResponse, RequestTokenError, Scope, TokenResponse as _, TokenUrl,
};
use reqwest::Client;
use secrecy::{ExposeSecret, SecretString};
use std::cell::Cell;
use url::Url;

/// Most bytes of an answer that are read.
const BODY: usize = 256 * 1024;

/// Who asks, and for what.
pub struct Asking<'a> {
    /// Sign-in host.
    pub authority: &'a Url,
    /// Tenant id or domain.
    pub tenant: &'a str,
    /// Application id.
    pub client_id: &'a str,
    /// Resource that the token is for, `https://graph.microsoft.com/`.
    pub resource: &'a Url,
    /// The time.
    pub now: Timestamp,
}

/// Why the request itself failed.
#[derive(Debug, thiserror::Error)]
#[error("the request failed")]
struct Unanswered(Mishap);

/// Asks for a token. `scrubber` learns the assertion, so that nobody prints it either.
///
/// # Errors
/// What the sign-in service refuses, in clear words; or why it did not answer.
pub async fn get(
    client: &Client,
    asking: &Asking<'_>,
    credential: &Credential,
    scrubber: &mut Scrubber,
    settings: &Settings,
) -> Result<SecretString, Failure> {
    let endpoint = asking
        .authority
        .join(&format!("/{}/oauth2/v2.0/token", asking.tenant))
        .map_err(|_| miette!("{} is no tenant", visible_line(asking.tenant)))?;
    let host = endpoint.host_str().unwrap_or_default().to_owned();
    let scope = Scope::new(format!("{}/.default", asking.resource.as_str().trim_end_matches('/')));
    let mut basic = BasicClient::new(ClientId::new(asking.client_id.to_owned()))
        .set_token_uri(TokenUrl::from_url(endpoint.clone()))
        .set_auth_type(AuthType::RequestBody);
    let mut assertion = None;
    match credential {
        Credential::Secret(secret) => basic = basic.set_client_secret(ClientSecret::new(secret.expose_secret().to_owned())),
        Credential::Certificate(pem) => {
            let signed = assertion::sign(pem, asking.client_id, endpoint.as_str(), asking.now)?;
            scrubber.add(&signed);
            assertion = Some(signed);
        }
    }
    let mut request = basic.exchange_client_credentials().add_scope(scope);
    if let Some(signed) = &assertion {
        request = request
            .add_extra_param("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            .add_extra_param("client_assertion", signed.expose_secret().to_owned());
    }
    let status = Cell::new(0);
    let status = &status;
    let http = |request: HttpRequest| async move {
        let answer = send(client, request, settings).await?;
        status.set(answer.status().as_u16());
        Ok::<_, Unanswered>(answer)
    };
    let answer = request.request_async(&http).await;
    match answer {
        Ok(token) => {
            let token = SecretString::from(token.access_token().secret().clone());
            scrubber.add(&token);
            Ok(token)
        }
        Err(RequestTokenError::ServerResponse(refused)) => {
            let description = refused.error_description().cloned().unwrap_or_else(|| refused.error().to_string());
            Err(refusal(&description, asking, scrubber))
        }
        Err(RequestTokenError::Request(Unanswered(mishap))) => Err(miette!(
            help = "check the network, HTTPS_PROXY and --ca",
            "cannot reach {}: {}",
            visible_line(&host),
            mishap.words()
        )),
        Err(_) => Err(unreadable(status.get(), &host)),
    }
}

async fn send(client: &Client, request: HttpRequest, settings: &Settings) -> Result<HttpResponse, Unanswered> {
    let (parts, body) = request.into_parts();
    let url = Url::parse(&parts.uri.to_string()).map_err(|_| Unanswered(Mishap::Other))?;
    let request = client.post(url).headers(parts.headers).body(body);
    let answer = answer::read(request, Some(BODY), settings).await.map_err(|(mishap, _)| Unanswered(mishap))?;
    let mut response = HttpResponse::new(answer.body);
    *response.status_mut() = reqwest::StatusCode::from_u16(answer.status).map_err(|_| Unanswered(Mishap::NotHttp))?;
    *response.headers_mut() = answer.headers;
    Ok(response)
}

fn refusal(description: &str, asking: &Asking<'_>, scrubber: &Scrubber) -> Failure {
    // The first line holds the code and the sentence; trace and correlation ids follow.
    let first = description.lines().next().unwrap_or("");
    let said: String = visible_line(&scrubber.clean(first)).chars().take(400).collect();
    let tenant = visible_line(asking.tenant).into_owned();
    match aadsts::explain(description) {
        Some((code, meaning, to_do)) => {
            miette!(help = to_do, "no token for {} in {tenant}: {meaning} ({code})\n{said}", visible_line(asking.client_id))
        }
        None => miette!(
            help = "look up the AADSTS code at https://login.microsoftonline.com/error",
            "no token for {} in {tenant}: {said}",
            visible_line(asking.client_id)
        ),
    }
}

fn unreadable(status: u16, host: &str) -> Failure {
    let host = visible_line(host);
    match status {
        429 => miette!(help = "wait some minutes and try again", "{host} refuses more requests for now (HTTP 429)"),
        500..=599 => miette!(help = "try again later", "{host} does not work at the moment (HTTP {status})"),
        300..=399 => miette!(help = "check --cloud", "{host} sends elsewhere (HTTP {status}); redirects are not followed"),
        _ => miette!(
            help = "is there a proxy in between that answers for itself?",
            "{host} answered something that is no token (HTTP {status})"
        ),
    }
}
