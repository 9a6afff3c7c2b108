//! The access token: OAuth 2.0 client credentials (RFC 6749 section 4.4.2), with a secret or with an assertion (RFC 7523).

use super::http::Settings;
use super::secret::{Credential, Scrubber};
use super::{aadsts, answer, assertion};
use crate::outcome::UserError;
use crate::text::visible_line;
use jiff::Timestamp;
use miette::miette;
use reqwest::Client;
use reqwest::header::ACCEPT;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
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

/// A token, RFC 6749 section 5.1.
#[derive(Deserialize)]
struct Granted {
    access_token: SecretString,
    token_type: String,
}

/// A refusal, RFC 6749 section 5.2.
#[derive(Deserialize)]
struct Refused {
    error: String,
    error_description: Option<String>,
}

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
) -> Result<SecretString, UserError> {
    let endpoint = asking
        .authority
        .join(&format!("/{}/oauth2/v2.0/token", asking.tenant))
        .map_err(|_| miette!("{} is not a tenant id or domain", visible_line(asking.tenant)))?;
    let host = endpoint.host_str().unwrap_or_default().to_owned();
    let scope = format!("{}/.default", asking.resource.as_str().trim_end_matches('/'));
    let mut form = vec![("grant_type", "client_credentials"), ("client_id", asking.client_id), ("scope", &scope)];
    let signed;
    match credential {
        Credential::Secret(secret) => form.push(("client_secret", secret.expose_secret())),
        Credential::Certificate(pem) => {
            signed = assertion::sign(pem, asking.client_id, endpoint.as_str(), asking.now)?;
            scrubber.add(&signed);
            form.push(("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"));
            form.push(("client_assertion", signed.expose_secret()));
        }
    }
    let request = client.post(endpoint).header(ACCEPT, "application/json").form(&form);
    let answer = answer::read(request, Some(BODY), settings).await.map_err(|(mishap, _)| {
        miette!(help = "check the network, HTTPS_PROXY and --ca", "cannot reach {}: {}", visible_line(&host), mishap.words())
    })?;
    if answer.status != 200 {
        return Err(match serde_json::from_slice::<Refused>(&answer.body) {
            Ok(refused) => refusal(&refused.error_description.unwrap_or(refused.error), asking, scrubber),
            Err(_) => unreadable(answer.status, &host),
        });
    }
    match serde_json::from_slice::<Granted>(&answer.body) {
        Ok(granted) if granted.token_type.eq_ignore_ascii_case("Bearer") => {
            scrubber.add(&granted.access_token);
            Ok(granted.access_token)
        }
        _ => Err(unreadable(answer.status, &host)),
    }
}

fn refusal(description: &str, asking: &Asking<'_>, scrubber: &Scrubber) -> UserError {
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

fn unreadable(status: u16, host: &str) -> UserError {
    let host = visible_line(host);
    match status {
        429 => miette!(help = "wait some minutes and try again", "{host} refuses more requests for now (HTTP 429)"),
        500..=599 => miette!(help = "try again later", "{host} does not work at the moment (HTTP {status})"),
        300..=399 => miette!(help = "check --cloud", "{host} sends elsewhere (HTTP {status}); redirects are not followed"),
        _ => miette!(
            help = "is there a proxy in between that answers for itself?",
            "{host} sent an answer that is not a token (HTTP {status})"
        ),
    }
}
