//! Reading an answer within limits.

use super::http::{RETRIES, Settings};
use super::transport_error::TransportError;
use crate::digest;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use reqwest::tls::TlsInfo;
use reqwest::{RequestBuilder, Response};
use std::time::Duration;

/// An answer, read.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Thumbprint of the certificate that the service showed.
    pub certificate: Option<String>,
    /// The body as far as it was asked for.
    pub body: Vec<u8>,
    /// How often it was asked, from 1.
    pub attempts: u32,
}

/// Sends a request and reads the answer, at most `limit` bytes of body (`None`: the body is left alone). What may pass is tried again: a
/// closed connection, 429, 502, 503 and 504 (after as long as `Retry-After` says, within limits). The last such answer is returned as it is.
///
/// # Errors
/// Why there is no answer, and how often it was asked.
pub async fn read(request: RequestBuilder, limit: Option<usize>, settings: &Settings) -> Result<Answer, (TransportError, u32)> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let Some(copy) = request.try_clone() else { return Err((TransportError::Other, attempt)) };
        let last = attempt > RETRIES;
        let pause = settings.pause.saturating_mul(1 << (attempt - 1).min(8));
        match once(copy, limit).await {
            Ok(answer) => {
                let Answer { status, ref headers, .. } = answer;
                let asked = retry_after(headers);
                let is_too_long = asked.is_some_and(|asked| asked > settings.longest_pause);
                if last || is_too_long || !matches!(status, 429 | 502 | 503 | 504) {
                    return Ok(Answer { attempts: attempt, ..answer });
                }
                tokio::time::sleep(asked.unwrap_or(pause)).await;
            }
            Err(mishap) if last || !mishap.may_pass() => return Err((mishap, attempt)),
            Err(_) => tokio::time::sleep(pause).await,
        }
    }
}

async fn once(request: RequestBuilder, limit: Option<usize>) -> Result<Answer, TransportError> {
    let response = request.send().await.map_err(|error| TransportError::of(&error))?;
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let shown = response.extensions().get::<TlsInfo>().and_then(TlsInfo::peer_certificate);
    let certificate = shown.map(digest::thumbprint);
    let body = match limit {
        Some(limit) => body(response, limit).await?,
        None => Vec::new(),
    };
    Ok(Answer { status, headers, certificate, body, attempts: 1 })
}

async fn body(mut response: Response, limit: usize) -> Result<Vec<u8>, TransportError> {
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| TransportError::of(&error))? {
        if body.len() + part.len() > limit {
            return Err(TransportError::BodyTooLarge);
        }
        body.extend_from_slice(&part);
    }
    Ok(body)
}

/// The seconds of `Retry-After`; a date there is not read, the usual pause serves.
#[must_use]
pub fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}
