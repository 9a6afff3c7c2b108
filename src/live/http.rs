//! The HTTP client: TLS by rustls, no redirects, proxy from the environment.

use super::transport_error::TransportError;
use crate::outcome::UserError;
use miette::miette;
use reqwest::{Certificate, Client, redirect};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

/// How to reach others.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The time for one request with its answer, retries included.
    pub timeout: Duration,
    /// Trusted authorities (PEM) instead of the platform's.
    pub ca: Option<Vec<u8>>,
    /// Ask directly, whatever proxy the environment names.
    pub direct: bool,
    /// Hosts whose addresses are given instead of looked up.
    pub resolve: BTreeMap<String, Vec<SocketAddr>>,
    /// The pause before the first retry; the next ones double it.
    pub pause: Duration,
    /// The longest pause that a server may ask for (`Retry-After`).
    pub longest_pause: Duration,
}

impl Settings {
    /// What a command without further options uses.
    #[must_use]
    pub fn new(timeout: Duration, ca: Option<Vec<u8>>) -> Self {
        let pause = Duration::from_millis(250);
        Self { timeout, ca, direct: false, resolve: BTreeMap::new(), pause, longest_pause: Duration::from_secs(60) }
    }
}

/// How often something that may pass is tried again.
pub const RETRIES: u32 = 2;

/// Makes a client.
///
/// # Errors
/// When the authorities are not PEM certificates.
pub fn client(settings: &Settings) -> Result<Client, UserError> {
    // Installed once for the process; a second call finds it there.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = Client::builder()
        .redirect(redirect::Policy::none())
        .user_agent(concat!("hmaudit/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(settings.timeout)
        .timeout(settings.timeout)
        .referer(false)
        .tls_info(true);
    if let Some(pem) = &settings.ca {
        builder = builder.tls_certs_only(authorities(pem)?);
    }
    if settings.direct {
        builder = builder.no_proxy();
    }
    for (host, addresses) in &settings.resolve {
        builder = builder.resolve_to_addrs(host, addresses);
    }
    builder.build().map_err(|error| {
        miette!(
            help = "check --ca, and HTTPS_PROXY in the environment",
            "cannot set up HTTPS: {}",
            TransportError::of(&error).words()
        )
    })
}

fn authorities(pem: &[u8]) -> Result<Vec<Certificate>, UserError> {
    let found = Certificate::from_pem_bundle(pem).unwrap_or_default();
    if found.is_empty() {
        return Err(miette!(
            help = "it must hold certificates between -----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----",
            "the file of --ca contains no certificate"
        ));
    }
    Ok(found)
}

/// Runs a future on a runtime of this thread alone.
///
/// # Errors
/// When the system grants no runtime, or what the future fails with.
pub fn block_on<T>(future: impl Future<Output = Result<T, UserError>>) -> Result<T, UserError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| miette!("cannot use the network: {error}"))?;
    runtime.block_on(future)
}
